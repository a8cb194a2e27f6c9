//! Authorises by authorization code: prints the address to open, takes the address the browser was
//! sent back to, and tells as whom the client acts from then on.
//!
//!     SERVICENOW_INSTANCE=http://127.0.0.1:8081 CLIENT_ID=... CLIENT_SECRET=... \
//!         REDIRECT_URI=http://127.0.0.1:8080/servicenow/callback \
//!         cargo run -p servicenow-client --example authorize

use std::collections::HashMap;
use std::io::stdin;
use std::sync::Arc;

use servicenow_client::{
    Client, CodeVerifier, Credentials, InstanceUrl, MemoryTokenStore, OAuthClient, SecretString, StateParam,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("set {name}"));
    let instance: InstanceUrl = variable("SERVICENOW_INSTANCE")?.parse()?;
    let secret = variable("CLIENT_SECRET").ok().map(SecretString::from);
    let redirect_uri = variable("REDIRECT_URI")?.parse()?;
    let oauth = OAuthClient::new(instance.clone(), variable("CLIENT_ID")?, secret, redirect_uri)?;

    let (state, verifier) = (StateParam::random(), CodeVerifier::random());
    println!("open: {}", oauth.authorization_url(&state, Some(&verifier.challenge())));
    println!("then paste the address you were sent to:");
    let mut address = String::new();
    stdin().read_line(&mut address)?;
    let address: url::Url = address.trim().parse()?;
    let pairs: HashMap<String, String> = address.query_pairs().into_owned().collect();
    if pairs.get("state").map(String::as_str) != Some(state.as_str()) {
        return Err("this address belongs to another authorisation".into());
    }
    let code = pairs.get("code").ok_or("the authorisation was denied")?;
    let tokens = oauth.exchange_code(SecretString::from(code.as_str()), Some(verifier)).await?;

    let store = Arc::new(MemoryTokenStore::new(tokens));
    let client =
        Client::builder(instance).credentials(Credentials::OAuth { oauth, tokens: store }).build()?;
    println!("acting as {}", client.current_user().await?.user_name);
    Ok(())
}
