//! Keys of the catalogue for values: each written out, so that a test finds it.

use std::borrow::Borrow;

use crate::connection::{Area, CheckName, ConnectionStatus, Outcome, SetupStep};
use crate::score::Category;
use crate::tickets::{Delivery, Priority, RecordPriority, Source, StateGroup, TicketKind};

/// A kind of ticket.
pub(crate) fn kind(kind: impl Borrow<TicketKind>) -> &'static str {
    match kind.borrow() {
        TicketKind::Change => "task-type-change",
        TicketKind::Incident => "task-type-incident",
    }
}

/// What a kind is for.
pub(crate) fn kind_hint(kind: impl Borrow<TicketKind>) -> &'static str {
    match kind.borrow() {
        TicketKind::Change => "task-type-change-hint",
        TicketKind::Incident => "task-type-incident-hint",
    }
}

/// A category of recommendations.
pub(crate) fn category(category: impl Borrow<Category>) -> &'static str {
    match category.borrow() {
        Category::Identity => "category-identity",
        Category::Devices => "category-devices",
        Category::Apps => "category-apps",
        Category::Data => "category-data",
        Category::Infrastructure => "category-infrastructure",
    }
}

/// Who recommends it.
pub(crate) fn source(source: impl Borrow<Source>) -> &'static str {
    match source.borrow() {
        Source::Microsoft => "task-source-microsoft",
        Source::User => "task-source-user",
    }
}

/// A priority of the form.
pub(crate) fn priority(priority: impl Borrow<Priority>) -> &'static str {
    match priority.borrow() {
        Priority::Low => "priority-low",
        Priority::Medium => "priority-medium",
        Priority::High => "priority-high",
    }
}

/// A priority of a record.
pub(crate) fn record_priority(priority: impl Borrow<RecordPriority>) -> &'static str {
    match priority.borrow() {
        RecordPriority::Critical => "priority-critical",
        RecordPriority::High => "priority-high",
        RecordPriority::Medium => "priority-medium",
        RecordPriority::Low => "priority-low",
        RecordPriority::Planning => "priority-planning",
    }
}

/// How far a delivery is, in a word.
pub(crate) fn delivery(delivery: impl Borrow<Delivery>) -> &'static str {
    match delivery.borrow() {
        Delivery::Queued => "delivery-queued",
        Delivery::Sending => "delivery-sending",
        Delivery::Unclear => "delivery-unclear",
        Delivery::Sent => "delivery-sent",
        Delivery::Refused | Delivery::GivenUp => "delivery-not-sent",
    }
}

/// How far a delivery is, in a sentence.
pub(crate) fn delivery_sentence(delivery: impl Borrow<Delivery>) -> &'static str {
    match delivery.borrow() {
        Delivery::Queued => "ticket-queued",
        Delivery::Sending | Delivery::Sent => "ticket-sending",
        Delivery::Unclear => "ticket-unclear",
        Delivery::Refused => "ticket-refused",
        Delivery::GivenUp => "ticket-given-up",
    }
}

/// A group of states.
pub(crate) fn group(group: impl Borrow<StateGroup>) -> &'static str {
    match group.borrow() {
        StateGroup::New => "configuration-group-new",
        StateGroup::Deciding => "configuration-group-decide",
        StateGroup::Work => "configuration-group-work",
        StateGroup::Waiting => "configuration-group-wait",
        StateGroup::Done => "configuration-group-done",
        StateGroup::Canceled => "configuration-group-void",
    }
}

/// A step of set-up.
pub(crate) fn step(step: impl Borrow<SetupStep>) -> &'static str {
    match step.borrow() {
        SetupStep::Instance => "setup-instance",
        SetupStep::Checklist => "setup-checklist",
        SetupStep::Client => "setup-client",
        SetupStep::Authorize => "setup-authorize",
        SetupStep::Provision => "setup-provision",
    }
}

/// What a step is about.
pub(crate) fn step_summary(step: impl Borrow<SetupStep>) -> &'static str {
    match step.borrow() {
        SetupStep::Instance => "setup-instance-summary",
        SetupStep::Checklist => "setup-checklist-summary",
        SetupStep::Client => "setup-client-summary",
        SetupStep::Authorize => "setup-authorize-summary",
        SetupStep::Provision => "setup-provision-summary",
    }
}

/// The link that opens a finished step again.
pub(crate) fn step_reopen(step: impl Borrow<SetupStep>) -> &'static str {
    match step.borrow() {
        SetupStep::Instance => "setup-reopen-instance",
        SetupStep::Checklist => "setup-reopen-checklist",
        SetupStep::Client => "setup-reopen-client",
        SetupStep::Authorize => "setup-reopen-authorize",
        SetupStep::Provision => "setup-reopen-provision",
    }
}

/// A check.
pub(crate) fn check(name: impl Borrow<CheckName>) -> String {
    format!("check-{}", name.borrow().as_str())
}

/// What a check is for.
pub(crate) fn check_reason(name: impl Borrow<CheckName>) -> String {
    format!("check-{}-why", name.borrow().as_str())
}

/// A part of the way.
pub(crate) fn area(area: impl Borrow<Area>) -> &'static str {
    match area.borrow() {
        Area::Way => "doctor-area-way",
        Area::Access => "doctor-area-access",
        Area::Tickets => "doctor-area-tickets",
        Area::Graph => "doctor-area-graph",
    }
}

/// How a check ended.
pub(crate) fn outcome(outcome: impl Borrow<Outcome>) -> &'static str {
    match outcome.borrow() {
        Outcome::Passed => "provisioning-outcome-passed",
        Outcome::Warning => "provisioning-outcome-warning",
        Outcome::Failed => "provisioning-outcome-failed",
        Outcome::Unknown => "provisioning-outcome-unknown",
        Outcome::Waiting => "provisioning-outcome-waiting",
    }
}

/// The status of a connection.
pub(crate) fn connection_status(status: impl Borrow<ConnectionStatus>) -> &'static str {
    match status.borrow() {
        ConnectionStatus::SettingUp => "connection-status-setting-up",
        ConnectionStatus::NotProvisioned => "connection-status-not-provisioned",
        ConnectionStatus::Connected => "connection-status-connected",
        ConnectionStatus::Unreachable => "connection-status-unreachable",
        ConnectionStatus::AuthorizationEnded => "connection-status-authorization-ended",
    }
}
