//! Validators make blocks, crash, come back, and elect each other.

use std::time::Duration;

use alloy_consensus::TxReceipt as _;
use alloy_primitives::{Address, B256, U256};
use cybermiles_consensus::{
    evidence::{Evidence, EvidenceVote},
    votes::Kind,
};
use cybermiles_evm_precompiles::abi::IStaking::{Vote, VoteKind, submitEvidenceCall};
use cybermiles_primitives::{StateReader as _, native::STAKING};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::{
    cluster::{Cluster, Setup, simulate},
    world::{self, CMT, Wallet},
};

const SHOP: Address = Address::repeat_byte(0xaa);

/// Pays from one wallet through every validator in turn.
fn pay(cluster: &Cluster, nonce: u64) {
    let at = usize::try_from(nonce).expect("small") % cluster.nodes.len();
    let payment = Wallet::new(u8::try_from(at).expect("few")).pay(
        nonce / cluster.nodes.len() as u64,
        SHOP,
        CMT,
    );
    cluster.chain(at).submit(payment).expect("a payment");
}

fn earned(cluster: &Cluster, at: usize) -> U256 {
    let chain = cluster.chain(at);
    let state = chain.state_at(chain.head().number()).expect("the head's state");
    state.account(&SHOP).expect("readable").map_or(U256::ZERO, |account| account.balance)
}

#[test]
fn four_validators_agree_on_blocks_with_transactions() {
    simulate(1, Setup::default(), async |cluster| {
        cluster.until(2).await;
        for nonce in 0..20 {
            pay(cluster, nonce);
        }
        cluster.until(20).await;
        for at in 0..4 {
            assert_eq!(earned(cluster, at), U256::from(20 * CMT), "validator {at}");
        }
        assert!(cluster.agreed().len() > 20);
        // Every block says which votes made it final, or a later one's do.
        let newest = cluster.chain(0).head().seal.clone().expect("a seal");
        assert!(!newest.certificate.is_empty());
    });
}

