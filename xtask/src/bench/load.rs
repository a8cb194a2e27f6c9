//! The load driver: so many requests, so many at a time, each timed. What a request is, the scenario says.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::{StreamExt as _, stream};

/// How much to ask and how much of it at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// Requests that count.
    pub(crate) requests: u32,
    /// Requests under way at any time, at most.
    pub(crate) concurrency: usize,
    /// Requests beforehand that do not count.
    pub(crate) warm_up: u32,
}

/// What came of a load: the time of every request, and of all.
#[derive(Debug)]
pub(crate) struct Outcome {
    sorted: Vec<Duration>,
    elapsed: Duration,
    failures: usize,
}

impl Load {
    /// Sends the load; `request` gets the number of each, which keeps made-up names apart. Failed requests are
    /// counted and left out of the times; if all fail, the first failure is the error.
    pub(crate) async fn send<F, R>(self, request: F) -> anyhow::Result<Outcome>
    where
        F: Fn(u32) -> R,
        R: Future<Output = anyhow::Result<()>>,
    {
        self.stream(0..self.warm_up, &request).await;
        let start = Instant::now();
        let results = self.stream(self.warm_up..self.warm_up + self.requests, &request).await;
        let elapsed = start.elapsed();
        let (passed, failed): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        let failures = failed.len();
        if passed.is_empty() {
            let first = failed.into_iter().find_map(Result::err).context("the load has no requests")?;
            return Err(first.context("every request failed"));
        }
        let mut sorted: Vec<_> = passed.into_iter().flatten().collect();
        sorted.sort_unstable();
        Ok(Outcome { sorted, elapsed, failures })
    }

    /// Sends the load so many times and keeps the round with the lowest 95th percentile: other programs of the machine
    /// can only make a round slower. Every request of every round has to succeed.
    pub(crate) async fn best_of<F, R>(self, rounds: u32, request: F) -> anyhow::Result<Outcome>
    where
        F: Fn(u32) -> R,
        R: Future<Output = anyhow::Result<()>>,
    {
        let mut best: Option<Outcome> = None;
        for round in 0..rounds {
            let first = round * (self.warm_up + self.requests);
            let outcome = self.send(|number| request(first + number)).await?;
            anyhow::ensure!(outcome.failures == 0, "{} requests failed", outcome.failures);
            if best.as_ref().is_none_or(|best| outcome.percentile(95) < best.percentile(95)) {
                best = Some(outcome);
            }
        }
        best.context("the load has no rounds")
    }

    async fn stream<F, R>(self, numbers: std::ops::Range<u32>, request: &F) -> Vec<anyhow::Result<Duration>>
    where
        F: Fn(u32) -> R,
        R: Future<Output = anyhow::Result<()>>,
    {
        stream::iter(numbers)
            .map(|number| async move {
                let start = Instant::now();
                request(number).await.map(|()| start.elapsed())
            })
            .buffer_unordered(self.concurrency)
            .collect()
            .await
    }
}

impl Outcome {
    /// Of requests made one after the other, or of times that a server told.
    pub(crate) fn of(mut times: Vec<Duration>) -> anyhow::Result<Self> {
        anyhow::ensure!(!times.is_empty(), "nothing was measured");
        times.sort_unstable();
        Ok(Self { elapsed: times.iter().sum(), sorted: times, failures: 0 })
    }

    /// The time within which `percent` of the requests were answered (nearest rank).
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.sorted.len() * percent).div_ceil(100).clamp(1, self.sorted.len());
        self.sorted[rank - 1]
    }

    /// Answered requests per second.
    pub(crate) fn rate(&self) -> f64 {
        let answered = u32::try_from(self.sorted.len()).unwrap_or(u32::MAX);
        f64::from(answered) / self.elapsed.as_secs_f64()
    }

    pub(crate) fn answered(&self) -> usize {
        self.sorted.len()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use anyhow::bail;

    use super::*;

    fn outcome(milliseconds: impl IntoIterator<Item = u64>) -> Outcome {
        let sorted = milliseconds.into_iter().map(Duration::from_millis).collect();
        Outcome { sorted, elapsed: Duration::from_secs(2), failures: 0 }
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let hundred = outcome(1..=100);
        let milliseconds = |percent| hundred.percentile(percent).as_millis();
        assert_eq!((milliseconds(50), milliseconds(99), milliseconds(100)), (50, 99, 100));
        assert_eq!(outcome([7]).percentile(99).as_millis(), 7);
        assert!((hundred.rate() - 50.0).abs() < f64::EPSILON);
    }

    #[tokio::test]
    async fn sends_as_many_as_asked_and_no_more_at_a_time() -> anyhow::Result<()> {
        let (open, most, sent) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let load = Load { requests: 20, concurrency: 3, warm_up: 5 };
        let outcome = load
            .send(async |number| {
                sent.fetch_add(1, Ordering::Relaxed);
                most.fetch_max(open.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                open.fetch_sub(1, Ordering::Relaxed);
                anyhow::ensure!(number != 7, "seven");
                Ok(())
            })
            .await?;
        assert_eq!((sent.into_inner(), most.into_inner()), (25, 3));
        assert_eq!((outcome.answered(), outcome.failures), (19, 1));
        Ok(())
    }

    #[tokio::test]
    async fn the_best_round_counts_and_numbers_do_not_repeat() -> anyhow::Result<()> {
        let numbers = std::sync::Mutex::new(std::collections::BTreeSet::new());
        let load = Load { requests: 2, concurrency: 1, warm_up: 1 };
        let slow_first = async |number| {
            assert!(numbers.lock().unwrap().insert(number));
            let pause = if number < 3 { 50 } else { 0 };
            tokio::time::sleep(Duration::from_millis(pause)).await;
            Ok(())
        };
        let best = load.best_of(3, slow_first).await?;
        assert!(best.percentile(95) < Duration::from_millis(50));
        assert_eq!(numbers.into_inner()?.len(), 9);
        let failing = load.best_of(2, async |number| if number == 5 { bail!("five") } else { Ok(()) }).await;
        assert!(failing.is_err());
        Ok(())
    }

    #[tokio::test]
    async fn a_load_that_fails_altogether_is_an_error() {
        let load = Load { requests: 2, concurrency: 1, warm_up: 0 };
        let error = load.send(async |_| bail!("no answer")).await.err().map(|error| format!("{error:#}"));
        assert_eq!(error.as_deref(), Some("every request failed: no answer"));
    }
}
