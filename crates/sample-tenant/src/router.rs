//! All routes of the tenant in one list, and what every answer gets.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, header},
    middleware,
    routing::{get, patch, post, put},
};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::{
    dev, entra, graph,
    state::{Shared, State},
};

/// More than any form or PATCH needs.
const BODY_LIMIT: usize = 64 * 1024;

pub(crate) fn routes(state: Shared) -> Router {
    let graph = security(&state);
    Router::new()
        .route("/", get(entra::pages::front))
        .route("/signin.css", get(entra::pages::stylesheet))
        .nest("/v1.0/security", graph.clone())
        .nest("/beta/security", graph)
        .route("/dev/clients", get(dev::clients))
        .route("/dev/people", get(dev::people))
        .route("/dev/faults", get(dev::faults))
        .route("/dev/faults/{name}", put(dev::switch_fault_on).delete(dev::switch_fault_off))
        .route("/dev/controls/{id}", put(dev::set_points).delete(dev::retire))
        .route("/dev/day", get(dev::day).post(dev::advance_day))
        .merge(entra())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(header_if_absent(header::CACHE_CONTROL, "no-store"))
        .layer(header_if_absent(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header_if_absent(header::REFERRER_POLICY, "no-referrer"))
        .with_state(state)
}

fn entra() -> Router<Shared> {
    Router::new()
        .route("/{tenant}/oauth2/v2.0/token", post(entra::token::post))
        .route("/{tenant}/oauth2/v2.0/authorize", get(entra::authorize::get).post(entra::authorize::post))
        .route("/{tenant}/oauth2/v2.0/logout", get(entra::logout::get))
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(entra::discovery::configuration))
        .route("/{tenant}/discovery/v2.0/keys", get(entra::discovery::keys))
}

fn security(state: &Arc<State>) -> Router<Shared> {
    Router::new()
        .route("/secureScores", get(graph::scores::list))
        .route("/secureScores/{id}", get(graph::scores::show))
        .route("/secureScoreControlProfiles", get(graph::profiles::list))
        .route("/secureScoreControlProfiles/{id}", get(graph::profiles::show))
        .route("/secureScoreControlProfiles/{id}", patch(graph::patch::update))
        .fallback(graph::unknown_segment)
        .layer(middleware::from_fn_with_state(Arc::clone(state), graph::envelope::inject_faults))
        .layer(middleware::from_fn_with_state(Arc::clone(state), graph::envelope::finish))
}

fn header_if_absent(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
