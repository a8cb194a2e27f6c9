//! The checks of set-up and provisioning, each with what was seen and the way out. A check presumes the ones before
//! it: what cannot be looked at yet is `Waiting`. The last two, which need the store, are made by `jobs/checks.rs`.

use jiff::{SignedDuration, Timestamp};
use reqwest::Client as Http;
use servicenow_client::{Client, Error, Query, User};

use super::app_probe::{AppFound, find_app};
use super::client_check::ClientCheck;
use super::grant::{Identity, identify, identity_of};
use super::probe::{probe, supported};
use super::{
    AppPresence, CallbackOutcome, Check, CheckName, Connection, InstanceFacts, Outcome, Place, way_out,
};
use crate::message::Message;

/// The person is warned this long before the authorization ends.
const ENDS_SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What the checks look at.
pub struct CheckUp<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// Calls with its tokens; `None` before the authorization.
    pub client: Option<&'a Client>,
    /// Calls without.
    pub http: &'a Http,
    /// Addresses that the portal calls from.
    pub egress: &'a [String],
    /// The time.
    pub now: Timestamp,
}

/// What the checks learned beside their outcome.
#[derive(Debug, Clone)]
pub struct Learned {
    /// Release name.
    pub release: Option<String>,
    /// The connector app.
    pub app: AppPresence,
}

/// How one check ended, before it gets its name and time.
type Seen = (Outcome, Message);

fn passed(evidence: Message) -> Seen {
    (Outcome::Passed, evidence)
}

fn warned(evidence: Message) -> Seen {
    (Outcome::Warning, evidence)
}

fn failed(evidence: Message) -> Seen {
    (Outcome::Failed, evidence)
}

impl Check {
    /// A check with its way out, which every failure and warning has.
    pub(crate) fn new(name: CheckName, (outcome, evidence): (Outcome, Message), at: Timestamp) -> Self {
        let has_way_out = matches!(outcome, Outcome::Failed | Outcome::Warning);
        let way_out = has_way_out.then(|| way_out(&evidence));
        Self { name, outcome, evidence, way_out, at }
    }

    /// A check that was not looked at.
    pub(crate) fn waiting(name: CheckName, at: Timestamp) -> Self {
        Self::new(name, (Outcome::Waiting, Message::new("evidence-waiting")), at)
    }
}

