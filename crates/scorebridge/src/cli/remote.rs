//! A running portal, asked through its JSON API: for the commands that do the portal's jobs from a terminal.

use anyhow::{Context as _, bail};
use clap::Args;
use comfy_table::Table;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

use crate::auth;
use crate::http;

/// Most items that the portal gives at once.
const PAGE: u64 = 200;

/// Where the portal is, how to be let in, and how to print what it says.
#[derive(Debug, Args)]
pub(super) struct Remote {
    /// Address of the portal
    #[arg(long, env = "SCOREBRIDGE_URL", default_value = "http://127.0.0.1:8080", global = true)]
    url: Url,
    /// API token; `scorebridge token create` makes one
    #[arg(long, env = "SCOREBRIDGE_TOKEN", hide_env_values = true, global = true)]
    token: Option<SecretString>,
    /// Print JSON instead of a table
    #[arg(long, global = true)]
    json: bool,
}

impl Remote {
    /// Whether an API token was given.
    pub(super) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether JSON was asked for.
    pub(super) fn wants_json(&self) -> bool {
        self.json
    }

    /// Reads `path` with query pairs.
    pub(super) async fn get(&self, path: &[&str], query: &[(&str, String)]) -> anyhow::Result<Value> {
        let mut url = self.address(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.ask(http::of_terminal()?.get(url)).await
    }

    /// Reads every page of a list.
    pub(super) async fn get_all(
        &self,
        path: &[&str],
        query: &[(&str, String)],
    ) -> anyhow::Result<Vec<Value>> {
        let (mut items, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut query = query.to_vec();
            query.push(("limit", PAGE.to_string()));
            query.extend(cursor.take().map(|cursor| ("cursor", cursor)));
            let mut page = self.get(path, &query).await?;
            if let Value::Array(more) = page["items"].take() {
                items.extend(more);
            }
            cursor = page["next"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return Ok(items);
            }
        }
    }

    /// Does what `path` names. The key makes a repetition by the transport harmless.
    pub(super) async fn post(&self, path: &[&str], body: &Value) -> anyhow::Result<Value> {
        let request = http::of_terminal()?.post(self.address(path)?).json(body);
        self.ask(request.header("Idempotency-Key", auth::random())).await
    }

    /// Changes what `path` names; a repetition changes nothing more.
    pub(super) async fn patch(&self, path: &[&str], body: &Value) -> anyhow::Result<Value> {
        self.ask(http::of_terminal()?.patch(self.address(path)?).json(body)).await
    }

    /// A page of the portal.
    pub(super) fn page(&self, path: &str) -> String {
        format!("{}/{path}", self.url.as_str().trim_end_matches('/'))
    }

    fn address(&self, path: &[&str]) -> anyhow::Result<Url> {
        let mut url = self.url.clone();
        let Ok(mut segments) = url.path_segments_mut() else {
            bail!("{} cannot be a portal's address", self.url)
        };
        segments.pop_if_empty().extend(["api", "v1"]).extend(path);
        drop(segments);
        Ok(url)
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
        let token = self.token.as_ref().context(
            "no API token: set SCOREBRIDGE_TOKEN; `scorebridge token create` on the portal's machine makes one",
        )?;
        let answer = request
            .bearer_auth(token.expose_secret())
            .send()
            .await
            .with_context(|| format!("ask the portal at {} (SCOREBRIDGE_URL names another)", self.url))?;
        let status = answer.status();
        let body = answer.bytes().await?;
        let value: Value = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body)
                .with_context(|| format!("{} does not answer as a portal", self.url))?
        };
        if status.is_success() { Ok(value) } else { bail!(problem(status.as_u16(), &value)) }
    }

    /// Prints items as a table of these fields, or as JSON.
    pub(super) fn print_list(&self, items: &Value, columns: &[(&str, &str)]) {
        if self.json {
            println!("{items:#}");
            return;
        }
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_header(columns.iter().map(|(title, _)| *title));
        for item in items.as_array().into_iter().flatten() {
            table.add_row(columns.iter().map(|(_, pointer)| plain(item.pointer(pointer))));
        }
        println!("{table}");
    }

    /// Prints one thing field by field, or as JSON.
    pub(super) fn print_one(&self, item: &Value, fields: &[(&str, &str)]) {
        if self.json {
            println!("{item:#}");
            return;
        }
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        for (title, pointer) in fields {
            table.add_row([(*title).to_owned(), plain(item.pointer(pointer))]);
        }
        println!("{table}");
    }
}

/// A value as a person reads it; nothing for null.
pub(super) fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// A problem document (RFC 9457) in one paragraph.
fn problem(status: u16, document: &Value) -> String {
    let word = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    let mut lines = vec![format!("the portal refused ({status}): {}", word("title"))];
    lines.extend(Some(word("detail")).filter(|detail| !detail.is_empty()));
    for error in document["errors"].as_array().into_iter().flatten() {
        let field = error["field"].as_str().or(error["pointer"].as_str()).unwrap_or_default();
        lines.push(format!("  {field}: {}", plain(error.get("detail").or(error.get("message")))));
    }
    lines.join("\n")
}
