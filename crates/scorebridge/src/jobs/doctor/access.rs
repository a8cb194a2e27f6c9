//! Client, user and authorization, as far as the instance shows them to the integration user.

use futures::join;
use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::LOCATION;
use servicenow_client::{Client, CodeVerifier, Query, StateParam, User};

use super::Scope;
use super::door::Look;
use crate::connection::doctor::{
    Redirect, Seen, authorized, failed, integration_user, interactive, passed, redirect_url, registered,
    roles, sign_in_page, single_sign_on, table_access, waiting, warned,
};
use crate::connection::{
    AppFound, AppPresence, Area, CheckName, ClientCheck, Identity, Registration, SignInPage, UserAnswer,
    check_client, find_app, identity_of,
};
use crate::jobs::clients::oauth_client;
use crate::jobs::connect::ConnectError;
use crate::message::Message;
use crate::store::StoreError;

/// A sign-in page is a few steps away at most.
const STEPS_MAX: usize = 5;
/// The page that refuses a redirect URL is small.
const PAGE_MAX: usize = 128 * 1024;

/// What was found.
pub(super) struct Access {
    pub(super) seen: Vec<(CheckName, Seen)>,
    pub(super) app: AppPresence,
    pub(super) release: Option<String>,
    /// Whether the instance takes our token.
    pub(super) reads: bool,
    /// Whether it is the right user's.
    pub(super) is_authorized: bool,
}

/// Looks at everything that the scope wants.
pub(super) async fn look(door: &Look<'_>, scope: Scope) -> Result<Access, StoreError> {
    let release = door.release().or_else(|| door.connection.release.clone());
    let mut access = Access {
        seen: Area::Access.checks().map(|name| (name, waiting())).collect(),
        app: door.connection.app,
        release,
        reads: false,
        is_authorized: false,
    };
    if !door.is_open() {
        return Ok(access);
    }
    let identity = match &door.client {
        Some(client) => Some(identity_of(client).await.map_err(|error| door.place().problem(&error))),
        None => None,
    };
    access.reads = matches!(identity, Some(Ok(_)));
    let authorization = authorized(door.connection, identity.as_ref(), door.app.clock.now());
    access.is_authorized = authorization.0.is_good();
    access.set(CheckName::Authorization, authorization);
    if scope.wants(CheckName::OauthClient) {
        let known = client_check(door).await?;
        access.set(CheckName::OauthClient, oauth_seen(door, known, access.reads));
    }
    let client = door.client.as_ref().filter(|_| access.reads);
    if let Some(client) = client {
        Box::pin(with_token(door, client, identity.as_ref(), scope, &mut access)).await;
    }
    Box::pin(beside(door, client, scope, &mut access)).await?;
    Ok(access)
}

impl Access {
    fn set(&mut self, name: CheckName, seen: Seen) {
        if let Some(entry) = self.seen.iter_mut().find(|(known, _)| *known == name) {
            entry.1 = seen;
        }
    }
}

/// What the token lets us ask.
async fn with_token(
    door: &Look<'_>,
    client: &Client,
    identity: Option<&Result<Identity, Message>>,
    scope: Scope,
    access: &mut Access,
) {
    let user_id = identity.and_then(|known| known.as_ref().ok()).map(|identity| identity.sys_id.as_str());
    let asks_user = wants_any(scope, [CheckName::IntegrationUser, CheckName::InteractiveSignIn]);
    let (app, user, roles_found) = join!(
        if_wanted(scope.wants(CheckName::ConnectorApp), find_app(client)),
        if_wanted(asks_user, user_answer(client, &door.connection.expected_user)),
        if_wanted(scope.wants(CheckName::Roles), roles_of(client, user_id.unwrap_or_default())),
    );
    match app {
        Some(Ok(found)) => {
            access.app = found.presence;
            access.set(CheckName::ConnectorApp, app_seen(&found));
        }
        Some(Err(error)) => access.set(CheckName::ConnectorApp, failed(door.place().problem(&error))),
        None => {}
    }
    match user {
        Some(Ok(answer)) => {
            access.set(CheckName::IntegrationUser, integration_user(door.connection, &answer));
            access.set(CheckName::InteractiveSignIn, interactive(door.connection, &answer));
        }
        Some(Err(error)) => access.set(CheckName::IntegrationUser, failed(door.place().problem(&error))),
        None => {}
    }
    if let Some(found) = roles_found {
        access.set(CheckName::Roles, roles(door.connection, &found));
    }
}

