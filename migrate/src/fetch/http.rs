//! One HTTP request to a node, bounded in time and size.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    Method, Request, Uri,
    header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

/// Bytes an answer may have.
pub(super) const BODY_BYTES_MAX: usize = 32 << 20;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum HttpError {
    /// Not within the time that is given.
    Timeout(Duration),
    /// More than [`BODY_BYTES_MAX`].
    TooLarge,
    /// No connection, or one that broke.
    Broken(String),
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// How long to wait before asking again, as the server wishes.
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Bytes,
}

/// Asks nodes over HTTP/1.1, with TLS where the address says https.
pub(super) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    timeout: Duration,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Http").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl Http {
    /// A client that believes the certificates the system believes.
    pub(super) fn new(timeout: Duration) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|err| format!("TLS cannot be set up: {err}"))?
            .with_platform_verifier()
            .with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector), timeout })
    }

    /// Posts JSON.
    pub(super) async fn post(&self, url: &Uri, body: Vec<u8>) -> Result<Reply, HttpError> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|err| HttpError::Broken(err.to_string()))?;
        match tokio::time::timeout(self.timeout, self.exchange(request)).await {
            Ok(reply) => reply,
            Err(_) => Err(HttpError::Timeout(self.timeout)),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Reply, HttpError> {
        let response = self.client.request(request).await.map_err(|err| broken(&err))?;
        let status = response.status().as_u16();
        // Only seconds: a date would need the clock of the other side.
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(Duration::from_secs);
        match Limited::new(response.into_body(), BODY_BYTES_MAX).collect().await {
            Ok(body) => Ok(Reply { status, retry_after, body: body.to_bytes() }),
            Err(err) if err.is::<LengthLimitError>() => Err(HttpError::TooLarge),
            Err(err) => Err(broken(&*err)),
        }
    }
}

/// An error with its causes: hyper's own words are only `client error (Connect)`.
fn broken(err: &(dyn std::error::Error + 'static)) -> HttpError {
    let causes = std::iter::successors(Some(err), |err| err.source());
    let words: Vec<_> = causes.map(ToString::to_string).collect();
    HttpError::Broken(words.join(": "))
}
