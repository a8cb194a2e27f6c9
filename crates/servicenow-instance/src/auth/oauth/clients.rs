//! Applications (`oauth_entity`) at the token endpoint: found and authenticated.

use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq as _;

use super::error::TokenError;
use crate::{
    auth::{authenticate::basic, vault::Vault},
    engine::{Record, Session},
    refusals::Refusal,
    ui::Params,
};

/// Client id and secret as sent: in the form or in a Basic header.
#[derive(Debug, Clone)]
pub(super) struct ClientCredentials {
    pub(super) id: String,
    secret: String,
}

impl ClientCredentials {
    pub(super) fn of(headers: &HeaderMap, form: &Params) -> Result<Self, TokenError> {
        let (id, secret) = from_header(headers)
            .unwrap_or_else(|| (form.get("client_id").to_owned(), form.get("client_secret").to_owned()));
        if id.is_empty() {
            return Err(TokenError::Missing("client_id"));
        }
        Ok(Self { id, secret })
    }

    /// The registration, when the secret is right. A public client proves itself by the verifier of its
    /// code instead, and only a public client may.
    pub(super) fn authenticate(&self, session: &Session, vault: &Vault) -> Result<Record, TokenError> {
        let entity = find(session, &self.id)?.ok_or_else(|| TokenError::UnknownClient(self.id.clone()))?;
        if self.secret.is_empty() && entity.is_true("public_client") {
            return Ok(entity);
        }
        let secret = vault.open(entity.get("client_secret")).unwrap_or_default();
        let right: bool = secret.as_bytes().ct_eq(self.secret.as_bytes()).into();
        if right && !secret.is_empty() { Ok(entity) } else { Err(TokenError::WrongSecret(self.id.clone())) }
    }
}

/// Both parts of the header are percent-encoded by RFC 6749 section 2.3.1; most clients send them plain,
/// and ids and secrets of registrations rarely need encoding, so only sequences that decode are decoded.
fn from_header(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    basic(scheme, encoded.trim())
}

/// An active registration of an application that may ask for tokens here.
pub(super) fn find(session: &Session, client_id: &str) -> Result<Option<Record>, Refusal> {
    if client_id.is_empty() {
        return Ok(None);
    }
    let entity = session.find_by("oauth_entity", "client_id", client_id)?;
    let served = |entity: &Record| matches!(entity.get("type"), "" | "client" | "oauth_client" | "oauth_jwt");
    Ok(entity.filter(|entity| entity.is_true("active") && served(entity)))
}
