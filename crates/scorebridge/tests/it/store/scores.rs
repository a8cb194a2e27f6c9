use jiff::ToSpan;
use jiff::civil::{Date, date};
use scorebridge::ids::ActionId;
use scorebridge::message::Message;
use scorebridge::score::{ActionPoints, ActionStatus, Category, CategoryScore, ImprovementAction, ScoreDay};
use scorebridge::store::{ActionChange, ActionFilter, ActionSort, Activity, ScoreImport, StatusMark, Store};
use scorebridge::tickets::TicketKind;

use crate::support::database::{TestStore, at, new_ticket, on_both_engines, task, tenant};

const TODAY: Date = date(2026, 11, 24);

fn action(id: &str, score: f64) -> ImprovementAction {
    ImprovementAction {
        id: ActionId::new(id),
        title: format!("Title of {id}"),
        category: Some(Category::Identity),
        service: "AzureAD".to_owned(),
        score: Some(score),
        max_score: Some(10.0),
        status: if score >= 10.0 { ActionStatus::Completed } else { ActionStatus::ToAddress },
        rank: Some(5),
        user_impact: Some("low".to_owned()),
        implementation_cost: None,
        threats: vec!["accountBreach".to_owned()],
        action_url: Some("https://entra.microsoft.com/".to_owned()),
        description: "Why.".to_owned(),
        remediation_html: "<p>How.</p>".to_owned(),
        impact_html: String::new(),
        implementation_status: "2 of 4 users".to_owned(),
        last_synced: Some(at(-60)),
        regressed_by: None,
        first_seen: at(0),
        changed_at: at(0),
    }
}

fn day(date: Date, current: f64) -> ScoreDay {
    ScoreDay {
        date,
        current,
        max: 951.0,
        active_users: Some(40),
        comparison: None,
        categories: vec![CategoryScore { category: Category::Apps, current: 1.5, max: 20.0 }],
    }
}

fn points(id: &str, date: Date, score: f64) -> ActionPoints {
    ActionPoints { action: ActionId::new(id), date, score }
}

/// An import whose actions carry their points of today.
fn import(actions: &[(&str, f64)], today: Date) -> ScoreImport {
    ScoreImport {
        actions: actions.iter().map(|(id, score)| action(id, *score)).collect(),
        days: vec![day(today, 411.8)],
        points: actions.iter().map(|(id, score)| points(id, today, *score)).collect(),
    }
}

async fn listed(store: &Store, filter: &ActionFilter, sort: ActionSort) -> Vec<String> {
    let page = store.list_actions(&tenant(), filter, sort, (0, 100)).await.unwrap();
    assert_eq!(page.total, u64::try_from(page.items.len()).unwrap());
    page.items.iter().map(|action| action.id.to_string()).collect()
}

async fn found(store: &Store, id: &str) -> ImprovementAction {
    store.find_action(&tenant(), &ActionId::new(id)).await.unwrap().unwrap()
}

