//! The requests that ServiceNow's SDK makes around `now-sdk install`
//! (version 4.9.0): sign-in, token, upload, progress, uninstall, download.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Multipart, OriginalUri, Path, RawForm, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::archive::{self, File};
use super::{apply, current, remove, tracked};
use crate::app::App;
use crate::auth::{authenticate, cookies, sessions, sign_in, sign_in::Door};
use crate::caller::{Caller, Channel};
use crate::engine::{Session, Values};
use crate::query::Query;
use crate::refusals::Refusal;
use crate::ui::{Params, login};

/// Header with the token of a session, sent with a refusal.
const TOKEN: &str = "x-usertoken-response";
/// States of a tracker, as the platform numbers them.
const SUCCESSFUL: &str = "2";
const FAILED: &str = "3";

/// `POST /angular.do`: sign-in without a page, and the token of a session.
pub(crate) async fn angular(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    form: Bytes,
) -> Result<Response, Refusal> {
    let asked = Params::parse(query.unwrap_or_default().as_bytes());
    match asked.get("sysparm_type") {
        "view_form.login" => enter(&app, &headers, &Params::parse(&form)).await,
        "get_user" => Ok(token(&app, &headers)),
        other => Err(Refusal::unreadable(format!("angular.do does not know the type {other}"))),
    }
}

async fn enter(app: &Arc<App>, headers: &HeaderMap, form: &Params) -> Result<Response, Refusal> {
    let foreign = headers.contains_key("origin") || headers.contains_key("sec-fetch-site");
    let person = sign_in::check(app, form.get("user_name"), form.get("user_password"), Door::Browser).await?;
    let Some(person) = person.ok().filter(|_| !foreign) else {
        let told = json!({ "status": "error", "message": "User name or password invalid" });
        return Ok(Json(told).into_response());
    };
    let session = login::start(app, Some(person.user.sys_id()));
    let answer = Json(json!({ "status": "success", "message": "" })).into_response();
    Ok(login::with_session(app, answer, &session))
}

/// A session's token comes with a 401, as from the platform; without a
/// session there is a new one that nobody is signed in to.
fn token(app: &Arc<App>, headers: &HeaderMap) -> Response {
    let known = cookies::get(headers, sessions::COOKIE).and_then(|id| app.session(id));
    let Some(session) = known else {
        let session = login::start(app, None);
        return login::with_session(app, Json(json!({})).into_response(), &session);
    };
    let mut response = Refusal::not_authenticated().into_response();
    if let Ok(token) = HeaderValue::from_str(&session.token) {
        response.headers_mut().insert(TOKEN, token);
    }
    response.headers_mut().remove(header::WWW_AUTHENTICATE);
    response
}

/// Who sends it, when an administrator; everybody else hears 401, which the
/// SDK explains.
async fn administrator(app: &Arc<App>, headers: &HeaderMap, uri: &Uri) -> Result<Caller, Refusal> {
    let caller = authenticate(app, headers, uri).await?;
    if caller.is_admin() {
        return Ok(Caller { channel: Channel::Script, ..caller });
    }
    Err(Refusal::not_authenticated())
}

/// `POST /sn_appclient_upload_processor.do`: installs a package.
pub(crate) async fn upload(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Refusal> {
    let caller = administrator(&app, &headers, &uri).await?;
    let bytes = attached(form).await?;
    let installed = app.engine.write(&caller, move |session| install(session, &archive::read(&bytes)?)).await;
    let status = if installed.is_ok() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let (state, text) = match installed {
        Ok(text) => (SUCCESSFUL, text),
        Err(refusal) => (FAILED, refusal.detail.unwrap_or(refusal.message).into_owned()),
    };
    let (tracker, rollback) =
        app.engine.write(&caller, move |session| track(session, "Install application", state, &text)).await?;
    let body = json!({ "executionTracker": tracker, "rollbackContext": rollback });
    Ok((status, Json(body)).into_response())
}

async fn attached(mut form: Multipart) -> Result<Bytes, Refusal> {
    let broken =
        |error: axum::extract::multipart::MultipartError| Refusal::invalid_multipart(&error.body_text());
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() == Some("attachFile") {
            return part.bytes().await.map_err(broken);
        }
    }
    Err(Refusal::missing_parameter("attachFile"))
}

/// Installs or upgrades in the session's transaction; what happened in words.
pub(super) fn install(session: &Session, files: &[File]) -> Result<String, Refusal> {
    let updates: Vec<_> = files.iter().flat_map(|file| &file.updates).collect();
    let app = updates.iter().find(|update| matches!(update.table.as_str(), "sys_app" | "sys_store_app"));
    let app = app.ok_or_else(|| Refusal::unreadable("The package has no application (sys_app)."))?;
    let (name, scope, version) =
        (app.get("name").to_owned(), app.get("scope").to_owned(), app.get("version").to_owned());
    let known = session.trusted(|session| session.first("sys_scope", Query::equals("scope", &scope)))?;
    let id = known.as_ref().map_or_else(|| app.sys_id().to_owned(), |known| known.sys_id().to_owned());
    let before = known.map(|known| known.get("version").to_owned()).unwrap_or_default();
    let old = tracked::records(&tracked::rows(session, &id)?);
    let mut report = apply::apply(session, &updates, &id)?;
    let new: std::collections::BTreeSet<(String, String)> =
        updates.iter().map(|update| (update.table.clone(), update.sys_id().to_owned())).collect();
    let gone = old.into_iter().filter(|key| !new.contains(key) && !report.present.contains(key)).collect();
    report.deleted += remove::records(session, gone)?;
    tracked::replace(session, &id, files)?;
    let now = session.now_text();
    let history = Values::new()
        .with("from_version", before)
        .with("to_version", scope.as_str())
        .with("upgrade_started", now.as_str())
        .with("upgrade_finished", now.as_str());
    session.insert_plain("sys_upgrade_history", &history)?;
    let text = format!("{name} {version}: {}", report.words());
    if !report.unknown.is_empty() {
        let entry = crate::script::log::Entry::warning(text.clone(), &scope);
        crate::script::log::write(session, &[entry])?;
    }
    Ok(text)
}

