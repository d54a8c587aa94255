//! Every bound of the server on one page, each with its reason.

use std::{thread, time::Duration};

/// What one client, and all clients together, may ask of the server.
///
/// [`Limits::default`] is what a node serves with; tests lower single fields. Two bounds live with
/// the chain, because whoever asks it without this server needs them as well: a log query spans at
/// most 100,000 blocks (`ChainOptions::max_log_blocks`) and returns at most 20,000 logs
/// (`ChainOptions::max_log_results`).
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a request body or WebSocket message. A batch of 1000 transfers is 0.3 MB and one
    /// transaction is at most 128 KiB, so 5 MiB (geth's bound too) holds every honest request.
    pub request_bytes: u32,
    /// Bytes of a response, of a batch's response too. Built in memory before it is sent.
    pub response_bytes: u32,
    /// Calls of one batch.
    pub batch_calls: u32,
    /// Sum of [`weight`] over one batch; what goes beyond it is refused call by call. Without it,
    /// one body holds a thousand of the dearest calls.
    pub batch_weight: u32,
    /// Gas of `eth_call`, `eth_estimateGas` and their kin; geth's bound, which tools expect.
    pub call_gas: u64,
    /// Wall time of one such call, checked inside the interpreter.
    pub call_time: Duration,
    /// Bytes one trace may take in memory; as JSON it is some three times as long, and no longer
    /// than a response may be.
    pub trace_bytes: usize,
    /// Addresses, and alternatives for one topic, in one log filter: each is compared with each log.
    pub filter_terms: usize,
    /// Slots of one `eth_getProof` or `eth_getStorageValues`; geth's bound.
    pub storage_slots: usize,
    /// Open sockets; one more is answered 503 and closed. Programs that ask for much at once open
    /// a socket for each request, so this is hundreds; a process may usually open 1024 files.
    pub connections: usize,
    /// Subscriptions of one WebSocket.
    pub subscriptions: u32,
    /// Messages waiting in one WebSocket's send buffer. A subscriber for whom it is full is
    /// dropped: it does not read, and memory is everybody's.
    pub send_messages: u32,
    /// Bytes of notifications one subscription may have waiting in that buffer, same consequence.
    pub send_bytes: usize,
    /// Calls of one WebSocket being answered at once. More are not read from the socket until
    /// some are done, so that TCP slows the sender down.
    pub calls_in_flight: usize,
    /// How long a peer may refuse to read what is sent to it before its socket is closed.
    pub send_stall: Duration,
    /// How long an HTTP peer may take to send request headers, and may stay idle between requests.
    pub header_read: Duration,
    /// How long an HTTP peer may pause within a request body.
    pub body_pause: Duration,
    /// How often a WebSocket is pinged; an idle one is kept as long as pongs come back.
    pub ping_interval: Duration,
    /// A WebSocket without a pong for so long is gone and is closed.
    pub ping_silence: Duration,
    /// CPU-heavy calls running at once. One core is left to blocks and to everything else.
    pub heavy_calls: usize,
    /// Heavy calls waiting for their turn; one more is answered -32005 at once, and so is one that
    /// has waited as long as a call may run. Pages and test suites ask for hundreds at once.
    pub heavy_queue: usize,
    /// Reads of history, blocks and logs running at once, off the async workers.
    pub read_calls: usize,
    /// Such reads waiting for their turn.
    pub read_queue: usize,
    /// Submissions (single or batched) waiting for the pool.
    pub submit_queue: usize,
    /// Filters installed by `eth_new*Filter`, all clients together.
    pub filters: usize,
    /// A filter nobody asked about for so long is uninstalled; geth's bound.
    pub filter_idle: Duration,
    /// Hashes a pending-transaction filter keeps between two polls; the oldest go first.
    pub filter_hashes: usize,
    /// `eth_sendRawTransactionSync` waits so long when the caller names no timeout (EIP-7966).
    pub sync_timeout: Duration,
    /// And at most so long, whatever the caller names (EIP-7966).
    pub sync_timeout_max: Duration,
    /// `eth_sendRawTransactionSync` calls waiting for a receipt, all clients together.
    pub sync_waiters: usize,
    /// Blocks of one `cmt_getCertifiedBlocks`: a node that joins asks often, not for all at once.
    pub feed_blocks: u64,
    /// Bytes of the blocks of one such answer, in RLP; one block alone may have more. As hex it is
    /// twice as long, which stays below what a response may have.
    pub feed_bytes: usize,
    /// Headers of one `cmt_getHeaders`, about 0.6 KB each.
    pub headers: u64,
    /// Accounts and slots of one `cmt_getSnapshotPart`: at most 1 MB, read in some milliseconds.
    pub snapshot_entries: usize,
    /// Codes of one `cmt_getSnapshotCodes`, of at most 24 KiB each.
    pub snapshot_codes: usize,
    /// Transactions `txpool_content` and `txpool_inspect` show; the rest is counted only.
    pub pool_listed: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            request_bytes: 5 * 1024 * 1024,
            response_bytes: 10 * 1024 * 1024,
            batch_calls: 1000,
            batch_weight: 10_000,
            call_gas: 50_000_000,
            call_time: Duration::from_secs(5),
            trace_bytes: 32 * 1024 * 1024,
            filter_terms: 1000,
            storage_slots: 1024,
            connections: 800,
            subscriptions: 32,
            send_messages: 512,
            send_bytes: 1024 * 1024,
            calls_in_flight: 256,
            send_stall: Duration::from_secs(30),
            header_read: Duration::from_secs(15),
            body_pause: Duration::from_secs(10),
            ping_interval: Duration::from_secs(30),
            ping_silence: Duration::from_secs(90),
            heavy_calls: cores.saturating_sub(1).max(1),
            heavy_queue: 1024,
            read_calls: 4 * cores,
            read_queue: 1024,
            submit_queue: 1024,
            filters: 1000,
            filter_idle: Duration::from_secs(5 * 60),
            filter_hashes: 10_000,
            sync_timeout: Duration::from_secs(2),
            sync_timeout_max: Duration::from_secs(60),
            sync_waiters: 256,
            feed_blocks: 256,
            feed_bytes: 4 * 1024 * 1024,
            headers: 1024,
            snapshot_entries: 10_000,
            snapshot_codes: 32,
            pool_listed: 10_000,
        }
    }
}

