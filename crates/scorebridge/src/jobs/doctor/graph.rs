//! Microsoft Graph: tenant, cloud, application, secret, permission and consent, and whether Secure Score comes.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Scope;
use crate::app::App;
use crate::config::GraphConfig;
use crate::connection::doctor::{Seen, cannot_tell, failed, passed, waiting, warned};
use crate::connection::{Check, CheckName, Ending};
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

/// Two calls: a new token, and the score of one day; as many as are needed for what is asked.
pub(super) async fn look(app: &App, scope: Scope) -> Vec<Check> {
    let secret = (CheckName::GraphSecret, secret_seen(app.config.graph.client_secret_ends, app.clock.now()));
    let mut seen = vec![secret];
    if scope.wants(CheckName::GraphApplication) {
        let (application, permission, score) = asked(app, scope.wants(CheckName::GraphPermission)).await;
        seen.push((CheckName::GraphApplication, application));
        seen.push((CheckName::GraphPermission, permission));
        seen.push((CheckName::SecureScore, score));
    }
    let at = app.clock.now();
    let wanted = seen.into_iter().filter(|(name, _)| scope.wants(*name));
    let mut checks: Vec<_> = wanted.map(|(name, seen)| Check::new(name, seen, at)).collect();
    checks.sort_by_key(|check| check.name);
    checks
}

/// By the day in the configuration: reading it from Entra would take a permission over all applications.
fn secret_seen(ends: Option<Date>, now: Timestamp) -> Seen {
    let Some(day) = ends else { return cannot_tell(Message::new("unknown-graph-secret")) };
    let named = |key: &str| Message::new(key).with("day", day);
    match Ending::on(day, now) {
        Some(end) => warned(named("problem-graph-secret-ends").with("days", end.days)),
        None if day <= now.to_zoned_datetime(TimeZone::UTC).date() => {
            warned(named("problem-graph-secret-passed"))
        }
        None => passed(named("evidence-graph-secret")),
    }
}

async fn asked(app: &App, reads_score: bool) -> (Seen, Seen, Seen) {
    if let Some(problem) = wrong_cloud(&app.config.graph) {
        return (failed(problem), waiting(), waiting());
    }
    let application = || passed(Message::new("evidence-graph-application"));
    match app.graph().renew_token().await {
        Err(GraphError::Permission) => (application(), failed(GraphError::Permission.problem()), waiting()),
        Err(error) => (failed(error.problem()), waiting(), waiting()),
        Ok(()) if reads_score => {
            let (permission, score) = score_read(app).await;
            (application(), permission, score)
        }
        Ok(()) => (application(), waiting(), waiting()),
    }
}

async fn score_read(app: &App) -> (Seen, Seen) {
    let permission = || passed(Message::new("evidence-graph-permission"));
    match app.graph().days(1).await {
        Err(GraphError::Permission) => (failed(GraphError::Permission.problem()), waiting()),
        Err(error) => (permission(), score_failed(&error)),
        Ok(days) => {
            let score = match days.items.first().and_then(date_of) {
                Some(day) => passed(Message::new("evidence-graph-score").with("day", day)),
                None => warned(GraphError::Empty.problem()),
            };
            (permission(), score)
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
