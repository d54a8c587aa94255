//! What every HTTP request passes before it is JSON: host, origin, method, a body that keeps coming.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::future::{Either, Ready, ready as finished};
use hyper::{
    Method, StatusCode,
    body::{Body, Frame, Incoming, SizeHint},
    header,
};
use jsonrpsee::{
    core::BoxError,
    server::{HttpBody, HttpRequest, HttpResponse, ws::is_upgrade_request},
};
use tokio::time::{Instant, Sleep, sleep_until};
use tower::Service;
use tower_http::cors::{AllowHeaders, AllowOrigin, Any, CorsLayer};

/// Which web pages may talk to the server from a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cors {
    /// Any page and any extension. The server holds no keys and no cookies, so a page learns and
    /// does nothing with it that it could not with a public node.
    #[default]
    Any,
    /// Only pages of these origins, for example `https://app.example`.
    Only(Vec<String>),
    /// No page: only programs.
    Off,
}

impl Cors {
    /// The layer that answers preflights and marks every reply, errors included.
    ///
    /// # Errors
    /// The origin that cannot be a header value.
    pub(crate) fn layer(&self) -> Result<Option<CorsLayer>, String> {
        let origins: AllowOrigin = match self {
            Self::Off => return Ok(None),
            Self::Any => Any.into(),
            Self::Only(origins) => {
                let values =
                    origins.iter().map(|origin| origin.parse().map_err(|_| origin.clone()));
                AllowOrigin::list(values.collect::<Result<Vec<_>, _>>()?)
            }
        };
        let layer = CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::POST, Method::GET, Method::OPTIONS])
            .allow_headers(AllowHeaders::mirror_request())
            // A page on the internet that talks to a node on this machine needs it (Chrome).
            .allow_private_network(true)
            .max_age(Duration::from_secs(24 * 60 * 60));
        Ok(Some(layer))
    }

    /// WebSockets know no preflight: the server itself compares the origin.
    fn admits(&self, origin: Option<&str>) -> bool {
        match (self, origin) {
            (_, None) | (Self::Any, _) => true,
            (Self::Only(origins), Some(origin)) => origins.iter().any(|known| known == origin),
            (Self::Off, Some(_)) => false,
        }
    }
}

/// Which transport a call came by; travels with the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// Request and response.
    Http,
    /// Both ways: subscriptions work.
    WebSocket,
}

/// The rules of the door.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) cors: Cors,
    /// Names under which the server may be called; `None` checks nothing.
    pub(crate) hosts: Option<Vec<String>>,
    pub(crate) body_pause: Duration,
}

impl Rules {
    /// A server on localhost is reachable from web pages by a name that an attacker lets point to
    /// 127.0.0.1 (DNS rebinding), so there the name is checked. Elsewhere it is only checked when
    /// names were configured.
    pub(crate) fn new(
        address: SocketAddr,
        cors: Cors,
        hosts: Vec<String>,
        body_pause: Duration,
    ) -> Self {
        let all = hosts.iter().any(|host| host == "*");
        let checked = !all && (address.ip().is_loopback() || !hosts.is_empty());
        Self { cors, hosts: checked.then_some(hosts), body_pause }
    }

