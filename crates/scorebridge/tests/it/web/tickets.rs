//! `/tickets`, `/tickets/new`, `/tickets/{id}`: S02, S03, S08, S15, S16, S22, S30.

use jiff::civil::date;
use scorebridge::message::Message;
use scorebridge::store::{Counts, DeliveryFailure, Role, TicketFilter, TicketSort};
use scorebridge::tickets::{Delivery, Priority, Source, Ticket, TicketKind};

use crate::support::app::{Page, TestApp};
use crate::support::sample::Sample;

const FORM: &str = "form#task";

/// What the browser would send: every filled-in field of the task form of `page`.
fn fields(page: &Page) -> Vec<(String, String)> {
    let value = |selector: &str| page.attributes(selector, "value").first().cloned().unwrap_or_default();
    let mut fields = vec![("description".to_owned(), page.raw(&format!("{FORM} textarea")))];
    for name in ["idempotency_key", "action", "another", "name", "due"] {
        fields.push((name.to_owned(), value(&format!("{FORM} [name={name}]"))));
    }
    for name in ["type", "priority"] {
        fields.push((name.to_owned(), value(&format!("{FORM} [name={name}][checked]"))));
    }
    fields
}

fn set(fields: &mut [(String, String)], name: &str, to: &str) {
    let field = fields.iter_mut().find(|(field, _)| field == name).expect("the form has this field");
    to.clone_into(&mut field.1);
}

async fn send(app: &TestApp, fields: &[(String, String)]) -> Page {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.post("/tickets", &fields).await
}

async fn all(app: &TestApp) -> Vec<Ticket> {
    let (filter, sort) = (TicketFilter::default(), TicketSort::Updated(true));
    app.app.store.list_tickets(app.tenant(), &filter, sort, (0, 100)).await.unwrap().items
}

async fn counts(app: &TestApp) -> Counts {
    app.app.store.count_tickets(app.tenant(), date(2026, 11, 23), app.now()).await.unwrap()
}

async fn connected() -> TestApp {
    let app = TestApp::start_as(Role::Operator).await.with_scores().await;
    app.with_connection().await;
    app
}

// The task form

/// S15
#[tokio::test]
async fn an_improvement_action_fills_the_form_in() {
    let app = connected().await;
    let page = app.get("/tickets/new?action=AdminMFAV2&type=change").await;
    assert_eq!(page.one("h1"), "Send to ServiceNow");
    assert_eq!(page.attributes("#name", "value"), ["Require MFA for administrative roles"]);
    let description = page.one("#description");
    for part in ["A second factor", "26 of 99 accounts", "Open policies", "/secure-score/actions/AdminMFAV2"]
    {
        assert!(description.contains(part), "{part} in {description}");
    }
    assert!(!description.contains("alert(1)"), "scripts of a remediation are no text");
    assert_eq!(page.attributes("[name=type][checked]", "value"), ["change"]);
    assert_eq!(page.attributes("[name=priority][checked]", "value"), ["high"]);
    assert_eq!(page.attributes("#due", "value"), ["2026-12-07"]);
    assert_eq!(page.attributes("#due", "min"), ["2026-11-23"]);
    assert_eq!(page.attributes("[name=priority]", "data-due"), ["2027-01-22", "2026-12-23", "2026-12-07"]);
    assert_eq!(page.count("#category"), 0, "the action has a category");
}

/// S08
#[tokio::test]
async fn the_form_lists_exactly_what_is_sent() {
    let page = connected().await.get("/tickets/new?action=AdminMFAV2").await;
    let rows = page.all("details.sent dt");
    assert_eq!(
        rows,
        [
            "Your user ID",
            "Task name",
            "Task description",
            "Priority, with the impact and urgency that give it",
            "Due date",
            "Recommendation source",
            "Recommendation category",
            "Reference",
        ]
    );
    let values = page.all("details.sent dd");
    assert_eq!(values[0], "sam@noordlicht.example");
    assert_eq!(values[5], "Microsoft recommendation");
    assert_eq!(values[6], "Identity");
}

