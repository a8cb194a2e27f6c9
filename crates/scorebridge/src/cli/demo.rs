//! `scorebridge demo`: portal, developer instance and sample tenant in one process.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use sample_tenant::SampleTenant;
use servicenow_instance::Instance;

use super::signals;
use crate::clock::Clock;
use crate::demo;
use crate::portal::Portal;

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Address of the portal
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    portal: SocketAddr,
    /// Address of the developer instance
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    instance: SocketAddr,
    /// Address of the sample tenant
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8082")]
    tenant: SocketAddr,
    /// Folder to keep the data in (default: a temporary folder, removed at exit)
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Start connected, with tickets in several states
    #[arg(long)]
    connected: bool,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let kept = self.data.is_some();
        let data = demo::DataFolder::open(self.data.as_deref())?;
        let tenant = SampleTenant::builder()
            .listen(self.tenant)
            .start()
            .await
            .context("start the sample tenant (--tenant chooses its address)")?;
        let mut instance = Instance::builder().listen(self.instance);
        if kept {
            instance = instance.data(data.path().join("instance.db"));
        }
        let instance = instance
            .start()
            .await
            .context("start the developer instance (--instance chooses its address)")?;
        let config = demo::config(self.portal, data.path(), &tenant)?;
        let portal = Portal::start(config, Clock::system())
            .await
            .context("start the portal (--portal chooses its address)")?;
        if self.connected {
            demo::connect(portal.app(), instance.url())
                .await
                .context("connect the portal to the instance")?;
        }
        let stop = signals::Stop::listen()?;
        signals::ready("tenant", tenant.url())?;
        signals::ready("instance", instance.url())?;
        signals::ready("portal", portal.url())?;
        stop.asked().await;
        portal.shutdown().await;
        instance.shutdown().await;
        tenant.shutdown().await;
        Ok(())
    }
}
