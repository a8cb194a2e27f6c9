//! A portal without network: router, store on SQLite in a folder of its own, a clock that stands still, and one
//! signed-in person. Pages come back parsed.

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::Timestamp;
use scorebridge::app::App;
use scorebridge::auth;
use scorebridge::clock::Clock;
use scorebridge::config::Config;
use scorebridge::ids::TenantId;
use scorebridge::store::{Person, Role, Upserted};
use scraper::{ElementRef, Html, Selector};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The time at which every test begins: a Monday afternoon in Amsterdam.
pub(crate) const NOW: &str = "2026-11-23T13:34:00Z";
/// Where the portal under test lives.
pub(crate) const BASE: &str = "http://127.0.0.1:8080";

/// The portal with someone in front of it.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) person: Person,
    router: Router,
    cookies: String,
    csrf: String,
    _data: TempDir,
}

impl TestApp {
    /// An administrator of an empty portal.
    pub(crate) async fn start() -> Self {
        Self::start_as(Role::Administrator).await
    }

    /// A person with this role in an empty portal.
    pub(crate) async fn start_as(role: Role) -> Self {
        Self::start_at(role, NOW.parse().unwrap()).await
    }

    /// A person with this role in an empty portal whose clock stands at this time.
    pub(crate) async fn start_at(role: Role, at: Timestamp) -> Self {
        Self::start_with(role, at, &[]).await
    }

    /// The same, with settings beside those that a deployment must have.
    pub(crate) async fn start_with(role: Role, at: Timestamp, settings: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Clock::frozen(at);
        let app = scorebridge::portal::assemble(config(data.path(), settings), clock).await.unwrap();
        let router = scorebridge::web::router(app.clone());
        let (person, cookies, csrf) = sign_in(&app, role).await;
        Self { app, person, router, cookies, csrf, _data: data }
    }

    /// The same portal before a person with another role.
    pub(crate) async fn become_role(&mut self, role: Role) {
        (self.person, self.cookies, self.csrf) = sign_in(&self.app, role).await;
    }

    /// The same portal before another person.
    pub(crate) async fn become_person(&mut self, person: Person) {
        (self.person, self.cookies, self.csrf) = session_of(&self.app, person).await;
    }

    /// Adds a cookie to every request.
    pub(crate) fn with_cookie(&mut self, cookie: &str) {
        self.cookies = format!("{}; {cookie}", self.cookies);
    }

    /// Forgets the session.
    pub(crate) fn signed_out(&mut self) {
        self.cookies.clear();
    }

    pub(crate) fn tenant(&self) -> &TenantId {
        &self.app.config.graph.tenant
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Session and preferences, as the browser sends them.
    pub(crate) fn cookies(&self) -> &str {
        &self.cookies
    }

    /// Secret that forms must carry.
    pub(crate) fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Opens a page.
    pub(crate) async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Listens on a free port for as long as the test runs, as if a proxy stood there that calls the portal by its
    /// own name.
    pub(crate) async fn listen(&self) -> std::net::SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let named = axum::middleware::map_request(async |mut request: Request<Body>| {
            request.headers_mut().insert(header::HOST, "127.0.0.1:8080".parse().unwrap());
            request
        });
        let service =
            self.router.clone().layer(named).into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(axum::serve(listener, service).into_future());
        address
    }

    /// Opens a page, and counts the SQL statements that it took.
    pub(crate) async fn get_counted(&self, path: &str) -> (Page, u64) {
        let before = self.app.store.statements();
        let page = self.get(path).await;
        (page, self.app.store.statements() - before)
    }

