//! All routes of the portal, each with the role it needs. Nothing else decides rights by path.

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

use tower_http::limit::RequestBodyLimitLayer;

use super::error::Error;
use super::viewer::Viewer;
use super::{
    activity, api, assets, authorize, configuration, connection, connector, health, help, home, kept, live,
    middleware, problem, provisioning, search, secure_score, settings, setup, signin, tickets,
    troubleshooting, urls, webhook,
};
use crate::app::App;
use crate::connection::NOTE_MAX;
use crate::message::Message;
use crate::store::Role;

/// The whole portal as one service.
pub fn router(app: App) -> Router {
    let pages = Routes::new(&app)
        .to(Role::Reader, urls::HOME, get(home::get))
        .to(Role::Reader, urls::SECURE_SCORE, get(secure_score::overview::get))
        .to(Role::Reader, urls::ACTIONS, get(secure_score::actions::get))
        .to(Role::Reader, urls::ACTIONS_CSV, get(secure_score::csv))
        .to(Role::Reader, urls::ACTIONS_JSON, get(secure_score::json))
        .to(Role::Reader, urls::ACTION, get(secure_score::action::get))
        .to(Role::Operator, urls::ACTION_STATUS, post(secure_score::status::post))
        .to(Role::Reader, urls::HISTORY, get(secure_score::history::get))
        .to(Role::Reader, urls::TRENDS, get(secure_score::trends::get))
        .to(Role::Reader, urls::TICKETS, get(tickets::list::get))
        .to(Role::Operator, urls::TICKETS, post(tickets::new::post))
        .to(Role::Operator, urls::NEW_TICKET, get(tickets::new::get))
        .to(Role::Operator, urls::TICKETS_BULK, post(tickets::bulk::post))
        .to(Role::Reader, urls::TICKETS_CSV, get(tickets::export::csv))
        .to(Role::Reader, urls::TICKETS_JSON, get(tickets::export::json))
        .to(Role::Reader, urls::TICKET, get(tickets::show::get))
        .to(Role::Operator, urls::TICKET_REFRESH, post(tickets::act::refresh))
        .to(Role::Operator, urls::TICKET_RETRY, post(tickets::act::retry))
        .to(Role::Operator, urls::TICKET_DELETE, get(tickets::act::ask_delete).post(tickets::act::delete))
        .to(Role::Operator, urls::TICKET_EDIT, get(tickets::edit::get).post(tickets::edit::post))
        .to(Role::Operator, urls::TICKET_NOTE, get(tickets::note::get).post(tickets::note::post))
        .to(Role::Operator, urls::TICKET_NOTE_RETRY, post(tickets::note::retry))
        .to(Role::Reader, urls::CONNECTION, get(connection::get))
        .to(Role::Reader, urls::CONNECTOR, get(connector::get))
        .to(Role::Operator, urls::SYNC, post(connection::sync))
        .to(Role::Administrator, urls::CHECK, post(connection::check))
        .to(Role::Administrator, urls::WEBHOOK, get(connection::back).post(webhook::make))
        .to(Role::Administrator, urls::WEBHOOK_REMOVE, post(webhook::remove))
        .to(Role::Reader, urls::SETUP, get(setup::get))
        .to(Role::Administrator, urls::SETUP_INSTANCE, get(setup::get_instance).post(setup::post_instance))
        .to(Role::Administrator, urls::SETUP_CHECKLIST, get(setup::get_checklist).post(setup::post_checklist))
        .to(Role::Administrator, urls::SETUP_CLIENT, get(setup::get_client).post(setup::post_client))
        .to(Role::Administrator, urls::SETUP_PROVISION, get(setup::get_provision).post(setup::post_provision))
        .to(Role::Administrator, urls::AUTHORIZE, post(authorize::post))
        .to(Role::Administrator, urls::AUTHORIZE_KEY, post(authorize::make_key))
        .to(Role::Administrator, urls::CALLBACK, get(authorize::callback))
        .to(Role::Reader, urls::PROVISIONING, get(provisioning::get))
        .to(Role::Administrator, urls::PROVISIONING, post(provisioning::post))
        .to(Role::Reader, urls::TROUBLESHOOTING, get(troubleshooting::get))
        .to(Role::Administrator, urls::TROUBLESHOOTING, post(troubleshooting::post))
        .to(Role::Reader, urls::REPORT_TEXT, get(troubleshooting::text))
        .to(Role::Reader, urls::REPORT_JSON, get(troubleshooting::json))
        .to(Role::Reader, urls::CONFIGURATION, get(configuration::get))
        .to(
            Role::Administrator,
            urls::CONFIGURATION_STATES,
            get(configuration::back).post(configuration::post_states),
        )
        .to(
            Role::Administrator,
            urls::CONFIGURATION_RESET,
            get(configuration::ask_reset).post(configuration::reset),
        )
        .to(
            Role::Administrator,
            urls::CONFIGURATION_REMOVE,
            get(configuration::ask_remove).post(configuration::remove),
        )
        .to(Role::Reader, urls::SEARCH, get(search::get))
        .to(Role::Reader, urls::ACTIVITY, get(activity::get))
        .to(Role::Reader, urls::ACTIVITY_CSV, get(activity::csv))
        .to(Role::Reader, urls::SETTINGS, get(settings::get).post(settings::post))
        .to(Role::Reader, urls::SETTINGS_LANGUAGE, post(settings::language))
        .to(Role::Reader, urls::SETTINGS_THEME, post(settings::theme))
        .to(Role::Reader, urls::HELP, get(help::index))
        .to(Role::Reader, urls::HELP_TOPIC, get(help::topic))
        .to(Role::Reader, urls::EVENTS, get(live::get))
        .to(Role::Reader, urls::SIGN_OUT, post(signin::sign_out))
        .router;
    let open = Router::new()
        .route(urls::SIGN_IN, get(signin::get))
        .route(urls::SIGN_IN_START, get(signin::start))
        .route(urls::SIGN_IN_CALLBACK, get(signin::callback))
        .route(urls::WEBHOOK_NOTE, post(webhook::note).layer(RequestBodyLimitLayer::new(NOTE_MAX)))
        .route(urls::ASSET, get(assets::get))
        .route(urls::HEALTH, get(health::alive))
        .route(urls::READY, get(health::ready))
        .route(urls::METRICS, get(health::metrics));
    let all = pages
        .merge(open)
        .merge(api::routes(&app))
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::wrong_method);
    middleware::around(all, &app).with_state(app)
}