pub(super) fn wants_any<const N: usize>(scope: Scope, names: [CheckName; N]) -> bool {
    names.into_iter().any(|name| scope.wants(name))
}

/// The answer, if anybody wants it.
pub(super) async fn if_wanted<T>(wanted: bool, asking: impl Future<Output = T>) -> Option<T> {
    if wanted { Some(asking.await) } else { None }
}

/// What can be seen of the OAuth entity, its table and the sign-in page, with a token or without.
async fn beside(
    door: &Look<'_>,
    client: Option<&Client>,
    scope: Scope,
    access: &mut Access,
) -> Result<(), StoreError> {
    let client_id = door.connection.client_id.clone().unwrap_or_default();
    let asks_entity = wants_any(scope, [CheckName::OauthEntity, CheckName::RedirectUrl]);
    let asks_page = wants_any(scope, [CheckName::SingleSignOn, CheckName::RedirectUrl]);
    let (registration, table, page) = join!(
        if_wanted(asks_entity, registration_of(client, &client_id)),
        if_wanted(scope.wants(CheckName::TableAccess), settings_of_table(client)),
        if_wanted(asks_page, sign_in_page_of(door)),
    );
    let (registration, table) = (registration.flatten(), table.flatten());
    let page = page.unwrap_or(SignInPage::Unclear);
    if client_id.is_empty() {
        access.set(CheckName::OauthEntity, failed(Message::new("problem-client-missing")));
    } else {
        let seen = registered(&client_id, registration.as_ref(), access.reads);
        access.set(CheckName::OauthEntity, seen);
    }
    let table = table.as_ref().map(|(access, read)| (access.as_str(), *read));
    access.set(CheckName::TableAccess, table_access(table));
    access.set(CheckName::SingleSignOn, single_sign_on(door.connection, page));
    let ours = redirect_of(door);
    let redirect = Redirect {
        ours: ours.as_str(),
        registration: registration.as_ref(),
        page,
        never_came_back: never_came_back(door).await?,
    };
    access.set(CheckName::RedirectUrl, redirect_url(door.connection, &redirect));
    Ok(())
}

fn redirect_of(door: &Look<'_>) -> Url {
    door.app.config.server.base_url.join("servicenow/callback").expect("a fixed path is one")
}

async fn never_came_back(door: &Look<'_>) -> Result<Option<Timestamp>, StoreError> {
    let now = door.app.clock.now();
    door.app.store.find_lost_authorization(door.connection.id, now).await
}

/// Asked only before the authorization: later, a token that works is the better proof.
async fn client_check(door: &Look<'_>) -> Result<ClientCheck, StoreError> {
    if door.connection.authorization.is_some() {
        return Ok(ClientCheck::CannotTell);
    }
    match oauth_client(door.app, door.connection).await {
        Ok(client) => Ok(check_client(&client, door.place()).await),
        Err(ConnectError::Store(error)) => Err(error),
        Err(ConnectError::Problem(problem)) => Ok(ClientCheck::Wrong(problem)),
    }
}

/// A token that works was issued to this client: nothing else needs to be asked.
fn oauth_seen(door: &Look<'_>, known: ClientCheck, token_works: bool) -> Seen {
    let client = door.connection.client_id.as_deref().unwrap_or_default();
    let named = |key: &str| Message::new(key).with("client", client);
    match known {
        _ if token_works => passed(named("evidence-client-known")),
        _ if client.is_empty() => failed(Message::new("problem-client-missing")),
        ClientCheck::Known => passed(named("evidence-client-known")),
        ClientCheck::CannotTell => warned(named("evidence-client-unproven")),
        ClientCheck::Wrong(problem) => failed(problem),
    }
}

fn app_seen(AppFound { presence, missing }: &AppFound) -> Seen {
    match (presence, missing.as_slice()) {
        (AppPresence::Installed, _) => passed(Message::new("evidence-app-installed")),
        (_, []) => warned(Message::new("evidence-app-missing")),
        (_, missing) => warned(Message::new("evidence-app-incomplete").with("missing", missing.join(", "))),
    }
}

