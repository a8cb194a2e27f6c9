//! A portal with something in it: ninety days of score, a handful of actions, a connection, tickets.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Span, Timestamp};
use scorebridge::connection::{Authorization, NewConnection};
use scorebridge::ids::{ActionId, ConnectionId, TicketId};
use scorebridge::score::{ActionPoints, ActionStatus, Category, CategoryScore, ImprovementAction, ScoreDay};
use scorebridge::store::{DeliveryFailure, Inserted, NewJob, ScoreImport};
use scorebridge::tickets::{Delivery, NewTicket, Observed, Priority, Source, Task, TicketKind};
use servicenow_client::TokenSet;

use super::app::TestApp;

/// The last day of the sample score.
pub(crate) const TODAY: Date = date(2026, 11, 23);

/// An action without anything special about it.
pub(crate) fn action(id: &str, title: &str, rank: i64) -> ImprovementAction {
    ImprovementAction {
        id: ActionId::new(id),
        title: title.to_owned(),
        category: Some(Category::Identity),
        service: "AzureAD".to_owned(),
        score: Some(0.0),
        max_score: Some(10.0),
        status: ActionStatus::ToAddress,
        rank: Some(rank),
        user_impact: Some("low".to_owned()),
        implementation_cost: Some("moderate".to_owned()),
        threats: vec!["Password cracking".to_owned(), "Account breach".to_owned()],
        action_url: Some("https://entra.example/policies".to_owned()),
        description: "A second factor keeps an attacker out.".to_owned(),
        remediation_html: "<p>Open <b>policies</b>.</p><script>alert(1)</script>".to_owned(),
        impact_html: "Administrators sign in with two methods.".to_owned(),
        implementation_status: "26 of 99 accounts have no second factor.".to_owned(),
        last_synced: Some("2026-11-23T05:00:00Z".parse().unwrap()),
        regressed_by: None,
        first_seen: "2026-08-01T05:00:00Z".parse().unwrap(),
        changed_at: "2026-08-01T05:00:00Z".parse().unwrap(),
    }
}

fn actions() -> Vec<ImprovementAction> {
    let mfa = action("AdminMFAV2", "Require MFA for administrative roles", 1);
    let macros = ImprovementAction {
        category: Some(Category::Devices),
        score: Some(6.2),
        max_score: Some(9.0),
        ..action("scid_2500", "Block Office apps from injecting code into other processes", 2)
    };
    let audit = ImprovementAction {
        category: Some(Category::Data),
        score: Some(5.0),
        max_score: Some(5.0),
        status: ActionStatus::Completed,
        ..action("mip.search_auditlog", "Turn on audit data recording", 3)
    };
    let unknown = ImprovementAction {
        category: None,
        score: None,
        max_score: None,
        ..action("odd/id?#", "<b>Odd</b> & unknown", 4)
    };
    vec![mfa, macros, audit, unknown]
}

fn day(ago: i64) -> ScoreDay {
    let current = if ago >= 30 { 405.0 } else { 411.8 };
    let share = |category, current, max| CategoryScore { category, current, max };
    ScoreDay {
        date: TODAY - Span::new().days(ago),
        current,
        max: 951.0,
        active_users: Some(1240),
        comparison: Some(34.4),
        categories: vec![share(Category::Identity, 20.0, 30.0), share(Category::Devices, 40.8, 100.0)],
    }
}

impl TestApp {
    /// Ninety days of score and four actions, read eight hours ago.
    pub(crate) async fn with_scores(self) -> Self {
        let points =
            |ago: i64, score| ActionPoints { action: ActionId::new("scid_2500"), date: day(ago).date, score };
        let import = ScoreImport {
            actions: actions(),
            days: (0..90).map(day).collect(),
            points: vec![points(60, 3.2), points(2, 6.2)],
        };
        let at = self.now() - SignedDuration::from_hours(8);
        self.app.store.save_import(self.tenant(), &import, at).await.unwrap();
        self
    }

    /// A connection whose client is saved and whose integration user has authorized, not provisioned yet.
    pub(crate) async fn with_authorized(&self) -> ConnectionId {
        let store = &self.app.store;
        let new = NewConnection {
            tenant: self.tenant().clone(),
            instance: "https://noordlicht-dev.service-now.com".parse().unwrap(),
            release: Some("Zurich".to_owned()),
            at: self.now(),
        };
        let id = store.begin_connection(&new).await.unwrap().unwrap();
        self.authorize(id).await;
        id
    }

