//! Attaches a file to an incident, and lists what is attached.
//!
//!     SERVICENOW_INSTANCE=http://127.0.0.1:8081 SERVICENOW_USER=itil SERVICENOW_PASSWORD=itil \
//!         cargo run -p servicenow-client --example attach_file -- INC0010001 report.txt

#[path = "shared/connect.rs"]
mod connect;

use servicenow_client::{Query, Upload};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = connect::from_environment()?;
    let mut arguments = std::env::args().skip(1);
    let number = arguments.next().ok_or("say the number of an incident")?;
    let path = arguments.next().ok_or("say the path of a file")?;

    let by_number = Query::new().equals("number", number);
    let incident = client.table("incident").first(&by_number).await?.ok_or("there is no such incident")?;
    let name =
        std::path::Path::new(&path).file_name().ok_or("a path of a file")?.to_string_lossy().into_owned();
    let file = Upload::new(name, "application/octet-stream", std::fs::read(&path)?);
    client.attachments().upload("incident", incident.sys_id(), file).await?;
    for file in client.attachments().list_for("incident", incident.sys_id()).await? {
        println!("{} ({} bytes)", file.file_name, file.size_bytes);
    }
    Ok(())
}
