//! Creates an incident exactly once, even when an answer is lost on the way.
//!
//!     SERVICENOW_INSTANCE=http://127.0.0.1:8081 SERVICENOW_USER=itil SERVICENOW_PASSWORD=itil \
//!         cargo run -p servicenow-client --example create_once -- "Turn on MFA" sb-4711

#[path = "shared/connect.rs"]
mod connect;

use servicenow_client::{Error, Fields, Record, Table};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = connect::from_environment()?;
    let mut arguments = std::env::args().skip(1);
    let title = arguments.next().ok_or("say the short description")?;
    let id = arguments.next().ok_or("say a correlation id of your own")?;

    let fields = Fields::new().set("short_description", title).set("correlation_id", &id);
    let incident = create_once(&client.table("incident"), &id, &fields).await?;
    println!("{} {}", incident.number(), incident.display_value("state"));
    Ok(())
}

async fn create_once(table: &Table, id: &str, fields: &Fields) -> Result<Record, Error> {
    if let Some(record) = table.find_by_correlation_id(id).await? {
        return Ok(record);
    }
    match table.create(fields).await {
        Err(error) if error.may_have_taken_effect() => {
            // It may be there although no answer came; only its absence allows another attempt.
            match table.find_by_correlation_id(id).await? {
                Some(record) => Ok(record),
                None => table.create(fields).await,
            }
        }
        done => done,
    }
}