/// What a call costs inside a batch, roughly in units of the cheapest one.
pub(crate) fn weight(method: &str) -> u32 {
    match method {
        "cmt_getOrder" | "cmt_getDispute" | "cmt_supply" | "cmt_precompiles" => 5,
        "cmt_status" | "cmt_validators" | "cmt_epoch" => 5,
        "cmt_getOrdersOf" | "cmt_getArbiters" | "cmt_getIdentity" | "cmt_getGrants"
        | "cmt_proposals" => 20,
        "eth_call" | "eth_getProof" | "eth_feeHistory" | "eth_getBlockReceipts" => 5,
        "eth_sendRawTransactionSync" => 10,
        "eth_estimateGas"
        | "eth_createAccessList"
        | "eth_fillTransaction"
        | "eth_getLogs"
        | "eth_getFilterLogs" => 20,
        "cmt_getSnapshot" => 5,
        "cmt_getCertifiedBlocks"
        | "cmt_getHeaders"
        | "cmt_getSnapshotPart"
        | "cmt_getSnapshotCodes"
        | "cmt_getSnapshotBlock"
        | "evm_mine"
        | "debug_traceTransaction"
        | "debug_traceBlockByNumber"
        | "debug_traceBlockByHash"
        | "debug_traceCall"
        | "eth_simulateV1"
        | "txpool_content"
        | "txpool_inspect" => 50,
        _ => 1,
    }
}
