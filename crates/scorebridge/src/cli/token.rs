//! `scorebridge token create|list|remove`: API tokens, on the portal's own machine.

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::serve::ConfigFile;
use crate::app::App;
use crate::auth;
use crate::clock::Clock;
use crate::portal;
use crate::store::Person;

#[derive(Debug, Args)]
pub(super) struct TokenCommand {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    file: ConfigFile,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a token that acts for a person; it is printed once and stored as a digest
    Create {
        /// What it is for
        #[arg(long)]
        name: String,
        /// Sign-in name of a person who has signed in to the portal
        #[arg(long)]
        person: String,
    },
    /// List tokens
    List,
    /// Delete the tokens of a person with this name
    Remove {
        /// Name of the tokens
        #[arg(long)]
        name: String,
        /// Sign-in name of the person
        #[arg(long)]
        person: String,
    },
}

impl TokenCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let app = portal::assemble(self.file.load()?, Clock::system()).await?;
        match self.what {
            What::Create { name, person } => {
                let person = find(&app, &person).await?;
                let token = auth::api_token();
                app.store.insert_api_token(&auth::hash(&token), &name, person.id, app.clock.now()).await?;
                println!("{token}");
            }
            What::List => {
                for token in app.store.list_api_tokens(&app.config.graph.tenant).await? {
                    println!("{}\t{}\t{}", token.name, token.user_name, token.created_at);
                }
            }
            What::Remove { name, person } => {
                let person = find(&app, &person).await?;
                let removed = app.store.delete_api_tokens(person.id, &name).await?;
                eprintln!("{removed} token(s) removed");
            }
        }
        Ok(())
    }
}

async fn find(app: &App, user_name: &str) -> anyhow::Result<Person> {
    let found = app.store.find_person_by_user_name(&app.config.graph.tenant, user_name).await?;
    found.with_context(|| format!("nobody called {user_name} has signed in to this portal yet"))
}
