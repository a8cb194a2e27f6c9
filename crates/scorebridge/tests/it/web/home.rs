//! `GET /`: S03, S09, S18, S19, S22, S30.

use jiff::civil::date;
use scorebridge::connection::ConnectionStatus;
use scorebridge::message::Message;
use scorebridge::store::Role;
use scorebridge::tickets::{Priority, TicketKind};

use crate::support::app::TestApp;
use crate::support::sample::Sample;

#[tokio::test]
async fn an_empty_portal_says_what_is_missing() {
    let page = TestApp::start().await.get("/").await;
    assert_eq!(page.one("title"), "Home - Security center");
    assert!(page.one("#card-score .empty").starts_with("No scores yet."));
    assert_eq!(page.one("#card-activity .card-body"), "Nothing has happened yet.");
    assert_eq!(page.count("#card-change"), 0);
}

/// S09
#[tokio::test]
async fn without_a_connection_the_card_asks_whether_servicenow_is_used() {
    let app = TestApp::start().await.with_scores().await;
    let page = app.get("/").await;
    assert_eq!(page.one("#card-connection .question"), "Do you use ServiceNow?");
    assert_eq!(page.one("#card-connection .button.primary"), "Connect to ServiceNow");
    assert_eq!(page.attributes("#card-connection .button.primary", "href"), ["/servicenow/setup"]);
    assert_eq!(page.count("#card-change, #card-incident"), 0);
}

/// S09
#[tokio::test]
async fn only_administrators_are_offered_to_connect() {
    for role in [Role::Reader, Role::Operator] {
        let page = TestApp::start_as(role).await.get("/").await;
        assert_eq!(page.count("#card-connection .button.primary"), 0);
        assert!(page.one("#card-connection .card-body").contains("Only an administrator"));
    }
}

/// S30
#[tokio::test]
async fn the_question_is_asked_in_dutch_too() {
    let mut app = TestApp::start().await.with_scores().await;
    app.with_cookie("scorebridge_language=nl");
    let page = app.get("/").await;
    assert_eq!(page.attributes("html", "lang"), ["nl"]);
    assert_eq!(page.one("#card-connection .question"), "Gebruikt u ServiceNow?");
    assert_eq!(page.one("#card-score .donut b"), "43,3%");
    assert_eq!(page.one(".page-head .secondary"), "Noordlicht Group · 1.240 actieve gebruikers");
}

#[tokio::test]
async fn the_score_card_shows_score_change_line_and_categories() {
    let page = TestApp::start().await.with_scores().await.get("/").await;
    assert_eq!(page.one("#card-score .donut b"), "43.3%");
    assert_eq!(
        page.attributes("#card-score .donut", "aria-label"),
        ["Secure Score 43.3%: 411.8 of 951 points."]
    );
    assert_eq!(page.one("#card-score .card-head .badge"), "+6.8 pts in 30 days");
    let categories = page.all("#card-score .meter");
    assert_eq!(
        categories,
        ["Identity 66.7%", "Devices 40.8%", "Apps No data", "Data No data", "Infrastructure No data"]
    );
    assert_eq!(page.count("#card-score .trend-table tbody tr"), 90);
}

/// S03 S18
#[tokio::test]
async fn tickets_stand_on_one_card_for_each_kind_most_urgent_first() {
    let app = TestApp::start().await;
    let connection = app.with_connection().await;
    let change = Sample::default();
    app.with_ticket(
        connection,
        &Sample { name: "Later", due: date(2026, 12, 20), number: "CHG1", ..change.clone() },
    )
    .await;
    app.with_ticket(
        connection,
        &Sample { name: "Important", priority: Priority::High, number: "CHG2", ..change.clone() },
    )
    .await;
    app.with_ticket(
        connection,
        &Sample {
            name: "Late",
            priority: Priority::Low,
            due: date(2026, 11, 18),
            number: "CHG3",
            state: "-4",
            label: "Assess",
            ..change.clone()
        },
    )
    .await;
    app.with_ticket(
        connection,
        &Sample {
            kind: TicketKind::Incident,
            name: "Phishing",
            number: "INC1",
            state: "2",
            label: "In Progress",
            ..change
        },
    )
    .await;
    let page = app.get("/").await;
    assert_eq!(page.all("#card-change tbody th"), ["Late", "Important", "Later"]);
    assert_eq!(page.all("#card-change tbody tr:first-child td"), ["Low", "Assess", "18 Nov 5 days late"]);
    assert_eq!(page.one("#card-change .figure"), "3");
    assert_eq!(page.all("#card-change .legend li"), ["2 New", "1 Assess"]);
    assert_eq!(page.all("#card-incident tbody th"), ["Phishing"]);
    assert_eq!(page.attributes("#card-incident tbody a", "href"), ["/tickets/INC1"]);
    assert_eq!(page.one(".side [data-go=nav-tickets] .side-badge span[aria-hidden]"), "4");
}

