//! The one wiring function: store, chain, duty, RPC; and the ordered stop.

use std::{path::PathBuf, sync::Arc, time::Duration};

use cybermiles_chain::{Chain, ChainOptions};
use cybermiles_primitives::Genesis;
use cybermiles_rpc::{ServerOptions, Standing, StandingSource};
use cybermiles_storage::{Store, StoreOptions};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{
    arrival,
    clock::now_ms,
    config::Config,
    datadir::DataDir,
    duty::{Calling, Service},
    error::NodeError,
    observe, telemetry,
};

/// How long the stop may take before the process ends anyway. Nothing acknowledged is at risk
/// then: every block was durable when it was announced.
const STOP_DEADLINE: Duration = Duration::from_secs(2);

/// Everything a node needs to start.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The chain; its accounts are let go once the store is open.
    pub(crate) genesis: Genesis,
    /// Where it is kept.
    pub(crate) datadir: DataDir,
    /// The operator's settings.
    pub(crate) config: Config,
    /// When blocks are made, and what is pooled.
    pub(crate) chain: ChainOptions,
    /// What the node does for the chain.
    pub(crate) calling: Calling,
    /// What is printed between the heading and the RPC address.
    pub(crate) banner: String,
    /// Print nothing.
    pub(crate) silent: bool,
}

/// Starts a node and keeps it running until it is told to stop, or cannot go on.
///
/// # Errors
/// [`NodeError`] when something does not start, or when the chain stopped by itself.
pub(crate) fn run(mut plan: Plan) -> Result<(), NodeError> {
    let mut options = StoreOptions::recommended();
    options.history_blocks = plan.config.history_blocks.map(Into::into);
    if let Some(blocks) = plan.config.checkpoint_blocks {
        options.checkpoint_blocks = blocks.get();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(NodeError::Runtime)?;
    let Some(store) = arrival::open_store(&plan, &options, &runtime)? else { return Ok(()) };
    // The store has the accounts now; a million of them are not kept twice.
    plan.genesis.alloc.clear();
    let outcome = runtime.block_on(serve(&plan, store.clone()));
    runtime.shutdown_timeout(STOP_DEADLINE);
    store.close()?;
    outcome
}

/// Everything that runs between the start and the stop.
async fn serve(plan: &Plan, store: Store) -> Result<(), NodeError> {
    if let Some(address) = plan.config.metrics {
        telemetry::start_metrics(address)?;
    }
    let mut options = plan.chain.clone();
    options.pool.journal = Some(plan.datadir.pool_journal());
    let chain = Chain::open(plan.genesis.clone(), store, options)?;
    let service = Service::start(chain.clone(), plan.calling.clone())?;
    tokio::spawn(observe::observe(chain.clone(), plan.datadir.root().to_owned()));
    let standing = standing(service.clone(), plan.datadir.root().to_owned());
    let options = ServerOptions { address: plan.config.rpc, standing, ..Default::default() };
    let server = cybermiles_rpc::serve(chain.clone(), options).await?;
    // Before the address is told: who reads it may send a signal at once, and it must be met.
    let stop = StopSignals::new()?;
    announce(plan, &chain, server.local_addr());
    let mut failure = chain.failure();
    let outcome = tokio::select! {
        () = stop.wait() => Ok(()),
        failed = failure.wait_for(Option::is_some) => match failed.as_deref() {
            Ok(Some(error)) => Err(NodeError::Chain(error.clone())),
            // The chain is held right here, so the channel cannot close before it.
            _ => Ok(()),
        },
        failed = service.clone().watch() => Err(failed),
    };
    tracing::info!("stopping");
    server.stop().await;
    // The block in the making is finished; that may wait for the disk.
    let stopped = tokio::task::spawn_blocking(move || service.stop()).await;
    if stopped.is_err() {
        tracing::error!("the node's duty did not stop in order");
    }
    outcome
}

/// How the node stands, for who asks over RPC.
fn standing(service: Arc<Service>, folder: PathBuf) -> StandingSource {
    StandingSource::new(move || {
        let disk_free = observe::disk_free(&folder);
        let mut standing = Standing { now_ms: now_ms(), disk_free, ..Default::default() };
        service.describe(&mut standing);
        standing
    })
}

/// Lets the system end this process when the one that started it is gone.
pub(crate) fn end_with_parent() {
    #[cfg(target_os = "linux")]
    if let Err(error) =
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM))
    {
        tracing::warn!(%error, "this process will not end with its parent");
    }
}

/// Ctrl-C and a polite kill, which are met from the moment this exists.
pub(crate) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    pub(crate) fn new() -> Result<Self, NodeError> {
        let of = |kind| signal(kind).map_err(NodeError::Runtime);
        let (interrupt, terminate) = (of(SignalKind::interrupt())?, of(SignalKind::terminate())?);
        Ok(Self { interrupt, terminate })
    }

    pub(crate) async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Prints what a newcomer needs to connect a wallet.
fn announce(plan: &Plan, chain: &Chain, address: std::net::SocketAddr) {
    if plan.silent {
        return;
    }
    let head = chain.head();
    println!(
        "CyberMiles {version}\n{banner}\nChain id    {id}\nGenesis     {genesis}\nHead        block \
         {number}\nData        {data}\nRPC URL:    http://{address}\nWebSocket:  ws://{address}\n\n\
         MetaMask: Networks > Add a custom network > RPC URL http://{address}, chain id {id}, \
         currency CMT.\nStop with Ctrl-C.",
        version = env!("CARGO_PKG_VERSION"),
        banner = plan.banner,
        id = plan.genesis.spec.chain_id,
        genesis = chain.genesis_hash(),
        number = head.number(),
        data = plan.datadir.root().display(),
    );
}
