//! `/stats.do`: the public page that tells the release (protocol 3.6).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, Response};

use super::format::Format;
use super::params::Params;
use super::xml;
use crate::app::App;
use crate::auth;
use crate::random::named_id;
use crate::refusals::Refusal;

/// Lines as monitors and robots read them.
pub(crate) async fn page(State(app): State<Arc<App>>) -> Html<String> {
    let properties = app.engine.metadata().properties.clone();
    let value = |name: &str| properties.get(name).unwrap_or_default().to_owned();
    let name = value("instance_name");
    let node = named_id(&format!("node:{name}"));
    let lines = [
        ("Instance name", name.clone()),
        ("Instance ID", named_id(&format!("instance:{name}"))),
        ("Node ID", node.clone()),
        ("Connected to cluster node", format!("{name}:{}", &node[..8])),
        ("Build name", value("glide.buildname")),
        ("Build date", value("glide.builddate")),
        ("Build tag", value("glide.buildtag")),
    ];
    let lines = lines
        .map(|(label, value)| {
            format!(
                "{label}: {value}<br>
"
            )
        })
        .concat();
    Html(format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Server statistics</title></head><body>\n{lines}</body></html>\n"
    ))
}

/// `/xmlstats.do`: the same as XML; `include` names the elements wanted.
/// Hardened instances show it to administrators only.
pub(crate) async fn for_machines(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Refusal> {
    let properties = app.engine.metadata().properties.clone();
    if properties.flag("glide.security.diag_txns_acl", false) {
        let caller = auth::authenticate(&app, &headers, &uri).await?;
        if !caller.is_admin() {
            return Err(Refusal::not_authorized());
        }
    }
    let params = Params::parse(uri.query().unwrap_or_default());
    let wanted: Option<Vec<&str>> = params.get("include").map(|names| names.split(',').collect());
    let mut text = format!("{}<xmlstats>", xml::DECLARATION);
    for (element, property) in [
        ("glide.build.name", "glide.buildname"),
        ("glide.build.date", "glide.builddate"),
        ("glide.build.tag", "glide.buildtag"),
        ("glide.war", "glide.war"),
        ("instance_name", "instance_name"),
    ] {
        if wanted.as_ref().is_none_or(|wanted| wanted.contains(&element)) {
            xml::element(&mut text, element, properties.get(property).unwrap_or_default());
        }
    }
    text.push_str("</xmlstats>");
    Ok(Format::Xml.answer(StatusCode::OK, text))
}
