//! `/oauth_revoke_token.do`: who has a token may end it (protocol section 4.1).

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};

use super::tokens;
use crate::{app::App, caller::Caller, refusals::Refusal, ui::Params};

/// `GET` or `POST`, the token in the address or in the form. The answer does not tell whether the token
/// was known (RFC 7009 section 2.2).
pub(crate) async fn revoke(State(app): State<Arc<App>>, uri: Uri, body: Bytes) -> Result<Response, Refusal> {
    let in_address = Params::parse(uri.query().unwrap_or_default().as_bytes());
    let form = Params::parse(&body);
    let token = [in_address.get("token"), form.get("token")].into_iter().find(|token| !token.is_empty());
    let Some(token) = token.map(str::to_owned) else {
        return Ok((StatusCode::BAD_REQUEST, "token is missing").into_response());
    };
    app.engine.write(&Caller::system(), move |session| tokens::revoke(session, &token)).await?;
    Ok(StatusCode::OK.into_response())
}
