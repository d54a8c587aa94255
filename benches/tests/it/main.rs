//! The load run against a real chain in this process: everything sent is included and counted.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use alloy_primitives::U256;
use cybermiles_benches::load::{
    plan::{Plan, Transport, Workload},
    report::Outcome,
    run::run,
    target::Target,
    wallet::Wallet,
};
use cybermiles_chain::{Chain, ChainOptions, Clock, SealerHandle};
use cybermiles_primitives::{ChainSpec, Genesis};
use cybermiles_rpc::{ServerHandle, ServerOptions, serve};
use cybermiles_storage::{Store, StoreOptions};
use tempfile::TempDir;

struct Node {
    target: Target,
    _server: ServerHandle,
    _sealer: SealerHandle,
    _folder: TempDir,
}

async fn node() -> Node {
    let folder = tempfile::tempdir().unwrap();
    let rich = U256::from(10).pow(U256::from(22));
    let balances = Wallet::dev_accounts().unwrap().into_iter().map(|dev| (dev.address, rich));
    let genesis = Genesis::new(ChainSpec::dev(), balances);
    let store = Store::open(folder.path(), &genesis, StoreOptions::recommended()).unwrap();
    let seconds = AtomicU64::new(1_700_000_000);
    let clock: Clock = Arc::new(move || seconds.fetch_add(1, Ordering::Relaxed));
    let chain = Chain::open(genesis, store, ChainOptions::dev(clock)).unwrap();
    let sealer = chain.start().unwrap();
    let options = ServerOptions { address: ([127, 0, 0, 1], 0).into(), ..Default::default() };
    let server = serve(chain, options).await.unwrap();
    let target = Target::local(server.local_addr().port());
    Node { target, _server: server, _sealer: sealer, _folder: folder }
}

fn plan(workload: Workload, transport: Transport) -> Plan {
    Plan {
        workload,
        transport,
        count: 1_000,
        senders: 50,
        recipients: 100,
        batch: 20,
        in_flight: 4,
        rate: None,
        max_fee_gwei: 100,
        timeout: Duration::from_secs(60),
    }
}

async fn check(plan: Plan) -> Outcome {
    let node = node().await;
    let outcome = run("cybermiles", node.target, Some(std::process::id()), &plan).await.unwrap();
    assert_eq!(outcome.refused, Default::default(), "{outcome}");
    assert_eq!((outcome.accepted, outcome.included), (plan.count, plan.count), "{outcome}");
    assert_eq!(outcome.missing, 0);
    assert!(outcome.heads_announced);
    assert!(outcome.included_per_second > 0.0 && outcome.latency.p50_ms > 0.0, "{outcome}");
    assert!(outcome.latency.p99_ms <= outcome.seconds * 1e3, "{outcome}");
    outcome
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_over_http_are_all_included() {
    check(plan(Workload::Transfers, Transport::Http)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn token_transfers_over_websocket_are_all_included() {
    check(plan(Workload::Erc20, Transport::Ws)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offered_rate_is_kept() {
    let plan = Plan {
        rate: Some(500.0),
        batch: 1,
        count: 250,
        ..plan(Workload::Transfers, Transport::Http)
    };
    let outcome = check(plan).await;
    assert!(outcome.seconds >= 0.498, "sent too early: {outcome}");
}
