//! The network of the user agent: a running server, over HTTP or HTTPS.

use std::time::Duration;

use cors_user_agent::{HttpRequest, HttpResponse, Network, NetworkError};
use ureq::http;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, AsSendBody, SendBody};

/// How much of a body is read, so that a connection can be used again.
const MAX_BODY: u64 = 64 * 1024;

/// The longest headers of a response.
const MAX_HEADERS: usize = 64 * 1024;

/// How requests are sent.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many requests are sent at most.
    pub most: usize,
    /// How long one may take.
    pub timeout: Duration,
    /// Whether requests are sent whose methods may change something: others than `GET`, `HEAD` and `OPTIONS`.
    pub unsafe_methods: bool,
    /// Headers that are sent with every request, such as one for a gateway.
    pub headers: Vec<(String, String)>,
    /// Certificates in PEM that are trusted instead of those of public authorities.
    pub certificates: Option<Vec<u8>>,
}

/// A request and its response.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The request.
    pub request: HttpRequest,
    /// The response.
    pub response: HttpResponse,
}

/// Sends requests, and keeps what was sent.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    settings: Settings,
    sent: usize,
    /// What was exchanged since the last [`take`](Self::take).
    exchanges: Vec<Exchange>,
    held_back: bool,
}

impl Client {
    /// A client with these settings; an error if a certificate is not valid.
    ///
    /// # Errors
    ///
    /// If the PEM file contains no certificate.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let mut tls = TlsConfig::builder();
        if let Some(pem) = &settings.certificates {
            let certificates: Result<Vec<Certificate<'static>>, _> = ureq::tls::parse_pem(pem)
                .filter_map(|item| match item {
                    Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(Ok(certificate)),
                    Ok(_) => None,
                    Err(error) => Some(Err(error.to_string())),
                })
                .collect();
            let certificates = certificates?;
            if certificates.is_empty() {
                return Err("the file has no certificate".to_owned());
            }
            tls = tls.root_certs(RootCerts::new_with_certs(&certificates));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // The user agent follows redirects, as a browser does for CORS.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .max_response_header_size(MAX_HEADERS)
            .timeout_global(Some(settings.timeout))
            .proxy(None)
            .user_agent(concat!("cargo-cors/", env!("CARGO_PKG_VERSION")))
            .accept("")
            .accept_encoding("")
            .tls_config(tls.build())
            .build()
            .new_agent();
        Ok(Self { agent, settings, sent: 0, exchanges: Vec::new(), held_back: false })
    }

    /// How many requests were sent.
    #[must_use]
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// Whether no more requests are sent.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.sent >= self.settings.most
    }

    /// What was exchanged since the last call, and whether a request was held back because its method may change
    /// something.
    pub fn take(&mut self) -> (Vec<Exchange>, bool) {
        (std::mem::take(&mut self.exchanges), std::mem::take(&mut self.held_back))
    }

    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, String> {
        let mut builder =
            http::Request::builder().method(request.method.as_str()).uri(request.url.as_str());
        let own = self.settings.headers.iter();
        let own = own.map(|(name, value)| (name.as_str(), value.as_bytes()));
        for (name, value) in request.header_list.iter().chain(own) {
            builder = builder.header(name, value);
        }
        let response = if request.body.is_empty() {
            self.run(builder.body(SendBody::none()))
        } else {
            self.run(builder.body(request.body.clone()))
        }?;
        let (parts, body) = response.into_parts();
        let mut answered = HttpResponse::new(parts.status.as_u16());
        for (name, value) in &parts.headers {
            answered.header_list.append(name.as_str(), value.as_bytes());
        }
        // The body is not needed, but a connection with an unread one is closed.
        let _ = body.into_with_config().limit(MAX_BODY).read_to_vec();
        Ok(answered)
    }

    fn run<B: AsSendBody>(
        &self,
        request: http::Result<http::Request<B>>,
    ) -> Result<http::Response<ureq::Body>, String> {
        let request = request.map_err(|error| error.to_string())?;
        self.agent.run(request).map_err(|error| error.to_string())
    }
}

impl Network for Client {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        let is_read_only = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        if !is_read_only && !self.settings.unsafe_methods {
            self.held_back = true;
            return Err(NetworkError::Connection("it may change something".to_owned()));
        }
        if self.is_exhausted() {
            return Err(NetworkError::Connection("no more requests are sent".to_owned()));
        }
        self.sent = self.sent.saturating_add(1);
        let response = self.send(request).map_err(NetworkError::Connection)?;
        self.exchanges.push(Exchange { request: request.clone(), response: response.clone() });
        Ok(response)
    }
}
