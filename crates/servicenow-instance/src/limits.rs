//! Rate limits per REST API: rows of `sys_rate_limit_rules`, counted per user
//! and hour (protocol 6.3). Without a rule there is no limit and no header.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rusqlite::Connection;

use crate::app::App;
use crate::auth::scopes;
use crate::caller::Caller;
use crate::refusals::Refusal;

const HOUR: i64 = 3_600;

/// Active rules.
#[derive(Debug, Default)]
pub(crate) struct RateRules {
    rules: Vec<RateRule>,
}

#[derive(Debug, Clone)]
struct RateRule {
    sys_id: String,
    /// Name of an API, or empty for all of them.
    api: String,
    /// HTTP method, or empty for all of them.
    method: String,
    per_hour: u64,
    scope: Scope,
}

/// Whom a rule concerns. A rule for the user comes before one for a role, and
/// that before one for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scope {
    User(String),
    Role(String),
    All,
}

const RULES: &str = "SELECT l.sys_id, l.rest_api, l.http_method, l.request_limit_per_hour, l.rate_limit_type, l.user, r.name FROM sys_rate_limit_rules l LEFT JOIN sys_user_role r ON r.sys_id = l.role WHERE l.active = 'true' AND l.request_limit_per_hour IS NOT NULL ORDER BY l.rowid";

impl RateRules {
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare_cached(RULES)?;
        let rules = statement.query_map([], |row| {
            let text = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
            let per_hour: i64 = row.get(3)?;
            let scope = match text(4)?.as_str() {
                "user" => Scope::User(text(5)?),
                "role" => Scope::Role(text(6)?),
                _ => Scope::All,
            };
            Ok(RateRule {
                sys_id: row.get(0)?,
                api: text(1)?,
                method: text(2)?,
                per_hour: u64::try_from(per_hour).unwrap_or_default(),
                scope,
            })
        })?;
        Ok(Self { rules: rules.collect::<rusqlite::Result<_>>()? })
    }

    /// The one rule for a request: of several roles the lowest limit counts.
    fn of(&self, api: &str, method: &str, caller: &Caller) -> Option<&RateRule> {
        let concerns = |rule: &&RateRule| {
            let this_api = rule.api.is_empty() || rule.api.eq_ignore_ascii_case(api);
            let this_method = rule.method.is_empty() || rule.method.eq_ignore_ascii_case(method);
            this_api && this_method
        };
        let matching = |rank: u8| {
            let ranked = move |rule: &&RateRule| match &rule.scope {
                Scope::User(user) => rank == 0 && *user == caller.user_id,
                Scope::Role(role) => rank == 1 && caller.roles.contains(role),
                Scope::All => rank == 2,
            };
            let rules = self.rules.iter().filter(concerns).filter(ranked);
            rules.min_by_key(|rule| rule.per_hour)
        };
        (0..3).find_map(matching)
    }
}

/// Requests of the running hour, by rule and user.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    counted: Mutex<HashMap<(String, String), (i64, u64)>>,
}

impl Counters {
    /// Counts one request in the hour that `second` lies in.
    fn count(&self, rule: &str, user: &str, second: i64) -> u64 {
        let hour = second.div_euclid(HOUR);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = counted.entry((rule.to_owned(), user.to_owned())).or_insert((hour, 0));
        if entry.0 != hour {
            *entry = (hour, 0);
        }
        entry.1 += 1;
        entry.1
    }

    pub(crate) fn clear(&self) {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Around every API with a known caller: refuses tokens that were not given for
/// it, counts, and refuses what is too much.
pub(crate) async fn limit(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    let metadata = app.engine.metadata();
    let api = api_of(request.uri().path());
    if scopes::are_limited(&caller) {
        let (asking, method, system) = (caller.clone(), request.method().clone(), Caller::system());
        let checked =
            app.engine.read(&system, move |session| scopes::check(session, &asking, (api, method.as_str())));
        if let Err(refusal) = checked.await {
            return refusal.into_response();
        }
    }
    let Some(rule) = metadata.rate_rules.of(api, request.method().as_str(), &caller) else {
        return next.run(request).await;
    };
    let second = app.clock.now().as_second();
    let reset = (second.div_euclid(HOUR) + 1) * HOUR;
    let count = app.counters.count(&rule.sys_id, &caller.user_id, second);
    let mut response = if count > rule.per_hour {
        let wait = u64::try_from(reset - second).unwrap_or_default();
        Refusal::rate_limited(rule.per_hour, api, wait).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert("X-RateLimit-Limit", HeaderValue::from(rule.per_hour));
    headers.insert("X-RateLimit-Reset", HeaderValue::from(reset));
    if let Ok(id) = HeaderValue::from_str(&rule.sys_id) {
        headers.insert("X-RateLimit-Rule", id);
    }
    response
}

/// The name an API has in rules and refusals.
fn api_of(path: &str) -> &'static str {
    let names = [
        ("/table/", "Table API"),
        ("/stats/", "Aggregate API"),
        ("/attachment", "Attachment API"),
        ("/batch", "Batch API"),
        ("/import/", "Import Set API"),
        ("/sn_chg_rest/", "Change Management API"),
    ];
    names.iter().find(|(part, _)| path.contains(part)).map_or("REST API", |(_, name)| name)
}