/// S02 S16
#[tokio::test]
async fn sending_stores_the_ticket_and_leads_to_its_page() {
    let app = connected().await;
    let page = app.get("/tickets/new?action=AdminMFAV2&type=incident").await;
    let mut fields = fields(&page);
    set(&mut fields, "name", "  MFA for admins ");
    set(&mut fields, "priority", "low");
    set(&mut fields, "due", "2026-11-23");
    let answer = send(&app, &fields).await;
    assert_eq!(answer.status, 303);
    let tickets = all(&app).await;
    let [ticket] = tickets.as_slice() else { panic!("one ticket, not {tickets:?}") };
    assert_eq!(answer.header("location"), format!("/tickets/{}", ticket.id));
    assert_eq!(ticket.task.kind, TicketKind::Incident);
    assert_eq!(ticket.task.name, "MFA for admins");
    assert_eq!(ticket.task.priority, Priority::Low);
    assert_eq!(ticket.task.due, date(2026, 11, 23));
    assert_eq!(ticket.task.source, Source::Microsoft);
    assert_eq!(ticket.started_by, "sam@noordlicht.example");
    assert_eq!(ticket.delivery, Delivery::Queued);
    let page = app.get(answer.header("location")).await;
    assert_eq!(page.one("h1"), "MFA for admins");
    assert_eq!(page.one(".ticket-line .badge"), "Waiting to be sent");
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_ticket() {
    let app = connected().await;
    let fields = fields(&app.get("/tickets/new?action=AdminMFAV2").await);
    let first = send(&app, &fields).await;
    let second = send(&app, &fields).await;
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(all(&app).await.len(), 1);
}

/// S15
#[tokio::test]
async fn wrong_fields_come_back_all_at_once_with_what_was_typed() {
    let app = connected().await;
    let mut fields = fields(&app.get("/tickets/new?action=AdminMFAV2").await);
    let long = "x".repeat(161);
    for (name, value) in
        [("name", long.as_str()), ("due", "2026-11-22"), ("priority", "urgent"), ("type", "")]
    {
        set(&mut fields, name, value);
    }
    set(&mut fields, "description", "kept <text>");
    let page = send(&app, &fields).await;
    assert_eq!(page.status, 422);
    assert!(page.one("title").starts_with("Error: "));
    assert_eq!(
        page.all(".error-summary a"),
        [
            "Choose change or incident",
            "Shorten the name to 160 characters; it has 161",
            "Choose a priority",
            "Due date must be today or later",
        ]
    );
    assert_eq!(page.attributes(".error-summary a", "href"), ["#type", "#name", "#priority", "#due"]);
    for field in ["type", "name", "priority", "due"] {
        assert_eq!(page.count(&format!("#{field}[aria-invalid=true]")), 1, "{field}");
        assert!(
            page.attributes(&format!("#{field}"), "aria-describedby")[0].contains(&format!("{field}-error"))
        );
    }
    assert_eq!(page.attributes("#name", "value"), [long]);
    assert_eq!(page.one("#description"), "kept <text>");
    assert!(all(&app).await.is_empty());
}

#[tokio::test]
async fn a_form_without_its_key_keeps_the_text_and_gets_another() {
    let app = connected().await;
    let mut fields = fields(&app.get("/tickets/new?action=AdminMFAV2").await);
    set(&mut fields, "idempotency_key", "");
    set(&mut fields, "name", "kept");
    let page = send(&app, &fields).await;
    assert_eq!(page.status, 422);
    assert!(page.one(".bar.bad").contains("Your text is kept"));
    assert_eq!(page.attributes("#name", "value"), ["kept"]);
    assert_eq!(send(&app, &self::fields(&page)).await.status, 303);
}

#[tokio::test]
async fn a_second_ticket_for_an_open_action_is_made_only_when_asked_for() {
    let app = connected().await;
    send(&app, &fields(&app.get("/tickets/new?action=AdminMFAV2").await)).await;
    let page = app.get("/tickets/new?action=AdminMFAV2").await;
    assert!(page.one("[data-open-ticket=change]").contains("already waiting to be sent"));
    let refused = send(&app, &fields(&page)).await;
    assert_eq!(refused.status, 409);
    assert_eq!(all(&app).await.len(), 1);
    let another = refused.attributes("[data-open-ticket=change] a", "href").remove(1);
    let page = app.get(&another).await;
    assert_eq!(page.attributes("[name=another]", "value"), ["yes"]);
    assert_eq!(send(&app, &fields(&page)).await.status, 303);
    assert_eq!(all(&app).await.len(), 2);
}

#[tokio::test]
async fn an_open_ticket_is_named_by_its_number() {
    let app = connected().await;
    let connection = app.app.store.find_connection(app.tenant()).await.unwrap().unwrap().id;
    app.with_ticket(
        connection,
        &Sample { action: Some("AdminMFAV2"), number: "CHG0030012", ..Sample::default() },
    )
    .await;
    let page = app.get("/tickets/new?action=AdminMFAV2").await;
    assert!(page.one("[data-open-ticket=change]").starts_with("CHG0030012 is already open for this action."));
    assert_eq!(page.attributes("[data-open-ticket=change] a", "href")[0], "/tickets/CHG0030012");
}

/// S08: a ticket of one's own is a user recommendation, and its category is asked for.
#[tokio::test]
async fn a_ticket_of_ones_own_needs_a_category() {
    let app = connected().await;
    let page = app.get("/tickets/new?type=incident").await;
    assert_eq!(page.attributes("[name=type][checked]", "value"), ["incident"]);
    assert_eq!(page.all("#category option").len(), 6);
    let mut fields = fields(&page);
    set(&mut fields, "name", "Certificate of VPN gateway expires");
    let refused = send(&app, &fields).await;
    assert_eq!(refused.all(".error-summary a"), ["Choose a recommendation category"]);
    fields.push(("category".to_owned(), "Infrastructure".to_owned()));
    assert_eq!(send(&app, &fields).await.status, 303);
    assert_eq!(all(&app).await[0].task.source, Source::User);
}

#[tokio::test]
async fn an_action_that_is_not_known_has_its_own_message() {
    let app = connected().await;
    let page = app.get("/tickets/new?action=%3Cb%3Enone").await;
    assert_eq!(page.status, 404);
    assert_eq!(page.one("main h2"), "There is no improvement action with the ID “<b>none”.");
    assert_eq!(page.attributes("main .button", "href"), ["/secure-score/actions", "/tickets/new"]);
    let key = "0123456789abcdef";
    let answer = app.post("/tickets", &[("action", "none"), ("idempotency_key", key)]).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn without_a_connection_the_form_leads_to_set_up() {
    let app = TestApp::start().await.with_scores().await;
    let page = app.get("/tickets/new?action=AdminMFAV2").await;
    assert_eq!(page.one("main h2"), "ServiceNow is not connected yet.");
    assert_eq!(page.attributes("main .button.primary", "href"), ["/servicenow/setup"]);
    let answer = app.post("/tickets", &[("name", "Test"), ("idempotency_key", "0123456789abcdef")]).await;
    assert_eq!(answer.status, 409);
}

/// S29
#[tokio::test]
async fn before_provisioning_the_form_leads_to_the_provisioning_status() {
    let app = TestApp::start().await.with_scores().await;
    app.with_authorized().await;
    let page = app.get("/tickets/new").await;
    assert_eq!(page.attributes("main .button.primary", "href"), ["/ticketProvisioning"]);
}

#[tokio::test]
async fn readers_cannot_send() {
    let mut app = connected().await;
    app.become_role(Role::Reader).await;
    assert_eq!(app.get("/tickets/new").await.status, 403);
    assert_eq!(app.post("/tickets", &[("name", "Test")]).await.status, 403);
    assert!(all(&app).await.is_empty());
}

#[tokio::test]
async fn a_form_of_another_session_is_refused() {
    let app = connected().await;
    let answer = app.post_unsigned("/tickets", &[("csrf", "guessed"), ("name", "Test")]).await;
    assert_eq!(answer.status, 403);
    assert!(all(&app).await.is_empty());
}

/// S30
#[tokio::test]
async fn the_form_is_in_dutch_too() {
    let mut app = connected().await;
    app.with_cookie("scorebridge_language=nl");
    let page = app.get("/tickets/new?action=AdminMFAV2").await;
    assert_eq!(page.one("h1"), "Naar ServiceNow verzenden");
    assert!(page.one("#description").contains("Volgende stappen:"));
    assert_eq!(page.all("[for=due]"), ["Vervaldatum (verplicht)"]);
}

// The list

async fn with_list() -> TestApp {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    let change = Sample::default();
    app.with_ticket(
        connection,
        &Sample { number: "CHG0030012", state: "-4", label: "Assess", ..change.clone() },
    )
    .await;
    let incident = Sample { kind: TicketKind::Incident, state: "2", label: "In Progress", ..change.clone() };
    let phishing =
        Sample { name: "Phishing mail", number: "INC0010044", priority: Priority::High, ..incident };
    let phishing = Sample { due: date(2026, 11, 18), ..phishing };
    app.with_ticket(connection, &phishing).await;
    app.with_refused(connection, &Sample { name: "Certificate expires", ..phishing.clone() }).await;
    app.with_ticket(
        connection,
        &Sample { name: "Done", number: "INC0010001", state: "7", label: "Closed", ..phishing },
    )
    .await;
    app
}

fn names(page: &Page) -> Vec<String> {
    let mut names = page.all("table.tickets tbody th");
    names.sort();
    names
}

/// S03 S22
#[tokio::test]
async fn the_list_shows_open_tickets_with_their_facts() {
    let app = with_list().await;
    let page = app.get("/tickets?sort=number&dir=asc").await;
    assert_eq!(
        names(&page),
        ["Certificate expires", "Phishing mail", "Require MFA for administrative roles"]
    );
    assert_eq!(page.one("#tickets-summary h2"), "3 open tickets, 2 overdue , 1 not sent");
    let row = page.all("tr:has(a[href='/tickets/INC0010044']) td");
    assert_eq!(row[1..6], ["INC0010044", "Incident", "High", "In Progress", "18 Nov 2026 5 days late"]);
    assert_eq!(page.all("tr .badge.bad"), ["Not sent"]);
    assert_eq!(page.attributes("th[aria-sort]", "aria-sort"), ["ascending"]);
    assert_eq!(page.attributes(".side a[aria-current]", "href"), ["/tickets"]);
}

#[tokio::test]
async fn every_filter_narrows_the_list() {
    let app = with_list().await;
    let cases: [(&str, &[&str]); 9] = [
        ("q=mfa", &["Require MFA for administrative roles"]),
        ("q=chg0030012", &["Require MFA for administrative roles"]),
        ("status=closed", &["Done"]),
        ("status=change:-4", &["Require MFA for administrative roles"]),
        ("type=incident&priority=high", &["Certificate expires", "Phishing mail"]),
        ("due=overdue&type=incident&sent=no", &["Certificate expires"]),
        ("due=7", &[]),
        ("sent=no", &["Certificate expires"]),
        ("by=someone%40else.example", &[]),
    ];
    for (query, expected) in cases {
        let page = app.get(&format!("/tickets?{query}")).await;
        assert_eq!(names(&page), expected, "{query}");
    }
}

#[tokio::test]
async fn chips_say_their_value_and_can_be_taken_off() {
    let page = with_list().await.get("/tickets?type=incident&q=phish").await;
    assert_eq!(page.all(".chip.on summary"), ["Status: open", "Type: Incident"]);
    let clears = page.attributes(".chip-clear", "href");
    assert_eq!(clears, ["/tickets?q=phish&status=all&type=incident", "/tickets?q=phish"]);
    assert_eq!(page.attributes(".filters > a", "href"), ["/tickets"]);
}

#[tokio::test]
async fn a_part_of_the_address_that_is_not_understood_is_named() {
    let page = with_list().await.get("/tickets?status=lost&type=change").await;
    assert!(page.one(".bar.warn").contains("status=lost"));
    assert_eq!(names(&page).len(), 1);
}

#[tokio::test]
async fn an_empty_list_says_what_to_do() {
    let page = with_list().await.get("/tickets?q=nothing").await;
    assert!(page.one(".empty").starts_with("No tickets match these filters"));
    let app = TestApp::start_as(Role::Operator).await;
    app.with_connection().await;
    let page = app.get("/tickets").await;
    assert!(page.one(".empty").starts_with("No tickets yet."));
    assert_eq!(page.attributes(".empty .button", "href"), ["/tickets/new"]);
}

#[tokio::test]
async fn pages_hold_25_rows_and_a_page_behind_the_end_is_the_last() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    for number in 0..30 {
        app.with_ticket(connection, &Sample { number: &format!("CHG{number:03}"), ..Sample::default() })
            .await;
    }
    let first = app.get("/tickets").await;
    assert_eq!(first.count("table.tickets tbody tr"), 25);
    assert!(first.one(".pager > p").starts_with("1–25 of 30"));
    let (beyond, many) = app.get_counted("/tickets?page=9&sort=number&dir=asc").await;
    assert_eq!(beyond.count("table.tickets tbody tr"), 5);
    assert_eq!(beyond.all("table.tickets tbody tr:first-child .mono"), ["CHG025"]);
    let (_, few) = app.get_counted("/tickets?size=10").await;
    assert!(few <= 8, "{few} statements");
    assert!(many <= few + 2, "{many} statements for the last page");
}

/// S03: "View all tickets" in ServiceNow, with the same filter.
#[tokio::test]
async fn the_list_leads_to_the_same_tickets_in_servicenow() {
    let page = with_list().await.get("/tickets?type=change").await;
    let links = page.attributes(".page-tools a[target=_blank]", "href");
    assert_eq!(
        links,
        [
            "https://noordlicht-dev.service-now.com/change_request_list.do?sysparm_query=correlation_display%3DScorebridge%5Eactive%3Dtrue"
        ]
    );
    assert!(page.one(".page-tools a[target=_blank]").contains("opens in a new window"));
}

#[tokio::test]
async fn readers_see_the_list_without_controls_and_are_told_why() {
    let mut app = with_list().await;
    app.become_role(Role::Reader).await;
    let page = app.get("/tickets").await;
    assert_eq!(names(&page).len(), 3);
    assert_eq!(page.count("table.tickets input, .selection, a[href^='/tickets/new']"), 0);
    assert!(page.one(".page-head .secondary").contains("operator role"));
}

#[tokio::test]
async fn retrying_many_needs_a_selection_and_keeps_the_view() {
    let app = with_list().await;
    let back = "/tickets?type=incident";
    let none = app.post("/tickets/bulk", &[("do", "retry"), ("return_to", back)]).await;
    assert_eq!(none.header("location"), "/tickets?type=incident&count=0&notice=none-selected");
    let ids: Vec<_> = all(&app).await.into_iter().map(|ticket| ticket.id.to_string()).collect();
    let mut form = vec![("do", "retry"), ("return_to", back)];
    form.extend(ids.iter().map(|id| ("ticket", id.as_str())));
    let done = app.post("/tickets/bulk", &form).await;
    assert_eq!(done.status, 303);
    assert_eq!(done.header("location"), "/tickets?type=incident&count=1&notice=many-retried");
    let page = app.get(done.header("location")).await;
    assert_eq!(page.one("#notice"), "1 ticket is being sent again.");
    assert_eq!(counts(&app).await.not_sent, 1);
    let foreign = app.post("/tickets/bulk", &[("do", "retry"), ("return_to", "//evil.example")]).await;
    assert!(foreign.header("location").starts_with("/tickets?"));
}

#[tokio::test]
async fn csv_holds_what_the_filter_shows_and_no_formula() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    app.with_ticket(connection, &Sample { name: "=HYPERLINK(\"x\")", number: "CHG1", ..Sample::default() })
        .await;
    app.with_ticket(connection, &Sample { kind: TicketKind::Incident, number: "INC1", ..Sample::default() })
        .await;
    let file = app.get("/tickets.csv?type=change").await;
    assert!(file.header("content-type").starts_with("text/csv"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"tickets.csv\"");
    let text = file.text();
    let lines: Vec<_> = text.lines().collect();
    assert!(
        lines[0].starts_with("\u{feff}Number,ID,Ticket name,Type,Priority,Status,Due date"),
        "{}",
        lines[0]
    );
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("CHG1,") && lines[1].contains(",\"'=HYPERLINK(\"\"x\"\")\",Change,Medium,"));
}

