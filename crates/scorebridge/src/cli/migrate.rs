//! `scorebridge migrate`

use clap::Args;

use super::serve::ConfigFile;
use crate::clock::Clock;
use crate::portal;

#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    file: ConfigFile,
}

impl Migrate {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        portal::assemble(self.file.load()?, Clock::system()).await?;
        eprintln!("the database is up to date");
        Ok(())
    }
}
