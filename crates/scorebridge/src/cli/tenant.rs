//! `scorebridge tenant`

use std::net::SocketAddr;

use anyhow::Context as _;
use clap::Args;
use sample_tenant::SampleTenant;

use super::signals;

#[derive(Debug, Args)]
pub(super) struct TenantCommand {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8082")]
    listen: SocketAddr,
}

impl TenantCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let tenant = SampleTenant::builder()
            .listen(self.listen)
            .start()
            .await
            .context("start the sample tenant (--listen chooses its address)")?;
        let stop = signals::Stop::listen()?;
        signals::ready("tenant", tenant.url())?;
        stop.asked().await;
        tenant.shutdown().await;
        Ok(())
    }
}
