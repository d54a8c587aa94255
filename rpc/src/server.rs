//! One port for HTTP and WebSocket: opened, served, closed in order.

use std::{
    future::poll_fn,
    hash::{BuildHasher, RandomState},
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::{Pin, pin},
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use cybermiles_chain::Chain;
use hyper::{
    body::Body as _,
    header::{CONTENT_TYPE, HeaderValue},
    server::conn::http1,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use jsonrpsee::{
    core::{middleware::RpcServiceBuilder, traits::IdProvider},
    server::{
        BatchRequestConfig, HttpBody, HttpRequest, PingConfig, ServerBuilder, ServerConfig,
        StopHandle, TowerService, stop_channel,
    },
    types::SubscriptionId,
};
use parking_lot::Mutex;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
};
use tower::{
    Layer, Service, ServiceBuilder,
    layer::util::{Identity, Stack},
    util::option_layer,
};
use tower_http::cors::CorsLayer;

use crate::{
    api::Api,
    dispatch::{Dispatch, Shared},
    http::{Cors, Door, Rules, Transport},
    limits::Limits,
    methods,
    socket::{Flow, Socket},
    standing::StandingSource,
    work::Submitter,
};

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Where to listen. Localhost by default: a public port is a decision, not an accident.
    pub address: SocketAddr,
    /// Which web pages may call.
    pub cors: Cors,
    /// Host names, besides `localhost` and addresses, by which a local server may be called; `*`
    /// admits all.
    pub hosts: Vec<String>,
    /// What `web3_clientVersion` answers.
    pub client_version: String,
    /// Every bound.
    pub limits: Limits,
    /// How the node stands to others.
    pub standing: StandingSource,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 8545).into(),
            cors: Cors::default(),
            hosts: Vec::new(),
            client_version: concat!("CyberMiles/v", env!("CARGO_PKG_VERSION")).into(),
            limits: Limits::default(),
            standing: StandingSource::default(),
        }
    }
}

/// Why a server could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The port cannot be had.
    #[error("cannot listen on {address}: {source}; choose another port or stop who uses it")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// An origin that no browser can send.
    #[error("`{0}` is not an origin; expected for example https://app.example")]
    Origin(String),
    /// The submission thread did not start.
    #[error("cannot start the submission thread: {0}")]
    Thread(io::Error),
}

/// A running server. Dropping the handle stops it without waiting.
#[derive(Debug)]
pub struct ServerHandle {
    address: SocketAddr,
    stop: jsonrpsee::server::ServerHandle,
    sockets_gone: mpsc::Receiver<()>,
}

/// Calls under way get so long to finish when the server stops; then their sockets are cut.
const CUT_AFTER: Duration = Duration::from_millis(700);
/// And so long all of stopping may take.
const STOP_GRACE: Duration = Duration::from_secs(1);

impl ServerHandle {
    /// Where the server listens; the real port when port 0 was asked for.
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port, lets calls under way finish for a moment, then returns.
    pub async fn stop(mut self) {
        let _ = self.stop.stop();
        // Every socket holds a sender: `None` means that the last one is gone.
        if tokio::time::timeout(STOP_GRACE, self.sockets_gone.recv()).await.is_err() {
            tracing::warn!("some RPC connections were cut off while stopping");
        }
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        let _ = self.stop.stop();
    }
}

/// Serves `chain` until the handle is stopped or dropped.
///
/// # Errors
/// [`ServeError`] when the port cannot be had or an option makes no sense.
pub async fn serve(chain: Arc<Chain>, options: ServerOptions) -> Result<ServerHandle, ServeError> {
    let ServerOptions { address, cors, hosts, client_version, limits, standing } = options;
    let cors_layer = cors.layer().map_err(ServeError::Origin)?;
    let listener =
        TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
    let address = listener.local_addr().map_err(|source| ServeError::Bind { address, source })?;
    let (stop_handle, stop) = stop_channel();
    let server = Server::new(chain, limits, client_version, standing, stop_handle)?;
    let (alive, sockets_gone) = mpsc::channel(1);
    let rules = Rules::new(address, cors, hosts, server.shared.limits.body_pause);
    let flows = Mutex::default();
    let front = Front { server, rules: Arc::new(rules), cors: cors_layer, flows };
    tokio::spawn(front.accept(listener, alive));
    Ok(ServerHandle { address, stop, sockets_gone })
}

fn config(limits: &Limits) -> ServerConfig {
    let ping = PingConfig::new()
        .ping_interval(limits.ping_interval)
        .inactive_limit(limits.ping_silence)
        .max_failures(1);
    ServerConfig::builder()
        .max_request_body_size(limits.request_bytes)
        .max_response_body_size(limits.response_bytes)
        .max_connections(u32::MAX >> 4)
        .max_subscriptions_per_connection(limits.subscriptions)
        .set_batch_request_config(BatchRequestConfig::Limit(limits.batch_calls))
        .set_message_buffer_capacity(limits.send_messages)
        .set_id_provider(HexIds::default())
        .enable_ws_ping(ping)
        .build()
}

type JsonService = TowerService<Stack<CallLayer, Identity>, Identity>;

/// Puts [`Dispatch`] around the method table.
#[derive(Clone, Debug)]
struct CallLayer {
    shared: Arc<Shared>,
    flow: Arc<Flow>,
}

impl<S> Layer<S> for CallLayer {
    type Service = Dispatch<S>;

    fn layer(&self, inner: S) -> Dispatch<S> {
        Dispatch { inner, shared: self.shared.clone(), flow: self.flow.clone() }
    }
}

/// What all connections are served with.
#[derive(Debug)]
struct Server {
    config: ServerConfig,
    shared: Arc<Shared>,
    stop: StopHandle,
}

