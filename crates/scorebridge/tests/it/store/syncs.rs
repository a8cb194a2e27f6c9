//! The history of syncs, on both engines.

use std::time::Duration;

use scorebridge::connection::SyncRun;
use scorebridge::message::Message;

use crate::support::database::{TestStore, at, on_both_engines};

fn run(second: i64, changed: u64, problem: Option<&str>) -> SyncRun {
    SyncRun {
        times: 1,
        began_at: at(second),
        ended_at: at(second + 1),
        took: Duration::from_millis(40),
        seen: changed,
        changed,
        problem: problem.map(|key| Message::new(key).with("host", "acme.service-now.com")),
    }
}

on_both_engines! {
    async fn syncs_that_bring_nothing_new_share_a_line(store: TestStore) {
        let id = store.connection().await;
        assert_eq!(store.list_syncs(id, 10).await.unwrap(), []);
        let dns = Some("problem-dns");
        let runs = [
            run(0, 0, None), run(10, 0, None), run(20, 0, None), run(30, 2, None), run(40, 1, None), run(50, 0, None),
            run(60, 0, dns), run(70, 0, dns), run(80, 0, Some("problem-connect")),
        ];
        for run in &runs {
            store.record_sync(id, run).await.unwrap();
        }
        let expected = [
            runs[8].clone(),
            SyncRun { times: 2, ended_at: at(71), ..runs[6].clone() },
            runs[5].clone(),
            runs[4].clone(),
            runs[3].clone(),
            SyncRun { times: 3, ended_at: at(21), ..runs[0].clone() },
        ];
        assert_eq!(store.list_syncs(id, 10).await.unwrap(), expected);
        assert_eq!(store.list_syncs(id, 1).await.unwrap(), expected[..1]);
    }

    async fn the_history_of_syncs_keeps_its_newest_lines(store: TestStore) {
        let id = store.connection().await;
        for second in 0..60 {
            store.record_sync(id, &run(second, 1, None)).await.unwrap();
        }
        let kept = store.list_syncs(id, 1000).await.unwrap();
        assert_eq!(kept.len() as u64, SyncRun::KEPT);
        assert_eq!((kept[0].began_at, kept[49].began_at), (at(59), at(10)));
    }
}