/// S30
#[tokio::test]
async fn csv_in_dutch_has_semicolons_and_dutch_words() {
    let mut app = with_list().await;
    app.with_cookie("scorebridge_language=nl");
    let text = app.get("/tickets.csv?q=MFA").await.text();
    assert!(text.starts_with("\u{feff}Nummer;Id;Ticketnaam;Soort;Prioriteit;Status;"));
    assert!(text.contains(";Wijziging;Gemiddeld;Beoordelen;"), "{text}");
}

#[tokio::test]
async fn the_selected_tickets_alone_can_be_exported_with_one_question_to_the_store() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    let mut ids = Vec::new();
    for number in 0..40 {
        let number = format!("CHG{number:02}");
        ids.push(app.with_ticket(connection, &Sample { number: &number, ..Sample::default() }).await);
    }
    let (two, few) = app.get_counted(&format!("/tickets.csv?ticket={}&ticket={}", ids[3], ids[5])).await;
    assert_eq!(two.text().lines().count(), 3);
    assert!(two.text().contains("CHG03,") && two.text().contains("CHG05,"));
    let all: Vec<_> = ids.iter().map(|id| format!("ticket={id}")).collect();
    let (all, many) = app.get_counted(&format!("/tickets.csv?{}", all.join("&"))).await;
    assert_eq!(all.text().lines().count(), 41);
    assert_eq!(few, many);
}

