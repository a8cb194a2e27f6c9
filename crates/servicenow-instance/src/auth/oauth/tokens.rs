//! Tokens as records of `oauth_credential`: issued, found, revoked, described in the answer.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::signed::{self, Claims};
use crate::{
    auth::{Auth, vault::fingerprint},
    engine::{Record, Selection, Session, Values},
    query::{
        Operator, Query,
        dates::{from_wire, to_wire},
    },
    refusals::Refusal,
};

const TABLE: &str = "oauth_credential";
/// Lives of tokens when the registration names none (protocol section 4.4).
const ACCESS_SECONDS: i64 = 1800;
const REFRESH_SECONDS: i64 = 8_640_000;
const MAX_SECONDS: i64 = 2_147_483_647;

/// Scope of applications for which none is registered.
pub(crate) const ACCOUNT_SCOPE: &str = "useraccount";

/// The two kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Access,
    Refresh,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }

    fn lifespan(self, entity: &Record) -> i64 {
        let (field, usual) = match self {
            Self::Access => ("access_token_lifespan", ACCESS_SECONDS),
            Self::Refresh => ("refresh_token_lifespan", REFRESH_SECONDS),
        };
        entity.number(field).filter(|seconds| (1..=MAX_SECONDS).contains(seconds)).unwrap_or(usual)
    }
}

/// Whose tokens: they are reused for the same user, application and scope.
pub(crate) struct Holder<'a> {
    pub(crate) entity: &'a Record,
    pub(crate) user_id: &'a str,
    pub(crate) scope: &'a str,
}

/// How access tokens are to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// The current token as long as it lives.
    Reuse,
    /// A new one, because a refresh token was used.
    Refresh,
}

/// The answer of the token endpoint, in the order that the platform sends.
#[derive(Debug, Serialize)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    pub(crate) scope: String,
    pub(crate) token_type: &'static str,
    pub(crate) expires_in: i64,
    /// Named when the access token is not opaque.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_token: Option<String>,
}

/// Access token, and a refresh token where the grant brings one.
pub(crate) fn answer(
    session: &Session,
    auth: &Auth,
    holder: &Holder<'_>,
    renewal: Renewal,
    with_refresh: bool,
) -> Result<TokenAnswer, Refusal> {
    let access = match renewal {
        Renewal::Reuse => current(session, auth, holder, Kind::Access)?,
        Renewal::Refresh => None,
    };
    let access = match access {
        Some(access) => access,
        None => issue(session, auth, holder, Kind::Access, renewal)?,
    };
    let refresh_token = if with_refresh { Some(refresh(session, auth, holder)?) } else { None };
    Ok(TokenAnswer {
        expires_in: remaining(session.now(), &access),
        access_token: text_of(session, auth, Kind::Access, &claims(auth, holder, &access))?,
        refresh_token,
        scope: holder.scope.to_owned(),
        token_type: "Bearer",
        format: signed::is_wanted(holder.entity).then_some("jwt"),
        id_token: id_token(session, auth, holder, &access)?,
    })
}

/// The current refresh token, which is never replaced while it lives.
fn refresh(session: &Session, auth: &Auth, holder: &Holder<'_>) -> Result<String, Refusal> {
    let credential = match current(session, auth, holder, Kind::Refresh)? {
        Some(current) => current,
        None => issue(session, auth, holder, Kind::Refresh, Renewal::Reuse)?,
    };
    Ok(auth.vault.token(credential.sys_id()))
}