    /// The integration user authorizes a connection.
    pub(crate) async fn authorize(&self, id: ConnectionId) {
        let store = &self.app.store;
        store.set_client(id, "0a1b2c", &"a-long-client-secret-93d10".into(), self.now()).await.unwrap();
        store.set_expected_user(id, "m365.integration").await.unwrap();
        let authorization = Authorization {
            user_sys_id: "6816f79cc0a8016401c5a33be04be441".to_owned(),
            user_name: "m365.integration".to_owned(),
            at: self.now(),
            access_expires_at: self.now() + SignedDuration::from_mins(26),
            refresh_expires_at: Some(self.now() + SignedDuration::from_hours(24 * 100)),
        };
        let tokens = TokenSet {
            access_token: "access".into(),
            refresh_token: Some("refresh".into()),
            access_expires_at: authorization.access_expires_at,
            refresh_expires_at: authorization.refresh_expires_at,
            scope: None,
        };
        store.authorize_connection(id, &authorization, &tokens).await.unwrap();
    }

    /// A connection that works.
    pub(crate) async fn with_connection(&self) -> ConnectionId {
        let id = self.with_authorized().await;
        self.app.store.provision_connection(id, self.now()).await.unwrap();
        let synced = self.now() - SignedDuration::from_mins(2);
        self.app.store.finish_sync(id, None, synced).await.unwrap();
        id
    }

    /// A ticket that waits to be sent.
    pub(crate) async fn with_waiting(&self, connection: ConnectionId, sample: &Sample<'_>) -> TicketId {
        let id = TicketId::generate();
        let task = Task {
            kind: sample.kind,
            name: sample.name.to_owned(),
            description: String::new(),
            priority: sample.priority,
            due: sample.due,
            source: if sample.action.is_some() { Source::Microsoft } else { Source::User },
            category: Category::Identity,
            action: sample.action.map(ActionId::new),
        };
        let ticket = NewTicket {
            id,
            tenant: self.tenant().clone(),
            connection,
            task,
            started_by: self.person.user_name.clone(),
            idempotency_key: id.to_string(),
            another: true,
            at: self.now(),
        };
        let job = NewJob::new(self.tenant(), "send-ticket", &id, self.now());
        assert_eq!(self.app.store.insert_ticket(&ticket, &job).await.unwrap(), Inserted::New(id));
        id
    }

    /// A ticket with a record.
    pub(crate) async fn with_ticket(&self, connection: ConnectionId, sample: &Sample<'_>) -> TicketId {
        let id = self.with_waiting(connection, sample).await;
        let store = &self.app.store;
        assert!(store.begin_delivery(self.tenant(), id, self.now()).await.unwrap());
        let observed = sample.observed(id, self.now());
        store.complete_delivery(self.tenant(), id, &observed, (false, self.now())).await.unwrap();
        id
    }

    /// A ticket that ServiceNow refused.
    pub(crate) async fn with_refused(&self, connection: ConnectionId, sample: &Sample<'_>) -> TicketId {
        let id = self.with_waiting(connection, sample).await;
        let store = &self.app.store;
        assert!(store.begin_delivery(self.tenant(), id, self.now()).await.unwrap());
        let failure = DeliveryFailure {
            delivery: Delivery::Refused,
            reason: scorebridge::message::Message::new("error-403"),
            next_attempt_at: None,
            at: self.now(),
        };
        store.fail_delivery(self.tenant(), id, &failure).await.unwrap();
        id
    }
}

/// What a ticket is about.
#[derive(Debug, Clone)]
pub(crate) struct Sample<'a> {
    pub(crate) kind: TicketKind,
    pub(crate) name: &'a str,
    pub(crate) priority: Priority,
    pub(crate) due: Date,
    pub(crate) action: Option<&'a str>,
    pub(crate) number: &'a str,
    pub(crate) state: &'a str,
    pub(crate) label: &'a str,
}

impl Default for Sample<'_> {
    fn default() -> Self {
        Self {
            kind: TicketKind::Change,
            name: "Require MFA for administrative roles",
            priority: Priority::Medium,
            due: date(2026, 12, 3),
            action: None,
            number: "CHG0030012",
            state: "-5",
            label: "New",
        }
    }
}

impl Sample<'_> {
    /// What the instance says of it.
    pub(crate) fn observed(&self, id: TicketId, at: Timestamp) -> Observed {
        let sys_id: String = id.to_string().chars().filter(|c| *c != '-').collect();
        Observed {
            sys_id,
            number: self.number.to_owned(),
            name: self.name.to_owned(),
            state: self.state.to_owned(),
            state_label: self.label.to_owned(),
            priority: self.priority.record_priority(self.kind).value(),
            due: Some(self.due),
            assigned_to: String::new(),
            assignment_group: String::new(),
            active: true,
            updated_on: at,
            updated_by: "m365.integration".to_owned(),
        }
    }
}
