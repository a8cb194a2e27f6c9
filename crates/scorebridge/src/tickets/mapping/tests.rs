use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::ids::{ActionId, ConnectionId, TenantId};
use crate::score::Category;
use crate::tickets::{Delivery, Priority, Task};

fn ticket(kind: TicketKind, description: &str) -> Ticket {
    let at: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
    Ticket {
        id: TicketId::parse("019ab3f0-0000-7000-8000-000000000001").unwrap(),
        tenant: TenantId::new("7f0c2f0e-0000-4000-8000-000000000001"),
        connection: ConnectionId::parse("019ab3f0-0000-7000-8000-000000000002").unwrap(),
        task: Task {
            kind,
            name: "Require MFA for administrative roles".to_owned(),
            description: description.to_owned(),
            priority: Priority::High,
            due: date(2026, 12, 8),
            source: Source::Microsoft,
            category: Category::Identity,
            action: Some(ActionId::new("AdminMFAV2")),
        },
        started_by: "sam@contoso.example".to_owned(),
        delivery: Delivery::Queued,
        attempts: 0,
        was_unclear: false,
        begun_at: None,
        next_attempt_at: None,
        problem: None,
        observed: None,
        open: true,
        missing_since: None,
        created_at: at,
        updated_at: at,
        synced_at: None,
    }
}

/// S08: the seven facts, each in its field, and nothing that was not asked for.
#[test]
fn with_the_connector_app_every_fact_has_its_own_field() {
    let fields = fields_of(&ticket(TicketKind::Incident, "Turn it on."), AppPresence::Installed);
    let sent: Vec<_> = fields.iter().collect();
    assert_eq!(
        sent,
        [
            ("short_description", "Require MFA for administrative roles"),
            ("description", "Turn it on."),
            ("impact", "1"),
            ("urgency", "2"),
            ("priority", "2"),
            ("due_date", "2026-12-08 12:00:00"),
            ("correlation_id", "019ab3f0-0000-7000-8000-000000000001"),
            ("correlation_display", "Scorebridge"),
            ("x_scbr_m365ticket_source", "microsoft"),
            ("x_scbr_m365ticket_category", "identity"),
            ("x_scbr_m365ticket_started_by", "sam@contoso.example"),
            ("x_scbr_m365ticket_action_id", "AdminMFAV2"),
        ]
    );
}

/// S17
#[test]
fn a_change_is_of_the_connectors_category_where_the_category_exists() {
    let change = ticket(TicketKind::Change, "");
    let fields = fields_of(&change, AppPresence::Installed);
    assert_eq!(fields.get("category"), Some("Microsoft 365 Security and Configuration"));
    assert_eq!(fields.get("type"), Some("normal"));
    assert_eq!(fields_of(&change, AppPresence::Missing).get("category"), None);
}

/// S08 without the connector app.
#[test]
fn without_the_connector_app_the_facts_stand_at_the_end_of_the_description() {
    let fields = fields_of(&ticket(TicketKind::Change, "Turn it on."), AppPresence::Missing);
    assert_eq!(
        fields.get("description"),
        Some(
            "Turn it on.\n\n----\nStarted by: sam@contoso.example\nRecommendation source: Microsoft \
             recommendation\nRecommendation category: Identity\nImprovement action: AdminMFAV2"
        )
    );
    assert!(fields.iter().all(|(name, _)| !name.starts_with("x_")));
}

#[test]
fn a_due_date_is_the_same_day_nearly_everywhere() {
    let moment = due_moment(date(2026, 12, 8));
    for hours in -12..=11 {
        let zone = TimeZone::fixed(jiff::tz::Offset::from_hours(hours).unwrap());
        assert_eq!(moment.to_zoned_datetime(zone).date(), date(2026, 12, 8), "UTC{hours:+}");
    }
}

proptest! {
    #[test]
    fn a_long_description_never_costs_the_facts(description in "\\PC{0,5000}") {
        let fields = fields_of(&ticket(TicketKind::Incident, &description), AppPresence::Missing);
        let sent = fields.get("description").unwrap();
        prop_assert!(sent.chars().count() <= DESCRIPTION_MAX);
        prop_assert!(sent.ends_with("Improvement action: AdminMFAV2"));
    }
}
