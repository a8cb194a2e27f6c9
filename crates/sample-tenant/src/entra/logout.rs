//! `/{tenant}/oauth2/v2.0/logout`: nobody stays signed in here, so it only leads back (OpenID Connect
//! RP-Initiated Logout 1.0). Addresses that no client registered are not followed.

use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use url::Url;

use crate::{
    entra::{pages, refusal::Refusal, wording::Wording},
    state::Shared,
};

#[derive(Deserialize)]
pub(crate) struct Parameters {
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
    ui_locales: Option<String>,
}

pub(crate) async fn get(
    State(state): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<Parameters>,
) -> Response {
    let wording = Wording::for_request(asked.ui_locales.as_deref(), &headers);
    if !state.is_called(&tenant) {
        return pages::refusal(&Refusal::UnknownTenant(tenant), wording);
    }
    let Some(given) = asked.post_logout_redirect_uri else { return pages::signed_out(wording) };
    let registered = |uri: &Url| state.clients.iter().any(|client| client.shares_site_with(uri));
    let Some(mut uri) = Url::parse(&given).ok().filter(registered) else {
        return pages::refusal(&Refusal::UnregisteredRedirect(given), wording);
    };
    if let Some(value) = asked.state {
        uri.query_pairs_mut().append_pair("state", &value);
    }
    Redirect::to(uri.as_str()).into_response()
}