#[tokio::test]
async fn a_list_of_a_hundred_rows_is_small() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    for number in 0..100 {
        let number = format!("CHG{number:03}");
        app.with_ticket(connection, &Sample { number: &number, ..Sample::default() }).await;
    }
    let request = axum::http::Request::get("/tickets?size=100").header("accept-encoding", "gzip");
    let page = app.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(page.header("content-encoding"), "gzip");
    assert!(page.bytes.len() < 30_000, "{} bytes", page.bytes.len());
}

#[tokio::test]
async fn json_holds_all_pages_for_programs() {
    let app = with_list().await;
    let file = app.get("/tickets.json?status=all&size=10").await;
    let lines: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
    assert_eq!(lines.as_array().unwrap().len(), 4);
    let mfa = lines.as_array().unwrap().iter().find(|line| line["number"] == "CHG0030012").unwrap();
    assert_eq!(
        (&mfa["type"], &mfa["priority"], &mfa["due"]),
        (&"change".into(), &"medium".into(), &"2026-12-03".into())
    );
}

// One ticket

/// S03 S22
#[tokio::test]
async fn a_ticket_is_found_by_number_and_by_id() {
    let app = TestApp::start_as(Role::Operator).await.with_scores().await;
    let connection = app.with_connection().await;
    let sample = Sample { number: "CHG0030012", action: Some("AdminMFAV2"), ..Sample::default() };
    let id = app.with_ticket(connection, &sample).await;
    let mut moved = sample.observed(id, app.now());
    (moved.state, moved.state_label) = ("-4".to_owned(), "Assess".to_owned());
    app.app.clock.advance(jiff::SignedDuration::from_mins(5));
    moved.updated_on = app.now();
    moved.updated_by = "priya.shah".to_owned();
    app.app.store.observe_ticket(app.tenant(), id, &moved, app.now()).await.unwrap();
    let page = app.get(&format!("/tickets/{id}")).await;
    assert_eq!(page.one("h1"), app.get("/tickets/CHG0030012").await.one("h1"));
    assert!(page.one(".ticket-line").starts_with("CHG0030012 Change Assess Medium Due 3 Dec 2026"));
    assert_eq!(
        page.all("ol.path .path-name"),
        ["New", "Assess", "Authorize", "Scheduled", "Implement", "Review", "Closed"]
    );
    assert_eq!(page.all("ol.path [aria-current=step] .path-name"), ["Assess"]);
    assert_eq!(page.all("ol.path .done .path-name"), ["New"]);
    let timeline = page.all("#ticket-timeline li");
    assert!(timeline[0].starts_with("Status changed from New to Assess"), "{timeline:?}");
    assert!(timeline[0].contains("changed in ServiceNow by priya.shah"));
    assert!(timeline[1].starts_with("ServiceNow accepted the ticket as CHG0030012"));
    assert!(timeline[2].starts_with("Sent to ServiceNow from an improvement action"));
    let link = page.attributes(".page-tools a.primary", "href");
    assert!(link[0].starts_with("https://noordlicht-dev.service-now.com/change_request.do?sys_id="));
    assert_eq!(page.attributes("#ticket-details a", "href"), ["/secure-score/actions/AdminMFAV2"]);
}

