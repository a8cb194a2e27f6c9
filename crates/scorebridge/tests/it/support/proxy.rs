//! A forward proxy on a free port: tunnels (`CONNECT`) and plain requests, with what real ones refuse.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a proxy treats its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Connects whoever asks.
    Open,
    /// Wants `user:word`.
    SignIn,
    /// Connects nobody.
    Refuses,
}

/// The base64 text of `user:word`.
const SIGNED_IN: &str = "Basic dXNlcjp3b3Jk";

pub(crate) struct ForwardProxy {
    pub(crate) address: SocketAddr,
    /// First lines of what was asked.
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Drop for ForwardProxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl ForwardProxy {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let serving = tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                tokio::spawn(serve(caller, manner, Arc::clone(&seen)));
            }
        });
        Self { address, asked, serving }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A caller that breaks off ends its connection only.
async fn serve(mut caller: TcpStream, manner: Manner, seen: Arc<Mutex<Vec<String>>>) {
    let Some(head) = head_of(&mut caller).await else { return };
    let first = head.lines().next().unwrap_or_default().to_owned();
    seen.lock().unwrap().push(first.clone());
    let signed_in = head.lines().any(|line| {
        line.split_once(": ").is_some_and(|(name, value)| {
            name.eq_ignore_ascii_case("proxy-authorization") && value == SIGNED_IN
        })
    });
    let refusal = match manner {
        Manner::Refuses => Some("502 Bad Gateway"),
        Manner::SignIn if !signed_in => {
            Some("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic")
        }
        _ => None,
    };
    if let Some(refusal) = refusal {
        let answer = format!("HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let _ = caller.write_all(answer.as_bytes()).await;
        return;
    }
    let target = first.split(' ').nth(1).unwrap_or_default();
    let is_tunnel = first.starts_with("CONNECT ");
    let authority = if is_tunnel { target } else { target.split('/').nth(2).unwrap_or_default() };
    let Ok(mut server) = TcpStream::connect(authority).await else { return };
    let begun = if is_tunnel {
        caller.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await
    } else {
        server.write_all(head.as_bytes()).await
    };
    if begun.is_ok() {
        let _ = copy_bidirectional(&mut caller, &mut server).await;
    }
}

/// Everything up to the empty line, and what came with it.
async fn head_of(caller: &mut TcpStream) -> Option<String> {
    let mut read = Vec::new();
    while !read.windows(4).any(|window| window == b"\r\n\r\n") {
        let mut piece = [0; 4096];
        match caller.read(&mut piece).await {
            Ok(length) if length > 0 => read.extend_from_slice(&piece[..length]),
            _ => return None,
        }
    }
    String::from_utf8(read).ok()
}
