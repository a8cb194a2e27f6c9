//! The claims of access and ID tokens.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{clients::TestClient, entra::codes::Grant, people::Person, state::State};

/// Lifetime of every token in seconds, as Entra states it.
pub(crate) const LIFETIME: i64 = 3_599;
/// Tokens are valid from a little before they are made, against clocks that lag.
const LEEWAY: i64 = 300;

/// Times as they appear in every token.
fn validity(now: Timestamp) -> (i64, i64, i64) {
    let now = now.as_second();
    (now, now - LEEWAY, now + LIFETIME + LEEWAY)
}

/// The claims of an access token for Graph that an application gets for itself; without a permission there is
/// no `roles` claim at all.
pub(crate) fn application(state: &State, client: &TestClient, now: Timestamp) -> Value {
    let (iat, nbf, exp) = validity(now);
    let mut claims = json!({
        "aud": state.root(),
        "iss": state.issuer(),
        "iat": iat,
        "nbf": nbf,
        "exp": exp,
        "app_displayname": client.display_name,
        "appid": client.client_id,
        "appidacr": "1",
        "idtyp": "app",
        "oid": client.object_id,
        "sub": client.object_id,
        "tid": state.id,
        "ver": "1.0",
    });
    if !client.permissions.is_empty() {
        claims["roles"] = json!(client.permissions);
    }
    claims
}

/// The claims of a person's access token: it names scopes of the sign-in only, so Graph's security endpoints
/// refuse it.
pub(crate) fn delegated(state: &State, client: &TestClient, person: &Person, now: Timestamp) -> Value {
    let (iat, nbf, exp) = validity(now);
    json!({
        "aud": state.root(),
        "iss": state.issuer(),
        "iat": iat,
        "nbf": nbf,
        "exp": exp,
        "appid": client.client_id,
        "idtyp": "user",
        "oid": person.oid,
        "scp": "openid profile email",
        "sub": pairwise(state, client, person),
        "tid": state.id,
        "wids": person.role.template_ids(),
        "ver": "1.0",
    })
}

/// The claims of an ID token.
pub(crate) fn identity(
    state: &State,
    client: &TestClient,
    person: &Person,
    grant: &Grant,
    now: Timestamp,
) -> Value {
    let (iat, nbf, exp) = validity(now);
    let mut claims = json!({
        "aud": client.client_id,
        "iss": state.issuer(),
        "iat": iat,
        "nbf": nbf,
        "exp": exp,
        "name": person.name,
        "oid": person.oid,
        "preferred_username": person.user_name(),
        "email": person.user_name(),
        "sub": pairwise(state, client, person),
        "tid": state.id,
        "wids": person.role.template_ids(),
        "ver": "2.0",
    });
    if let Some(roles) = person.role.app_roles() {
        claims["roles"] = json!(roles);
    }
    if let Some(nonce) = &grant.nonce {
        claims["nonce"] = nonce.as_str().into();
    }
    claims
}

/// The same person has another `sub` at every application.
fn pairwise(state: &State, client: &TestClient, person: &Person) -> String {
    state.noise.secret(&format!("sub {} {}", client.client_id, person.oid))
}
