//! Serves a developer instance until standard input ends.
//!
//! `cargo run -p servicenow-instance --example serve -- [--tls] [ADDRESS [DATA FILE]]`

use std::error::Error;
use std::io::Read as _;

use servicenow_instance::Instance;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (flags, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument == "--tls");
    let mut arguments = arguments.into_iter();
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:8081".to_owned());
    let mut builder = Instance::builder().listen(address.parse()?).tls(!flags.is_empty());
    if let Some(data) = arguments.next() {
        builder = builder.data(data);
    }
    let instance = builder.start().await?;
    println!("ready: instance {}", instance.url());

    let ended = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    ended.await??;
    instance.shutdown().await;
    Ok(())
}
