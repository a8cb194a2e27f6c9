//! Tells what an instance is: its release, as whom the client acts, and the states of incidents.
//!
//!     SERVICENOW_INSTANCE=http://127.0.0.1:8081 SERVICENOW_USER=admin SERVICENOW_PASSWORD=admin \
//!         cargo run -p servicenow-client --example inspect_instance

#[path = "shared/connect.rs"]
mod connect;

use servicenow_client::ErrorKind;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = connect::from_environment()?;
    match client.release().await {
        Ok(Some(release)) if release.is_supported() => println!("release: {release}"),
        Ok(Some(release)) => println!("release: {release}, which is older than Kingston"),
        Ok(None) => println!("release: hidden from this user"),
        Err(error) => match error.kind() {
            ErrorKind::Hibernating => {
                return Err("wake the instance at developer.servicenow.com first".into());
            }
            ErrorKind::AddressBlocked => {
                return Err("have this machine's address allowed on the instance".into());
            }
            _ => return Err(error.into()),
        },
    }
    println!("acting as: {}", client.current_user().await?.user_name);
    for choice in client.choices("incident", "state").await? {
        println!("incident state {}: {}", choice.value, choice.label);
    }
    Ok(())
}
