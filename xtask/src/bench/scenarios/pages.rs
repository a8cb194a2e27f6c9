//! Pages of a portal that has been in use for years.

use anyhow::Context as _;

use super::ROUNDS;
use crate::bench::{
    Aim, Browser, Figure, Outcome, Unit, World, browser::Look, figure::number, world::Content,
};

/// Looks that count, after some that do not.
const LOOKS: usize = 200;
const WARM_UP: usize = 20;
const CONTENT: Content = Content { actions: 500, tickets: 10_000 };

pub(super) async fn pages() -> anyhow::Result<Vec<Figure>> {
    let world = World::start(CONTENT).await?;
    let browser = Browser::signed_in(world.portal.address("portal")?).await?;
    let pages = [
        ("home", "/".to_owned()),
        ("tickets", "/tickets".to_owned()),
        ("ticket", first_link(&browser, "/tickets", "/tickets/CHG").await?),
        ("actions", "/secure-score/actions".to_owned()),
        ("action", first_link(&browser, "/secure-score/actions", "/secure-score/actions/").await?),
    ];
    let mut figures = Vec::new();
    for (name, path) in pages {
        figures.extend(page(&browser, name, &path).await?);
    }
    let seconds = world.delivered_in.as_secs_f64();
    let rate = number(CONTENT.tickets.try_into()?) / seconds;
    let deliveries = Figure::new("deliveries of waiting tickets", rate, Unit::PerSecond);
    figures.push(deliveries.how(format!("{} tickets in {seconds:.0} s", CONTENT.tickets)));
    let memory = Figure::memory("memory of the portal with 10,000 tickets", world.portal.resident_kib()?);
    figures.push(memory.how("after all of the above"));
    Ok(figures)
}

/// The first link of a page that begins so.
async fn first_link(browser: &Browser, path: &str, begin: &str) -> anyhow::Result<String> {
    let page = browser.open(path).await?;
    let mut links = page.text.split("href=\"").filter_map(|rest| rest.split(['"', '?']).next());
    let found = links.find(|link| link.starts_with(begin));
    Ok(found.with_context(|| format!("{path} links to no {begin}"))?.to_owned())
}

async fn page(browser: &Browser, name: &str, path: &str) -> anyhow::Result<Vec<Figure>> {
    let (server, whole, last) = best_round(browser, path).await?;
    let how = format!(
        "10,000 tickets, 500 actions; median {:.1} ms; to the last byte at the client 95 % {:.1} ms; {LOOKS} looks, \
         best of {ROUNDS} rounds",
        milliseconds(&server, 50),
        milliseconds(&whole, 95),
    );
    Ok(vec![
        Figure::time(format!("page {name}, server time, 95 %"), server.percentile(95))
            .aim(Aim::Below(50.0))
            .how(how),
        Figure::new(format!("page {name}, SQL statements"), number(last.statements), Unit::Number)
            .how("session and person included"),
        Figure::new(format!("page {name}, bytes on the wire"), number(last.bytes.try_into()?), Unit::Bytes)
            .how("gzip"),
    ])
}

/// Times of the portal and of the client in the round in which the portal was quickest, and the last look of all.
async fn best_round(browser: &Browser, path: &str) -> anyhow::Result<(Outcome, Outcome, Look)> {
    let mut best: Option<(Outcome, Outcome, Look)> = None;
    for _ in 0..ROUNDS {
        let round = round(browser, path).await?;
        if best.as_ref().is_none_or(|best| round.0.percentile(95) < best.0.percentile(95)) {
            best = Some(round);
        }
    }
    best.context("no round was measured")
}

async fn round(browser: &Browser, path: &str) -> anyhow::Result<(Outcome, Outcome, Look)> {
    let (mut server, mut whole, mut last) = (Vec::new(), Vec::new(), None);
    for number in 0..WARM_UP + LOOKS {
        let asked = std::time::Instant::now();
        let look = browser.look(path).await?;
        if number >= WARM_UP {
            whole.push(asked.elapsed());
            server.push(look.server);
        }
        last = Some(look);
    }
    Ok((Outcome::of(server)?, Outcome::of(whole)?, last.context("no look was made")?))
}

fn milliseconds(outcome: &Outcome, percent: usize) -> f64 {
    outcome.percentile(percent).as_secs_f64() * 1_000.0
}
