//! Rights: what a reader and an operator cannot do, whatever they send.

use scorebridge::store::Role;

use crate::support::app::TestApp;

/// Forms that need an operator.
const OPERATOR: [&str; 6] = [
    "/secure-score/actions/AdminMFAV2/status",
    "/servicenow/sync",
    "/tickets",
    "/tickets/bulk",
    "/tickets/CHG0030012/refresh",
    "/tickets/CHG0030012/retry",
];

/// Forms that need an administrator.
const ADMINISTRATOR: [&str; 13] = [
    "/servicenow/authorize",
    "/servicenow/authorize/key",
    "/servicenow/check",
    "/servicenow/configuration/remove",
    "/servicenow/configuration/reset",
    "/servicenow/configuration/states",
    "/servicenow/setup/checklist",
    "/servicenow/setup/client",
    "/servicenow/setup/instance",
    "/servicenow/setup/provision",
    "/servicenow/webhook",
    "/servicenow/webhook/remove",
    "/ticketProvisioning",
];

#[tokio::test]
async fn readers_change_nothing() {
    let app = TestApp::start_as(Role::Reader).await;
    for path in OPERATOR.iter().chain(&ADMINISTRATOR) {
        let page = app.post(path, &[]).await;
        assert_eq!((page.status.as_u16(), page.one("h1").as_str()), (403, "You cannot do this"), "{path}");
    }
    assert_eq!(app.get("/tickets/new").await.status, 403);
}

#[tokio::test]
async fn operators_do_not_configure() {
    let app = TestApp::start_as(Role::Operator).await;
    for path in ADMINISTRATOR {
        let page = app.post(path, &[]).await;
        assert_eq!(page.status, 403, "{path}");
        assert!(page.one("main").contains("This needs the role Administrator."), "{path}");
    }
}

#[tokio::test]
async fn strangers_reach_no_form() {
    let mut app = TestApp::start().await;
    app.signed_out();
    for path in OPERATOR.iter().chain(&ADMINISTRATOR) {
        let page = app.post(path, &[]).await;
        assert_eq!(page.status, 303, "{path}");
        assert!(page.header("location").starts_with("/signin?return_to="), "{path}");
    }
}