    /// Opens a stream and leaves it open.
    pub(crate) async fn stream(&self, path: &str) -> BodyDataStream {
        let request = Request::get(path)
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::COOKIE, self.cookies())
            .body(Body::empty());
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body().into_data_stream()
    }

    /// Sends a form as the person's browser would.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut signed = vec![("csrf", self.csrf.as_str())];
        signed.extend(fields);
        self.post_unsigned(path, &signed).await
    }

    /// Sends a form with exactly these fields.
    pub(crate) async fn post_unsigned(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let body = form.extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, BASE)
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Sends any request, with host and cookies added where it has none.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Page {
        let headers = request.headers_mut();
        headers.entry(header::HOST).or_insert("127.0.0.1:8080".parse().unwrap());
        headers.entry(header::COOKIE).or_insert(self.cookies.parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Page { status: parts.status, headers: parts.headers, bytes: body.to_vec() }
    }
}

/// What a deployment must set, the rest as it is by default.
fn config(data: &std::path::Path, more: &[(&str, &str)]) -> Config {
    let data = data.display().to_string();
    let database = format!("sqlite://{data}/portal.db");
    let settings = [
        ("SERVER__BASE_URL", BASE),
        ("SERVER__DATA", &data),
        ("SERVER__DATABASE_URL", &database),
        ("SIGNIN__ISSUER", "http://127.0.0.1:9/tenant/v2.0"),
        ("SIGNIN__CLIENT_ID", "portal"),
        ("SIGNIN__CLIENT_SECRET", "not-used"),
        ("GRAPH__TENANT", "7d6f2c1a-0000-4000-8000-000000000001"),
        ("GRAPH__ORGANISATION", "Noordlicht Group"),
        ("GRAPH__ROOT", "http://127.0.0.1:9/"),
        ("GRAPH__AUTHORITY", "http://127.0.0.1:9/"),
        ("GRAPH__CLIENT_ID", "graph"),
        ("GRAPH__CLIENT_SECRET", "not-used"),
        ("SERVICENOW__EGRESS_ADDRESSES", "192.0.2.10"),
        ("SERVICENOW__ALLOW_PRIVATE_ADDRESSES", "true"),
    ];
    let settings = settings.iter().chain(more);
    let settings = settings.map(|(key, value)| (format!("SCOREBRIDGE_{key}"), (*value).to_owned()));
    Config::load(None, settings).unwrap()
}

async fn sign_in(app: &App, role: Role) -> (Person, String, String) {
    let person = Upserted {
        tenant: app.config.graph.tenant.clone(),
        subject: format!("subject-{}", role.as_str()),
        name: "Sam de Vries".to_owned(),
        user_name: "sam@noordlicht.example".to_owned(),
        role,
        at: app.clock.now(),
    };
    let person = app.store.upsert_person(&person).await.unwrap();
    session_of(app, person).await
}

async fn session_of(app: &App, person: Person) -> (Person, String, String) {
    app.store.set_preferences(person.id, person.language, person.theme, "Europe/Amsterdam").await.unwrap();
    let value = auth::start_session(app, person).await.unwrap();
    let session = app.store.find_session(&auth::hash(&value), app.clock.now()).await.unwrap().unwrap();
    (session.person, format!("{}={value}", auth::SESSION_COOKIE), session.csrf_token)
}

/// An answer, to be read by selectors.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Page {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Words of every element that matches, white space folded.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text());
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).map(words).collect()
    }

    /// Text of the first element that matches, as it is.
    pub(crate) fn raw(&self, selector: &str) -> String {
        let page = Html::parse_document(&self.text());
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).next().map(|element| element.text().collect()).unwrap_or_default()
    }

    /// Words of the only element that matches.
    pub(crate) fn one(&self, selector: &str) -> String {
        let mut all = self.all(selector);
        assert_eq!(all.len(), 1, "{selector} matches {all:?} in\n{}", self.text());
        all.remove(0)
    }

    /// How many elements match.
    pub(crate) fn count(&self, selector: &str) -> usize {
        self.all(selector).len()
    }

    /// An attribute of every element that matches and has it.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text());
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }
}

fn words(element: ElementRef<'_>) -> String {
    element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}
