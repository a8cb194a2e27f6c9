//! A rendered page as an answer, with the headers that every page has.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::Notice;
use crate::refusals::Refusal;

/// An answer made from a template. Nothing inline is allowed in pages, nothing from elsewhere is loaded,
/// and nobody may put a page into a frame of theirs.
pub(crate) struct Page {
    body: Result<String, askama::Error>,
    status: StatusCode,
    form_target: String,
}

impl Page {
    pub(crate) fn of(template: &impl Template) -> Self {
        Self { body: template.render(), status: StatusCode::OK, form_target: String::new() }
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Browsers hold redirects after a form against `form-action` too, so the consent page names the
    /// address that the application is answered at.
    pub(crate) fn forms_may_lead_to(mut self, target: &str) -> Self {
        target.clone_into(&mut self.form_target);
        self
    }

    fn policy(&self) -> String {
        format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
             form-action 'self' {}; frame-ancestors 'none'; base-uri 'none'",
            self.form_target
        )
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let policy = HeaderValue::from_str(&self.policy());
        let (Ok(body), Ok(policy)) = (self.body, policy) else {
            return Refusal::internal(&"page cannot be rendered").into_response();
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html;charset=UTF-8")),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        ];
        (self.status, headers, body).into_response()
    }
}

impl Notice {
    pub(crate) fn good(text: impl Into<String>) -> Self {
        Self { tone: "good", text: text.into() }
    }

    pub(crate) fn bad(text: impl Into<String>) -> Self {
        Self { tone: "bad", text: text.into() }
    }
}
