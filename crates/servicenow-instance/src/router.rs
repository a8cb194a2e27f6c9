//! All routes and the way of every request, as one readable list.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post, put};

use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

use crate::addresses::addresses;
use crate::api::change::{self, Kind};
use crate::api::{
    self, aggregate, attachment, batch, catalog, cmdb, import_set, jsonv2, platform, schema, table, tiny,
};
use crate::app::App;
use crate::app_install;
use crate::auth::{self, oauth};
use crate::jobs::Jobs;
use crate::queue::{Full, Turn};
use crate::refusals::Refusal;
use crate::scenarios::{self, Hangup, Scenarios};
use crate::script;
use crate::ui::{admin, assets, bookmarks, connector, home, login};
use crate::{control, limits, queue};

/// Bytes of a body that are read at all; APIs set lower limits of their own.
const LARGEST_BODY: usize = 26 * 1024 * 1024;

/// Bytes of a posted form.
const LARGEST_FORM: usize = 1024 * 1024;

/// Bytes of path and query; the platform's servers accept about as much.
const LONGEST_URL: usize = 16 * 1024;

/// Bytes of a body from which on it is compressed when the client accepts it.
const SMALLEST_COMPRESSED: u64 = 4 * 1024;

/// Everything the instance answers.
pub(crate) fn router(app: Arc<App>) -> Router {
    let pipeline = middleware::from_fn_with_state(Arc::clone(&app), pipeline);
    let served = apis(&app)
        .route("/stats.do", get(api::stats::page))
        .route("/xmlstats.do", get(api::stats::for_machines))
        .merge(sign_in())
        .merge(packages())
        .merge(pages())
        .fallback(api::unknown)
        .layer(DefaultBodyLimit::disable())
        .layer(compression())
        .layer(pipeline);
    controls().merge(served).with_state(app)
}

/// Small answers gain nothing; speed counts for more than size on one machine.
fn compression() -> CompressionLayer<SizeAbove> {
    let layer = CompressionLayer::new().quality(CompressionLevel::Fastest);
    layer.compress_when(SizeAbove::new(SMALLEST_COMPRESSED))
}

/// REST APIs: a caller is known before any of them is reached.
fn apis(app: &Arc<App>) -> Router<Arc<App>> {
    let authenticated = || middleware::from_fn_with_state(Arc::clone(app), auth::require_caller);
    let limited = || middleware::from_fn_with_state(Arc::clone(app), limits::limit);
    let spoken = endpoints()
        .layer(limited())
        .layer(authenticated())
        .layer(middleware::from_fn(api::format::negotiate));
    let session = middleware::from_fn_with_state(Arc::clone(app), api::headers::session);
    files().layer(limited()).layer(authenticated()).merge(spoken).layer(session)
}

/// The APIs for a caller who is known already, for requests within a batch.
pub(crate) fn within(app: &Arc<App>) -> Router {
    let limited = || middleware::from_fn_with_state(Arc::clone(app), limits::limit);
    let spoken = endpoints().layer(limited()).layer(middleware::from_fn(api::format::negotiate));
    files().layer(limited()).merge(spoken).layer(DefaultBodyLimit::disable()).with_state(Arc::clone(app))
}

/// Answers in JSON or XML.
fn endpoints() -> Router<Arc<App>> {
    let router = Router::new()
        .route("/api/now/ui/user/current_user", get(platform::current_user))
        .route("/api/now/tinyurl", post(tiny::shorten))
        .route("/api/now/appcreator/app/vendorprefix", get(app_install::vendor_prefix))
        .route("/api/sn_glider/metadata/unload/{scope}", post(app_install::unload_records))
        .route("/api/sn_glider/fluent_support/table_relationship_exporter", post(app_install::unload_related))
        .route("/api/sn_cicd/progress/{id}", get(app_install::progress));
    versions(router.merge(changes()).merge(catalog()), |router, root| {
        let path = |path: &str| format!("{root}{path}");
        router
            .route(&path("/table/{table}"), any(table::collection))
            .route(&path("/table/{table}/{sys_id}"), any(table::single))
            .route(&path("/stats/{table}"), any(aggregate::stats))
            .route(&path("/attachment"), any(attachment::list))
            .route(&path("/attachment/file"), any(attachment::upload_file))
            .route(&path("/attachment/upload"), any(attachment::upload_form))
            .route(&path("/attachment/{sys_id}"), any(attachment::single))
            .route(&path("/attachment/{sys_id}/attributes"), any(attachment::attributes))
            .route(&path("/attachment/{sys_id}/attributes/{key}"), any(attachment::attribute))
            .route(&path("/cmdb/instance/{class}"), any(cmdb::class))
            .route(&path("/cmdb/instance/{class}/{sys_id}"), any(cmdb::item))
            .route(&path("/cmdb/instance/{class}/{sys_id}/relation"), any(cmdb::relate))
            .route(&path("/cmdb/instance/{class}/{sys_id}/relation/{relation}"), any(cmdb::unrelate))
            .route(&path("/cmdb/meta/{class}"), any(cmdb::meta))
            .route(&path("/doc/table/schema"), any(schema::tables))
            .route(&path("/doc/table/schema/{table}"), any(schema::table))
            .route(&path("/ui/meta/{table}"), any(schema::meta))
            .route(&path("/batch"), any(batch::batch))
            .route(&path("/import/{staging}"), any(import_set::rows))
            .route(&path("/import/{staging}/{sys_id}"), any(import_set::row))
    })
}