    fn admits_host(&self, host: Option<&str>) -> bool {
        let (Some(hosts), Some(host)) = (&self.hosts, host) else { return true };
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let name = name.trim_start_matches('[').trim_end_matches(']');
        // An address cannot be rebound.
        name.parse::<IpAddr>().is_ok()
            || name.eq_ignore_ascii_case("localhost")
            || name.to_ascii_lowercase().ends_with(".localhost")
            || hosts.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// The service that applies [`Rules`] in front of the JSON-RPC service.
#[derive(Clone, Debug)]
pub(crate) struct Door<S> {
    pub(crate) inner: S,
    pub(crate) rules: Arc<Rules>,
}

impl<S> Door<S> {
    fn refuse(&self, request: &HttpRequest<Incoming>) -> Option<HttpResponse> {
        let value = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
        // HTTP/1.1 names the host in its header, an absolute-form target names it itself.
        let host = request.uri().authority().map(|authority| authority.as_str());
        let host = host.or_else(|| value(header::HOST));
        if !self.rules.admits_host(host) {
            let host = host.unwrap_or_default();
            let text = format!(
                "invalid host specified: `{host}` is not a name of this server; call it by its \
                 address or configure the name\n"
            );
            return Some(text_response(StatusCode::FORBIDDEN, text));
        }
        if is_upgrade_request(request) {
            let origin = value(header::ORIGIN);
            return (!self.rules.cors.admits(origin)).then(|| {
                let origin = origin.unwrap_or_default();
                let text = format!("origin `{origin}` may not open a WebSocket here\n");
                text_response(StatusCode::FORBIDDEN, text)
            });
        }
        (request.method() != Method::POST).then(|| {
            let mut response = text_response(
                StatusCode::METHOD_NOT_ALLOWED,
                hint(host.unwrap_or("127.0.0.1:8545")),
            );
            let allowed = header::HeaderValue::from_static("POST, OPTIONS");
            response.headers_mut().insert(header::ALLOW, allowed);
            response
        })
    }
}

fn hint(host: &str) -> String {
    format!(
        "This is the JSON-RPC port of a CyberMiles node. Send POST requests:\n\n  \
         curl http://{host} -H 'content-type: application/json' \
         -d '{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\"}}'\n\n\
         or open a WebSocket: ws://{host}\n"
    )
}

fn text_response(status: StatusCode, text: String) -> HttpResponse {
    let mut response = HttpResponse::new(HttpBody::from(text));
    *response.status_mut() = status;
    let kind = header::HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

impl<S> Service<HttpRequest<Incoming>> for Door<S>
where
    S: Service<HttpRequest<SteadyBody>, Response = HttpResponse, Error = BoxError>,
{
    type Response = HttpResponse;
    type Error = BoxError;
    type Future = Either<Ready<Result<HttpResponse, BoxError>>, S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: HttpRequest<Incoming>) -> Self::Future {
        if let Some(refusal) = self.refuse(&request) {
            return Either::Left(finished(Ok(refusal)));
        }
        let transport =
            if is_upgrade_request(&request) { Transport::WebSocket } else { Transport::Http };
        request.extensions_mut().insert(transport);
        let pause_max = self.rules.body_pause;
        let request = request.map(|inner| SteadyBody { inner, pause_max, pause: None });
        Either::Right(self.inner.call(request))
    }
}

/// A request body whose sender may not pause for long: a half-sent body holds memory and a socket.
#[derive(Debug)]
pub(crate) struct SteadyBody {
    inner: Incoming,
    pause_max: Duration,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Body for SteadyBody {
    type Data = hyper::body::Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            self.pause = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let deadline = Instant::now() + self.pause_max;
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        ready!(pause.as_mut().poll(cx));
        let error = io::Error::new(io::ErrorKind::TimedOut, "the request body stopped coming");
        Poll::Ready(Some(Err(error.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(address: &str, hosts: &[&str]) -> Rules {
        let hosts = hosts.iter().map(ToString::to_string).collect();
        Rules::new(address.parse().unwrap(), Cors::Any, hosts, Duration::from_secs(1))
    }

    #[test]
    fn a_local_server_answers_to_addresses_and_localhost_only() {
        let rules = rules("127.0.0.1:8545", &[]);
        let admitted = [
            "localhost",
            "LOCALHOST:8545",
            "127.0.0.1:8545",
            "[::1]:8545",
            "10.1.2.3",
            "node.localhost:1",
        ];
        for host in admitted {
            assert!(rules.admits_host(Some(host)), "{host}");
        }
        for host in ["evil.example", "evil.example:8545", "localhost.evil.example", "", "?"] {
            assert!(!rules.admits_host(Some(host)), "{host}");
        }
    }

    #[test]
    fn configured_names_are_admitted_and_a_star_admits_all() {
        assert!(rules("127.0.0.1:1", &["node.example"]).admits_host(Some("node.example:1")));
        assert!(rules("127.0.0.1:1", &["*"]).admits_host(Some("any.example")));
        assert!(rules("0.0.0.0:1", &[]).admits_host(Some("any.example")));
        assert!(!rules("0.0.0.0:1", &["node.example"]).admits_host(Some("any.example")));
    }
}
