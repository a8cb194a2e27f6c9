use jiff::SignedDuration;
use scorebridge::store::NewJob;

use crate::support::database::{TestStore, at, on_both_engines, tenant};

const LEASE: SignedDuration = SignedDuration::from_secs(60);

fn job(name: &'static str) -> NewJob {
    NewJob::new(&tenant(), name, &name, at(0))
}

on_both_engines! {
    async fn a_job_is_claimed_once_and_gone_when_finished(store: TestStore) {
        let job = job("send");
        assert!(store.enqueue(&job).await.unwrap());
        let claimed = store.claim_jobs("a", at(1), LEASE, 10).await.unwrap();
        assert_eq!((claimed.len(), claimed[0].id, claimed[0].attempts), (1, job.id, 1));
        assert_eq!(claimed[0].payload::<String>().as_deref(), Some("send"));
        assert!(store.claim_jobs("b", at(1), LEASE, 10).await.unwrap().is_empty());
        assert_eq!(store.next_job_at().await.unwrap(), Some(at(61)));

        store.finish_job(job.id, "b").await.unwrap();
        assert_eq!(store.queue_figures(at(1)).await.unwrap().waiting, 1);
        store.finish_job(job.id, "a").await.unwrap();
        assert_eq!(store.next_job_at().await.unwrap(), None);
    }

    async fn a_job_that_is_not_due_stays(store: TestStore) {
        let mut later = job("later");
        later.run_at = at(100);
        store.enqueue(&later).await.unwrap();
        assert!(store.claim_jobs("a", at(99), LEASE, 10).await.unwrap().is_empty());
        assert_eq!(store.next_job_at().await.unwrap(), Some(at(100)));
        assert_eq!(store.hasten_jobs(&tenant(), "later", at(50)).await.unwrap(), 1);
        assert_eq!(store.claim_jobs("a", at(50), LEASE, 10).await.unwrap().len(), 1);
        assert_eq!(store.hasten_jobs(&tenant(), "later", at(50)).await.unwrap(), 0);
    }

    async fn a_lease_that_ran_out_gives_the_job_to_another_worker(store: TestStore) {
        let job = job("send");
        store.enqueue(&job).await.unwrap();
        store.claim_jobs("a", at(0), LEASE, 10).await.unwrap();
        assert!(store.renew_lease(job.id, "a", at(90)).await.unwrap());
        assert!(store.claim_jobs("b", at(89), LEASE, 10).await.unwrap().is_empty());
        assert_eq!(store.claim_jobs("b", at(90), LEASE, 10).await.unwrap()[0].attempts, 2);
        assert!(!store.renew_lease(job.id, "a", at(200)).await.unwrap());
        store.finish_job(job.id, "a").await.unwrap();
        store.retry_job(job.id, "a", at(0)).await.unwrap();
        assert!(store.claim_jobs("c", at(91), LEASE, 10).await.unwrap().is_empty(), "b still holds it");
    }

    /// S16: a killed portal goes on where it was, as soon as it is back, unless another replica may be at work.
    async fn what_a_killed_process_held_is_handed_back_where_there_is_no_other(store: TestStore) {
        let job = job("send");
        store.enqueue(&job).await.unwrap();
        store.claim_jobs("killed", at(0), LEASE, 10).await.unwrap();
        assert!(store.hold_lease("sync", "killed", at(0), at(300)).await.unwrap());
        let alone = store.url.starts_with("sqlite");
        assert_eq!(store.release_left_behind().await.unwrap(), u64::from(alone));
        assert_eq!(store.hold_lease("sync", "next", at(1), at(301)).await.unwrap(), alone);
        let claimed = store.claim_jobs("next", at(1), LEASE, 10).await.unwrap();
        assert_eq!(claimed.iter().map(|job| job.attempts).collect::<Vec<_>>(), if alone { vec![1] } else { vec![] });
    }

    async fn two_workers_never_get_the_same_job(store: TestStore) {
        for _ in 0..60 {
            store.enqueue(&job("send")).await.unwrap();
        }
        let workers = (0..6).map(|worker| {
            let store = store.store.clone();
            tokio::spawn(async move {
                let mut claimed = Vec::new();
                loop {
                    let some = store.claim_jobs(&format!("worker {worker}"), at(1), LEASE, 3).await.unwrap();
                    if some.is_empty() {
                        return claimed;
                    }
                    claimed.extend(some.into_iter().map(|job| job.id));
                }
            })
        });
        let mut claimed = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            claimed.extend(worker.await.unwrap());
        }
        assert_eq!(claimed.len(), 60);
        claimed.sort();
        claimed.dedup();
        assert_eq!(claimed.len(), 60);
    }

    async fn a_second_job_of_the_same_key_waits_only_while_the_first_runs(store: TestStore) {
        let keyed = |at| {
            let mut keyed = job("refresh").deduplicated("refresh acme".to_owned());
            keyed.run_at = at;
            keyed
        };
        let first = keyed(at(50));
        assert!(store.enqueue(&first).await.unwrap());
        assert!(!store.enqueue(&keyed(at(10))).await.unwrap());
        assert_eq!(store.next_job_at().await.unwrap(), Some(at(10)), "it runs at the earlier of both times");
        assert!(!store.enqueue(&keyed(at(99))).await.unwrap());
        assert_eq!(store.next_job_at().await.unwrap(), Some(at(10)));

        store.claim_jobs("a", at(10), LEASE, 10).await.unwrap();
        let second = keyed(at(20));
        assert!(store.enqueue(&second).await.unwrap(), "the first may have looked already");
        store.retry_job(first.id, "a", at(30)).await.unwrap();
        assert!(!store.enqueue(&keyed(at(40))).await.unwrap());
        assert_eq!(store.queue_figures(at(0)).await.unwrap().waiting, 2);
    }

    async fn a_worker_that_stops_hands_back_what_it_holds(store: TestStore) {
        for key in ["one", "two"] {
            store.enqueue(&job("send").deduplicated(key.to_owned())).await.unwrap();
        }
        assert_eq!(store.claim_jobs("a", at(5), LEASE, 10).await.unwrap().len(), 2);
        store.release_jobs("a").await.unwrap();
        assert!(!store.enqueue(&job("send").deduplicated("one".to_owned())).await.unwrap());
        assert_eq!(store.claim_jobs("b", at(5), LEASE, 10).await.unwrap().len(), 2);
    }

    async fn a_buried_job_is_counted_and_never_claimed_again(store: TestStore) {
        let buried = job("send");
        store.enqueue(&buried).await.unwrap();
        store.enqueue(&job("wait")).await.unwrap();
        store.claim_jobs("a", at(0), LEASE, 1).await.unwrap();
        store.bury_job(buried.id, "a", "the payload is of an unknown shape").await.unwrap();
        store.release_jobs("a").await.unwrap();
        let figures = store.queue_figures(at(7)).await.unwrap();
        assert_eq!((figures.waiting, figures.dead, figures.oldest_due_ms), (1, 1, 7_000));
        assert_eq!(store.claim_jobs("a", at(999), LEASE, 10).await.unwrap().len(), 1);
    }

    async fn a_lease_is_held_by_one_until_it_ends(store: TestStore) {
        assert!(store.hold_lease("sync", "a", at(0), at(60)).await.unwrap());
        assert!(!store.hold_lease("sync", "b", at(59), at(120)).await.unwrap());
        assert!(store.hold_lease("sync", "a", at(30), at(90)).await.unwrap(), "its holder lengthens it");
        assert!(!store.hold_lease("sync", "b", at(89), at(200)).await.unwrap());
        assert!(store.hold_lease("sync", "b", at(90), at(200)).await.unwrap());
        assert!(!store.hold_lease("sync", "a", at(91), at(200)).await.unwrap());
        assert!(store.hold_lease("score", "a", at(91), at(200)).await.unwrap(), "another name is free");
    }
}