/// Change Management: a process over changes, with answers of its own form.
fn changes() -> Router<Arc<App>> {
    let all = |kind| any(move |call| change::collection(kind, call));
    let one = |kind| any(move |id, call| change::single(kind, id, call));
    ["/api/sn_chg_rest/change", "/api/sn_chg_rest/v1/change"].iter().fold(Router::new(), |router, root| {
        let path = |path: &str| format!("{root}{path}");
        router
            .route(root, all(Kind::Any))
            .route(&path("/normal"), all(Kind::Normal))
            .route(&path("/normal/{change}"), one(Kind::Normal))
            .route(&path("/emergency"), all(Kind::Emergency))
            .route(&path("/emergency/{change}"), one(Kind::Emergency))
            .route(&path("/standard"), all(Kind::Standard))
            .route(&path("/standard/template"), any(|call| change::templates(None, call)))
            .route(&path("/standard/template/{id}"), any(|id, call| change::templates(Some(id), call)))
            .route(&path("/standard/{change}"), any(change::from_template))
            .route(&path("/standard/{change}/risk"), any(change::assess))
            .route(&path("/model"), any(|call| change::models(None, call)))
            .route(&path("/model/{id}"), any(|id, call| change::models(Some(id), call)))
            .route(&path("/worker/{id}"), any(change::worker))
            .route(&path("/ci/{item}/schedule"), any(change::of_item))
            .route(&path("/{change}"), one(Kind::Any))
            .route(&path("/{change}/nextstates"), any(change::next_states))
            .route(&path("/{change}/task"), any(change::tasks))
            .route(&path("/{change}/task/{task}"), any(change::task))
            .route(&path("/{change}/ci"), any(change::items))
            .route(&path("/{change}/refresh_impacted_services"), any(change::refresh_services))
            .route(&path("/{change}/conflict"), any(change::conflict))
            .route(&path("/{change}/approvals"), any(change::decide))
            .route(&path("/{change}/risk"), any(change::assess))
            .route(&path("/{change}/schedule"), any(change::of_change))
            .route(&path("/{change}/schedule/first_available"), any(change::first_available))
    })
}

/// Service catalog: what can be ordered, the cart, and orders.
fn catalog() -> Router<Arc<App>> {
    let roots = ["/api/sn_sc/servicecatalog", "/api/sn_sc/v1/servicecatalog"];
    roots.iter().fold(Router::new(), |router, root| {
        let path = |path: &str| format!("{root}{path}");
        router
            .route(&path("/catalogs"), any(catalog::catalogs))
            .route(&path("/catalogs/{id}"), any(catalog::catalog))
            .route(&path("/catalogs/{id}/categories"), any(catalog::categories))
            .route(&path("/categories/{id}"), any(catalog::category))
            .route(&path("/items"), any(catalog::items))
            .route(&path("/items/{id}"), any(catalog::item))
            .route(&path("/items/{id}/variables"), any(catalog::variables))
            .route(&path("/items/{id}/add_to_cart"), any(catalog::add))
            .route(&path("/items/{id}/order_now"), any(catalog::order_now))
            .route(&path("/cart"), any(catalog::cart))
            .route(&path("/cart/checkout"), any(catalog::checkout))
            .route(&path("/cart/submit_order"), any(catalog::submit))
            .route(&path("/cart/delivery_address/{user}"), any(catalog::delivery_address))
            .route(&path("/cart/{id}"), any(catalog::entry))
            .route(&path("/cart/{id}/empty"), any(catalog::empty))
    })
}

/// Files and what scripts answer have a type of their own, whatever the
/// client accepts.
fn files() -> Router<Arc<App>> {
    let scripted = Router::new()
        .route("/api/{*rest}", any(script::rest::serve))
        .route("/api/fluent/download/{scope}", get(app_install::download));
    versions(scripted, |router, root| {
        router.route(&format!("{root}/attachment/{{sys_id}}/file"), any(attachment::file))
    })
}

/// The same resources without a version and with each.
fn versions(
    router: Router<Arc<App>>,
    add: impl Fn(Router<Arc<App>>, &str) -> Router<Arc<App>>,
) -> Router<Arc<App>> {
    ["/api/now", "/api/now/v1", "/api/now/v2"].iter().fold(router, |router, root| add(router, root))
}

