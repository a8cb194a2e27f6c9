//! `scorebridge serve`

use std::path::PathBuf;

use clap::Args;

use super::signals;
use crate::clock::Clock;
use crate::config::Config;
use crate::portal::Portal;

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    file: ConfigFile,
}

/// Where the configuration file is.
#[derive(Debug, Args)]
pub(super) struct ConfigFile {
    /// Configuration file (TOML); the environment wins over it
    #[arg(long, value_name = "FILE", env = "SCOREBRIDGE_CONFIG")]
    config: Option<PathBuf>,
}

impl ConfigFile {
    /// Loads file and environment.
    pub(super) fn load(&self) -> anyhow::Result<Config> {
        Ok(Config::load(self.config.as_deref(), std::env::vars())?)
    }
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let portal = Portal::start(self.file.load()?, Clock::system()).await?;
        let stop = signals::Stop::listen()?;
        signals::ready("portal", portal.url())?;
        stop.asked().await;
        portal.shutdown().await;
        Ok(())
    }
}
