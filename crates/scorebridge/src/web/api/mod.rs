//! The JSON API under `/api/v1`, for programs: described by `/openapi.json`, asked with a bearer token, failing with
//! problem documents. It uses the same readings and actions as the pages.
//!
//! Not here: anything for browsers. A session's cookie opens nothing here.

mod actions;
mod caller;
mod connecting;
mod connection;
mod cursor;
mod doctor;
mod extract;
mod me;
pub(in crate::web) mod problem;
mod replay;
mod score;
mod tickets;
pub(in crate::web) mod vocabulary;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::urls;
use crate::app::App;
use crate::store::Role;

/// Everything under `/api/`, and the document about it.
pub(in crate::web) fn routes(app: &App) -> Router<App> {
    let (router, document) = Routes::new(app)
        .read(routes!(actions::list))
        .read(routes!(actions::show))
        .read(routes!(score::show))
        .read(routes!(tickets::list))
        .act(routes!(tickets::create))
        .read(routes!(tickets::show))
        .act(routes!(tickets::refresh))
        .act(routes!(tickets::retry))
        .act(routes!(tickets::note))
        .change(routes!(tickets::edit))
        .read(routes!(connection::show))
        .act(routes!(connection::sync))
        .administer(routes!(connecting::check))
        .administer(routes!(connecting::remove))
        .read(routes!(doctor::show))
        .administer(routes!(doctor::run))
        .read(routes!(me::show))
        .router
        .split_for_parts();
    let text = document.to_json().expect("a document is plain data");
    router.route(urls::OPENAPI, get(move || std::future::ready(describe(text.clone()))))
}

fn describe(text: String) -> Response {
    ([(axum::http::header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// Routes with the rights that each needs.
struct Routes<'a> {
    app: &'a App,
    router: OpenApiRouter<App>,
}

impl<'a> Routes<'a> {
    fn new(app: &'a App) -> Self {
        Self { app, router: OpenApiRouter::with_openapi(Api::openapi()) }
    }

    /// For everyone with a token.
    fn read(self, routes: UtoipaMethodRouter<App>) -> Self {
        let admit = from_fn_with_state((self.app.clone(), Role::Reader), caller::admit);
        Self { app: self.app, router: self.router.routes(routes.layer(admit)) }
    }

    /// For operators, where a repetition changes nothing.
    fn change(self, routes: UtoipaMethodRouter<App>) -> Self {
        let admit = from_fn_with_state((self.app.clone(), Role::Operator), caller::admit);
        Self { app: self.app, router: self.router.routes(routes.layer(admit)) }
    }

    /// For administrators, each request once per idempotency key.
    fn administer(self, routes: UtoipaMethodRouter<App>) -> Self {
        let admit = from_fn_with_state((self.app.clone(), Role::Administrator), caller::admit);
        let once = from_fn_with_state(self.app.clone(), replay::once);
        Self { app: self.app, router: self.router.routes(routes.layer(once).layer(admit)) }
    }

    /// For operators, each request once per idempotency key.
    fn act(self, routes: UtoipaMethodRouter<App>) -> Self {
        let admit = from_fn_with_state((self.app.clone(), Role::Operator), caller::admit);
        let once = from_fn_with_state(self.app.clone(), replay::once);
        Self { app: self.app, router: self.router.routes(routes.layer(once).layer(admit)) }
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Scorebridge",
        version = "1",
        description = "Improvement actions of Microsoft Secure Score and their tickets in ServiceNow.\n\n\
            Every request carries `Authorization: Bearer sb_...`. A token acts for a person and may what the person \
            may: readers read, operators and administrators also send, change, refresh and retry tickets and sync.\n\n\
            Every POST carries an `Idempotency-Key` of 16 to 255 characters. A repeated request under the same key \
            within 24 hours gets the first answer again, with `Idempotency-Replayed: true`.\n\n\
            Lists come in pages: while `next` is not null, ask again with it as `cursor`.\n\n\
            Failures are problem documents (RFC 9457) in the language of `Accept-Language`, English or Dutch; \
            programs go by their `code`.",
        license(name = "MIT OR Apache-2.0")
    ),
    servers((url = "/")),
    security(("token" = [])),
    components(schemas(problem::Document)),
    modifiers(&Token),
    tags(
        (name = "score", description = "Secure Score and its improvement actions"),
        (name = "tickets", description = "Tickets in ServiceNow"),
        (name = "portal", description = "The connection, and who is asking")
    )
)]
struct Api;

struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API token: `sb_` and 43 characters"))
            .build();
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}