impl CheckUp<'_> {
    fn place(&self) -> Place<'_> {
        Place { instance: &self.connection.instance, egress: self.egress }
    }

    /// The first six checks, in order.
    pub async fn run(&self, client_known: ClientCheck) -> (Vec<Check>, Learned) {
        let mut learned = Learned { release: self.connection.release.clone(), app: self.connection.app };
        let check = |name, seen| Check::new(name, seen, self.now);
        let facts = match probe(self.http, self.place(), self.now).await {
            Ok(facts) => facts,
            Err(problem) => return (self.stopped_at_the_door(problem), learned),
        };
        let mut checks = vec![check(CheckName::InstanceReachable, reachable(&facts))];
        checks.push(check(CheckName::Release, self.release(&facts, &mut learned).await));
        let user = match self.client {
            Some(client) => Some(identity_of(client).await.map_err(|error| self.place().problem(&error))),
            None => None,
        };
        let reads = matches!(user, Some(Ok(_)));
        checks.push(self.or_waiting(CheckName::ConnectorApp, reads, self.app(&mut learned)).await);
        checks.push(check(CheckName::OauthClient, self.oauth_client(client_known, reads)));
        checks.push(self.or_waiting(CheckName::IntegrationUser, reads, self.integration_user()).await);
        checks.push(check(CheckName::Authorization, self.authorization(user)));
        (checks, learned)
    }

    /// An old release is the second check's matter; everything else is the first's.
    fn stopped_at_the_door(&self, problem: Message) -> Vec<Check> {
        let old = problem.key == "problem-release-old";
        let reached =
            passed(Message::new("evidence-reachable").with("instance", self.connection.instance.name()));
        let first = if old { reached } else { failed(problem.clone()) };
        let mut checks = vec![Check::new(CheckName::InstanceReachable, first, self.now)];
        if old {
            checks.push(Check::new(CheckName::Release, failed(problem), self.now));
        }
        let others =
            CheckName::ALL.into_iter().skip(checks.len()).take_while(|name| *name < CheckName::FirstSync);
        checks.extend(others.map(|name| Check::waiting(name, self.now)).collect::<Vec<_>>());
        checks
    }

    async fn or_waiting(&self, name: CheckName, reads: bool, look: impl Future<Output = Seen>) -> Check {
        if reads { Check::new(name, look.await, self.now) } else { Check::waiting(name, self.now) }
    }

    /// The statistics page may be closed; with a token the properties can be asked.
    async fn release(&self, facts: &InstanceFacts, learned: &mut Learned) -> Seen {
        if let Some(name) = &facts.release {
            learned.release = Some(name.clone());
            return passed(Message::new("evidence-release").with("release", name));
        }
        let told = match self.client {
            Some(client) => client.release().await.ok().flatten(),
            None => None,
        };
        let Some(release) = told else {
            return warned(
                Message::new("problem-release-unknown").with("instance", self.connection.instance.name()),
            );
        };
        learned.release = Some(release.family().to_string());
        match supported(&release, self.place()) {
            Ok(()) => passed(Message::new("evidence-release").with("release", release.family())),
            Err(problem) => failed(problem),
        }
    }

    async fn app(&self, learned: &mut Learned) -> Seen {
        let Some(client) = self.client else { return warned(Message::new("evidence-app-missing")) };
        match find_app(client).await {
            Ok(AppFound { presence, missing }) => {
                learned.app = presence;
                app_seen(presence, &missing)
            }
            Err(error) => failed(self.place().problem(&error)),
        }
    }

    /// A token that works was issued to this client: nothing else needs to be asked.
    fn oauth_client(&self, known: ClientCheck, token_works: bool) -> Seen {
        match known {
            _ if token_works => passed(self.client_message("evidence-client-known")),
            _ if self.connection.client_id.is_none() => failed(Message::new("problem-client-missing")),
            ClientCheck::Known => passed(self.client_message("evidence-client-known")),
            ClientCheck::CannotTell => warned(self.client_message("evidence-client-unproven")),
            ClientCheck::Wrong(problem) => failed(problem),
        }
    }

    fn client_message(&self, key: &str) -> Message {
        Message::new(key).with("client", self.connection.client_id.as_deref().unwrap_or_default())
    }

    async fn integration_user(&self) -> Seen {
        let Some(client) = self.client else { return failed(self.user_message("problem-not-authorized")) };
        match find_user(client, &self.connection.expected_user).await {
            Ok(user) => self.user_seen(user),
            Err(error) if error.is_authorization() => warned(self.user_message("evidence-user-hidden")),
            Err(error) => failed(self.place().problem(&error)),
        }
    }

    fn user_seen(&self, user: Option<User>) -> Seen {
        match user {
            None => failed(self.user_message("evidence-user-missing")),
            Some(user) if !user.active => failed(self.user_message("evidence-user-inactive")),
            Some(user) if user.locked_out => failed(self.user_message("evidence-user-locked")),
            Some(user) => passed(self.user_message("evidence-user").with("name", user.name)),
        }
    }

    fn user_message(&self, key: &str) -> Message {
        Message::new(key).with("user", &self.connection.expected_user)
    }

    fn authorization(&self, user: Option<Result<Identity, Message>>) -> Seen {
        let identity = match user {
            None => return failed(self.user_message("problem-not-authorized")),
            Some(Err(problem)) => return failed(problem),
            Some(Ok(identity)) => identity,
        };
        match identify(&identity, &self.connection.expected_user) {
            Ok(()) => self.authorized_until(),
            Err(CallbackOutcome::AdministratorAccount { found }) => {
                failed(Message::new("problem-administrator-account").with("found", found))
            }
            Err(_) => failed(self.user_message("problem-wrong-user").with("found", identity.user_name)),
        }
    }

    fn authorized_until(&self) -> Seen {
        let ends = self.connection.authorization.as_ref().and_then(|held| held.refresh_expires_at);
        match ends.map(|ends| ends.duration_since(self.now)) {
            Some(left) if left < ENDS_SOON => warned(
                self.user_message("evidence-authorization-ends").with("days", left.as_hours().max(0) / 24),
            ),
            _ => passed(self.user_message("evidence-authorized")),
        }
    }
}

fn reachable(facts: &InstanceFacts) -> Seen {
    match facts.warnings.iter().find(|warning| warning.key == "problem-clock") {
        Some(clock) => warned(clock.clone()),
        None => passed(Message::new("evidence-reachable").with("instance", facts.instance.name())),
    }
}

fn app_seen(presence: AppPresence, missing: &[String]) -> Seen {
    match (presence, missing) {
        (AppPresence::Installed, _) => passed(Message::new("evidence-app-installed")),
        (_, []) => warned(Message::new("evidence-app-missing")),
        (_, missing) => warned(Message::new("evidence-app-incomplete").with("missing", missing.join(", "))),
    }
}

async fn find_user(client: &Client, name: &str) -> Result<Option<User>, Error> {
    let query = Query::new().equals("user_name", name).fields(&["user_name", "name", "active", "locked_out"]);
    Ok(client.table("sys_user").first(&query).await?.as_ref().map(User::from))
}