impl Server {
    fn new(
        chain: Arc<Chain>,
        limits: Limits,
        client_version: String,
        standing: StandingSource,
        stop: StopHandle,
    ) -> Result<Self, ServeError> {
        let submitter = Submitter::start(chain.clone(), &limits).map_err(ServeError::Thread)?;
        let api = Api::new(chain, limits.clone(), submitter.clone(), client_version, standing);
        let methods = methods::table(api);
        let config = config(&limits);
        Ok(Self { config, shared: Arc::new(Shared { limits, methods, submitter }), stop })
    }

    /// The JSON-RPC service of one connection.
    fn json(&self, flow: Arc<Flow>) -> JsonService {
        let layer = CallLayer { shared: self.shared.clone(), flow };
        ServerBuilder::new()
            .set_config(self.config.clone())
            .set_rpc_middleware(RpcServiceBuilder::new().layer(layer))
            .to_service_builder()
            .build(self.shared.methods.clone(), self.stop.clone())
    }
}

/// The listening port and the rules in front of the service.
struct Front {
    server: Server,
    rules: Arc<Rules>,
    cors: Option<CorsLayer>,
    /// The open connections, to be cut when they outlast the server.
    flows: Mutex<Vec<Weak<Flow>>>,
}

impl Front {
    async fn accept(self, listener: TcpListener, alive: mpsc::Sender<()>) {
        let sockets = Arc::new(Semaphore::new(self.server.shared.limits.connections));
        let mut stopped = pin!(self.server.stop.clone().shutdown());
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut stopped => break,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, mostly: waiting lets others close theirs.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            match sockets.clone().try_acquire_owned() {
                Ok(place) => {
                    self.connect(stream, Occupied { _place: place, _alive: alive.clone() })
                }
                Err(_) => refuse(stream),
            }
        }
        drop((listener, alive));
        tokio::time::sleep(CUT_AFTER).await;
        self.flows.lock().iter().filter_map(Weak::upgrade).for_each(|flow| flow.cut());
    }

    /// Serves one connection on a task of its own.
    fn connect(&self, stream: TcpStream, occupied: Occupied) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection was gone before it was served");
            return;
        }
        let limits = &self.server.shared.limits;
        let flow = Flow::new(limits.calls_in_flight);
        let mut flows = self.flows.lock();
        flows.retain(|flow| flow.strong_count() > 0);
        flows.push(Arc::downgrade(&flow));
        drop(flows);
        let socket = Socket::new(stream, flow.clone(), limits.send_stall, occupied);
        let json = self.server.json(flow);
        let service = ServiceBuilder::new()
            .layer(option_layer(self.cors.clone()))
            .service(Door { inner: json, rules: self.rules.clone() });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_read)
            .serve_connection(TokioIo::new(socket), TowerToHyperService::new(service))
            .with_upgrades();
        let stop = self.server.stop.clone();
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            let result = tokio::select! {
                result = &mut connection => result,
                () = stop.shutdown() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = result {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
}

/// The service without a port: answers request bodies handed to it. For fuzzing and measuring
/// everything behind the socket.
#[derive(Debug)]
pub struct Local {
    server: Server,
    _stop: jsonrpsee::server::ServerHandle,
}

impl Local {
    /// A service above `chain`.
    ///
    /// # Errors
    /// [`ServeError::Thread`] when the submission thread does not start.
    pub fn new(chain: Arc<Chain>, options: ServerOptions) -> Result<Self, ServeError> {
        let (stop_handle, stop) = stop_channel();
        let ServerOptions { client_version, limits, standing, .. } = options;
        let server = Server::new(chain, limits, client_version, standing, stop_handle)?;
        Ok(Self { server, _stop: stop })
    }

    /// The names of all methods, sorted.
    pub fn method_names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.server.shared.methods.method_names().collect();
        names.sort_unstable();
        names
    }

    /// The answer to the request `body`, whatever bytes it is made of: always JSON, or nothing
    /// when there is nothing to answer.
    pub async fn answer(&self, body: Vec<u8>) -> Vec<u8> {
        let mut request = HttpRequest::new(HttpBody::from(body));
        *request.method_mut() = hyper::Method::POST;
        let kind = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, kind);
        request.extensions_mut().insert(Transport::Http);
        let flow = Flow::new(self.server.shared.limits.calls_in_flight);
        let Ok(response) = self.server.json(flow).call(request).await else { return Vec::new() };
        let mut body = response.into_body();
        let mut answer = Vec::new();
        while let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            answer.extend(frame.into_data().into_iter().flatten());
        }
        answer
    }
}

/// Held by a socket for as long as it is open.
#[derive(Debug)]
pub(crate) struct Occupied {
    _place: OwnedSemaphorePermit,
    _alive: mpsc::Sender<()>,
}

/// Tells a client for whom there is no place, if it listens.
fn refuse(mut stream: TcpStream) {
    metrics::counter!("rpc_refused_total", "lane" => "connections").increment(1);
    tokio::spawn(async move {
        let answer = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\n\
            content-length: 40\r\nconnection: close\r\n\r\ntoo many connections, try again later  \n";
        let write = stream.write_all(answer);
        let _ = tokio::time::timeout(Duration::from_secs(1), write).await;
        let _ = stream.shutdown().await;
    });
}

/// Subscription and filter ids: 128 bits in hex, as geth's, not to be guessed by other clients.
#[derive(Debug, Default)]
pub(crate) struct HexIds {
    keys: [RandomState; 2],
    next: AtomicU64,
}

impl HexIds {
    /// An id nobody had before.
    pub(crate) fn next(&self) -> String {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        let [high, low] = &self.keys;
        format!("{:#018x}{:016x}", high.hash_one(count), low.hash_one(count))
    }
}

impl IdProvider for HexIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        Self::next(self).into()
    }
}
