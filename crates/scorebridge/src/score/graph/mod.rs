//! Microsoft Graph, the source of Secure Score: the three questions that an import asks, and why they fail.
//! Reading only; what the answers mean for the portal is decided in `score/assemble.rs`.

mod call;
mod error;
mod lenient;
mod model;
mod token;

use secrecy::SecretString;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use url::Url;

pub use error::GraphError;
pub use model::{Comparison, ControlProfile, ControlScore, ControlState, DayScores};

use crate::clock::Clock;
use crate::config::GraphConfig;
use token::Token;

/// More pages than any tenant has: profiles come 200 a page, days at most 90.
const PAGES_MAX: usize = 60;
/// Graph keeps 90 days.
pub const DAYS_MAX: usize = 90;
/// Days asked for at once: about 2 MB an answer.
const DAYS_PER_PAGE: usize = 10;

/// Reads Secure Score of one tenant. Holds the access token until shortly before it ends.
pub struct Graph {
    http: reqwest::Client,
    config: GraphConfig,
    clock: Clock,
    token: Mutex<Option<Token>>,
}

/// What Graph gave.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// The items of all pages.
    pub items: Vec<T>,
    /// True when Graph said that a provider failed (206): what is absent may exist.
    pub partial: bool,
}

impl Graph {
    /// A reader of the configured tenant.
    pub fn new(http: reqwest::Client, config: GraphConfig, clock: Clock) -> Self {
        Self { http, config, clock, token: Mutex::default() }
    }

    /// All control profiles, over all pages.
    pub async fn profiles(&self) -> Result<Answer<ControlProfile>, GraphError> {
        self.pages("v1.0/security/secureScoreControlProfiles", usize::MAX).await
    }

    /// The scores of the last `days` days, newest first. One request for one day: its answer carries a link to the
    /// day before, which is not followed.
    pub async fn days(&self, days: usize) -> Result<Answer<DayScores>, GraphError> {
        let wanted = days.clamp(1, DAYS_MAX);
        let path = format!("v1.0/security/secureScores?$top={}", wanted.min(DAYS_PER_PAGE));
        self.pages(&path, wanted).await
    }

    async fn pages<T: DeserializeOwned>(&self, path: &str, wanted: usize) -> Result<Answer<T>, GraphError> {
        let mut answer = Answer { items: Vec::new(), partial: false };
        let mut next = Some(self.config.root.join(path).map_err(|_| GraphError::Left(path.to_owned()))?);
        for _ in 0..PAGES_MAX {
            let Some(url) = next else { break };
            let (page, partial) = self.page::<T>(url).await?;
            let was_empty = page.value.is_empty();
            answer.items.extend(page.value);
            answer.partial |= partial;
            next = if answer.items.len() < wanted && !was_empty { self.following(page.next)? } else { None };
        }
        answer.items.truncate(wanted);
        Ok(answer)
    }

    /// One page. A token that Graph takes no more before its time is replaced once.
    async fn page<T: DeserializeOwned>(&self, url: Url) -> Result<(call::Page<T>, bool), GraphError> {
        let token = self.access_token().await?;
        match call::page(&self.http, url.clone(), &token).await {
            Err(GraphError::Refused { status: 401, .. }) => {
                *self.token.lock().await = None;
                call::page(&self.http, url, &self.access_token().await?).await
            }
            answered => answered,
        }
    }

    /// The next page, if it lies at Graph: the token is sent there.
    fn following(&self, next: Option<String>) -> Result<Option<Url>, GraphError> {
        let Some(next) = next else { return Ok(None) };
        match Url::parse(&next) {
            Ok(url) if url.origin() == self.config.root.origin() => Ok(Some(url)),
            _ => Err(GraphError::Left(next.chars().take(200).collect())),
        }
    }

    /// Obtains a new token, so that a secret or a permission that changed shows at once.
    pub async fn renew_token(&self) -> Result<(), GraphError> {
        let token = token::obtain(&self.http, &self.config, self.clock.now()).await?;
        *self.token.lock().await = Some(token);
        Ok(())
    }

    async fn access_token(&self) -> Result<SecretString, GraphError> {
        let mut held = self.token.lock().await;
        let now = self.clock.now();
        if let Some(token) = held.as_ref().filter(|token| token.is_fresh(now)) {
            return Ok(token.secret.clone());
        }
        let token = token::obtain(&self.http, &self.config, now).await?;
        Ok(held.insert(token).secret.clone())
    }
}
