//! A small WebSocket client.

use std::{collections::VecDeque, net::SocketAddr};

use serde_json::{Value, json};
use soketto::{
    Incoming,
    handshake::{Client, ServerResponse},
};
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncReadCompatExt};

/// One connection.
pub(crate) struct Socket {
    sender: soketto::Sender<Compat<TcpStream>>,
    receiver: soketto::Receiver<Compat<TcpStream>>,
    notifications: VecDeque<Value>,
    next_id: u64,
}

impl Socket {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let host = address.to_string();
        let mut client = Client::new(stream.compat(), &host, "/");
        match client.handshake().await.unwrap() {
            ServerResponse::Accepted { .. } => {}
            other => panic!("the server refused the WebSocket: {other:?}"),
        }
        let (sender, receiver) = client.into_builder().finish();
        Self { sender, receiver, notifications: VecDeque::new(), next_id: 1 }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.sender.send_text(text).await.unwrap();
        self.sender.flush().await.unwrap();
    }

    /// The next message; `None` once the server has closed.
    pub(crate) async fn receive(&mut self) -> Option<Value> {
        let mut data = Vec::new();
        loop {
            match self.receiver.receive(&mut data).await {
                Ok(Incoming::Data(_)) => return Some(serde_json::from_slice(&data).unwrap()),
                Ok(Incoming::Pong(_)) => {}
                Ok(Incoming::Closed(_)) | Err(_) => return None,
            }
        }
    }

    /// Pings and waits for the pong.
    pub(crate) async fn ping(&mut self) {
        let payload = soketto::data::ByteSlice125::try_from(&b"there?"[..]).unwrap();
        self.sender.send_ping(payload).await.unwrap();
        self.sender.flush().await.unwrap();
        let mut data = Vec::new();
        loop {
            match self.receiver.receive(&mut data).await.unwrap() {
                Incoming::Pong(echo) => return assert_eq!(echo, b"there?"),
                Incoming::Data(_) => {
                    self.notifications.push_back(serde_json::from_slice(&data).unwrap());
                    data.clear();
                }
                Incoming::Closed(reason) => panic!("closed: {reason:?}"),
            }
        }
    }

    /// The whole reply to one call; notifications that come in between are kept.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.next_id;
        self.next_id += 1;
        let call = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.send(&call.to_string()).await;
        loop {
            let message = self.receive().await.expect("the server closed");
            if message["id"] == id {
                return message;
            }
            self.notifications.push_back(message);
        }
    }

    /// The id of a new subscription.
    pub(crate) async fn subscribe(&mut self, params: Value) -> String {
        let reply = self.ask("eth_subscribe", params).await;
        let id = reply["result"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned();
        assert!(id.starts_with("0x") && id.len() == 34, "{id}");
        id
    }

    /// Whether an event of this subscription has come and was not looked at.
    pub(crate) fn has_event(&self, subscription: &str) -> bool {
        self.notifications.iter().any(|one| one["params"]["subscription"] == subscription)
    }

    /// The next event of this subscription.
    pub(crate) async fn event(&mut self, subscription: &str) -> Value {
        let mine = |message: &Value| {
            message["method"] == "eth_subscription"
                && message["params"]["subscription"] == subscription
        };
        if let Some(index) = self.notifications.iter().position(mine) {
            return self.notifications.remove(index).unwrap()["params"]["result"].take();
        }
        loop {
            let mut message = self.receive().await.expect("the server closed");
            if mine(&message) {
                return message["params"]["result"].take();
            }
            self.notifications.push_back(message);
        }
    }
}
