//! Client certificates in the TLS handshake (mutual TLS, protocol section 1.6): asked for while a property
//! says so, never demanded. The handshake proves that the client has the key of its certificate; whom the
//! certificate stands for is decided with each request, in `auth::certificates`.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use crate::auth::certificates;
use crate::engine::Engine;

/// Takes every certificate whose key the client has.
pub(super) struct KeyHolders {
    engine: Engine,
    provider: Arc<CryptoProvider>,
}

impl KeyHolders {
    pub(super) fn new(engine: Engine, provider: Arc<CryptoProvider>) -> Self {
        Self { engine, provider }
    }
}

impl fmt::Debug for KeyHolders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHolders")
    }
}

impl ClientCertVerifier for KeyHolders {
    /// Browsers ask the person for a certificate as soon as it is offered, so it is not by default.
    fn offer_client_auth(&self) -> bool {
        certificates::are_accepted(&self.engine.metadata().properties)
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