#[test]
fn the_same_seed_is_the_same_run() {
    let run = |seed| simulate(seed, Setup::default(), async |cluster| cluster.until(5).await);
    let (first, again, other) = (run(7), run(7), run(8));
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[test]
fn a_validator_that_crashed_catches_up_and_votes_again() {
    simulate(2, Setup::default(), async |cluster| {
        cluster.until(5).await;
        cluster.crash(1).await;
        let before = cluster.chain(0).head().number();
        cluster.until(before + 20).await;
        cluster.start(1).await;
        cluster.until(before + 40).await;
        // Without it, the next one's absence would stop the network.
        cluster.crash(2).await;
        let before = cluster.chain(0).head().number();
        cluster.until(before + 10).await;
        cluster.agreed();
    });
}

#[test]
fn all_validators_crash_and_nothing_is_lost() {
    simulate(3, Setup::default(), async |cluster| {
        cluster.until(7).await;
        let before = cluster.agreed();
        for at in 0..4 {
            cluster.crash(at).await;
        }
        for at in 0..4 {
            cluster.start(at).await;
        }
        cluster.until(20).await;
        let after = cluster.agreed();
        assert!(before.iter().all(|(number, hash)| after.get(number) == Some(hash)));
    });
}

#[test]
fn epochs_follow_each_other_and_who_slept_through_one_finds_back() {
    let setup = Setup { epoch_blocks: 10, ..Setup::default() };
    simulate(4, setup, async |cluster| {
        cluster.until(15).await;
        cluster.crash(3).await;
        cluster.until(48).await;
        assert!(cluster.nodes[0].status.read().epoch >= 4);
        cluster.start(3).await;
        cluster.until(65).await;
        assert!(cluster.nodes[3].status.read().is_voting);
        cluster.agreed();
    });
}

#[test]
fn one_validator_is_a_network_too() {
    let setup = Setup { validators: 1, epoch_blocks: 5, ..Setup::default() };
    simulate(5, setup, async |cluster| {
        cluster.until(12).await;
        cluster.sleep(Duration::from_secs(1)).await;
    });
}

#[test]
fn a_transaction_that_one_validator_was_given_is_known_to_all() {
    simulate(6, Setup::default(), async |cluster| {
        cluster.until(3).await;
        // Right after a block: the next one is far enough.
        let payment = |n: u8| Wallet::new(n % 4).pay(u64::from(n / 4), SHOP, CMT);
        let submitted = cluster.chain(0).submit_many((0..40).map(payment).collect());
        let hashes: Vec<_> =
            submitted.into_iter().map(|result| result.expect("a payment")).collect();
        cluster.sleep(Duration::from_millis(200)).await;
        for at in 1..4 {
            let chain = cluster.chain(at);
            let knows = |hash| {
                chain.pool().get(hash).is_some() || chain.transaction(hash).unwrap().is_some()
            };
            assert!(hashes.iter().all(knows), "validator {at}");
        }
        let height = cluster.chain(0).head().number() + 3;
        cluster.until(height).await;
        assert_eq!(earned(cluster, 3), U256::from(40 * CMT));
    });
}

#[test]
fn a_validator_that_lost_its_journals_signs_nothing_against_itself() {
    for seed in 10..13 {
        simulate(seed, Setup::default(), async |cluster| {
            cluster.until(6).await;
            for at in 0..4 {
                cluster.crash(at).await;
                cluster.lose_journals(at);
                cluster.start(at).await;
                let height = cluster.chain(at).head().number() + 5;
                cluster.until(height).await;
            }
            for at in 0..4 {
                assert_eq!(cluster.nodes[at].status.read().evidence, 0, "validator {at}");
            }
            cluster.agreed();
        });
    }
}

#[test]
fn a_ledger_from_a_backup_and_one_ahead_of_consensus_meet_the_others() {
    let setup = Setup { epoch_blocks: 10, ..Setup::default() };
    simulate(14, setup, async |cluster| {
        cluster.until(5).await;
        cluster.crash(2).await;
        let copy = cluster.backup(2);
        cluster.start(2).await;
        cluster.until(33).await;
        // The ledger is two epochs older than consensus' own files.
        cluster.crash(2).await;
        cluster.restore(2, copy);
        cluster.start(2).await;
        cluster.until(45).await;
        // Consensus starts anew under a ledger that is epochs ahead of it.
        cluster.crash(1).await;
        cluster.lose_journals(1);
        cluster.start(1).await;
        cluster.until(60).await;
        assert!(cluster.nodes[1].status.read().is_voting);
        cluster.agreed();
    });
}

#[test]
fn a_validator_that_votes_twice_is_proven_guilty_and_the_others_go_on() {
    simulate(15, Setup::default(), async |cluster| {
        cluster.until(3).await;
        cluster.crash(3).await;
        cluster.start_double_voter(3).await;
        let height = cluster.chain(0).head().number() + 10;
        cluster.until(height).await;
        let guilty = world::keys(3).consensus_key();
        for at in 0..3 {
            let proofs = cluster.nodes[at].evidence.lock().expect("no panic").clone();
            assert!(!proofs.is_empty(), "validator {at} saw nothing");
            for proof in proofs {
                assert_eq!(proof.consensus_key, guilty);
                assert_eq!(proof.epoch, 0);
                assert_ne!(proof.votes[0], proof.votes[1]);
            }
        }
        // Staking takes the proof as it is, and punishes once.
        let proof = cluster.nodes[0].evidence.lock().expect("no panic")[0].clone();
        let stakes = |cluster: &Cluster| {
            let chain = cluster.chain(0);
            let state = chain.state_at(chain.head().number()).expect("the head's state");
            state.account(&STAKING).expect("readable").expect("it holds the stakes").balance
        };
        let before = stakes(cluster);
        let report = Wallet::new(5).call(0, STAKING, &accusation(&proof));
        let again = Wallet::new(5).call(1, STAKING, &accusation(&proof));
        let hashes = [report, again].map(|one| cluster.chain(1).submit(one).expect("a call"));
        let height = cluster.chain(0).head().number() + 8;
        cluster.until(height).await;
        let succeeded = hashes.map(|hash| {
            let (block, index) =
                cluster.chain(2).transaction(&hash).expect("readable").expect("in a block");
            block.receipts[index].status()
        });
        assert_eq!(succeeded, [true, false]);
        assert!(stakes(cluster) < before, "nothing was taken from the guilty one");
        cluster.agreed();
    });
}

#[test]
fn a_network_that_loses_messages_goes_on() {
    for seed in 20..22 {
        let setup = Setup { latency: (80, 60), arriving: 90, epoch_blocks: 20, ..Setup::default() };
        simulate(seed, setup, async |cluster| {
            for nonce in 0..12 {
                pay(cluster, nonce);
            }
            cluster.until(50).await;
            cluster.agreed();
            assert_eq!(earned(cluster, 1), U256::from(12 * CMT));
        });
    }
}

#[test]
fn halves_make_no_blocks_and_go_on_together() {
    simulate(30, Setup::default(), async |cluster| {
        cluster.until(5).await;
        cluster.link(|from, to| (from < 2) == (to < 2)).await;
        cluster.sleep(Duration::from_secs(2)).await;
        let before = cluster.agreed().len();
        cluster.sleep(Duration::from_secs(60)).await;
        assert_eq!(cluster.agreed().len(), before, "half of the validators decided");
        cluster.link(|_, _| true).await;
        // Ten timeouts of the longest kind.
        cluster.sleep(Duration::from_secs(25)).await;
        assert!(cluster.agreed().len() > before);
        let height = cluster.chain(0).head().number() + 10;
        cluster.until(height).await;
        cluster.agreed();
    });
}

#[test]
fn whatever_one_validator_suffers_nobody_disagrees_and_the_network_goes_on() {
    for seed in 40..42 {
        let setup = Setup { latency: (40, 30), epoch_blocks: 15, ..Setup::default() };
        simulate(seed, setup, async |cluster| {
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            let mut draw = |bound: u64| rng.next_u64() % bound;
            let mut highest = 0;
            for _ in 0..12 {
                let victim = usize::try_from(draw(4)).expect("small");
                match draw(4) {
                    0 => cluster.crash(victim).await,
                    1 => {
                        cluster.crash(victim).await;
                        cluster.lose_journals(victim);
                    }
                    2 => {
                        cluster.crash(victim).await;
                        cluster.start(victim).await;
                    }
                    _ => cluster.link(|from, to| from != victim && to != victim).await,
                }
                cluster.sleep(Duration::from_millis(500 + draw(9_500))).await;
                cluster.agreed();
                cluster.link(|_, _| true).await;
                if cluster.is_down(victim) {
                    cluster.start(victim).await;
                }
                cluster.sleep(Duration::from_millis(draw(2_000))).await;
                let agreed = cluster.agreed().len() as u64;
                assert!(agreed >= highest, "final blocks are gone");
                highest = agreed;
            }
            cluster.until(highest + 20).await;
            cluster.agreed();
            for node in &cluster.nodes {
                assert_eq!(node.status.read().evidence, 0);
            }
        });
    }
}

fn accusation(proof: &Evidence) -> submitEvidenceCall {
    let vote = |vote: &EvidenceVote| Vote {
        kind: match vote.kind {
            Kind::Notarize => VoteKind::Notarize,
            Kind::Nullify => VoteKind::Nullify,
            Kind::Finalize => VoteKind::Finalize,
        },
        parent: vote.parent,
        payload: vote.payload,
        r: B256::from_slice(&vote.signature[..32]),
        s: B256::from_slice(&vote.signature[32..]),
    };
    submitEvidenceCall {
        consensusKey: proof.consensus_key,
        epoch: proof.epoch,
        viewNumber: proof.view,
        first: vote(&proof.votes[0]),
        second: vote(&proof.votes[1]),
    }
}