/// Rows for the progress of something that is done already.
fn track(session: &Session, name: &str, state: &str, text: &str) -> Result<(String, String), Refusal> {
    let rollback = session.insert_plain("sys_rollback_context", &Values::new().with("name", name))?;
    let tracker = Values::new()
        .with("name", name)
        .with("state", state)
        .with("percent_complete", "100")
        .with("message", text)
        .with("rollback_context", rollback.sys_id());
    let tracker = session.insert_plain("sys_execution_tracker", &tracker)?;
    Ok((tracker.sys_id().to_owned(), rollback.sys_id().to_owned()))
}

/// `GET /api/sn_cicd/progress/{id}`.
pub(crate) async fn progress(
    State(app): State<Arc<App>>,
    axum::Extension(caller): axum::Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let found = app
        .engine
        .read(&caller, move |session| session.trusted(|session| session.find("sys_execution_tracker", &id)))
        .await?;
    let tracker = found.ok_or_else(Refusal::no_record)?;
    let (state, text) = (tracker.get("state"), tracker.get("message"));
    let failed = state == FAILED;
    let link = format!("{}api/sn_cicd/progress/{}", app.base_url, tracker.sys_id());
    Ok(Json(json!({ "result": {
        "links": { "progress": { "id": tracker.sys_id(), "url": link } },
        "status": state,
        "status_label": if failed { "Failed" } else { "Successful" },
        "status_message": text,
        "status_detail": "",
        "error": if failed { text } else { "" },
        "percent_complete": 100,
    } })))
}

/// `POST /xmlhttp.do`: what the SDK asks of the applications' processor.
pub(crate) async fn ajax(
    State(app): State<Arc<App>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Result<Response, Refusal> {
    let caller = administrator(&app, &headers, &uri).await?;
    let form = Params::parse(&form);
    if form.get("sysparm_processor") != "com.snc.apps.AppsAjaxProcessor" {
        let processor = form.get("sysparm_processor").to_owned();
        return Err(Refusal::unreadable(format!(
            "The processor {processor} is not supported by this instance."
        )));
    }
    let answer = match form.get("sysparm_function") {
        "changeApplication" => form.get("sysparm_value").to_owned(),
        "deleteApplication" | "uninstallApplication" => {
            let id = form.get("sysparm_sys_id").to_owned();
            app.engine.write(&caller, move |session| uninstall(session, &id)).await?
        }
        other => {
            return Err(Refusal::unreadable(format!(
                "The function {other} is not supported by this instance."
            )));
        }
    };
    let text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml answer=\"{answer}\" sysparm_max=\"15\"/>");
    Ok(([(header::CONTENT_TYPE, "text/xml;charset=UTF-8")], text).into_response())
}

/// Deletes the application's record, and with it what it brought.
fn uninstall(session: &Session, id: &str) -> Result<String, Refusal> {
    let app = session.find("sys_scope", id)?.ok_or_else(Refusal::no_record)?;
    session.delete(&app)?;
    let text = format!("Successfully deleted application {}", app.get("name"));
    Ok(track(session, "Delete application", SUCCESSFUL, &text)?.0)
}

/// `GET /api/fluent/download/{scope}`: the updates of an installed application, all of them or those since a moment.
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    axum::Extension(caller): axum::Extension<Caller>,
    Path(scope): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    if !caller.is_admin() {
        return Err(Refusal::query_denied());
    }
    // the SDK spells these so
    let asked = Params::parse(query.unwrap_or_default().as_bytes());
    let since = asked.get("sysparam_timestamp").to_owned();
    let since = Some(since).filter(|since| asked.get("sysparam_mode") == "incremental" && !since.is_empty());
    let bytes = app
        .engine
        .read(&caller, move |session| {
            let app = session.find("sys_scope", &scope)?.ok_or_else(Refusal::no_record)?;
            let updates = current::updates(session, app.sys_id(), since.as_deref())?;
            let files: Vec<(String, &str)> =
                updates.iter().map(|(name, text)| (format!("update/{name}.xml"), text.as_str())).collect();
            archive::write(files.iter().map(|(name, text)| (name.as_str(), *text)))
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/zip")], bytes).into_response())
}

/// `GET /api/now/appcreator/app/vendorprefix`.
pub(crate) async fn vendor_prefix(State(app): State<Arc<App>>) -> Json<Value> {
    let metadata = app.engine.metadata();
    let code = metadata.properties.get("glide.appcreator.company.code").unwrap_or("snc");
    Json(json!({ "result": { "vendorPrefix": format!("x_{code}"), "vendor_prefix": code } }))
}
