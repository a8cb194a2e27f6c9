//! Callers by the certificate of their TLS connection: a row of `sys_user_certificate` says for which user
//! exactly this certificate stands. Authorities are not looked at; who has mapped a certificate trusts it.

use std::sync::Arc;

use axum::http::Extensions;
use axum_server::tls::TlsInfo;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::oauth::validity;
use crate::{
    app::App,
    caller::Caller,
    engine::{Properties, Selection, Session},
    query::Query,
    refusals::Refusal,
};

/// Property: clients may prove themselves by a certificate.
const ACCEPTED: &str = "glide.authenticate.mutual.enabled";
const TABLE: &str = "sys_user_certificate";
/// Mappings that are compared.
const MOST: u64 = 1_000;

/// Whether clients are asked for a certificate at all.
pub(crate) fn are_accepted(properties: &Properties) -> bool {
    properties.flag(ACCEPTED, false)
}

/// The certificate of a request's connection.
pub(super) fn presented(extensions: &Extensions) -> Option<Vec<u8>> {
    extensions.get::<Arc<TlsInfo>>()?.peer_certificates.first().cloned()
}

/// The `sys_id` of the user that a certificate stands for.
pub(super) async fn user_of(app: &Arc<App>, certificate: Vec<u8>) -> Result<Option<String>, Refusal> {
    app.engine.read(&Caller::system(), move |session| mapped(session, &certificate)).await
}

fn mapped(session: &Session, certificate: &[u8]) -> Result<Option<String>, Refusal> {
    let now = session.now();
    let is_valid = validity(certificate).is_some_and(|(from, to)| (from..=to).contains(&now));
    if !is_valid || !are_accepted(&session.properties()) {
        return Ok(None);
    }
    let rows = session.select(TABLE, &Selection::of(Query::equals("active", "true")).limited(MOST))?;
    let own = rows.iter().find(|row| der(row.get("pem_certificate")).as_deref() == Some(certificate));
    Ok(own.map(|row| row.get("user").to_owned()).filter(|user| !user.is_empty()))
}

/// What a PEM block holds.
fn der(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
    STANDARD.decode(body.split_whitespace().collect::<String>()).ok()
}
