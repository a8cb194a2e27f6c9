//! The grants of the token endpoint (protocol section 4.3). Each ends in a token answer or an error.

use jiff::Timestamp;

use crate::{
    auth::{
        Auth, settings,
        sign_in::{Door, allowed},
    },
    engine::{Record, Selection, Session, Values},
    query::{Operator, Query, dates::to_wire},
    refusals::Refusal,
    ui::Params,
};

use super::{
    clients::ClientCredentials,
    error::TokenError,
    jwt::Assertion,
    request::granted_scope,
    tokens::{self, Holder, Kind, Renewal, TokenAnswer},
};

/// What a client asks for.
#[derive(Debug)]
pub(super) enum Grant {
    Code {
        code: String,
        redirect_uri: String,
        verifier: String,
    },
    /// The password was checked before: it is slow, and no transaction should wait for it.
    Password {
        user_id: String,
    },
    Refresh {
        token: String,
    },
    Client,
    Assertion {
        assertion: String,
    },
}

/// Everything a grant works with.
pub(super) struct Exchange<'a> {
    pub(super) session: &'a Session,
    pub(super) auth: &'a Auth,
    pub(super) client: &'a ClientCredentials,
    pub(super) scope: &'a str,
    /// The scenario `refresh-expired` is on.
    pub(super) refresh_expired: bool,
}

impl Grant {
    pub(super) fn parse(form: &Params) -> Result<Wanted, TokenError> {
        let required = |name: &'static str| match form.get(name) {
            "" => Err(TokenError::Missing(name)),
            value => Ok(value.to_owned()),
        };
        Ok(match form.get("grant_type") {
            "authorization_code" => Wanted::Ready(Self::Code {
                code: required("code")?,
                redirect_uri: form.get("redirect_uri").to_owned(),
                verifier: form.get("code_verifier").to_owned(),
            }),
            "password" => {
                Wanted::Password { user_name: required("username")?, password: required("password")? }
            }
            "refresh_token" => Wanted::Ready(Self::Refresh { token: required("refresh_token")? }),
            "client_credentials" => Wanted::Ready(Self::Client),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
                Wanted::Ready(Self::Assertion { assertion: required("assertion")? })
            }
            "" => return Err(TokenError::Missing("grant_type")),
            other => return Err(TokenError::UnknownGrant(other.to_owned())),
        })
    }
}

/// A grant as read from the form.
#[derive(Debug)]
pub(super) enum Wanted {
    Ready(Grant),
    Password { user_name: String, password: String },
}

