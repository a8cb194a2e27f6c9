//! `scorebridge actions list|show`

use clap::{Args, Subcommand};

use super::remote::Remote;

#[derive(Debug, Args)]
pub(super) struct Actions {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List improvement actions
    List {
        /// Part of the title
        #[arg(long)]
        search: Option<String>,
        /// How many at most, 1 to 200
        #[arg(long, default_value_t = 50)]
        limit: u64,
    },
    /// Show one improvement action
    Show {
        /// Its id, such as AdminMFAV2
        id: String,
    },
}

impl Actions {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::List { search, limit } => {
                let mut query = vec![("limit", limit.to_string())];
                query.extend(search.map(|text| ("q", text)));
                let page = self.remote.get(&["actions"], &query).await?;
                let columns = [
                    ("RANK", "/rank"),
                    ("ID", "/id"),
                    ("TITLE", "/title"),
                    ("POINTS", "/points"),
                    ("OF", "/max_points"),
                    ("STATUS", "/status"),
                ];
                self.remote.print_list(&page["items"], &columns);
            }
            What::Show { id } => {
                let action = self.remote.get(&["actions", &id], &[]).await?;
                let fields = [
                    ("ID", "/id"),
                    ("Title", "/title"),
                    ("Status", "/status"),
                    ("Category", "/category"),
                    ("Points", "/points"),
                    ("Of", "/max_points"),
                    ("Description", "/description"),
                    ("Next steps", "/next_steps"),
                ];
                self.remote.print_one(&action, &fields);
            }
        }
        Ok(())
    }
}
