//! A lean JSON-RPC client: bodies encoded beforehand, one request outstanding on each connection.

use std::time::Duration;

use futures_util::io::{BufReader, BufWriter};
use http_body_util::{BodyExt, Full};
use hyper::{
    Request,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::{Value, json, value::RawValue};
use soketto::handshake::{Client, ServerResponse};
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncReadCompatExt};

use super::{LoadError, plan::Transport, target::Target};

/// A node that says nothing for this long has failed the run.
const REPLY_TIMEOUT: Duration = Duration::from_secs(60);

type Socket = BufReader<BufWriter<Compat<TcpStream>>>;

/// One connection to a node.
#[derive(Debug)]
pub struct Connection {
    target: Target,
    wire: Wire,
}

#[derive(Debug)]
enum Wire {
    Http(SendRequest<Full<Bytes>>),
    Ws(Box<WebSocket>),
}

#[derive(Debug)]
struct WebSocket {
    sender: soketto::Sender<Socket>,
    receiver: soketto::Receiver<Socket>,
}

impl Connection {
    /// Connects to `target`.
    ///
    /// # Errors
    /// [`LoadError::Connection`] when nobody listens there or the handshake fails.
    pub async fn open(target: Target, transport: Transport) -> Result<Self, LoadError> {
        let stream = TcpStream::connect(target.address()).await.map_err(|e| broken(target, e))?;
        stream.set_nodelay(true).map_err(|err| broken(target, err))?;
        let wire = match transport {
            Transport::Http => {
                let (sender, connection) =
                    http1::handshake(TokioIo::new(stream)).await.map_err(|e| broken(target, e))?;
                // Ends with its sender; what goes wrong in it is reported by the request.
                tokio::spawn(connection);
                Wire::Http(sender)
            }
            Transport::Ws => {
                let socket = BufReader::new(BufWriter::new(stream.compat()));
                let host = target.to_string();
                let mut client = Client::new(socket, &host, "/");
                match client.handshake().await.map_err(|err| broken(target, err))? {
                    ServerResponse::Accepted { .. } => {}
                    refused => return Err(broken(target, format!("no WebSocket: {refused:?}"))),
                }
                let (sender, receiver) = client.into_builder().finish();
                Wire::Ws(Box::new(WebSocket { sender, receiver }))
            }
        };
        Ok(Self { target, wire })
    }

    /// Sends one encoded request and returns the encoded reply.
    ///
    /// # Errors
    /// [`LoadError::Connection`] when the connection breaks, the HTTP status is not 200 or nothing
    /// comes back within a minute.
    pub async fn send(&mut self, body: Bytes) -> Result<Bytes, LoadError> {
        let target = self.target;
        let exchange = async {
            match &mut self.wire {
                Wire::Http(sender) => post(sender, target, body).await,
                Wire::Ws(socket) => {
                    socket.send(&body).await.map_err(|err| broken(target, err))?;
                    socket.receive().await.map_err(|err| broken(target, err))
                }
            }
        };
        match tokio::time::timeout(REPLY_TIMEOUT, exchange).await {
            Ok(reply) => reply,
            Err(_) => Err(broken(target, format!("no reply within {REPLY_TIMEOUT:?}"))),
        }
    }

    /// The next message of a WebSocket, which is a notification when no request is outstanding.
    /// Never returns on HTTP. A call broken off may leave half a message read.
    ///
    /// # Errors
    /// [`LoadError::Connection`] when the connection breaks.
    pub async fn notification(&mut self) -> Result<Bytes, LoadError> {
        match &mut self.wire {
            Wire::Http(_) => std::future::pending().await,
            Wire::Ws(socket) => socket.receive().await.map_err(|err| broken(self.target, err)),
        }
    }