/// Sign-in and OAuth: open to everybody, they find out who is there.
fn sign_in() -> Router<Arc<App>> {
    Router::new()
        .route("/angular.do", post(app_install::angular))
        .route("/xmlhttp.do", post(app_install::ajax))
        .route("/login.do", get(login::login_page).post(login::login))
        .route("/login_redirect.do", get(login::login_redirect))
        .route("/login_locate_sso.do", get(login::login_page))
        .route("/login_with_sso.do", get(login::login_with_sso))
        .route("/side_door.do", get(login::side_door))
        .route("/rehearsal_identity_provider.do", get(login::rehearsal_provider))
        .route("/logout.do", get(login::logout).post(login::logout))
        .route("/impersonate.do", get(login::impersonation_page).post(login::impersonate))
        .route("/oauth_auth.do", get(oauth::show).post(oauth::decide))
        .route("/oauth_token.do", post(oauth::token))
        .route("/oauth_revoke_token.do", get(oauth::revoke).post(oauth::revoke))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
}

/// Packages of applications and files of update sets.
fn packages() -> Router<Arc<App>> {
    Router::new()
        .route("/sn_appclient_upload_processor.do", post(app_install::upload))
        .route("/upload.do", get(admin::update_sets).post(admin::upload))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Pages for signed-in people.
fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home::home))
        .route("/navigator.do", get(home::navigator))
        .route("/favorites.do", get(bookmarks::favorites).post(bookmarks::change))
        .route("/history.do", get(bookmarks::history))
        .route("/profile.do", get(home::profile))
        .route("/text_search.do", get(home::search))
        .route("/nav_to.do", get(home::nav_to))
        .route("/now/nav/ui/classic/params/target/{*target}", get(home::classic))
        .route("/scenarios.do", get(admin::scenarios).post(admin::switch))
        .route("/requests.do", get(admin::requests))
        .route("/secret.do", get(admin::secret))
        .route("/sdk-oauth.do", get(login::sdk_code))
        .route("/update_sets.do", get(admin::update_sets).post(admin::act))
        .route("/export_update_set.do", get(admin::export))
        .route("/x_scbr_m365ticket_checklist.do", get(connector::checklist).post(connector::run))
        .route("/x_scbr_m365ticket_status.do", get(connector::status))
        .route("/assets/{hash}/{name}", get(assets::get))
        .route("/{page}", any(jsonv2::or_page))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
}

/// For tests, outside everything a client of the platform meets.
fn controls() -> Router<Arc<App>> {
    Router::new()
        .route("/dev/reset", post(control::reset))
        .route("/dev/seed", post(control::seed))
        .route("/dev/clock", get(control::clock).put(control::set_clock).delete(control::run_clock))
        .route("/dev/scenarios", get(control::scenarios))
        .route("/dev/scenarios/{name}", put(control::switch_on).delete(control::switch_off))
        .route("/dev/requests", get(control::requests).delete(control::forget_requests))
}

/// record -> scenario faults -> ip access -> session queue -> route (accepted
/// type -> caller -> rate limit -> handler) -> lost answer -> common headers
async fn pipeline(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return Refusal::unreadable("The payload cannot be read.").into_response();
    };
    let (method, path) = (head.method.clone(), head.uri.path().to_owned());
    let sequence = app.recorder.open(app.clock.now(), (&method, &head.uri), &head.headers, &body);

    let response = match admit(&app, &head).await {
        Ok(turn) => {
            let response = next.run(Request::from_parts(head, body.into())).await;
            drop(turn);
            response
        }
        Err(answer) => answer,
    };
    let response = scenarios::after(&app, &method, &path, response);
    if response.extensions().get::<Hangup>().is_none() {
        app.recorder.close(sequence, response.status());
    }
    api::headers::common(&app, response)
}

/// What may answer in a request's place; otherwise its turn in its session.
async fn admit(app: &App, head: &Parts) -> Result<Option<Turn>, Response> {
    let length = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    if length > LONGEST_URL {
        return Err(Refusal::url_too_long(length, LONGEST_URL).into_response());
    }
    Scenarios::settle(app).await.map_err(IntoResponse::into_response)?;
    Jobs::run_due(app).await.map_err(IntoResponse::into_response)?;
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>();
    let addresses = peer.map(|peer| addresses(peer.0.ip(), &head.headers)).unwrap_or_default();
    if let Some(answer) = scenarios::before(app, head, &addresses).await {
        return Err(answer);
    }
    if !app.engine.metadata().addresses.admits(&addresses) {
        tracing::warn!(?addresses, "security restricted: access restricted, address not authorized");
        return Err(scenarios::blocked());
    }
    match queue::session_of(&head.headers).filter(|_| head.uri.path().starts_with("/api/")) {
        Some(session) => match app.queue.wait(&session).await {
            Ok(turn) => Ok(Some(turn)),
            Err(Full) => Err(StatusCode::ACCEPTED.into_response()),
        },
        None => Ok(None),
    }
}
