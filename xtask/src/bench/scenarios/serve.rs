//! The portal as it runs all day: connected, nobody in front of it.

use std::time::Duration;

use serde_json::Value;

use super::send::is_sync;
use crate::bench::{
    Aim, Browser, Figure, Unit, World,
    figure::number,
    http,
    world::{Content, SYNC_SECONDS},
};

/// After a start or a load, before memory is read.
pub(super) const SETTLE: Duration = Duration::from_secs(10);
/// How long requests are listened to.
const LISTEN: Duration = Duration::from_secs(40);
const PAGES: usize = 500;
const PATHS: [&str; 5] = ["/", "/tickets", "/secure-score", "/secure-score/actions", "/servicenow"];

pub(super) async fn idle() -> anyhow::Result<Vec<Figure>> {
    let content = Content { actions: 85, tickets: 200 };
    let world = World::start(content).await?;
    tokio::time::sleep(SETTLE).await;
    let fresh = world.portal.resident_kib()?;
    let sync = sync(world.instance.address("instance")?).await?;
    let browser = Browser::signed_in(world.portal.address("portal")?).await?;
    for number in 0..PAGES {
        browser.open(PATHS[number % PATHS.len()]).await?;
    }
    tokio::time::sleep(SETTLE).await;
    let used = world.portal.resident_kib()?;
    let memory = |what, kibibytes| Figure::memory(what, kibibytes).aim(Aim::Below(60.0));
    let delivered = format!("`serve` alone in its process, connected, {} tickets delivered", content.tickets);
    Ok(vec![
        memory("memory of the idle portal", fresh).how(delivered),
        memory("memory of the idle portal, used", used).how(format!("the same after {PAGES} pages")),
        sync,
    ])
}

/// What an idle portal asks of the instance.
async fn sync(instance: &str) -> anyhow::Result<Figure> {
    let (http, address) = (http()?, format!("{instance}/dev/requests"));
    http.delete(&address).send().await?.error_for_status()?;
    tokio::time::sleep(LISTEN).await;
    let heard: Vec<Value> = http.get(&address).send().await?.json().await?;
    let text = |request: &Value, name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let cycles =
        heard.iter().filter(|request| is_sync(&text(request, "path"), &text(request, "query"))).count();
    anyhow::ensure!(cycles > 0, "the portal did not sync");
    let (cycles, all) = (u64::try_from(cycles)?, u64::try_from(heard.len())?);
    let figure = Figure::new("requests per idle sync", number(all) / number(cycles), Unit::Number);
    Ok(figure.aim(Aim::Exactly(1.0)).how(format!(
        "{all} requests, {cycles} syncs in {} s with one every {SYNC_SECONDS} s",
        LISTEN.as_secs()
    )))
}
