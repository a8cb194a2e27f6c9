//! The self-signed certificate for TLS: made once, kept beside the data.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::StartError;
use super::handshake::KeyHolders;
use crate::engine::Engine;

const CERTIFICATE: &str = "instance-certificate.pem";
const KEY: &str = "instance-key.pem";

/// The certificate in `folder`, made when there is none; in memory without a folder.
pub(super) fn load_or_make(
    folder: Option<&Path>,
    addr: SocketAddr,
    engine: &Engine,
) -> Result<RustlsConfig, StartError> {
    let path = folder.map_or_else(|| PathBuf::from(CERTIFICATE), |folder| folder.join(CERTIFICATE));
    let failed = |source| StartError::Certificate { path: path.clone(), source };
    let (certificate, key) = match folder {
        Some(folder) if path.exists() => read(folder).map_err(|error| failed(Box::new(error)))?,
        _ => make(folder, addr).map_err(failed)?,
    };
    config(&certificate, &key, engine).map_err(failed)
}

fn read(folder: &Path) -> io::Result<(String, String)> {
    let certificate = fs::read_to_string(folder.join(CERTIFICATE))?;
    Ok((certificate, fs::read_to_string(folder.join(KEY))?))
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn make(folder: Option<&Path>, addr: SocketAddr) -> Result<(String, String), Failure> {
    // Some clients refuse the name of an instance that has no dot.
    let names = ["localhost", "instance.localhost", "127.0.0.1", "::1"];
    let mut names: Vec<String> = names.map(ToOwned::to_owned).to_vec();
    let own = addr.ip().to_string();
    if !names.contains(&own) {
        names.push(own);
    }
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names)?;
    let (certificate, key) = (cert.pem(), signing_key.serialize_pem());
    if let Some(folder) = folder {
        fs::write(folder.join(CERTIFICATE), &certificate)?;
        write_private(&folder.join(KEY), &key)?;
    }
    Ok((certificate, key))
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)
}

fn config(certificate: &str, key: &str, engine: &Engine) -> Result<RustlsConfig, Failure> {
    let chain = CertificateDer::pem_slice_iter(certificate.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes())?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let clients = KeyHolders::new(engine.clone(), Arc::clone(&provider));
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(Arc::new(clients))
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}
