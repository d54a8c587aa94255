//! A validator that begins with another one's state in the middle of an epoch, and so without the
//! block that the epoch began on.

use std::time::Duration;

use alloy_primitives::Bytes;
use cybermiles_chain::SnapshotImport;
use cybermiles_primitives::{SnapshotBlock, snapshot::SNAPSHOT_BLOCKS};
use tempfile::TempDir;

use crate::cluster::{Cluster, Setup, copy_folder, simulate};

/// A little longer than a snapshot's blocks, so that some epochs are older at their end.
const EPOCH_BLOCKS: u64 = SNAPSHOT_BLOCKS + 64;

/// So far in epoch 1 that the last block of epoch 0 does not come with a snapshot.
const FAR: u64 = EPOCH_BLOCKS + SNAPSHOT_BLOCKS + 8;

fn setup() -> Setup {
    Setup { epoch_blocks: EPOCH_BLOCKS, block_time_ms: 200, ..Setup::default() }
}

/// A ledger that begins with the state of validator `at`, and goes no further; `change` is shown
/// every block on its way.
fn snapshot(cluster: &Cluster, at: usize, change: impl Fn(&mut SnapshotBlock)) -> TempDir {
    let chain = cluster.chain(at);
    let store = chain.store();
    store.checkpoint().expect("a checkpoint");
    let number = store.snapshot().expect("readable").expect("a snapshot").number;
    let header = chain.header(number).expect("readable").expect("kept").header.clone();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("db");
    let mut import = SnapshotImport::begin(&data, cluster.genesis(), header).expect("begun");
    let mut cursor = Some(Vec::new());
    while let Some(from) = cursor {
        let part = store.snapshot_part(number, &from, 1000).expect("a part");
        cursor = part.cursor();
        import.add(&part).expect("entries");
    }
    loop {
        let missing = import.missing_codes(32);
        if missing.is_empty() {
            break;
        }
        let code = |hash| store.code(hash).expect("readable").expect("kept");
        import.add_codes(missing.iter().map(code).collect()).expect("codes");
    }
    import.check_state().expect("the header's state");
    for number in SnapshotImport::first_block(number)..=number {
        let block = chain.block(number).expect("readable").expect("kept");
        let mut block = SnapshotBlock::of(&block).expect("sealed");
        change(&mut block);
        import.add_block(block).expect("a block");
    }
    import.finish().expect("a ledger");
    // Whoever gets it gets a folder that goes away by itself.
    let copy = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&data, copy.path());
    copy
}

/// That the block which epoch 1 began on is not kept.
fn assert_without_anchor(cluster: &Cluster, at: usize) {
    let chain = cluster.chain(at);
    assert!(chain.oldest_block() >= EPOCH_BLOCKS, "validator {at} has the epoch's beginning");
    assert_eq!(chain.spec().epoch_of(chain.head().number() + 10), 1, "the epoch is over too soon");
}

/// Stops `away` and makes sure that the others, all of whom it takes now, go on.
async fn go_on_without(cluster: &mut Cluster, away: usize) {
    cluster.crash(away).await;
    let at = (away + 1) % 4;
    let height = cluster.chain(at).head().number() + 5;
    cluster.until(height).await;
    cluster.start(away).await;
    let height = height + 2;
    cluster.until(height).await;
}

#[test]
fn a_validator_that_begins_with_a_snapshot_in_mid_epoch_votes_in_it() {
    simulate(50, setup(), async |cluster| {
        cluster.until(FAR).await;
        cluster.crash(1).await;
        let ledger = snapshot(cluster, 0, |_| ());
        let height = cluster.chain(0).head().number() + 3;
        cluster.until(height).await;
        cluster.restore(1, ledger);
        cluster.lose_journals(1);
        cluster.start(1).await;
        assert_without_anchor(cluster, 1);
        cluster.until(height + 4).await;
        go_on_without(cluster, 2).await;
        assert_without_anchor(cluster, 1);
        // With a journal of the epoch.
        cluster.crash(1).await;
        cluster.start(1).await;
        assert_without_anchor(cluster, 1);
        go_on_without(cluster, 3).await;
        assert!(cluster.nodes[1].status.read().is_voting);
        // Where no block comes with its votes, the next one that does is waited for.
        cluster.crash(1).await;
        let ledger = snapshot(cluster, 0, |block| block.block.seal.certificate = Bytes::new());
        cluster.restore(1, ledger);
        cluster.start(1).await;
        cluster.sleep(Duration::from_millis(10)).await;
        assert!(!cluster.nodes[1].status.read().is_voting);
        cluster.sleep(Duration::from_secs(2)).await;
        assert!(cluster.nodes[1].status.read().is_voting);
        go_on_without(cluster, 2).await;
        assert_without_anchor(cluster, 1);
        // More than a third of the validators, all at once.
        for at in 1..4 {
            cluster.crash(at).await;
        }
        cluster.sleep(Duration::from_secs(2)).await;
        for at in 1..4 {
            cluster.restore(at, snapshot(cluster, 0, |_| ()));
            cluster.lose_journals(at);
            cluster.start(at).await;
            assert_without_anchor(cluster, at);
        }
        let height = cluster.chain(0).head().number() + 5;
        cluster.until(height).await;
        assert_eq!(cluster.nodes[0].status.read().evidence, 0);
        cluster.agreed();
    });
}
