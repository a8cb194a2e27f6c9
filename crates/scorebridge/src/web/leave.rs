//! The answer that sends a browser to another site after a form. A redirect would need that site, and every site it
//! redirects to (single sign-on), in `form-action`; a page of ours that refreshes to it needs none.

use askama::Template;
use axum::http::HeaderName;
use axum::http::header::REFERRER_POLICY;
use axum::response::{IntoResponse, Response};

use super::error::Result;
use super::filters;
use super::shell::{self, Bare};
use super::viewer::Viewer;

const REFRESH: HeaderName = HeaderName::from_static("refresh");

#[derive(Template)]
#[template(path = "pages/leave.html")]
struct LeaveView<'a> {
    bare: Bare,
    host: &'a str,
    url: &'a str,
}

/// Leaves for `url`, at once and without a click.
pub(crate) fn to(viewer: &Viewer, url: &url::Url) -> Result<Response> {
    let host = url.host_str().unwrap_or_default();
    let title = viewer.words().phrase("leave-title").arg("host", host).to_string();
    let view = LeaveView { bare: Bare::new(&viewer.visitor, &title), host, url: url.as_str() };
    let page = shell::bare_page(&viewer.visitor, &view)?;
    Ok(([(REFRESH, format!("0; url={url}")), (REFERRER_POLICY, "no-referrer".to_owned())], page)
        .into_response())
}