/// S19
#[tokio::test]
async fn each_card_offers_to_create_to_view_all_and_to_manage() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let page = app.get("/").await;
    for (card, kind) in [("#card-change", "change"), ("#card-incident", "incident")] {
        assert_eq!(
            page.all(&format!("{card} .card-foot .button")),
            ["Create ticket", "View all tickets", "Manage ServiceNow configuration"]
        );
        assert_eq!(
            page.attributes(&format!("{card} .card-foot .button"), "href"),
            [
                format!("/tickets/new?type={kind}"),
                format!("/tickets?type={kind}"),
                "/servicenow/configuration".to_owned()
            ]
        );
    }
    assert!(page.one("#card-change .empty").starts_with("No change tickets yet."));
}

/// S19
#[tokio::test]
async fn readers_see_the_cards_without_any_way_to_change_something() {
    let mut app = TestApp::start().await.with_scores().await;
    let connection = app.with_connection().await;
    app.with_ticket(connection, &Sample::default()).await;
    app.become_role(Role::Reader).await;
    let page = app.get("/").await;
    assert_eq!(page.all("#card-change .card-foot .button"), ["View all tickets"]);
    assert_eq!(page.count("main form"), 0);
    assert!(page.text().contains("Your role is Reader"));
}

/// S12
#[tokio::test]
async fn the_connection_card_shows_how_the_connection_does() {
    let app = TestApp::start().await;
    app.with_connection().await;
    let page = app.get("/").await;
    assert_eq!(page.one("#card-connection .badge"), "Connected");
    assert_eq!(
        page.all("#card-connection .facts dd"),
        ["noordlicht-dev", "m365.integration", "2 min ago", "in 26 min", "0", "0"]
    );
}

/// S29
#[tokio::test]
async fn an_authorized_connection_without_provisioning_leads_to_its_status() {
    let app = TestApp::start().await;
    app.with_authorized().await;
    let page = app.get("/").await;
    assert!(page.one("#home-bars .bar.warn").contains("Set-up is complete, but"));
    assert_eq!(page.attributes("#home-bars .bar a", "href"), ["/ticketProvisioning"]);
    assert_eq!(page.count("#card-change"), 0);
    assert!(page.one(".side [data-go=nav-provisioning]").contains("needs attention"));
}

#[tokio::test]
async fn an_instance_that_does_not_answer_leaves_the_last_known_tickets() {
    let app = TestApp::start().await;
    let connection = app.with_connection().await;
    app.with_ticket(connection, &Sample::default()).await;
    let problem = Message::new("error-503");
    app.app
        .store
        .set_connection_status(connection, ConnectionStatus::Unreachable, Some(&problem))
        .await
        .unwrap();
    let page = app.get("/").await;
    assert!(page.one("#home-bars .bar.warn").contains("Last update: Today 14:32"));
    assert_eq!(page.all("#card-change tbody th"), ["Require MFA for administrative roles"]);
}

#[tokio::test]
async fn a_refused_ticket_stands_on_top_of_its_card() {
    let app = TestApp::start().await;
    let connection = app.with_connection().await;
    let id = app.with_refused(connection, &Sample { name: "<i>Refused</i>", ..Sample::default() }).await;
    let page = app.get("/").await;
    assert_eq!(page.one("#card-change .not-sent"), "<i>Refused</i> Not sent");
    assert_eq!(page.attributes("#card-change .not-sent a", "href"), [format!("/tickets/{id}")]);
    assert_eq!(page.one("#card-connection .facts div:last-child dd"), "1 ticket");
}

/// S22
#[tokio::test]
async fn tickets_stand_beside_the_other_items_of_the_dashboard() {
    let app = TestApp::start().await.with_scores().await;
    app.with_connection().await;
    let page = app.get("/").await;
    let cards = page.all("main section h2");
    assert_eq!(
        cards,
        [
            "Secure Score",
            "ServiceNow connection",
            "ServiceNow change management tickets",
            "ServiceNow incident management tickets",
            "Top improvement actions",
            "Recent activity"
        ]
    );
    assert_eq!(page.all("#card-actions tbody th").len(), 3, "completed actions are not to be done");
}

#[tokio::test]
async fn the_page_needs_the_same_few_statements_however_many_tickets_there_are() {
    let app = TestApp::start().await.with_scores().await;
    let connection = app.with_connection().await;
    let (_, few) = app.get_counted("/").await;
    for number in 0..12 {
        let number = format!("CHG{number}");
        app.with_ticket(connection, &Sample { number: &number, ..Sample::default() }).await;
    }
    let (page, many) = app.get_counted("/").await;
    assert_eq!(page.all("#card-change tbody tr").len(), 5);
    assert_eq!(few, many);
    assert!(many <= 16, "{many} statements");
}

#[tokio::test]
async fn the_page_is_small() {
    let app = TestApp::start().await.with_scores().await;
    let connection = app.with_connection().await;
    for (number, kind) in (0..12).zip([TicketKind::Change, TicketKind::Incident].into_iter().cycle()) {
        let number = format!("T{number}");
        app.with_ticket(connection, &Sample { kind, number: &number, ..Sample::default() }).await;
    }
    let request = axum::http::Request::get("/").header("accept-encoding", "gzip");
    let page = app.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(page.header("content-encoding"), "gzip");
    assert!(page.bytes.len() < 20_000, "{} bytes", page.bytes.len());
}
