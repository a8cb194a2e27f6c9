//! Import of Secure Score from the sample tenant.

use jiff::SignedDuration;
use sample_tenant::{Fault, SampleTenant};
use scorebridge::clock::Clock;
use scorebridge::ids::{ActionId, TenantId};
use scorebridge::jobs::{self, ImportError};
use scorebridge::portal;
use scorebridge::store::{ActionFilter, ActionSort};
use secrecy::ExposeSecret as _;
use tempfile::TempDir;

use super::world::settings;
use crate::support::database::at;

struct Import {
    app: scorebridge::app::App,
    tenant: SampleTenant,
    id: TenantId,
    _folder: TempDir,
}

impl Import {
    async fn new() -> Self {
        Self::with_permission(true).await
    }

    async fn with_permission(may_read: bool) -> Self {
        let tenant = SampleTenant::builder()
            .listen("127.0.0.1:0".parse().unwrap())
            .seed(7)
            .today("2026-11-24".parse().unwrap())
            .start()
            .await
            .unwrap();
        let client = tenant.clients().into_iter().find(|client| client.may_read() == may_read).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let config = settings(
            &folder,
            &[
                ("GRAPH__TENANT", tenant.id()),
                ("GRAPH__ROOT", tenant.graph_root().as_str()),
                ("GRAPH__AUTHORITY", tenant.authority().as_str()),
                ("GRAPH__CLIENT_ID", &client.client_id),
                ("GRAPH__CLIENT_SECRET", client.client_secret.expose_secret()),
            ],
        );
        let app = portal::assemble(config, Clock::frozen(at(0))).await.unwrap();
        let id = TenantId::new(tenant.id());
        Self { app, tenant, id, _folder: folder }
    }

    async fn run(&self) -> Result<(), ImportError> {
        jobs::import_score(&self.app).await
    }

    async fn problem(&self) -> Option<String> {
        let found = self.app.store.find_import_problem(&self.id).await.unwrap();
        found.map(|(problem, _)| problem.key)
    }

    async fn actions(&self) -> Vec<scorebridge::score::ImprovementAction> {
        let filter = ActionFilter::default();
        let page = self.app.store.list_actions(&self.id, &filter, ActionSort::Rank(false), (0, 1000));
        page.await.unwrap().items
    }
}

#[tokio::test]
async fn the_first_import_takes_all_days_that_graph_keeps() {
    let import = Import::new().await;
    import.run().await.unwrap();
    let days = import.app.store.list_score_days(&import.id, "2026-01-01".parse().unwrap()).await.unwrap();
    assert_eq!(days.len(), 90);
    assert_eq!(days.last().unwrap().date.to_string(), "2026-11-24");
    assert!(days.iter().all(|day| day.max > 0.0 && !day.categories.is_empty()));
    let actions = import.actions().await;
    assert!(actions.len() > 50, "{}", actions.len());
    assert!(actions.iter().any(|action| action.score.is_none()), "not scored here is unknown, not 0");
    assert!(actions.iter().all(|action| !action.description.contains('<')), "descriptions are plain text");
    assert!(actions.iter().any(|action| action.remediation_html.contains("<ol>")), "next steps stay HTML");
    assert_eq!(import.problem().await, None);
}

#[tokio::test]
async fn later_imports_take_the_day_and_what_changed() {
    let import = Import::new().await;
    import.run().await.unwrap();
    let action = import
        .actions()
        .await
        .into_iter()
        .find(|action| action.score.is_some_and(|score| score > 1.0))
        .unwrap();
    import.tenant.advance_days(1);
    import.tenant.set_points(action.id.as_str(), 0.0).unwrap();
    import.app.clock.advance(SignedDuration::from_hours(24));
    import.run().await.unwrap();
    let now =
        import.app.store.find_action(&import.id, &ActionId::new(action.id.as_str())).await.unwrap().unwrap();
    assert_eq!((now.score, now.changed_at), (Some(0.0), import.app.clock.now()));
    assert!(now.regressed_by.is_some_and(|lost| lost > 0.0));
    let days = import.app.store.list_score_days(&import.id, "2026-01-01".parse().unwrap()).await.unwrap();
    assert_eq!(days.len(), 91, "days are kept beyond Graph's own");
}

/// What failed is kept for the score page until an import succeeds.
#[tokio::test]
async fn every_failure_of_graph_has_its_own_explanation() {
    let import = Import::new().await;
    for (fault, problem) in [
        (Fault::Throttled, "problem-graph-throttled"),
        (Fault::ThrottledWithoutRetryAfter, "problem-graph-throttled"),
        (Fault::BadRequest, "problem-graph-refused"),
        (Fault::Empty, "problem-graph-empty"),
    ] {
        import.tenant.set_fault(fault);
        assert!(import.run().await.is_err(), "{fault:?}");
        assert_eq!(import.problem().await.as_deref(), Some(problem), "{fault:?}");
        import.tenant.clear_fault(fault);
    }
    import.run().await.unwrap();
    assert_eq!(import.problem().await, None);
}

#[tokio::test]
async fn an_ended_secret_and_a_missing_permission_are_told_apart() {
    let import = Import::new().await;
    import.tenant.set_fault(Fault::SecretExpired);
    assert!(import.run().await.is_err());
    assert_eq!(import.problem().await.as_deref(), Some("problem-graph-secret-expired"));
    let import = Import::with_permission(false).await;
    assert!(import.run().await.is_err());
    assert_eq!(import.problem().await.as_deref(), Some("problem-graph-permission"));
}

#[tokio::test]
async fn a_token_that_graph_takes_no_more_is_replaced_once() {
    let import = Import::new().await;
    import.run().await.unwrap();
    import.tenant.set_fault_times(Fault::TokensExpired, 1);
    import.run().await.unwrap();
}

/// 206: a provider failed, so what is absent may exist.
#[tokio::test]
async fn a_partial_answer_makes_no_action_vanish() {
    let import = Import::new().await;
    import.run().await.unwrap();
    let before = import.actions().await.len();
    import.tenant.set_fault(Fault::Partial);
    import.run().await.unwrap();
    assert_eq!(import.actions().await.len(), before);
    assert_eq!(import.problem().await, None);
}

#[tokio::test]
async fn a_retired_control_vanishes_from_the_list() {
    let import = Import::new().await;
    import.run().await.unwrap();
    let before = import.actions().await.len();
    import.tenant.set_fault(Fault::LegacyRetired);
    import.run().await.unwrap();
    assert_eq!(import.actions().await.len(), before - 1);
}