impl Exchange<'_> {
    pub(super) fn run(&self, grant: Grant) -> Result<TokenAnswer, TokenError> {
        if !self.session.properties().flag(settings::OAUTH_ACTIVE, true) {
            return Err(TokenError::SwitchedOff);
        }
        let entity = self.client.authenticate(self.session, &self.auth.vault)?;
        match grant {
            Grant::Code { code, redirect_uri, verifier } => {
                self.code(&entity, &code, &redirect_uri, &verifier)
            }
            Grant::Password { user_id } => self.give(&entity, &user_id, &self.scope_for(&entity)?, true),
            Grant::Refresh { token } => self.refresh(&entity, &token),
            Grant::Client => self.client_credentials(&entity),
            Grant::Assertion { assertion } => self.assertion(&entity, &assertion),
        }
    }

    fn code(
        &self,
        entity: &Record,
        code: &str,
        redirect_uri: &str,
        verifier: &str,
    ) -> Result<TokenAnswer, TokenError> {
        let grant = self.auth.codes.take(code, self.session.now()).ok_or(TokenError::Code)?;
        if grant.entity != entity.sys_id() {
            return Err(TokenError::Differs("client"));
        }
        if grant.redirect_uri != redirect_uri {
            return Err(TokenError::Differs("redirect_uri"));
        }
        let proved = match &grant.challenge {
            Some(challenge) => challenge.answered_by(verifier),
            None => verifier.is_empty(),
        };
        if !proved {
            return Err(TokenError::Verifier);
        }
        self.may_sign_in(&grant.user_id)?;
        self.give(entity, &grant.user_id, &grant.scope, true)
    }

    fn refresh(&self, entity: &Record, token: &str) -> Result<TokenAnswer, TokenError> {
        if self.refresh_expired {
            return Err(TokenError::RefreshToken);
        }
        let found = tokens::find(self.session, token, Kind::Refresh)?;
        let (credential, _) = found.ok_or(TokenError::RefreshToken)?;
        if credential.get("peer") != entity.sys_id() {
            return Err(TokenError::Differs("client"));
        }
        self.may_sign_in(credential.get("user"))?;
        let holder = Holder { entity, user_id: credential.get("user"), scope: credential.get("scopes") };
        let mut answer = tokens::answer(self.session, self.auth, &holder, Renewal::Refresh, false)?;
        // neither rotated nor extended: the client gets back what it sent
        answer.refresh_token = Some(token.to_owned());
        Ok(answer)
    }

    fn client_credentials(&self, entity: &Record) -> Result<TokenAnswer, TokenError> {
        let on = self.session.properties().flag(settings::CLIENT_CREDENTIALS, false);
        let user = entity.get("user");
        if !on || user.is_empty() {
            return Err(TokenError::NoApplicationUser);
        }
        self.may_sign_in(user)?;
        self.give(entity, user, &self.scope_for(entity)?, false)
    }

    fn assertion(&self, entity: &Record, assertion: &str) -> Result<TokenAnswer, TokenError> {
        let assertion = Assertion::parse(assertion)?;
        let key = self.verifier(entity, assertion.key_id())?;
        assertion.verify(&key, entity.get("client_id"), self.session.now())?;
        let claims = &assertion.claims;
        if !self.is_first_use(&claims.jti, claims.expires())? {
            return Err(TokenError::AssertionUse);
        }
        let claim = match entity.get("subject_claim") {
            "" => "sub",
            named => named,
        };
        let subject =
            claims.text(claim).filter(|_| !claims.iss.is_empty()).ok_or(TokenError::AssertionUse)?;
        let user = self.user_of(entity, subject)?.ok_or(TokenError::AssertionUse)?;
        allowed(&user, Door::Api)?;
        self.give(entity, user.sys_id(), &self.scope_for(entity)?, false)
    }

    /// Remembers an assertion that has an id (`jti`), and refuses its repetition.
    fn is_first_use(&self, jti: &str, expires: i64) -> Result<bool, Refusal> {
        if jti.is_empty() {
            return Ok(true);
        }
        if self.session.find_by("oauth_jti", "jti", jti)?.is_some() {
            return Ok(false);
        }
        let expires = Timestamp::from_second(expires).map(to_wire).unwrap_or_default();
        self.session.insert("oauth_jti", &Values::new().with("jti", jti).with("expires", expires))?;
        Ok(true)
    }

    /// The key registered under the id that the assertion names, or the only one.
    fn verifier(&self, entity: &Record, key_id: &str) -> Result<String, TokenError> {
        let query =
            Query::equals("oauth_entity", entity.sys_id()).and("active", Operator::NotEquals, "false");
        let rows = self.session.select("jwt_keystore_aliases", &Selection::of(query).limited(100))?;
        let named = rows.iter().find(|row| !key_id.is_empty() && row.get("alias") == key_id);
        let only =
            rows.first().filter(|_| rows.len() == 1 && (key_id.is_empty() || rows[0].is_empty("alias")));
        let row = named.or(only).ok_or(TokenError::AssertionUse)?;
        Ok(row.get("public_key").to_owned())
    }

    /// By the field that the registration names, else by user name or e-mail address.
    fn user_of(&self, entity: &Record, subject: &str) -> Result<Option<Record>, Refusal> {
        if subject.is_empty() {
            return Ok(None);
        }
        let field = entity.get("user_field");
        if !field.is_empty() {
            return self.session.find_by("sys_user", field, subject);
        }
        let by_name = self.session.find_by("sys_user", "user_name", subject)?;
        if by_name.is_some() {
            return Ok(by_name);
        }
        self.session.find_by("sys_user", "email", subject)
    }

    fn may_sign_in(&self, user_id: &str) -> Result<(), TokenError> {
        let user = self.session.find("sys_user", user_id)?.ok_or(TokenError::User)?;
        Ok(allowed(&user, Door::Api)?)
    }

    fn scope_for(&self, entity: &Record) -> Result<String, TokenError> {
        granted_scope(self.session, entity, self.scope)?
    }

    fn give(
        &self,
        entity: &Record,
        user_id: &str,
        scope: &str,
        refresh: bool,
    ) -> Result<TokenAnswer, TokenError> {
        let holder = Holder { entity, user_id, scope };
        Ok(tokens::answer(self.session, self.auth, &holder, Renewal::Reuse, refresh)?)
    }
}

/// Keeps the reason of a refusal where an administrator looks for it.
pub(super) fn log(session: &Session, error: &TokenError) -> Result<(), Refusal> {
    let values = Values::new()
        .with("level", "2")
        .with("source", "OAuth")
        .with("message", format!("Exception on token flow - {error}"));
    session.insert("syslog", &values).map(|_| ())
}