fn current(
    session: &Session,
    auth: &Auth,
    holder: &Holder<'_>,
    kind: Kind,
) -> Result<Option<Record>, Refusal> {
    let query = Query::equals("peer", holder.entity.sys_id())
        .and("user", Operator::Equals, holder.user_id)
        .and("type", Operator::Equals, kind.name())
        .and("scopes", Operator::Equals, holder.scope)
        .and("expires", Operator::Greater, &session.now_text())
        .ordered_by_descending("expires");
    let found = session.select(TABLE, &Selection::of(query).limited(10))?;
    for row in found {
        let usable = kind == Kind::Refresh || auth.rehearsal.may_reuse(&row);
        // Made under another key of the instance or in another format, a token cannot be handed out again.
        if usable
            && row.get("token_hash")
                == fingerprint(&text_of(session, auth, kind, &claims(auth, holder, &row))?)
        {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The token that a credential stands for: signed where the registration says so, else opaque.
fn text_of(session: &Session, auth: &Auth, kind: Kind, claims: &Claims<'_>) -> Result<String, Refusal> {
    if kind == Kind::Access && signed::is_wanted(claims.entity) {
        return signed::access_token(session, claims);
    }
    Ok(auth.vault.token(claims.id))
}

fn id_token(
    session: &Session,
    auth: &Auth,
    holder: &Holder<'_>,
    access: &Record,
) -> Result<Option<String>, Refusal> {
    if !holder.scope.split(' ').any(|scope| scope == "openid") {
        return Ok(None);
    }
    signed::id_token(session, &claims(auth, holder, access)).map(Some)
}

fn claims<'a>(auth: &'a Auth, holder: &Holder<'a>, credential: &'a Record) -> Claims<'a> {
    Claims {
        issuer: &auth.issuer,
        entity: holder.entity,
        user_id: holder.user_id,
        scope: holder.scope,
        id: credential.sys_id(),
        issued_at: credential.get("issued_at"),
        expires: credential.get("expires"),
    }
}

/// Takes away what a holder's expired tokens left, as the platform's nightly job does.
fn clean(session: &Session, holder: &Holder<'_>) -> Result<(), Refusal> {
    let query = Query::equals("peer", holder.entity.sys_id())
        .and("user", Operator::Equals, holder.user_id)
        .and("expires", Operator::LessOrEqual, &session.now_text());
    for expired in session.select(TABLE, &Selection::of(query))? {
        session.delete(&expired)?;
    }
    Ok(())
}

fn issue(
    session: &Session,
    auth: &Auth,
    holder: &Holder<'_>,
    kind: Kind,
    renewal: Renewal,
) -> Result<Record, Refusal> {
    clean(session, holder)?;
    let id = session.random().sys_id();
    let expires = to_wire(session.now() + SignedDuration::from_secs(kind.lifespan(holder.entity)));
    let issued_at = session.now_text();
    let token = {
        let claims = Claims {
            issuer: &auth.issuer,
            entity: holder.entity,
            user_id: holder.user_id,
            scope: holder.scope,
            id: &id,
            issued_at: &issued_at,
            expires: &expires,
        };
        text_of(session, auth, kind, &claims)?
    };
    let values = Values::new()
        .with("sys_id", &*id)
        .with("name", holder.entity.get("name"))
        .with("type", kind.name())
        .with("token_hash", fingerprint(&token))
        .with("issued_at", &*issued_at)
        .with("token_received", &*issued_at)
        .with("expires", expires)
        .with("user", holder.user_id)
        .with("peer", holder.entity.sys_id())
        .with("scopes", holder.scope);
    let record = session.insert(TABLE, &values)?;
    if kind == Kind::Access {
        let by_refresh = renewal == Renewal::Refresh;
        auth.rehearsal.issued(&id, holder.user_id, holder.entity.sys_id(), by_refresh);
    }
    Ok(record)
}

/// The credential of a token that is still valid, with its registration: neither expired nor of a
/// registration that was taken away or switched off.
pub(crate) fn find(session: &Session, token: &str, kind: Kind) -> Result<Option<(Record, Record)>, Refusal> {
    let found = session.find_by(TABLE, "token_hash", &fingerprint(token))?;
    let now = session.now_text();
    let Some(found) = found.filter(|row| row.get("type") == kind.name() && row.get("expires") > now.as_str())
    else {
        return Ok(None);
    };
    let entity = session.find("oauth_entity", found.get("peer"))?;
    Ok(entity.filter(|entity| entity.is_true("active")).map(|entity| (found, entity)))
}

/// Marks a token as expired. A revoked refresh token takes the access tokens of its holder with it.
pub(crate) fn revoke(session: &Session, token: &str) -> Result<bool, Refusal> {
    let Some(credential) = session.find_by(TABLE, "token_hash", &fingerprint(token))? else {
        return Ok(false);
    };
    expire(session, &credential)?;
    if credential.get("type") == Kind::Refresh.name() {
        let query = Query::equals("peer", credential.get("peer"))
            .and("user", Operator::Equals, credential.get("user"))
            .and("type", Operator::Equals, Kind::Access.name());
        for access in session.select(TABLE, &Selection::of(query).limited(10_000))? {
            expire(session, &access)?;
        }
    }
    Ok(true)
}

fn expire(session: &Session, credential: &Record) -> Result<(), Refusal> {
    let now = session.now_text();
    if credential.get("expires") > now.as_str() {
        session.update(credential, &Values::new().with("expires", now))?;
    }
    Ok(())
}

/// The platform counts one second less than is left.
fn remaining(now: Timestamp, credential: &Record) -> i64 {
    let left =
        from_wire(credential.get("expires")).map_or(0, |expires| expires.as_second() - now.as_second());
    (left - 1).max(0)
}
