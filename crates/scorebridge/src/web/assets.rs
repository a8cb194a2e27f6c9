//! Style and script: each one file, joined from small ones, named by its checksum and kept by browsers for a year.
//! Script files stand in a block of their own each, so that they share nothing but the page (they talk by events).

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::error::Error;
use super::{icons, urls};
use crate::auth;
use crate::message::Message;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// In the order of the cascade.
const STYLES: &[&str] = &[
    "css/tokens.css",
    "css/base.css",
    "css/shell.css",
    "css/components.css",
    "css/charts.css",
    "css/table.css",
    "css/form.css",
    "css/pages.css",
    "css/tickets.css",
    "css/servicenow.css",
    "css/media.css",
];

/// Where the navigation is folded in any case.
const RAIL_BY_WIDTH: &str = "@media (min-width: 640px) and (max-width: 1023px)";
/// Where a person can fold it.
const RAIL_BY_CHOICE: &str = "@media (min-width: 1024px) { [data-nav=rail]";

/// Where tables become rows of facts in any case.
const STACKED_BY_WIDTH: &str = "@media (max-width: 799px)";
/// Where a card is too narrow for a table.
const STACKED_BY_CARD: &str = "@container (max-width: 400px)";

struct Asset {
    name: String,
    kind: &'static str,
    body: String,
}

impl Asset {
    fn new(stem: &str, extension: &str, kind: &'static str, body: String) -> Self {
        let checksum = &auth::hash(&body)[..16];
        Self { name: format!("{stem}.{checksum}.{extension}"), kind, body }
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let body: String = STYLES.iter().map(|path| read(path)).collect();
    let (rail, stacking) = (read("css/rail.css"), read("css/stacking.css"));
    let body = format!(
        "{body}{RAIL_BY_WIDTH} {{ {rail} }} {RAIL_BY_CHOICE} {{ {rail} }} }} \
         {STACKED_BY_WIDTH} {{ {stacking} }} {STACKED_BY_CARD} {{ {stacking} }}"
    );
    Asset::new("portal", "css", "text/css; charset=utf-8", compact(&body))
});

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let mut paths: Vec<_> = Files::iter().filter(|path| path.starts_with("js/")).collect();
    paths.sort();
    let body = paths.iter().fold(String::new(), |out, path| out + "{\n" + &read(path) + "}\n");
    Asset::new("portal", "js", "text/javascript; charset=utf-8", body)
});

static MARK: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("mark", "svg", "image/svg+xml", icons::MARK.to_owned()));

fn read(path: &str) -> String {
    let file = Files::get(path).expect("the list names files that exist; a test reads them all");
    String::from_utf8(file.data.into_owned()).expect("assets are UTF-8")
}

/// Drops indentation and blank lines.
fn compact(css: &str) -> String {
    let lines = css.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::with_capacity(css.len()), |out, line| out + line + "\n")
}

/// Address of the style.
pub(crate) fn style() -> String {
    urls::asset(&STYLE.name)
}

/// Address of the script.
pub(crate) fn script() -> String {
    urls::asset(&SCRIPT.name)
}

/// Address of the mark.
pub(crate) fn mark() -> String {
    urls::asset(&MARK.name)
}

/// `GET /assets/{name}`
pub(crate) async fn get(Path(name): Path<String>) -> Result<Response, Error> {
    let asset = [&*STYLE, &*SCRIPT, &*MARK]
        .into_iter()
        .find(|asset| asset.name == name)
        .ok_or_else(|| Error::not_found(Message::new("error-404")))?;
    let headers = [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.body.as_str()).into_response())
}
