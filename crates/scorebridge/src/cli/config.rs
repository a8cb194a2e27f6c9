//! `scorebridge config check|show|reference`

use anyhow::bail;
use clap::{Args, Subcommand};

use super::serve::ConfigFile;
use crate::config::Config;

#[derive(Debug, Args)]
pub(super) struct ConfigCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Report every fault at once; exit code 1 when there is one
    Check(ConfigFile),
    /// Print the configuration as it is in force, secrets left out
    Show(ConfigFile),
    /// Print every key with its documentation and default
    Reference,
}

impl ConfigCommand {
    pub(super) fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Check(file) => match file.load() {
                Ok(_) => eprintln!("the configuration has no fault"),
                Err(faults) => bail!(faults),
            },
            Action::Show(file) => print!("{}", file.load()?.show()),
            Action::Reference => print!("{}", Config::reference()),
        }
        Ok(())
    }
}
