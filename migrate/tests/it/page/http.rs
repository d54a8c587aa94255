//! HTTP as bytes: nothing between the test and the server makes a request better than it is.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// What a server said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Said {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The name of what went wrong.
    pub(super) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends bytes and reads until the server has no more to say; `None` if it says nothing.
pub(super) fn send(to: SocketAddr, request: &[u8]) -> Option<Said> {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // A server that refuses a long request does not read all of it.
    let _ = stream.write_all(request);
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said);
    let (head, body) = said.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Said { status, head: head.to_owned(), body: body.to_owned() })
}

pub(super) fn request(to: SocketAddr, method: &str, path: &str) -> Said {
    let text = format!("{method} {path} HTTP/1.1\r\nhost: page\r\nconnection: close\r\n\r\n");
    send(to, text.as_bytes()).unwrap()
}

pub(super) fn get(to: SocketAddr, path: &str) -> Said {
    request(to, "GET", path)
}

pub(super) fn post(to: SocketAddr, kind: &str, body: &str) -> Said {
    let length = body.len();
    let text = format!(
        "POST /api/relay HTTP/1.1\r\nhost: page\r\nconnection: close\r\ncontent-type: {kind}\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    send(to, text.as_bytes()).unwrap()
}