on_both_engines! {
    async fn an_import_is_read_back_whole(store: TestStore) {
        assert_eq!(store.imported_at(&tenant()).await.unwrap(), None);
        let mut unknown = action("aad.limited", 0.0);
        (unknown.score, unknown.max_score, unknown.category, unknown.rank) = (None, None, None, None);
        let mut import = import(&[("AdminMFAV2", 4.25)], TODAY);
        import.actions.push(unknown.clone());
        store.save_import(&tenant(), &import, at(0)).await.unwrap();

        assert_eq!(found(&store, "AdminMFAV2").await, action("AdminMFAV2", 4.25));
        assert_eq!(found(&store, "aad.limited").await, unknown, "unknown points stay unknown");
        assert_eq!(store.list_score_days(&tenant(), TODAY).await.unwrap(), [day(TODAY, 411.8)]);
        assert_eq!(store.imported_at(&tenant()).await.unwrap(), Some(at(0)));
        assert!(store.list_activity(&tenant(), (0, 9)).await.unwrap().items.is_empty(), "first points are no change");
    }

    async fn a_failed_import_is_told_until_one_succeeds(store: TestStore) {
        store.save_import(&tenant(), &import(&[], TODAY), at(0)).await.unwrap();
        let problem = Message::new("problem-graph-throttled").with("minutes", 5);
        store.fail_import(&tenant(), &problem, at(60)).await.unwrap();
        assert_eq!(store.find_import_problem(&tenant()).await.unwrap(), Some((problem, at(60))));
        assert_eq!(store.imported_at(&tenant()).await.unwrap(), Some(at(0)));
        store.save_import(&tenant(), &import(&[], TODAY), at(120)).await.unwrap();
        assert_eq!(store.find_import_problem(&tenant()).await.unwrap(), None);
    }

    async fn changed_points_move_changed_at_and_are_logged(store: TestStore) {
        store.save_import(&tenant(), &import(&[("same", 3.0), ("up", 3.0), ("down", 3.0)], TODAY), at(0)).await.unwrap();
        let next = import(&[("same", 3.0), ("up", 10.0), ("down", 2.75)], TODAY);
        store.save_import(&tenant(), &next, at(3_600)).await.unwrap();
        assert_eq!(found(&store, "same").await.changed_at, at(0));
        let up = found(&store, "up").await;
        assert_eq!((up.changed_at, up.first_seen, up.status), (at(3_600), at(0), ActionStatus::Completed));
        let log = store.list_activity(&tenant(), (0, 9)).await.unwrap().items;
        let mut changes: Vec<_> = log
            .iter()
            .map(|entry| match &entry.activity {
                Activity::PointsChanged { action, by, .. } => (action.as_str(), by.as_str()),
                other => panic!("{other:?}"),
            })
            .collect();
        changes.sort_unstable();
        assert_eq!(changes, [("down", "-0.25"), ("up", "+7")]);
    }

    async fn a_vanished_action_leaves_lists_and_comes_back(store: TestStore) {
        store.save_import(&tenant(), &import(&[("stays", 1.0), ("goes", 1.0)], TODAY), at(0)).await.unwrap();
        store.save_import(&tenant(), &import(&[("stays", 1.0)], TODAY), at(60)).await.unwrap();
        let all = ActionFilter::default();
        assert_eq!(listed(&store, &all, ActionSort::Rank(false)).await, ["stays"]);
        assert_eq!(found(&store, "goes").await.id, ActionId::new("goes"));
        assert_eq!(store.count_actions(&tenant(), at(0)).await.unwrap().total, 1);
        store.save_import(&tenant(), &ScoreImport::default(), at(90)).await.unwrap();
        assert_eq!(listed(&store, &all, ActionSort::Rank(false)).await, ["stays"], "an empty import tells nothing");
        store.save_import(&tenant(), &import(&[("stays", 1.0), ("goes", 1.0)], TODAY), at(120)).await.unwrap();
        assert_eq!(listed(&store, &all, ActionSort::Title(false)).await, ["goes", "stays"]);
        assert_eq!(found(&store, "goes").await.first_seen, at(0));
    }

    async fn only_changes_of_points_are_kept(store: TestStore) {
        let start = TODAY.saturating_sub(5.days());
        let mut first = import(&[("a", 5.0)], TODAY);
        first.points = [1.0, 1.0, 3.0, 3.0, 3.0, 5.0]
            .iter()
            .zip(0..)
            .map(|(score, days)| points("a", start.saturating_add(i64::from(days).days()), *score))
            .collect();
        // Graph sends the newest first.
        first.points.reverse();
        store.save_import(&tenant(), &first, at(0)).await.unwrap();
        let change = |days: i64, before, after| ActionChange {
            action: ActionId::new("a"),
            title: "Title of a".to_owned(),
            category: Some(Category::Identity),
            date: start.saturating_add(days.days()),
            before,
            after,
            max: Some(10.0),
        };
        let mut expected = vec![change(5, Some(3.0), 5.0), change(2, Some(1.0), 3.0), change(0, None, 1.0)];
        assert_eq!(store.list_action_changes(&tenant(), None, 9).await.unwrap(), expected);

        // The same day again with other points, then the next day without a change.
        store.save_import(&tenant(), &import(&[("a", 6.0)], TODAY), at(1)).await.unwrap();
        expected[0].after = 6.0;
        let tomorrow = TODAY.saturating_add(1.day());
        store.save_import(&tenant(), &import(&[("a", 6.0)], tomorrow), at(2)).await.unwrap();
        let id = ActionId::new("a");
        assert_eq!(store.list_action_changes(&tenant(), Some(&id), 9).await.unwrap(), expected);
        // Back to the points of before: the day is no change any more.
        store.save_import(&tenant(), &import(&[("a", 3.0)], TODAY), at(3)).await.unwrap();
        assert_eq!(store.list_action_changes(&tenant(), Some(&id), 1).await.unwrap(), expected[1..2]);
    }

    async fn points_lost_in_thirty_days_are_a_regression(store: TestStore) {
        let then = TODAY.saturating_sub(30.days());
        let mut first = import(&[("lost", 9.0), ("won", 2.0), ("short", 9.0)], TODAY);
        first.points = vec![points("lost", then, 9.0), points("won", then, 2.0), points("short", TODAY, 9.0)];
        store.save_import(&tenant(), &first, at(0)).await.unwrap();
        let now = import(&[("lost", 6.5), ("won", 4.0), ("short", 1.0)], TODAY);
        store.save_import(&tenant(), &now, at(1)).await.unwrap();
        assert_eq!(found(&store, "lost").await.regressed_by, Some(2.5));
        assert_eq!(found(&store, "won").await.regressed_by, None);
        assert_eq!(found(&store, "short").await.regressed_by, None, "its points of then are not known");
        let regressed = ActionFilter { regressed: true, ..ActionFilter::default() };
        assert_eq!(listed(&store, &regressed, ActionSort::Rank(false)).await, ["lost"]);
        assert_eq!(store.count_actions(&tenant(), at(0)).await.unwrap().regressed, 1);
    }

    async fn a_mark_goes_before_graph_but_not_before_completed(store: TestStore) {
        store.save_import(&tenant(), &import(&[("open", 1.0), ("done", 10.0)], TODAY), at(0)).await.unwrap();
        let mark = StatusMark {
            status: Some(ActionStatus::RiskAccepted),
            notes: "Until March".to_owned(),
            by: "sam@contoso.example".to_owned(),
            at: at(5),
        };
        for id in ["open", "done"] {
            store.set_mark(&tenant(), &ActionId::new(id), &mark).await.unwrap();
        }
        assert_eq!(found(&store, "open").await.status, ActionStatus::RiskAccepted);
        assert_eq!(found(&store, "done").await.status, ActionStatus::Completed);
        assert_eq!(store.find_mark(&tenant(), &ActionId::new("open")).await.unwrap(), Some(mark.clone()));
        let counts = store.count_actions(&tenant(), at(1)).await.unwrap();
        let mut by_status = counts.by_status.clone();
        by_status.sort_unstable();
        assert_eq!(by_status, [(ActionStatus::RiskAccepted, 1), (ActionStatus::Completed, 1)]);
        assert_eq!((counts.added, counts.updated), (0, 0));
        let accepted = ActionFilter { statuses: vec![ActionStatus::RiskAccepted], ..ActionFilter::default() };
        assert_eq!(listed(&store, &accepted, ActionSort::Rank(false)).await, ["open"]);
        let entry = store.list_activity(&tenant(), (0, 1)).await.unwrap().items.remove(0);
        let expected = Activity::ActionMarked { action: "done".to_owned(), title: "Title of done".to_owned() };
        assert_eq!((entry.activity, entry.actor.as_deref()), (expected, Some("sam@contoso.example")));

        let noted = StatusMark { status: None, ..mark };
        store.set_mark(&tenant(), &ActionId::new("open"), &noted).await.unwrap();
        assert_eq!(found(&store, "open").await.status, ActionStatus::ToAddress);
    }

    async fn filters_and_orders_of_actions(store: TestStore) {
        let mut import = import(&[("a", 1.0), ("b", 9.0), ("c", 5.0), ("d", 0.0)], TODAY);
        import.actions[0].title = String::from("Zero trust");
        import.actions[0].rank = Some(9);
        import.actions[1].category = Some(Category::Data);
        import.actions[1].service = String::from("MDO");
        import.actions[2].status = ActionStatus::Planned;
        (import.actions[3].category, import.actions[3].score, import.actions[3].rank) = (None, None, None);
        store.save_import(&tenant(), &import, at(0)).await.unwrap();
        store.insert(&new_ticket(store.connection().await, task(TicketKind::Incident, Some("c")))).await;

        let all = ActionFilter::default();
        let ranked = ActionSort::Rank(false);
        for (filter, expected) in [
            (all.clone(), vec!["b", "c", "a", "d"]),
            (ActionFilter { text: Some("ZERO".to_owned()), ..all.clone() }, vec!["a"]),
            (ActionFilter { text: Some("%".to_owned()), ..all.clone() }, vec![]),
            (ActionFilter { categories: vec![Category::Data, Category::Apps], ..all.clone() }, vec!["b"]),
            (ActionFilter { statuses: vec![ActionStatus::Planned], ..all.clone() }, vec!["c"]),
            (ActionFilter { services: vec!["MDO".to_owned()], ..all.clone() }, vec!["b"]),
            (ActionFilter { has_ticket: Some(true), ..all.clone() }, vec!["c"]),
            (ActionFilter { has_ticket: Some(false), ..all.clone() }, vec!["b", "a", "d"]),
            (ActionFilter { added_since: Some(at(1)), ..all.clone() }, vec![]),
            (ActionFilter { changed_since: Some(at(0)), ..all.clone() }, vec!["b", "c", "a", "d"]),
        ] {
            assert_eq!(listed(&store, &filter, ranked).await, expected, "{filter:?}");
        }
        for (sort, expected) in [
            (ActionSort::Rank(true), ["a", "b", "c", "d"]),
            (ActionSort::Title(false), ["b", "c", "d", "a"]),
            (ActionSort::Impact(true), ["a", "c", "b", "d"]),
            (ActionSort::Status(true), ["c", "b", "a", "d"]),
            (ActionSort::Category(false), ["b", "c", "a", "d"]),
        ] {
            assert_eq!(listed(&store, &all, sort).await, expected, "{sort:?}");
        }
        let page = store.list_actions(&tenant(), &all, ranked, (1, 2)).await.unwrap();
        assert_eq!((page.total, page.items[0].id.as_str(), page.items.len()), (4, "c", 2));
        assert_eq!(store.list_services(&tenant()).await.unwrap(), ["AzureAD", "MDO"]);
    }

    /// The first import brings all actions there are: none of them is new, and none changed.
    async fn what_the_first_import_brings_is_not_recent(store: TestStore) {
        let actions = [("a", 1.0), ("b", 2.0), ("c", 3.0)];
        store.save_import(&tenant(), &import(&actions[..2], TODAY), at(0)).await.unwrap();
        let counts = store.count_actions(&tenant(), at(0)).await.unwrap();
        assert_eq!((counts.added, counts.updated), (0, 0));
        let next = import(&[("a", 1.0), ("b", 5.0), ("c", 3.0)], TODAY);
        store.save_import(&tenant(), &next, at(9)).await.unwrap();
        let counts = store.count_actions(&tenant(), at(0)).await.unwrap();
        assert_eq!((counts.added, counts.updated), (1, 1));
        let ranked = ActionSort::Rank(false);
        let added = ActionFilter { added_since: Some(at(0)), ..ActionFilter::default() };
        assert_eq!(listed(&store, &added, ranked).await, ["c"]);
        let updated = ActionFilter { updated_since: Some(at(0)), ..ActionFilter::default() };
        assert_eq!(listed(&store, &updated, ranked).await, ["b"]);
    }

    async fn pages_by_rank_go_on_after_any_action(store: TestStore) {
        let mut import = import(&[("a", 1.0), ("b", 1.0), ("c", 1.0), ("d", 1.0), ("e", 1.0)], TODAY);
        import.actions[0].rank = Some(9);
        import.actions[1].rank = None;
        import.actions[2].title = String::from("A title before others");
        store.save_import(&tenant(), &import, at(0)).await.unwrap();
        let all = ActionFilter::default();
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = store.list_actions_after(&tenant(), &all, after.as_ref(), 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id.clone());
            seen.extend(page.iter().map(|action| action.id.to_string()));
        }
        assert_eq!(seen, ["c", "d", "e", "a", "b"]);
        // The action that a page ended with can be gone by the next.
        import.actions.remove(3);
        store.save_import(&tenant(), &import, at(1)).await.unwrap();
        let rest = store.list_actions_after(&tenant(), &all, Some(&ActionId::new("d")), 9).await.unwrap();
        assert_eq!(rest.iter().map(|action| action.id.as_str()).collect::<Vec<_>>(), ["e", "a", "b"]);
    }

    /// As much as a large tenant brings at first: nothing is limited by the number of values in a statement.
    async fn ninety_days_of_five_hundred_actions_are_saved(store: TestStore) {
        let mut import = ScoreImport::default();
        for id in 0..500 {
            import.actions.push(action(&format!("control {id}"), f64::from(id % 10)));
        }
        for days in 0..90 {
            let date = TODAY.saturating_sub(i64::from(days).days());
            import.days.push(day(date, 400.0 + f64::from(days)));
            for id in 0..500 {
                // One in five changes every day, the others never.
                let score = if id % 5 == 0 { f64::from((id + days) % 10) } else { f64::from(id % 10) };
                import.points.push(points(&format!("control {id}"), date, score));
            }
        }
        store.save_import(&tenant(), &import, at(0)).await.unwrap();
        let before = store.statements();
        let changes = store.list_action_changes(&tenant(), None, 20_000).await.unwrap();
        assert_eq!(store.statements() - before, 1);
        assert_eq!(changes.len(), 400 + 100 * 90);
        assert_eq!(store.list_score_days(&tenant(), TODAY.saturating_sub(200.days())).await.unwrap().len(), 90);
    }
}
