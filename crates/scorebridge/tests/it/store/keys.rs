//! Rotation of the key that seals secrets, while the store is in use.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret as _;

use crate::jobs::world::{World, tokens};

/// A new key on top of the file: everything is sealed anew, nothing is lost, and the old key may go.
#[tokio::test]
async fn a_new_key_seals_everything_anew_while_the_portal_runs() {
    let world = World::new().await;
    let tokens = tokens(world.now());
    let id = world.connect("https://acme.service-now.com", &tokens).await;
    let file = world.app.config.server.data.join("secret.key");
    assert_eq!(world.app.store.rotate_keys(&file).await.unwrap(), 0, "nothing changed");

    let former = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("second {}\n{former}", STANDARD.encode([7; 32]))).unwrap();
    assert_eq!(world.app.store.rotate_keys(&file).await.unwrap(), 2, "client secret and tokens");
    assert_eq!(world.app.store.rotate_keys(&file).await.unwrap(), 0);

    std::fs::write(&file, format!("second {}\n", STANDARD.encode([7; 32]))).unwrap();
    let config = world.app.config.clone();
    let later = scorebridge::portal::assemble(config, world.app.clock.clone()).await.unwrap();
    let opened = later.store.load_tokens(id).await.unwrap().unwrap();
    assert_eq!(opened.access_token.expose_secret(), tokens.access_token.expose_secret());
    assert!(later.store.client_secret(id).await.unwrap().is_some());
}

/// A line that was replaced instead of added loses nothing either, as long as a portal runs that knows the old key.
#[tokio::test]
async fn a_replaced_key_is_followed_by_a_portal_that_knows_the_old_one() {
    let world = World::new().await;
    let id = world.connect("https://acme.service-now.com", &tokens(world.now())).await;
    let file = world.app.config.server.data.join("secret.key");
    std::fs::write(&file, format!("second {}\n", STANDARD.encode([7; 32]))).unwrap();
    assert_eq!(world.app.store.rotate_keys(&file).await.unwrap(), 2);
    assert!(world.app.store.load_tokens(id).await.unwrap().is_some());
    std::fs::write(&file, "no key\n").unwrap();
    assert!(world.app.store.rotate_keys(&file).await.is_err());
    assert!(world.app.store.load_tokens(id).await.unwrap().is_some(), "the keys read before stay in use");
}