#[tokio::test]
async fn a_ticket_that_does_not_exist_says_so() {
    let app = TestApp::start().await;
    for id in ["CHG9", "0198b6f0-0000-7000-8000-000000000000", "%3Cscript%3E"] {
        let page = app.get(&format!("/tickets/{id}")).await;
        assert_eq!(page.status, 404);
        assert!(page.one("main h2").starts_with("There is no ticket"), "{id}");
        assert_eq!(page.attributes("main .button", "href"), ["/tickets"]);
    }
}

#[tokio::test]
async fn a_refused_ticket_says_why_and_can_be_sent_again_or_deleted() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    let id = app.with_refused(connection, &Sample::default()).await;
    let page = app.get(&format!("/tickets/{id}")).await;
    let bar = page.one("#ticket-state .bar.bad");
    assert!(bar.starts_with("Not sent: ServiceNow refused it."), "{bar}");
    assert_eq!(page.all("#ticket-state .button"), ["Try again now", "Edit", "Delete ticket"]);
    assert_eq!(page.count(".path"), 0);
    let retried = app.post(&format!("/tickets/{id}/retry"), &[]).await;
    assert_eq!(retried.header("location"), format!("/tickets/{id}?notice=retried"));
    let ticket = app.app.store.find_ticket(app.tenant(), id).await.unwrap().unwrap();
    assert_eq!(ticket.delivery, Delivery::Queued);
}

