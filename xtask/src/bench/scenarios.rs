//! What is measured: one file for each part of the product. A scenario starts its own servers, so that memory and
//! caches are its own too.

mod demo;
mod instance;
mod pages;
mod send;
mod serve;
mod tenant;

use std::pin::Pin;

use super::Figure;

type Measuring = Pin<Box<dyn Future<Output = anyhow::Result<Vec<Figure>>>>>;

/// A named measurement.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) run: fn() -> Measuring,
}

pub(crate) const SCENARIOS: &[Scenario] = &[
    Scenario { name: "binary: size", run: || Box::pin(async { demo::size() }) },
    Scenario { name: "demo: start", run: || Box::pin(async { demo::start() }) },
    Scenario { name: "demo: send to number", run: || Box::pin(send::send()) },
    Scenario { name: "portal: idle memory and sync", run: || Box::pin(serve::idle()) },
    Scenario { name: "portal: home and other pages", run: || Box::pin(pages::pages()) },
    Scenario { name: "instance: table", run: || Box::pin(instance::table()) },
    Scenario { name: "tenant: newest score", run: || Box::pin(tenant::newest_score()) },
];

/// Rounds of which the best counts: other programs of the machine can only make a round slower.
const ROUNDS: u32 = 3;
