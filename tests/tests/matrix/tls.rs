//! TLS in front of a server that speaks plain HTTP, like the proxies in front of most servers.
//!
//! ```text
//! browser --TLS--> proxy --bytes--> server
//! ```
//!
//! The certificate is made for each run, has no host name, and Chromium trusts it only by the hash of its key, so that it
//! treats its pages and responses as usual, and caches them. Firefox and WebKit trust every certificate.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{CertifiedKey, PublicKeyData as _, generate_simple_self_signed};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Starts front ends.
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    /// The SHA-256 of the public key in Base64, in Chromium's format.
    pub(crate) key_hash: String,
}

impl Tls {
    pub(crate) fn new() -> Self {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed([]).unwrap();
        let suite = ring::cipher_suite::TLS13_AES_128_GCM_SHA256.tls13().unwrap();
        let hash = suite.common.hash_provider.hash(&signing_key.subject_public_key_info());
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&tokio_rustls::rustls::version::TLS13])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], PrivateKeyDer::from(key))
            .unwrap();
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            key_hash: BASE64_STANDARD.encode(hash.as_ref()),
        }
    }

    /// A front end for a server, open until the runtime ends.
    pub(crate) async fn proxy(&self, server: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = self.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(pass(acceptor.clone(), connection, server));
            }
        });
        address
    }
}

/// Ends when either side closes the connection.
async fn pass(acceptor: TlsAcceptor, connection: TcpStream, server: SocketAddr) {
    let Ok(mut outside) = acceptor.accept(connection).await else { return };
    let Ok(mut inside) = TcpStream::connect(server).await else { return };
    let _ = copy_bidirectional(&mut outside, &mut inside).await;
}