    /// Calls one method.
    ///
    /// # Errors
    /// [`LoadError::Connection`], or [`LoadError::Reply`] when the node answers with an error or
    /// with another type.
    pub async fn call<T: DeserializeOwned>(
        &mut self,
        method: &str,
        params: Value,
    ) -> Result<T, LoadError> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let reply = self.send(Bytes::from(body.to_string())).await?;
        result(method, &reply)
    }

    /// Calls one method for each of `params`, in one batch, and returns the results in that order.
    ///
    /// # Errors
    /// As [`Self::call`], for the first call that failed.
    pub async fn call_many<T: DeserializeOwned>(
        &mut self,
        method: &str,
        params: Vec<Value>,
    ) -> Result<Vec<T>, LoadError> {
        let calls: Vec<_> = (0u64..)
            .zip(params)
            .map(|(id, params)| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
            .collect();
        let reply = self.send(Bytes::from(Value::Array(calls).to_string())).await?;
        let wrong = |reason: String| LoadError::Reply { method: method.to_owned(), reason };
        let replies: Vec<Box<RawValue>> = serde_json::from_slice(&reply)
            .map_err(|err| wrong(format!("{err}: {}", String::from_utf8_lossy(&reply))))?;
        let mut ordered = Vec::with_capacity(replies.len());
        for reply in &replies {
            let id: Identified =
                serde_json::from_str(reply.get()).map_err(|e| wrong(e.to_string()))?;
            ordered.push((id.id, result(method, reply.get().as_bytes())?));
        }
        ordered.sort_by_key(|(id, _)| *id);
        Ok(ordered.into_iter().map(|(_, result)| result).collect())
    }
}

impl WebSocket {
    async fn send(&mut self, body: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(body).map_err(|err| err.to_string())?;
        self.sender.send_text(text).await.map_err(|err| err.to_string())?;
        self.sender.flush().await.map_err(|err| err.to_string())
    }

    async fn receive(&mut self) -> Result<Bytes, String> {
        let mut data = Vec::new();
        self.receiver.receive_data(&mut data).await.map_err(|err| err.to_string())?;
        Ok(data.into())
    }
}

#[derive(serde::Deserialize)]
struct Identified {
    id: u64,
}

/// An error object of JSON-RPC.
#[derive(Debug, serde::Deserialize)]
pub struct RpcError {
    /// The code.
    pub code: i64,
    /// What the node says.
    pub message: String,
}

#[derive(serde::Deserialize)]
struct Reply<T> {
    result: Option<T>,
    error: Option<RpcError>,
}

/// The result in an encoded reply.
fn result<T: DeserializeOwned>(method: &str, reply: &[u8]) -> Result<T, LoadError> {
    let wrong = |reason: String| LoadError::Reply { method: method.to_owned(), reason };
    let parsed: Reply<Value> = serde_json::from_slice(reply)
        .map_err(|err| wrong(format!("{err}: {}", String::from_utf8_lossy(reply))))?;
    if let Some(error) = parsed.error {
        return Err(wrong(format!("error {}: {}", error.code, error.message)));
    }
    serde_json::from_value(parsed.result.unwrap_or_default()).map_err(|err| wrong(err.to_string()))
}

async fn post(
    sender: &mut SendRequest<Full<Bytes>>,
    target: Target,
    body: Bytes,
) -> Result<Bytes, LoadError> {
    let request = Request::post("/")
        .header(header::HOST, target.to_string())
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(body))
        .map_err(|err| broken(target, err))?;
    sender.ready().await.map_err(|err| broken(target, err))?;
    let response = sender.send_request(request).await.map_err(|err| broken(target, err))?;
    let status = response.status();
    let reply = response.into_body().collect().await.map_err(|err| broken(target, err))?.to_bytes();
    if !status.is_success() {
        let text = String::from_utf8_lossy(&reply);
        return Err(broken(target, format!("status {status}: {text}")));
    }
    Ok(reply)
}

fn broken(target: Target, reason: impl ToString) -> LoadError {
    LoadError::Connection { target: target.to_string(), reason: reason.to_string() }
}