#[tokio::test]
async fn a_ticket_that_was_surely_not_sent_can_be_deleted_after_a_question() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    let id = app.with_refused(connection, &Sample::default()).await;
    let page = app.get(&format!("/tickets/{id}/delete")).await;
    assert_eq!(page.one("h1"), "Delete this ticket?");
    assert_eq!(page.all("main .card-foot .button"), ["Keep ticket", "Delete ticket"]);
    let done = app.post(&format!("/tickets/{id}/delete"), &[]).await;
    assert_eq!(done.header("location"), "/tickets?notice=deleted");
    assert_eq!(app.get(&format!("/tickets/{id}")).await.status, 404);
}

#[tokio::test]
async fn a_ticket_that_may_exist_in_servicenow_is_never_deleted() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    let id = app.with_waiting(connection, &Sample::default()).await;
    let store = &app.app.store;
    assert!(store.begin_delivery(app.tenant(), id, app.now()).await.unwrap());
    let failure = DeliveryFailure {
        delivery: Delivery::Unclear,
        reason: Message::new("error-503"),
        next_attempt_at: Some(app.now() + jiff::SignedDuration::from_mins(6)),
        at: app.now(),
    };
    store.fail_delivery(app.tenant(), id, &failure).await.unwrap();
    let page = app.get(&format!("/tickets/{id}")).await;
    let bar = page.one("#ticket-state .bar");
    assert!(bar.contains("the answer was lost") && bar.contains("Next attempt: in 6 min"), "{bar}");
    assert_eq!(page.count("a[href$='/delete']"), 0);
    let refused = app.post(&format!("/tickets/{id}/delete"), &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.one("main > .bar.bad").contains("It may exist in ServiceNow"));
    assert!(store.find_ticket(app.tenant(), id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_record_that_is_gone_leaves_its_history() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    let id = app.with_ticket(connection, &Sample { number: "CHG7", ..Sample::default() }).await;
    app.app.store.mark_ticket_missing(app.tenant(), id, app.now()).await.unwrap();
    let page = app.get("/tickets/CHG7").await;
    assert!(
        page.one("#ticket-state .bar").starts_with("No longer available in ServiceNow since Today 14:34.")
    );
    assert!(page.all("#ticket-timeline li")[0].starts_with("No longer found in ServiceNow"));
}

#[tokio::test]
async fn tickets_of_a_removed_connection_stay_as_history() {
    let app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    app.with_ticket(connection, &Sample { number: "CHG7", ..Sample::default() }).await;
    app.app.store.remove_connection(connection, app.now()).await.unwrap();
    let page = app.get("/tickets/CHG7").await;
    assert!(page.one("#ticket-state .bar").contains("a connection that was removed"));
    assert_eq!(page.count("form[action$='/refresh']"), 0);
}

#[tokio::test]
async fn readers_see_a_ticket_without_controls() {
    let mut app = TestApp::start().await;
    let connection = app.with_connection().await;
    let id = app.with_refused(connection, &Sample::default()).await;
    app.become_role(Role::Reader).await;
    let page = app.get(&format!("/tickets/{id}")).await;
    assert_eq!(page.count("main form, main a[href$='/delete']"), 0);
    assert!(page.one(".page-head .secondary").contains("operator role"));
    assert_eq!(app.post(&format!("/tickets/{id}/retry"), &[]).await.status, 403);
}

/// S30: hostile names are shown as text in both languages.
#[tokio::test]
async fn hostile_text_is_harmless_on_every_ticket_page() {
    let mut app = TestApp::start_as(Role::Operator).await;
    let connection = app.with_connection().await;
    let name = "<script>alert(1)</script>\u{202e}";
    let id = app.with_ticket(connection, &Sample { name, number: "CHG7", ..Sample::default() }).await;
    for language in ["en", "nl"] {
        app.with_cookie(&format!("scorebridge_language={language}"));
        for path in ["/tickets".to_owned(), format!("/tickets/{id}")] {
            let page = app.get(&path).await;
            assert!(!page.text().contains("<script>alert"), "{path}");
        }
    }
}
