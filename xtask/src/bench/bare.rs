//! What the developer instance is compared with: a handler of the same server stack that reads JSON, inserts one row
//! with the settings the instance gives its database, and answers. A process of its own, as the instance is.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use rusqlite::Connection;
use serde_json::Value;

type Shared = State<Arc<Mutex<Connection>>>;

/// Serves until the process is ended.
pub(crate) fn serve() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let connection = open(&folder.path().join("bare.db"))?;
    let router = Router::new().route("/", post(insert)).with_state(Arc::new(Mutex::new(connection)));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        println!("ready: bare http://{}", listener.local_addr()?);
        let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        axum::serve(listener, router).with_graceful_shutdown(async move { _ = ended.recv().await }).await?;
        Ok(())
    })
}

/// As the instance opens a store that need not outlive it.
fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "page_size", 2_048)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.execute_batch("CREATE TABLE incident (id INTEGER PRIMARY KEY, body TEXT)")?;
    Ok(connection)
}

async fn insert(State(connection): Shared, Json(body): Json<Value>) -> (StatusCode, Json<Value>) {
    let inserted = tokio::task::spawn_blocking(move || {
        let connection = connection.lock().expect("no handler panics");
        let mut statement =
            connection.prepare_cached("INSERT INTO incident (body) VALUES (?1)").expect("the table is there");
        statement.insert([body.to_string()]).expect("a row can be inserted");
        body
    });
    (StatusCode::CREATED, Json(inserted.await.expect("the insert does not panic")))
}
