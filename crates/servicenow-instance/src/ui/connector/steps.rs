//! What the steps of the checklist do to the instance.

use url::Url;

use super::{ROLE, SCOPE, texts::Problems};
use crate::{
    engine::{Record, Session, Values},
    query::{Operator, Query},
    refusals::Refusal,
    ui::Params,
};

/// Properties that remember what the steps made.
const ENTITY_PROPERTY: &str = "x_scbr_m365ticket.oauth_entity";
const USER_PROPERTY: &str = "x_scbr_m365ticket.integration_user";
const MIN_PASSWORD: usize = 12;

/// A field of the checklist with its fault.
#[derive(Debug, Clone)]
pub(super) struct StepProblem {
    pub(super) field: &'static str,
    pub(super) text: &'static str,
}

/// What step 1 asks for.
#[derive(Debug, Clone)]
pub(super) struct OauthForm {
    pub(super) name: String,
    pub(super) redirect_url: String,
}

/// What step 2 asks for.
#[derive(Debug, Clone)]
pub(super) struct UserForm {
    pub(super) user_name: String,
    pub(super) full_name: String,
    pub(super) email: String,
    pub(super) password: String,
}

impl OauthForm {
    pub(super) fn proposed(entity: Option<&Record>) -> Self {
        Self {
            name: entity.map_or("Security + Compliance Connector", |entity| entity.get("name")).to_owned(),
            redirect_url: entity.map_or("", |entity| entity.get("redirect_url")).to_owned(),
        }
    }

    pub(super) fn of(form: &Params) -> Self {
        Self {
            name: form.get("name").trim().to_owned(),
            redirect_url: form.get("redirect_url").trim().to_owned(),
        }
    }

    pub(super) fn problems(&self, texts: &Problems) -> Vec<StepProblem> {
        let name = !(1..=40).contains(&self.name.chars().count());
        let redirect = !is_redirect_url(&self.redirect_url);
        let name = name.then_some(StepProblem { field: "name", text: texts.name_missing });
        let redirect =
            redirect.then_some(StepProblem { field: "redirect_url", text: texts.redirect_invalid });
        name.into_iter().chain(redirect).collect()
    }
}

fn is_redirect_url(text: &str) -> bool {
    let usable =
        |url: Url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none();
    text.len() <= 1024 && !text.contains(',') && Url::parse(text).is_ok_and(usable)
}

impl UserForm {
    pub(super) fn proposed(user: Option<&Record>) -> Self {
        let field = |name: &str, usual: &str| user.map_or(usual, |user| user.get(name)).to_owned();
        Self {
            user_name: field("user_name", "m365.integration"),
            full_name: field("name", "Microsoft 365 Integration"),
            email: field("email", "m365.integration@example.com"),
            password: String::new(),
        }
    }

    pub(super) fn of(form: &Params) -> Self {
        let text = |name: &str| form.get(name).trim().to_owned();
        Self {
            user_name: text("user_name"),
            full_name: text("full_name"),
            email: text("email"),
            password: form.get("password").to_owned(),
        }
    }

    pub(super) fn problems(&self, texts: &Problems) -> Vec<StepProblem> {
        let mut problems = Vec::new();
        let mut check = |faulty: bool, field, text| {
            if faulty {
                problems.push(StepProblem { field, text });
            }
        };
        let name_ok = (1..=40).contains(&self.user_name.chars().count())
            && !self.user_name.contains(char::is_whitespace);
        check(!name_ok, "user_name", texts.user_name_invalid);
        check(!(1..=80).contains(&self.full_name.chars().count()), "full_name", texts.full_name_missing);
        check(!is_email(&self.email), "email", texts.email_invalid);
        let length = self.password.chars().count();
        check(length != 0 && !(MIN_PASSWORD..=255).contains(&length), "password", texts.password_short);
        problems
    }
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let fits =
        |(local, domain): (&str, &str)| !local.is_empty() && domain.contains('.') && !domain.ends_with('.');
    text.len() <= 100 && !text.contains(char::is_whitespace) && parts.is_some_and(fits)
}

/// The OAuth entity that step 1 made, if it is still there and the connector may read it.
pub(super) fn entity(session: &Session) -> Result<Option<Record>, Refusal> {
    remembered(session, ENTITY_PROPERTY, "oauth_entity")
}

