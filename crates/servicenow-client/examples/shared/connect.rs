//! What all examples share: a client from the environment.

use servicenow_client::{Client, Credentials};

pub(crate) fn from_environment() -> Result<Client, Box<dyn std::error::Error>> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("set {name}"));
    let credentials = Credentials::Basic {
        user_name: variable("SERVICENOW_USER")?,
        password: variable("SERVICENOW_PASSWORD")?.into(),
    };
    let instance = variable("SERVICENOW_INSTANCE")?.parse()?;
    Ok(Client::builder(instance).credentials(credentials).build()?)
}
