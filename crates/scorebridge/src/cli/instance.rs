//! `scorebridge instance`

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use servicenow_instance::{Instance, Scenario};

use super::signals;

#[derive(Debug, Args)]
pub(super) struct InstanceCommand {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// File to keep the data in (default: in memory)
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Serve HTTPS with a self-signed certificate, written beside the data
    #[arg(long)]
    tls: bool,
    /// Start with this trouble switched on (repeatable)
    #[arg(long, value_name = "NAME")]
    scenario: Vec<Scenario>,
}

impl InstanceCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut builder = Instance::builder().listen(self.listen).tls(self.tls);
        if let Some(data) = self.data {
            builder = builder.data(data);
        }
        for scenario in self.scenario {
            builder = builder.scenario(scenario);
        }
        let instance =
            builder.start().await.context("start the developer instance (--listen chooses its address)")?;
        let stop = signals::Stop::listen()?;
        signals::ready("instance", instance.url())?;
        stop.asked().await;
        instance.shutdown().await;
        Ok(())
    }
}