/// The integration user that step 2 made.
pub(super) fn user(session: &Session) -> Result<Option<Record>, Refusal> {
    remembered(session, USER_PROPERTY, "sys_user")
}

fn remembered(session: &Session, property: &str, table: &str) -> Result<Option<Record>, Refusal> {
    match session.properties().get(property) {
        None | Some("") => Ok(None),
        Some(sys_id) => session.find(table, sys_id),
    }
}

fn remember(session: &Session, property: &str, sys_id: &str) -> Result<(), Refusal> {
    session.trusted(|session| {
        if let Some(row) = session.find_by("sys_properties", "name", property)? {
            return session.update(&row, &Values::new().with("value", sys_id)).map(|_| ());
        }
        let values = Values::new().with("name", property).with("value", sys_id).with("type", "string");
        session.insert("sys_properties", &values).map(|_| ())
    })
}

/// Step 1: the application registry of the portal, made or brought up to date.
pub(super) fn make_entity(session: &Session, form: &OauthForm) -> Result<Record, Refusal> {
    session.check_scope("Read", "oauth_entity", SCOPE)?;
    session.check_scope("Create", "oauth_entity", SCOPE)?;
    let values =
        Values::new().with("name", form.name.as_str()).with("redirect_url", form.redirect_url.as_str());
    let known = match entity(session)? {
        Some(known) => Some(known),
        None => session.find_by("oauth_entity", "name", &form.name)?,
    };
    let record = match known {
        Some(known) => session.update(&known, &values)?,
        None => session.insert("oauth_entity", &as_client(values))?,
    };
    remember(session, ENTITY_PROPERTY, record.sys_id())?;
    Ok(record)
}

/// Id and secret come with the record.
fn as_client(values: Values) -> Values {
    values
        .with("type", "client")
        .with("active", "true")
        .with("default_grant_type", "authorization_code")
        .with("access_token_lifespan", "1800")
        .with("refresh_token_lifespan", "8640000")
        .with("access", "public")
}

/// What step 2 refuses by itself.
pub(super) enum UserOutcome {
    Made,
    /// The name belongs to a person.
    Taken,
}

/// Step 2: the integration user with its roles, made or brought up to date. An existing user is taken over
/// only when it is an integration user already: nobody's account is turned into one.
pub(super) fn make_user(session: &Session, form: &UserForm, password: &str) -> Result<UserOutcome, Refusal> {
    let (first, last) = form.full_name.rsplit_once(' ').unwrap_or(("", &form.full_name));
    let mut values = Values::new()
        .with("user_name", form.user_name.as_str())
        .with("first_name", first)
        .with("last_name", last)
        .with("name", form.full_name.as_str())
        .with("email", form.email.as_str())
        .with("active", "true");
    if !password.is_empty() {
        values.set("user_password", password);
    }
    let record = match session.find_by("sys_user", "user_name", &form.user_name)? {
        Some(known) if has_role(session, &known)? => session.update(&known, &values)?,
        Some(_) => return Ok(UserOutcome::Taken),
        None => session.insert("sys_user", &values)?,
    };
    give_role(session, &record)?;
    remember(session, USER_PROPERTY, record.sys_id())?;
    Ok(UserOutcome::Made)
}

fn role(session: &Session) -> Result<Record, Refusal> {
    session.find_by("sys_user_role", "name", ROLE)?.ok_or_else(Refusal::no_record)
}

fn assignment(session: &Session, user: &Record) -> Result<Query, Refusal> {
    Ok(Query::equals("user", user.sys_id()).and("role", Operator::Equals, role(session)?.sys_id()))
}

fn has_role(session: &Session, user: &Record) -> Result<bool, Refusal> {
    Ok(session.count("sys_user_has_role", &assignment(session, user)?)? > 0)
}

fn give_role(session: &Session, user: &Record) -> Result<(), Refusal> {
    if has_role(session, user)? {
        return Ok(());
    }
    let values = Values::new()
        .with("user", user.sys_id())
        .with("role", role(session)?.sys_id())
        .with("state", "active")
        .with("granted_by", session.caller().user_id.as_str());
    session.insert("sys_user_has_role", &values).map(|_| ())
}
