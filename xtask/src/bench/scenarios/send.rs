//! From pressing Send to the number on the page, as a person in front of a browser has it.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::bench::{Aim, Browser, Figure, Load, Outcome, Server, Unit, figure::number, http};

/// Tickets that count.
const TICKETS: u32 = 200;
/// Sent before the requests of the instance are read: it keeps the last 500.
const BATCH: u32 = 50;
/// People who send at the same time, each in a tab of their own.
const AT_ONCE: usize = 4;

pub(super) async fn send() -> anyhow::Result<Vec<Figure>> {
    let arguments = [
        "demo",
        "--connected",
        "--portal",
        "127.0.0.1:0",
        "--instance",
        "127.0.0.1:0",
        "--tenant",
        "127.0.0.1:0",
    ];
    let server = Server::start(&arguments, &["tenant", "instance", "portal"])?;
    let browser = Browser::signed_in(server.address("portal")?).await?;
    // What the portal asks once after a start (labels of states, its heartbeat) is no part of a ticket.
    tokio::time::sleep(super::serve::SETTLE).await;
    let mut sending =
        Sending { browser, times: Vec::new(), heard: Heard::default(), at_once: AtomicUsize::new(0) };
    for _ in 0..TICKETS / BATCH {
        sending.batch(server.address("instance")?).await?;
    }
    let Sending { times, heard, at_once, .. } = sending;
    figures(&Outcome::of(times)?, &heard, at_once.into_inner())
}

fn figures(outcome: &Outcome, heard: &Heard, at_once: usize) -> anyhow::Result<Vec<Figure>> {
    let tickets = u64::try_from(outcome.answered())?;
    let how = format!(
        "{tickets} tickets, {AT_ONCE} people at once; a browser's way: form, redirect, live events, the script's pause \
         of 300 ms, page; {at_once} had their number on the first page"
    );
    let figure =
        |which, percent| Figure::time(format!("Send to number, {which}"), outcome.percentile(percent));
    let requests = number(heard.others()) / number(tickets);
    Ok(vec![
        figure("95 %", 95).aim(Aim::Below(1_000.0)).how(how),
        figure("median", 50),
        figure("longest", 100),
        Figure::new("requests to the instance per ticket", requests, Unit::Number)
            .aim(Aim::Exactly(1.0))
            .how(format!("{heard}; syncs, which ask for all tickets at once, are not counted")),
    ])
}

struct Sending {
    browser: Browser,
    times: Vec<std::time::Duration>,
    heard: Heard,
    /// Tickets whose first page showed the number.
    at_once: AtomicUsize,
}

impl Sending {
    async fn batch(&mut self, instance: &str) -> anyhow::Result<()> {
        let (http, requests) = (http()?, format!("{instance}/dev/requests"));
        http.delete(&requests).send().await?.error_for_status()?;
        let times = std::sync::Mutex::new(Vec::new());
        let load = Load { requests: BATCH, concurrency: AT_ONCE, warm_up: 0 };
        let sent = load.best_of(1, async |_| {
            let taken = self.one().await?;
            times.lock().expect("nobody panics with it").push(taken);
            Ok(())
        });
        sent.await?;
        self.times.append(&mut times.into_inner().expect("nobody panics with it"));
        let heard: Vec<Value> = http.get(&requests).send().await?.json().await?;
        ensure!(heard.len() < 500, "the instance may have dropped requests");
        for request in &heard {
            self.heard.add(request);
        }
        Ok(())
    }

    /// The form is opened and filled in before the time starts.
    async fn one(&self) -> anyhow::Result<std::time::Duration> {
        let form = self.browser.open("/tickets/new?type=change").await?;
        let value = |name| form.value_of(name).with_context(|| format!("the task form has no {name}"));
        let fields = [
            ("csrf", value("csrf")?),
            ("idempotency_key", value("idempotency_key")?),
            ("action", String::new()),
            ("another", String::new()),
            ("type", "change".to_owned()),
            ("name", "Require MFA for administrative roles".to_owned()),
            ("description", "Next steps:\n1. Turn it on.".to_owned()),
            ("priority", "medium".to_owned()),
            ("due", value("due")?),
            ("category", "Identity".to_owned()),
        ];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let pressed = tokio::time::Instant::now();
        let page = self.browser.post("/tickets", &fields).await?;
        if page.ticket_number().is_some() {
            self.at_once.fetch_add(1, Ordering::Relaxed);
        }
        self.browser.watch(page, super::super::browser::Page::ticket_number).await?;
        Ok(pressed.elapsed())
    }
}

/// Requests that the instance received, by kind.
#[derive(Default)]
struct Heard {
    kinds: BTreeMap<String, u64>,
    syncs: u64,
}

impl Heard {
    fn add(&mut self, request: &Value) {
        let text = |name: &str| request[name].as_str().unwrap_or_default();
        if is_sync(text("path"), text("query")) {
            self.syncs += 1;
        } else {
            *self.kinds.entry(format!("{} {}", text("method"), text("path"))).or_default() += 1;
        }
    }

    fn others(&self) -> u64 {
        self.kinds.values().sum()
    }
}

impl std::fmt::Display for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds: Vec<_> = self.kinds.iter().map(|(kind, count)| format!("{count} x `{kind}`")).collect();
        write!(f, "{}, {} syncs", kinds.join(", "), self.syncs)
    }
}

/// Whether a request asks for what changed since some time.
pub(super) fn is_sync(path: &str, query: &str) -> bool {
    path == "/api/now/table/task" && query.contains("sys_updated_on")
}
