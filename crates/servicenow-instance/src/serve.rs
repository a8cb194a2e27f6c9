//! The HTTP server around the router: addresses of callers, TLS, connections
//! that are closed without an answer.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tower::Service;

use crate::paths;
use crate::scenarios::Hangup;

/// Answers on `listener` until the handle stops it.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    let connections = Connections { router };
    if let Some(tls) = tls {
        let server = axum_server::from_tcp_rustls(listener, tls)?;
        return server.handle(handle).serve(connections).await;
    }
    let server = axum_server::from_tcp(listener)?;
    server.handle(handle).serve(connections).await
}

/// Makes one [`Connection`] per accepted address.
#[derive(Debug, Clone)]
struct Connections {
    router: Router,
}

impl Service<SocketAddr> for Connections {
    type Response = Connection;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Connection, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, peer: SocketAddr) -> Self::Future {
        std::future::ready(Ok(Connection { router: self.router.clone(), peer }))
    }
}

/// The requests of one connection.
#[derive(Debug, Clone)]
struct Connection {
    router: Router,
    peer: SocketAddr,
}

type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, io::Error>> + Send>>;

impl<B> Service<Request<B>> for Connection
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response<Body>;
    type Error = io::Error;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<B>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(self.peer));
        if let Some(meant) = paths::tidied(request.uri()) {
            *request.uri_mut() = meant;
        }
        let answer = self.router.call(request);
        Box::pin(async move {
            let Ok(response) = answer.await;
            if response.extensions().get::<Hangup>().is_some() {
                // The server closes a connection whose service fails.
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            Ok(response)
        })
    }
}
