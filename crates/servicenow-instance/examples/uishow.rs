use servicenow_instance::Instance;
#[tokio::main]
async fn main() {
    let instance = Instance::builder()
        .listen(std::env::args().nth(1).unwrap_or("127.0.0.1:8099".into()).parse().unwrap())
        .start()
        .await
        .unwrap();
    println!("ready {}", instance.url());
    tokio::signal::ctrl_c().await.unwrap();
}
