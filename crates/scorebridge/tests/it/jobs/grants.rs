//! Grants at which nobody signs in (S11): client credentials and JWT bearer, against the developer instance.

use scorebridge::connection::{CallbackOutcome, Grant};
use scorebridge::jobs;
use scorebridge::tickets::Delivery;
use servicenow_client::{Fields, Query};

use super::world::{Connected, USER};

const SWITCH: &str = "glide.oauth.inbound.client.credential.grant_type.enabled";

async fn set_property(world: &Connected, name: &str, value: &str) {
    let table = world.admin.table("sys_properties");
    let found = table.first(&Query::new().equals("name", name)).await.unwrap();
    let fields = Fields::new().set("value", value);
    match found {
        Some(row) => table.update(row.sys_id(), &fields).await.map(drop),
        None => table.create(&fields.set("name", name).set("type", "boolean")).await.map(drop),
    }
    .unwrap();
}

/// The registration of the portal.
async fn registration(world: &Connected) -> servicenow_client::Record {
    let query = Query::new().equals("name", "Scorebridge test");
    world.admin.table("oauth_entity").first(&query).await.unwrap().unwrap()
}

/// The registration names `user` for client credentials.
async fn names(world: &Connected, user: &str) {
    let query = Query::new().equals("user_name", user);
    let user = world.admin.table("sys_user").first(&query).await.unwrap().unwrap();
    let entity = registration(world).await;
    let fields = Fields::new().set("user", user.sys_id());
    world.admin.table("oauth_entity").update(entity.sys_id(), &fields).await.unwrap();
    set_property(world, SWITCH, "true").await;
}

async fn authorize(world: &Connected, grant: Grant) -> CallbackOutcome {
    let (connection, person) = (world.connection().await, world.person().await);
    jobs::authorize_directly(&world.app, &connection, grant, &person).await.unwrap()
}

/// A ticket is sent, and after the token has ended another one: both by the integration user.
async fn sends_on_and_on(world: &Connected) {
    let id = world.connection().await.id;
    world.app.store.provision_connection(id, world.now()).await.unwrap();
    for _ in 0..2 {
        let ticket = world.send_incident().await;
        world.run().await;
        assert_eq!(world.ticket(ticket).await.delivery, Delivery::Sent, "{}", world.problem(ticket).await);
        assert_eq!(world.record_of(ticket).await.value("sys_created_by"), USER);
        world.advance(3600);
    }
}

#[tokio::test]
async fn client_credentials_authorize_without_a_sign_in_and_renew_themselves() {
    let (world, _) = Connected::in_setup(&[]).await;
    names(&world, USER).await;
    let outcome = authorize(&world, Grant::ClientCredentials).await;
    assert_eq!(outcome, CallbackOutcome::Authorized { user: USER.to_owned() });
    let connection = world.connection().await;
    assert_eq!(connection.grant, Grant::ClientCredentials);
    assert_eq!(connection.authorization.unwrap().refresh_expires_at, None, "nothing ends after 100 days");
    sends_on_and_on(&world).await;
}

#[tokio::test]
async fn client_credentials_of_another_user_are_refused_and_not_kept() {
    let (world, _) = Connected::in_setup(&[]).await;
    names(&world, "itil").await;
    let outcome = authorize(&world, Grant::ClientCredentials).await;
    assert!(matches!(outcome, CallbackOutcome::WrongUser { .. }), "{outcome:?}");
    let connection = world.connection().await;
    assert_eq!((connection.grant, connection.authorization), (Grant::AuthorizationCode, None));
}

#[tokio::test]
async fn client_credentials_that_are_switched_off_have_a_way_out() {
    let (world, _) = Connected::in_setup(&[]).await;
    let CallbackOutcome::Failed(problem) = authorize(&world, Grant::ClientCredentials).await else {
        panic!("the instance has no application user")
    };
    assert_eq!(problem.key, "problem-client-credentials-refused");
}

#[tokio::test]
async fn a_signed_assertion_authorizes_without_a_sign_in_and_renews_itself() {
    let (world, _) = Connected::in_setup(&[]).await;
    jobs::make_assertion_key(&world.app, &world.connection().await).await.unwrap();
    let certificate = world.connection().await.certificate.unwrap();
    let entity = registration(&world).await;
    let key = Fields::new()
        .set("name", "Scorebridge")
        .set("oauth_entity", entity.sys_id())
        .set("public_key", certificate)
        .set("active", true);
    world.admin.table("jwt_keystore_aliases").create(&key).await.unwrap();
    let outcome = authorize(&world, Grant::JwtBearer).await;
    assert_eq!(outcome, CallbackOutcome::Authorized { user: USER.to_owned() });
    sends_on_and_on(&world).await;
}

#[tokio::test]
async fn an_assertion_that_the_instance_does_not_know_has_a_way_out() {
    let (world, _) = Connected::in_setup(&[]).await;
    let missing = authorize(&world, Grant::JwtBearer).await;
    assert!(matches!(missing, CallbackOutcome::Failed(problem) if problem.key == "problem-assertion-key"));
    jobs::make_assertion_key(&world.app, &world.connection().await).await.unwrap();
    let CallbackOutcome::Failed(problem) = authorize(&world, Grant::JwtBearer).await else {
        panic!("the instance has no certificate of ours")
    };
    assert_eq!(problem.key, "problem-assertion-refused");
}
