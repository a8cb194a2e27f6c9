//! The task that an improvement action suggests (S15): everything in it can be edited before it is sent.

use jiff::ToSpan as _;
use jiff::civil::Date;
use url::Url;

use crate::i18n;
use crate::message::Message;
use crate::score::{ImprovementAction, html_to_text};
use crate::store::Language;
use crate::tickets::{DESCRIPTION_MAX, NAME_MAX, Priority, TaskForm, TicketKind};

/// Actions up to this rank are suggested as high.
const HIGH_RANK: i64 = 10;
/// Actions with at least this many points left are suggested as high.
const HIGH_POINTS: f64 = 8.0;
/// Actions with fewer points left are suggested as low, unless they rank high.
const LOW_POINTS: f64 = 2.0;

/// The priority that rank and points left suggest; medium where Graph tells neither.
pub(crate) fn suggested_priority(rank: Option<i64>, points_left: Option<f64>) -> Priority {
    if rank.is_some_and(|rank| rank <= HIGH_RANK) || points_left.is_some_and(|left| left >= HIGH_POINTS) {
        Priority::High
    } else if points_left.is_some_and(|left| left < LOW_POINTS) {
        Priority::Low
    } else {
        Priority::Medium
    }
}

/// The suggested due date of a priority.
pub(crate) fn suggested_due(priority: Priority, today: Date) -> Date {
    today.saturating_add(priority.days_until_due().days())
}

/// An empty task of one's own (S08: a user recommendation).
pub(crate) fn own_task(kind: TicketKind, today: Date, key: String) -> TaskForm {
    let priority = Priority::Medium;
    TaskForm {
        kind: kind.as_str().to_owned(),
        priority: priority.as_str().to_owned(),
        due: suggested_due(priority, today).to_string(),
        idempotency_key: key,
        ..TaskForm::default()
    }
}

/// The task for an action, in the person's language; `link` leads to the action.
pub(crate) fn task_for(
    action: &ImprovementAction,
    link: &Url,
    language: Language,
    own: TaskForm,
    today: Date,
) -> TaskForm {
    let priority = suggested_priority(action.rank, action.points_left());
    TaskForm {
        name: cut(&one_line(&action.title), NAME_MAX),
        description: description(action, link, language),
        priority: priority.as_str().to_owned(),
        due: suggested_due(priority, today).to_string(),
        category: action.category.map_or("", |category| category.as_str()).to_owned(),
        action: action.id.as_str().to_owned(),
        ..own
    }
}

/// Summary, implementation status, next steps and the link. Where it is too long the next steps are cut, never the
/// link.
fn description(action: &ImprovementAction, link: &Url, language: Language) -> String {
    let link = i18n::message(language, &Message::new("task-text-link").with("link", link));
    let mut parts = vec![action.title.trim().to_owned(), action.description.trim().to_owned()];
    let mut add = |key: &str, text: &str| {
        if !text.trim().is_empty() {
            parts.push(format!("{}\n{}", i18n::text(language, key), text.trim()));
        }
    };
    add("task-text-status", &action.implementation_status);
    add("task-text-steps", &html_to_text(&action.remediation_html));
    parts.retain(|part| !part.is_empty());
    let room = DESCRIPTION_MAX.saturating_sub(link.chars().count() + 2);
    format!("{}\n\n{link}", cut(&parts.join("\n\n"), room))
}

/// At most `max` characters; a text that was cut ends in an ellipsis.
fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::ActionId;
    use crate::score::{ActionStatus, Category};
    use crate::tickets::Task;

    fn action(title: &str, remediation: &str) -> ImprovementAction {
        ImprovementAction {
            id: ActionId::new("aad_mfa"),
            title: title.to_owned(),
            category: Some(Category::Identity),
            service: "AzureAD".to_owned(),
            score: Some(0.0),
            max_score: Some(10.0),
            status: ActionStatus::ToAddress,
            rank: Some(1),
            user_impact: None,
            implementation_cost: None,
            threats: Vec::new(),
            action_url: None,
            description: "A second factor keeps an attacker out.".to_owned(),
            remediation_html: remediation.to_owned(),
            impact_html: String::new(),
            implementation_status: "26 of 99 accounts have no second factor.".to_owned(),
            last_synced: None,
            regressed_by: None,
            first_seen: jiff::Timestamp::UNIX_EPOCH,
            changed_at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn prefilled(action: &ImprovementAction) -> TaskForm {
        let today = "2026-11-23".parse().unwrap();
        let own = own_task(TicketKind::Change, today, "0123456789abcdef".to_owned());
        let link = "https://portal.example/secure-score/actions/aad_mfa".parse().unwrap();
        task_for(action, &link, Language::En, own, today)
    }

    /// S15
    #[test]
    fn carries_title_texts_category_and_a_due_date_that_fits_the_priority() {
        let form = prefilled(&action("Require MFA", "<p>Open the <b>policies</b>.</p>"));
        assert_eq!(form.name, "Require MFA");
        assert_eq!(form.priority, "high");
        assert_eq!(form.due, "2026-12-07");
        assert_eq!(form.category, "Identity");
        let expected = ["Require MFA", "A second factor", "26 of 99", "Open the", "portal.example"];
        let places: Vec<_> = expected.iter().map(|text| form.description.find(text).unwrap()).collect();
        assert!(places.is_sorted(), "{}", form.description);
        assert!(!form.description.contains('<'));
    }

    #[test]
    fn rank_and_points_left_suggest_the_priority() {
        let cases = [
            (Some(1), Some(1.0), Priority::High),
            (Some(60), Some(9.0), Priority::High),
            (Some(60), Some(4.0), Priority::Medium),
            (Some(60), Some(1.5), Priority::Low),
            (None, None, Priority::Medium),
        ];
        for (rank, left, priority) in cases {
            assert_eq!(suggested_priority(rank, left), priority, "rank {rank:?}, {left:?} left");
        }
    }

    proptest! {
        /// Whatever Graph sends, the suggestion itself is a task that can be sent.
        #[test]
        fn a_suggestion_is_always_a_valid_task(title in "\\PC{1,400}", steps in "(<p>\\PC{0,3000}</p>){0,3}") {
            prop_assume!(!title.trim().is_empty());
            let form = prefilled(&action(&title, &steps));
            let task = Task::parse(&form, "2026-11-23".parse().unwrap(), Some(Category::Identity));
            prop_assert!(task.is_ok(), "{task:?}");
            prop_assert!(form.description.ends_with("aad_mfa"));
        }
    }
}