async fn user_answer(client: &Client, name: &str) -> Result<UserAnswer, servicenow_client::Error> {
    let fields = ["user_name", "name", "active", "locked_out", "web_service_access_only"];
    let query = Query::new().equals("user_name", name).fields(&fields);
    match client.table("sys_user").first(&query).await {
        Ok(Some(record)) => Ok(UserAnswer::Found(User::from(&record))),
        // The token belongs to a user of some name: a table without users is one whose users are hidden.
        Ok(None) => match client.table("sys_user").first(&Query::new().fields(&["user_name"])).await? {
            Some(_) => Ok(UserAnswer::Missing),
            None => Ok(UserAnswer::Emptied),
        },
        Err(error) if error.is_authorization() => Ok(UserAnswer::Hidden),
        Err(error) => Err(error),
    }
}

/// Names of roles; none when they are hidden.
async fn roles_of(client: &Client, user: &str) -> Vec<String> {
    let query = Query::new().equals("user", user).fields(&["user", "role.name"]).limit(200);
    let Ok(page) = client.table("sys_user_has_role").list(&query).await else { return Vec::new() };
    let mut names: Vec<_> = page
        .items()
        .iter()
        .map(|record| record.value("role.name").to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    names.sort();
    names.dedup();
    names
}

async fn registration_of(client: Option<&Client>, client_id: &str) -> Option<Registration> {
    let fields = ["name", "client_id", "active", "redirect_url"];
    let query = Query::new().equals("client_id", client_id).fields(&fields);
    let found = client?.table("oauth_entity").first(&query).await.ok()??;
    Some(Registration::from(&found))
}

/// `access` and `read_access` of the table of OAuth entities.
async fn settings_of_table(client: Option<&Client>) -> Option<(String, bool)> {
    let query = Query::new().equals("name", "oauth_entity").fields(&["name", "access", "read_access"]);
    let found = client?.table("sys_db_object").first(&query).await.ok()??;
    Some((found.value("access").to_owned(), found.boolean("read_access").unwrap_or(true)))
}

/// Where a browser that nobody is signed in with ends up on its way to the authorization.
async fn sign_in_page_of(door: &Look<'_>) -> SignInPage {
    let Some(http) = &door.http else { return SignInPage::Unclear };
    let begin = match oauth_client(door.app, door.connection).await {
        Ok(client) => {
            client.authorization_url(&StateParam::random(), Some(&CodeVerifier::random().challenge()))
        }
        Err(_) => match door.connection.instance.join("/login.do") {
            Ok(url) => url,
            Err(_) => return SignInPage::Unclear,
        },
    };
    walk(http, begin).await.unwrap_or(SignInPage::Unclear)
}

async fn walk(http: &reqwest::Client, mut url: Url) -> Option<SignInPage> {
    let home = url.origin();
    let mut cookies = String::new();
    for _ in 0..STEPS_MAX {
        let request = http.get(url.clone()).header("accept", "text/html").header("cookie", &cookies);
        let mut answer = request.send().await.ok()?;
        let status = answer.status().as_u16();
        cookies = cookies_of(&answer, cookies);
        let to = answer.headers().get(LOCATION).and_then(|to| url.join(to.to_str().ok()?).ok());
        let page = if to.is_some() { String::new() } else { beginning_of(&mut answer).await };
        let follow = to.as_ref().map(|to| (to.path(), to.origin() == home));
        if let Some(found) = sign_in_page(status, follow, &page) {
            return Some(found);
        }
        url = to?;
    }
    None
}

/// Sign-in pages need the session that the step before began.
fn cookies_of(answer: &reqwest::Response, before: String) -> String {
    let pairs = answer.headers().get_all(reqwest::header::SET_COOKIE).iter();
    let pairs = pairs.filter_map(|cookie| cookie.to_str().ok()?.split(';').next().map(str::to_owned));
    let mut all: Vec<_> = Some(before).filter(|before| !before.is_empty()).into_iter().chain(pairs).collect();
    all.truncate(20);
    all.join("; ")
}

async fn beginning_of(answer: &mut reqwest::Response) -> String {
    let mut page = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        page.extend_from_slice(&chunk);
        if page.len() > PAGE_MAX {
            break;
        }
    }
    String::from_utf8_lossy(&page).into_owned()
}