/// Routes that need a session, and a role.
struct Routes<'a> {
    app: &'a App,
    router: Router<App>,
}

impl<'a> Routes<'a> {
    fn new(app: &'a App) -> Self {
        Self { app, router: Router::new() }
    }

    /// `methods` of `path` are open to `role` and the roles above it. Another line may add other methods.
    fn to(self, role: Role, path: &str, methods: MethodRouter<App>) -> Self {
        let guard = from_fn_with_state((self.app.clone(), role), admit);
        Self { app: self.app, router: self.router.route(path, methods.route_layer(guard)) }
    }
}

/// Lets a request pass when its person has the role.
async fn admit(
    State((app, role)): State<(App, Role)>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let (mut parts, body) = request.into_parts();
    let viewer = match <Viewer as FromRequestParts<App>>::from_request_parts(&mut parts, &app).await {
        Ok(viewer) => viewer,
        Err(Error::SignIn(page)) => {
            return Ok(kept::to_sign_in(&app, Request::from_parts(parts, body), page).await);
        }
        Err(error) => return Err(error),
    };
    if !viewer.may(role) {
        return Err(Error::forbidden(needs(role)));
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}

fn needs(role: Role) -> Message {
    Message::new(match role {
        Role::Administrator => "error-needs-administrator",
        Role::Operator | Role::Reader => "error-needs-operator",
    })
}
