//! `/stats.do`: the public page that tells the release (protocol 3.6).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;

use crate::app::App;
use crate::random::named_id;

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
