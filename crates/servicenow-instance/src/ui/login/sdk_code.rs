//! `/sdk-oauth.do`: where an authorization of ServiceNow's SDK ends. The SDK waits in a terminal, so its person copies
//! the code from here.

use askama::Template;
use axum::{
    extract::RawQuery,
    response::{IntoResponse, Response},
};

use crate::ui::{Page, Params, Shell, Viewer};

#[derive(Template)]
#[template(path = "sdk_code.html")]
struct CodePage {
    shell: Shell,
    heading: &'static str,
    /// `None` when access was denied.
    code: Option<String>,
}

/// `GET` with the answer of an authorization.
pub(crate) async fn sdk_code(viewer: Viewer, RawQuery(query): RawQuery) -> Response {
    let answer = Params::parse(query.unwrap_or_default().as_bytes());
    let code = Some(answer.get("code").to_owned()).filter(|code| !code.is_empty());
    let heading = if code.is_some() { "Authorization code" } else { "Access denied" };
    Page::of(&CodePage { shell: viewer.alone(heading), heading, code }).into_response()
}
