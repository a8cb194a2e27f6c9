//! Lists open incidents, the most urgent first, page by page.
//!
//!     SERVICENOW_INSTANCE=http://127.0.0.1:8081 SERVICENOW_USER=itil SERVICENOW_PASSWORD=itil \
//!         cargo run -p servicenow-client --example list_incidents

#[path = "shared/connect.rs"]
mod connect;

use std::pin::pin;

use futures::TryStreamExt as _;
use servicenow_client::{Incident, Query};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = connect::from_environment()?;
    let open = Query::new()
        .equals("active", true)
        .order_by("priority")
        .order_by("number")
        .fields(&["number", "short_description", "state", "priority", "active"])
        .limit(100);
    let mut records = pin!(client.table("incident").stream(open));
    while let Some(record) = records.try_next().await? {
        let incident = Incident::from(&record);
        println!(
            "{}  {:<14}  {:<12}  {}",
            incident.number,
            record.display_value("priority"),
            incident.state_label,
            incident.short_description
        );
    }
    Ok(())
}
