//! All routes of the portal, each with the role it needs. Nothing else decides rights by path.

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

use super::error::Error;
use super::viewer::Viewer;
use super::{assets, health, live, middleware, problem, signin, urls};
use crate::app::App;
use crate::message::Message;
use crate::store::Role;

/// The whole portal as one service.
pub fn router(app: App) -> Router {
    let pages = Routes::new(&app)
        .to(Role::Reader, urls::EVENTS, get(live::get))
        .to(Role::Reader, urls::SIGN_OUT, post(signin::sign_out))
        .router;
    let open = Router::new()
        .route(urls::SIGN_IN, get(signin::get))
        .route(urls::SIGN_IN_START, get(signin::start))
        .route(urls::SIGN_IN_CALLBACK, get(signin::callback))
        .route(urls::ASSET, get(assets::get))
        .route(urls::HEALTH, get(health::alive))
        .route(urls::READY, get(health::ready))
        .route(urls::METRICS, get(health::metrics));
    let all =
        pages.merge(open).fallback(problem::not_found).method_not_allowed_fallback(problem::wrong_method);
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
    let viewer = <Viewer as FromRequestParts<App>>::from_request_parts(&mut parts, &app).await?;
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
