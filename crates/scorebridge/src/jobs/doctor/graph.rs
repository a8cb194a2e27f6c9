//! Microsoft Graph: tenant, cloud, application, secret, permission and consent, and whether Secure Score comes.

use crate::app::App;
use crate::config::GraphConfig;
use crate::connection::doctor::{Seen, failed, passed, waiting, warned};
use crate::connection::{Check, CheckName};
use crate::message::Message;
use crate::score::date_of;
use crate::score::graph::GraphError;

/// Graph and the login authority of each cloud (microsoft-graph 3.6).
const CLOUDS: [(&str, &str); 4] = [
    ("graph.microsoft.com", "login.microsoftonline.com"),
    ("graph.microsoft.us", "login.microsoftonline.us"),
    ("dod-graph.microsoft.us", "login.microsoftonline.us"),
    (WITHOUT_SCORE, "login.chinacloudapi.cn"),
];
/// The cloud that has no Secure Score.
const WITHOUT_SCORE: &str = "microsoftgraph.chinacloudapi.cn";

/// Two calls: a new token, and the score of one day.
pub(super) async fn look(app: &App) -> Vec<Check> {
    let (application, permission, score) = seen(app).await;
    let at = app.clock.now();
    vec![
        Check::new(CheckName::GraphApplication, application, at),
        Check::new(CheckName::GraphPermission, permission, at),
        Check::new(CheckName::SecureScore, score, at),
    ]
}

async fn seen(app: &App) -> (Seen, Seen, Seen) {
    if let Some(problem) = wrong_cloud(&app.config.graph) {
        return (failed(problem), waiting(), waiting());
    }
    let application = || passed(Message::new("evidence-graph-application"));
    let permission = || passed(Message::new("evidence-graph-permission"));
    match app.graph().renew_token().await {
        Err(GraphError::Permission) => {
            return (application(), failed(GraphError::Permission.problem()), waiting());
        }
        Err(error) => return (failed(error.problem()), waiting(), waiting()),
        Ok(()) => {}
    }
    match app.graph().days(1).await {
        Err(GraphError::Permission) => (application(), failed(GraphError::Permission.problem()), waiting()),
        Err(error) => (application(), permission(), score_failed(&error)),
        Ok(days) => {
            let newest = days.items.first().and_then(date_of);
            let score = match newest {
                Some(day) => passed(Message::new("evidence-graph-score").with("day", day)),
                None => warned(GraphError::Empty.problem()),
            };
            (application(), permission(), score)
        }
    }
}

/// Throttling passes by itself.
fn score_failed(error: &GraphError) -> Seen {
    match error {
        GraphError::Throttled { .. } => warned(error.problem()),
        _ => failed(error.problem()),
    }
}

/// Tokens of one cloud are worth nothing in another: told before anything is asked.
fn wrong_cloud(config: &GraphConfig) -> Option<Message> {
    let host = |url: &url::Url| url.host_str().unwrap_or_default().to_owned();
    let (root, authority) = (host(&config.root), host(&config.authority));
    let named = |key: &str| Message::new(key).with("host", &root).with("authority", &authority);
    if root == WITHOUT_SCORE {
        return Some(named("problem-graph-no-score"));
    }
    let (_, its_authority) = CLOUDS.iter().find(|(graph, _)| *graph == root)?;
    let is_known = CLOUDS.iter().any(|(_, known)| *known == authority);
    (is_known && *its_authority != authority).then(|| named("problem-graph-clouds"))
}
