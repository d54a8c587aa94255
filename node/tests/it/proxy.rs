//! Stands between a client and a node's HTTP port, and alters answers.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

type Alter = Arc<dyn Fn(&mut String) + Send + Sync>;

/// A running proxy. It ends with the test's process.
pub(crate) struct Proxy {
    address: SocketAddr,
}

impl Proxy {
    /// Hands every request on to `target`, and every answer back after `alter` had it.
    pub(crate) fn start(
        target: SocketAddr,
        alter: impl Fn(&mut String) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let alter: Alter = Arc::new(alter);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let alter = alter.clone();
                thread::spawn(move || serve(client, target, &alter));
            }
        });
        Self { address }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Answers requests on one connection until it closes.
fn serve(mut client: TcpStream, target: SocketAddr, alter: &Alter) -> Option<()> {
    let mut reader = BufReader::new(client.try_clone().ok()?);
    loop {
        let body = read_body(&mut reader)?;
        let mut server = TcpStream::connect(target).ok()?;
        write!(
            server,
            "POST / HTTP/1.1\r\nHost: {target}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        )
        .ok()?;
        server.write_all(&body).ok()?;
        let mut answer = String::new();
        server.read_to_string(&mut answer).ok()?;
        let mut answer = answer.split_once("\r\n\r\n")?.1.to_owned();
        alter(&mut answer);
        write!(
            client,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
            answer.len()
        )
        .ok()?;
    }
}

fn read_body(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}
