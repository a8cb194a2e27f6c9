//! Shows a secret that the instance can read, such as a client secret, to administrators on request.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    dictionary::Kind,
    refusals::Refusal,
    ui::{Page, Params, Problem, Shell, Viewer, address},
};

#[derive(Template)]
#[template(path = "secret.html")]
struct SecretPage {
    shell: Shell,
    title: String,
    secret: String,
    back: String,
}

/// `GET /secret.do?table=&sys_id=&field=`.
pub(crate) async fn secret(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    viewer.require("admin")?;
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let (table, sys_id, name) =
        (params.get("table").to_owned(), params.get("sys_id").to_owned(), params.get("field").to_owned());
    let back = address::record(&table, &sys_id);
    let opening = Arc::clone(&app);
    let (title, secret) = app
        .engine
        .read(&viewer.caller, move |session| {
            let record = session.find(&table, &sys_id)?.ok_or_else(Refusal::no_record)?;
            let field = record.layout().field(&name).filter(|field| field.kind == Kind::Secret);
            let field = field.ok_or_else(Refusal::no_record)?;
            let display =
                record.layout().display.as_deref().map(|display| record.get(display)).unwrap_or_default();
            let secret = opening.auth.vault.open(record.get(&name)).ok_or_else(Refusal::no_record)?;
            Ok((format!("{} of {display}", field.label), secret))
        })
        .await?;
    Ok(Page::of(&SecretPage { shell: viewer.shell(&title), title, secret, back }).into_response())
}
