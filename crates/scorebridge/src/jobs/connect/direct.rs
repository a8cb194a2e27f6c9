//! Grants at which nobody signs in: client credentials and JWT bearer. The user behind the token is checked as after a
//! sign-in (S11), and nothing is saved for anybody else.

use servicenow_client::Error;

use super::ConnectError;
use super::authorize::{Refusal, admit_user, save};
use crate::app::App;
use crate::connection::{AssertionKey, CallbackOutcome, Connection, Grant, Identity};
use crate::jobs::clients::{oauth_client, place};
use crate::message::Message;
use crate::store::{Person, StoreError};
use servicenow_client::TokenSet;

/// Authorizes by a grant at which nobody signs in, and remembers it as the way to renew.
pub async fn authorize_directly(
    app: &App,
    connection: &Connection,
    grant: Grant,
    person: &Person,
) -> Result<CallbackOutcome, StoreError> {
    let asked = Connection { grant, ..connection.clone() };
    match obtain(app, &asked).await {
        Ok((identity, tokens)) => {
            app.store.set_grant(connection.id, grant).await?;
            save(app, &asked, &identity, &tokens, person).await
        }
        Err(Refusal::Store(error)) => Err(error),
        Err(Refusal::Outcome(outcome)) => Ok(outcome),
    }
}

async fn obtain(app: &App, connection: &Connection) -> Result<(Identity, TokenSet), Refusal> {
    let client = oauth_client(app, connection).await?;
    let tokens = client.obtain().await.map_err(|error| refused(app, connection, &error))?;
    admit_user(app, connection, &client, tokens).await
}

/// The token endpoint does not say which part it refuses: the way out names all.
fn refused(app: &App, connection: &Connection, error: &Error) -> Refusal {
    let servicenow_client::ErrorKind::Unauthorized { message, detail, .. } = error.kind() else {
        return Refusal::Outcome(CallbackOutcome::Failed(place(app, connection).problem(error)));
    };
    let words = detail.as_deref().map_or_else(|| message.clone(), |detail| format!("{message}: {detail}"));
    let key = match connection.grant {
        Grant::JwtBearer => "problem-assertion-refused",
        Grant::AuthorizationCode | Grant::ClientCredentials => "problem-client-credentials-refused",
    };
    let problem = Message::new(key).with("words", words).with("user", &connection.expected_user);
    Refusal::Outcome(CallbackOutcome::Failed(problem))
}

/// Makes the key for JWT bearer; one that was there is destroyed.
pub async fn make_assertion_key(app: &App, connection: &Connection) -> Result<(), ConnectError> {
    let portal = app.config.server.base_url.as_str().trim_end_matches('/').to_owned();
    // An RSA key takes a noticeable moment: not on a thread that serves pages.
    let made = tokio::task::spawn_blocking(move || AssertionKey::generate(&portal)).await;
    let failed = || ConnectError::Problem(Message::new("problem-assertion-key"));
    let key = made.map_err(|_| failed())?.map_err(|_| failed())?;
    app.store.set_assertion_key(connection.id, &key.private, &key.certificate).await?;
    app.clients().forget(connection.id);
    Ok(())
}
