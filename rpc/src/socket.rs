//! A TCP stream that does not read from a peer who does not read from us.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::task::AtomicWaker;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::Notify,
    time::{Instant, Sleep, sleep_until},
};

use crate::server::Occupied;

/// How much of one connection is under way; shared by its socket and its calls.
///
/// While the peer leaves our answers unread, or has more than its share of calls unanswered,
/// nothing more is read: whatever it sends then waits in its own send buffer, not in our memory.
#[derive(Debug)]
pub(crate) struct Flow {
    calls: AtomicUsize,
    calls_max: usize,
    output_blocked: AtomicBool,
    output_resumed: Notify,
    cut: AtomicBool,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

impl Flow {
    /// Nothing under way, at most `calls_max` calls at once.
    pub(crate) fn new(calls_max: usize) -> Arc<Self> {
        Arc::new(Self {
            calls: AtomicUsize::new(0),
            calls_max,
            output_blocked: AtomicBool::new(false),
            output_resumed: Notify::new(),
            cut: AtomicBool::new(false),
            reader: AtomicWaker::new(),
            writer: AtomicWaker::new(),
        })
    }

    /// Counts one call until the guard is dropped.
    pub(crate) fn call(self: &Arc<Self>) -> CallGuard {
        self.calls.fetch_add(1, Ordering::AcqRel);
        CallGuard(self.clone())
    }

    /// Waits until the peer reads again. A call whose answer could not be sent is not begun, so
    /// that answers do not pile up.
    pub(crate) async fn output_ready(&self) {
        loop {
            let resumed = self.output_resumed.notified();
            if !self.output_blocked.load(Ordering::Acquire) {
                return;
            }
            resumed.await;
        }
    }

    /// Closes the connection, whatever it is doing.
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::Release);
        self.reader.wake();
        self.writer.wake();
    }

    fn check(&self) -> io::Result<()> {
        if self.cut.load(Ordering::Acquire) {
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "cut off by the server"));
        }
        Ok(())
    }

    fn paused(&self) -> bool {
        self.output_blocked.load(Ordering::Acquire)
            || self.calls.load(Ordering::Acquire) >= self.calls_max
    }

    fn set_output_blocked(&self, blocked: bool) {
        if self.output_blocked.swap(blocked, Ordering::AcqRel) && !blocked {
            self.reader.wake();
            self.output_resumed.notify_waiters();
        }
    }
}

/// One call under way on a connection.
#[derive(Debug)]
pub(crate) struct CallGuard(Arc<Flow>);

impl Drop for CallGuard {
    fn drop(&mut self) {
        if self.0.calls.fetch_sub(1, Ordering::AcqRel) == self.0.calls_max {
            self.0.reader.wake();
        }
    }
}

/// The stream of one connection.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    flow: Arc<Flow>,
    stall_max: Duration,
    stall: Option<Pin<Box<Sleep>>>,
    _occupied: Occupied,
}

impl Socket {
    /// Wraps `stream`; it fails once the peer has taken no byte for `stall_max`.
    pub(crate) const fn new(
        stream: TcpStream,
        flow: Arc<Flow>,
        stall_max: Duration,
        occupied: Occupied,
    ) -> Self {
        Self { stream, flow, stall_max, stall: None, _occupied: occupied }
    }

    /// Notes whether output moves, and gives up on a peer for whom it has not for too long.
    fn watch(
        &mut self,
        cx: &mut Context<'_>,
        result: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if result.is_ready() {
            self.stall = None;
            self.flow.set_output_blocked(false);
            return result;
        }
        self.flow.set_output_blocked(true);
        self.flow.writer.register(cx.waker());
        self.flow.check()?;
        let deadline = Instant::now() + self.stall_max;
        let stall = self.stall.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        ready!(stall.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "peer does not read")))
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // First the waker, then the look: a change in between wakes.
        self.flow.reader.register(cx.waker());
        self.flow.check()?;
        if self.flow.paused() {
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.watch(cx, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.watch(cx, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
