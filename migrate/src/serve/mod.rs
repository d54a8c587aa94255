//! The holders' page, and what it asks: a small HTTP server that nothing it reads can stop.
//!
//! It serves files that are part of the binary, answers what the lists and the chain say of an
//! account, and, with a relayer's key of its own, sends claims that their claimants signed. It
//! never takes a key from anybody, sets no cookie and makes the browser ask nobody else.

mod answer;
mod api;
mod assets;
mod limits;
mod peer;
mod relay;
mod site;

use std::{convert::Infallible, future::Future, net::IpAddr, pin::pin, sync::Arc, time::Duration};

use hyper::{
    Method, Request,
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc, watch},
};

use self::{answer::Answer, peer::Peers};

pub use relay::RelayOptions;
pub use site::{Site, SiteError, SiteOptions};

/// Open connections; one more is closed at once. A browser opens six.
const CONNECTIONS: usize = 512;
/// How long a peer may take to send request headers, and may stay idle between requests.
const HEADER_READ: Duration = Duration::from_secs(15);
/// Bytes of a request's line and headers.
const HEADER_BYTES: usize = 16 * 1024;
/// Open connections of one visitor.
const PLACES: usize = 32;
/// How long a connection is kept for new requests, and then for the one that goes on.
const LIFE: Duration = Duration::from_secs(120);
/// How long a request may take, a claim that waits for its block too.
const REQUEST: Duration = Duration::from_secs(90);
/// How long open requests have when the server stops.
const LEAVE: Duration = Duration::from_secs(10);
/// How often the chain is asked for claims that others sent.
const LOOK: Duration = Duration::from_secs(2);

/// Serves until `stopped`; then lets open requests end.
pub async fn serve(site: Arc<Site>, listener: TcpListener, stopped: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    // Behind a proxy all visitors are one.
    let peers = Peers::new(if site.visitors.is_none() { CONNECTIONS } else { PLACES });
    let (stop, stopping) = watch::channel(false);
    let (alive, mut gone) = mpsc::channel::<()>(1);
    let reader = tokio::spawn(follow(site.clone()));
    let mut stopped = pin!(stopped);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stopped => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, mostly: waiting lets others close theirs.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(place) = places.clone().try_acquire_owned() else { continue };
        let Some(own) = peers.enter(peer.ip()) else { continue };
        let held = (place, own, alive.clone());
        let (site, stopping) = (site.clone(), stopping.clone());
        tokio::spawn(async move {
            connection(site, stream, peer.ip(), stopping).await;
            drop(held);
        });
    }
    reader.abort();
    drop((listener, alive));
    let _ = stop.send(true);
    let _ = tokio::time::timeout(LEAVE, gone.recv()).await;
}

/// Reads the chain's logs as they come.
async fn follow(site: Arc<Site>) {
    loop {
        while let Ok(false) = site.read_on().await {}
        tokio::time::sleep(LOOK).await;
    }
}

async fn connection(
    site: Arc<Site>,
    stream: TcpStream,
    peer: IpAddr,
    stopping: watch::Receiver<bool>,
) {
    let service = service_fn(|request: Request<Incoming>| {
        let site = site.clone();
        let is_sending = request.method() == Method::POST;
        async move {
            let answer = tokio::time::timeout(REQUEST, api::answer(&site, request, peer)).await;
            Ok::<_, Infallible>(answer.unwrap_or_else(|_| answer::late(is_sending)))
        }
    });
    attend(stream, service, stopping, LIFE, REQUEST).await;
}

/// Answers the requests of a connection: for `life` or until the server stops, then the one that
/// goes on, for `rest`. Whoever has not read its answer by then does not get it.
async fn attend<S>(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    service: S,
    mut stopping: watch::Receiver<bool>,
    life: Duration,
    rest: Duration,
) where
    S: Service<Request<Incoming>, Response = Answer, Error = Infallible>,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // How a peer's connection ends is the peer's matter.
    let is_over = tokio::select! {
        _ = &mut connection => true,
        () = tokio::time::sleep(life) => false,
        () = async { drop(stopping.wait_for(|is_over| *is_over).await) } => false,
    };
    if !is_over {
        connection.as_mut().graceful_shutdown();
        let _ = tokio::time::timeout(rest, connection).await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    #[tokio::test]
    async fn who_does_not_read_does_not_stay() {
        let (mut peer, stream) = tokio::io::duplex(64);
        let service = service_fn(|_| async {
            Ok::<_, Infallible>(answer::file("text/plain", "no-store", vec![b'x'; 1 << 20]))
        });
        let (_stop, stopping) = watch::channel(false);
        let short = Duration::from_millis(20);
        let attended = tokio::spawn(attend(stream, service, stopping, short, short));
        peer.write_all(b"GET / HTTP/1.1\r\nhost: page\r\n\r\n").await.unwrap();
        let limit = Duration::from_secs(30);
        tokio::time::timeout(limit, attended).await.unwrap().unwrap();
    }
}
