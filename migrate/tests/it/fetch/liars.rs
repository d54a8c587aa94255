//! Nodes that lie: each lie is named with who told it, and the bundle is the same.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use alloy_primitives::{Address, B256, U256, keccak256};
use serde_json::{Value, json};

use super::{
    CONTRACT, DELEGATED, Fetch, TOKEN, chain, chain_of,
    node::{Act, Asked, Chain, Node, edit},
};

type Lie = fn(&Asked<'_>) -> Act;

fn lie_if(when: bool, change: impl Fn(&mut Value) + 'static) -> Act {
    if when { edit(change) } else { Act::Honest }
}

/// A request for balances: the token's own proof has few keys.
fn is_balances(asked: &Asked<'_>) -> bool {
    asked.is("eth_getProof") && asked.keys() > 10
}

fn is_accounts(asked: &Asked<'_>) -> bool {
    asked.is("eth_getProof") && asked.calls.len() > 1
}

fn entries(answer: &mut Value) -> &mut Vec<Value> {
    answer["result"]["storageProof"].as_array_mut().unwrap()
}

/// Changes a digit in the middle of a text.
fn flip(text: &mut Value) {
    let old = text.as_str().unwrap();
    let at = old.len() / 2;
    let digit = if &old[at..=at] == "0" { "1" } else { "0" };
    *text = json!(format!("{}{digit}{}", &old[..at], &old[at + 1..]));
}

/// What is told, and words of what is said about it.
const LIES: [(&str, Lie, &str); 21] = [
    (
        "another state root",
        |asked| lie_if(asked.is("eth_getBlockByNumber"), |a| flip(&mut a["result"]["stateRoot"])),
        "the block's header: it hashes to",
    ),
    (
        "a header without a field",
        |asked| lie_if(asked.is("eth_getBlockByNumber"), |a| a["result"]["mixHash"] = Value::Null),
        "the header has no mixHash",
    ),
    (
        "no block",
        |asked| lie_if(asked.is("eth_getBlockByNumber"), |a| a["result"] = Value::Null),
        "it does not know block 6486489",
    ),
    (
        "another token's account",
        |asked| lie_if(asked.is("eth_getProof"), |a| flip(&mut a["result"]["accountProof"][1])),
        "the proof of the account 0xf85f",
    ),
    (
        "other code",
        |asked| lie_if(asked.is("eth_getCode"), |a| a["result"] = json!("0x6001")),
        "code of hash",
    ),
    (
        "a balance one wei higher",
        |asked| {
            lie_if(is_balances(asked), |a| {
                let value = &mut entries(a)[7]["value"];
                let wei = u128::from_str_radix(&value.as_str().unwrap()[2..], 16).unwrap();
                *value = json!(format!("{:#x}", wei + 1));
            })
        },
        "was claimed to be",
    ),
    (
        "a balance of nothing for somebody who has something",
        |asked| lie_if(is_balances(asked), |a| entries(a)[3]["value"] = json!("0x0")),
        "was claimed to be 0,",
    ),
    (
        "a flipped digit in a proof",
        |asked| lie_if(is_balances(asked), |a| flip(&mut entries(a)[9]["proof"][1])),
        "wrong node: node 1",
    ),
    (
        "a proof that ends early",
        |asked| {
            lie_if(is_balances(asked), |a| {
                entries(a)[9]["proof"].as_array_mut().unwrap().pop();
            })
        },
        "truncated",
    ),
    (
        "a proof with a node more",
        |asked| {
            lie_if(is_balances(asked), |a| {
                let proof = entries(a)[9]["proof"].as_array_mut().unwrap();
                proof.push(proof[0].clone());
            })
        },
        "too long",
    ),
    (
        "swapped keys",
        |asked| {
            lie_if(is_balances(asked), |a| {
                let key = entries(a)[0]["key"].clone();
                entries(a)[0]["key"] = entries(a)[1]["key"].clone();
                entries(a)[1]["key"] = key;
            })
        },
        "wrong",
    ),
    (
        "one proof for two keys",
        |asked| {
            lie_if(is_balances(asked), |a| {
                let first = entries(a)[0].clone();
                entries(a)[1] = first;
            })
        },
        "no proof of slot",
    ),
    (
        "half of the proofs",
        |asked| lie_if(is_balances(asked), |a| entries(a).truncate(20)),
        "proofs of slots; expected",
    ),
    (
        "null for proofs",
        |asked| lie_if(is_balances(asked), |a| a["result"] = Value::Null),
        "null for a proof",
    ),
    (
        "something else for proofs",
        |asked| lie_if(is_balances(asked), |a| a["result"] = json!(["storageProof", 7])),
        "expected an object with a list",
    ),
    (
        "other accounts",
        |asked| {
            lie_if(is_accounts(asked), |a| {
                let other = a[0]["result"].clone();
                a[1]["result"] = other;
            })
        },
        "the proof of the account",
    ),
    (
        "a contract that is a person",
        |asked| lie_if(asked.is("eth_getCode") && asked.before > 20, |a| a["result"] = json!("0x")),
        "code of hash 0xc5d2",
    ),
    (
        "another token's logs",
        |asked| {
            lie_if(asked.is("eth_getLogs"), |a| {
                for log in a["result"].as_array_mut().unwrap() {
                    log["address"] = json!(format!("{:#x}", TOKEN.create(1)));
                }
            })
        },
        "asked for were 0xf85f",
    ),
    (
        "null for logs",
        |asked| lie_if(asked.is("eth_getLogs"), |a| a["result"] = Value::Null),
        "null; expected a list of logs",
    ),
    (
        "logs of other blocks",
        |asked| {
            lie_if(asked.is("eth_getLogs"), |a| {
                for log in a["result"].as_array_mut().unwrap() {
                    log["blockNumber"] = json!("0x1");
                }
            })
        },
        "a log of block 1; asked for were",
    ),
    (
        "a log twice",
        |asked| {
            lie_if(asked.is("eth_getLogs"), |a| {
                let logs = a["result"].as_array_mut().unwrap();
                logs.extend(logs.first().cloned());
            })
        },
        "twice",
    ),
];

#[test]
fn a_liar_is_named_and_the_bundle_is_the_same() {
    let chain = chain(200);
    let honest = Node::honest(&chain);
    for (what, lie, words) in LIES {
        let liar = Node::start(&chain, lie);
        let said = Fetch::new(&chain, &[&liar, &honest]).succeeds(&chain);
        assert!(said.contains(&liar.url) && said.contains(words), "{what}: {said}");
        assert!(!said.contains(&format!("{} gives a wrong", honest.url)), "{what}: {said}");
    }
}

#[test]
fn with_nobody_but_a_liar_nothing_is_written_and_nothing_is_lost() {
    let chain = chain(200);
    let honest = Node::honest(&chain);
    for (what, lie, words) in LIES {
        let liar = Node::start(&chain, lie);
        let mut fetch = Fetch::new(&chain, &[&liar]);
        fetch.fails(1, &["nobody gives", &liar.url, words, "goes on with it"]);
        // The same folder, and somebody honest.
        fetch.arg(&["--rpc", &honest.url]);
        fetch.args.retain(|arg| *arg != liar.url);
        let at = fetch.args.iter().position(|arg| arg == "--rpc").unwrap();
        fetch.args.remove(at);
        let said = fetch.succeeds(&chain);
        assert!(said.starts_with("Verified"), "{what}: {said}");
    }
}

/// Ways to hide, invent or change logs that no check of a single answer finds.
const LOG_LIES: [(&str, Lie); 4] = [
    ("none", |asked| lie_if(asked.is("eth_getLogs"), |a| a["result"] = json!([]))),
    ("half of a range", |asked| {
        lie_if(asked.is("eth_getLogs"), |a| {
            let logs = a["result"].as_array_mut().unwrap();
            logs.truncate(logs.len() / 2);
        })
    }),
    ("one is missing", |asked| {
        lie_if(asked.is("eth_getLogs"), |a| {
            a["result"].as_array_mut().unwrap().pop();
        })
    }),
    ("one says more", |asked| {
        lie_if(asked.is("eth_getLogs"), |a| {
            if let Some(log) = a["result"].as_array_mut().unwrap().last_mut() {
                flip(&mut log["data"]);
            }
        })
    }),
];

#[test]
fn logs_that_lie_are_found_by_the_balances() {
    let chain = chain(200);
    let honest = Node::honest(&chain);
    for (what, lie) in LOG_LIES {
        let liar = Node::start(&chain, lie);
        let said = Fetch::new(&chain, &[&liar, &honest]).succeeds(&chain);
        assert!(said.contains(&format!("{} gave wrong logs", liar.url)), "{what}: {said}");
    }
}

#[test]
fn logs_that_lie_alone_are_named_by_an_account_and_left_out_on_demand() {
    let chain = chain(200);
    for (what, lie) in LOG_LIES {
        let liar = Node::start(&chain, lie);
        let mut fetch = Fetch::new(&chain, &[&liar]);
        let list = chain.bundle.path().join("balances.csv");
        fetch.arg(&["--hints", list.to_str().unwrap()]);
        fetch.fails(3, &["the logs do not lead to the balances", "0x", "--no-logs"]);
        fetch.arg(&["--no-logs"]);
        let output = fetch.run();
        assert_eq!(output.status.code(), Some(0), "{what}: {}", super::both(&output));
        assert!(!fetch.out().join("logs.csv").exists());
        // Somebody honest, and the whole bundle.
        let honest = Node::honest(&chain);
        Fetch::new(&chain, &[&honest]).succeeds(&chain);
    }
}

/// A node that has coins minted for a hundred holders nobody has heard of, so much for each.
fn inventor(chain: &Arc<Chain>, wei: U256) -> Node {
    Node::start(chain, move |asked| {
        lie_if(asked.is("eth_getLogs"), move |answer| {
            let logs = answer["result"].as_array_mut().unwrap();
            let Some(first) = logs.first().cloned() else { return };
            *logs = (0..100_u64)
                .map(|at| {
                    let to = stranger(at);
                    transfer(&first, first["blockNumber"].clone(), at, Address::ZERO, to, wei)
                })
                .collect();
        })
    })
}

fn stranger(at: u64) -> Address {
    Address::from_word(keccak256(format!("stranger {at}")))
}

/// Another transfer, in the form of `log`.
fn transfer(log: &Value, block: Value, at: u64, from: Address, to: Address, wei: U256) -> Value {
    let mut log = log.clone();
    log["topics"][1] = json!(from.into_word());
    log["topics"][2] = json!(to.into_word());
    log["data"] = json!(B256::from(wei));
    log["blockNumber"] = block;
    log["logIndex"] = json!(format!("{at:#x}"));
    log
}

/// What all holders have.
fn supply(chain: &Chain) -> U256 {
    let text = fs::read_to_string(chain.bundle.path().join("balances.csv")).unwrap();
    let wei = text.lines().skip(1).map(|row| row.split_once(',').unwrap().1);
    wei.map(|wei| wei.parse::<U256>().unwrap()).sum()
}

#[test]
fn holders_who_are_invented_hide_nobody() {
    let chain = chain_of(200, &[CONTRACT, DELEGATED]);
    let honest = Node::honest(&chain);
    // Not more than there is: nothing but the balances contradicts it.
    let liar = inventor(&chain, supply(&chain) / U256::from(100));
    let said = Fetch::new(&chain, &[&liar, &honest]).succeeds(&chain);
    assert!(said.contains(&format!("{} gave wrong logs", liar.url)), "{said}");
    // With nobody else, and then with somebody honest alone.
    let mut fetch = Fetch::new(&chain, &[&liar]);
    fetch.fails(3, &["no mapping of slots 0 to 64"]);
    for url in fetch.args.iter_mut().filter(|arg| **arg == liar.url) {
        url.clone_from(&honest.url);
    }
    fetch.succeeds(&chain);
    // Who is named is tried, whatever logs say.
    let list = chain.bundle.path().join("balances.csv");
    let mut fetch = Fetch::new(&chain, &[&liar]);
    fetch.arg(&["--hints", list.to_str().unwrap()]);
    fetch.fails(3, &["the logs do not lead to the balances"]);
}

/// Counts what is asked of a node: ranges of logs, and proofs of balances.
#[derive(Clone, Default)]
struct Counts {
    ranges: Arc<AtomicUsize>,
    balances: Arc<AtomicUsize>,
}

impl Counts {
    fn see(&self, asked: &Asked<'_>) {
        self.ranges.fetch_add(asked.is("eth_getLogs").into(), Ordering::SeqCst);
        self.balances.fetch_add(is_balances(asked).into(), Ordering::SeqCst);
    }

    fn take(&self) -> (usize, usize) {
        (self.ranges.swap(0, Ordering::SeqCst), self.balances.swap(0, Ordering::SeqCst))
    }
}

/// In the first of many ranges somebody sends what nobody gave them: the rest is not asked for, and
/// neither is what the accounts have that are named there.
#[test]
fn an_impossible_transfer_is_seen_in_its_range() {
    let chain = chain(200);
    let honest = Node::honest(&chain);
    let counts = Counts::default();
    let (seen, log) = (counts.clone(), chain.logs[0].clone());
    let liar = Node::start(&chain, move |asked| {
        seen.see(asked);
        let log = log.clone();
        lie_if(asked.is("eth_getLogs"), move |answer| {
            let [a, b, c] = [0, 1, 2].map(stranger);
            // Whoever sends first had the supply.
            let two = [(0, a, b), (1, c, b)].map(|(at, from, to)| {
                transfer(&log, json!("0x3d0900"), at, from, to, U256::from(1))
            });
            answer["result"].as_array_mut().unwrap().extend(two);
        })
    });
    let early = ["--from-block", "4000000"];
    let fault = format!("by log 1 of block 4000000 {} sends 1 wei, and has 0", stranger(2));
    let says = format!("by the logs, says {}", liar.url);

    let mut fetch = Fetch::new(&chain, &[&liar]);
    fetch.arg(&early);
    fetch.fails(3, &["the logs do not lead to the balances", &fault, &says, "--from-block"]);
    assert_eq!(counts.take(), (1, 0));
    // The same folder, and somebody honest beside: nothing that was kept is believed again.
    fetch.arg(&["--rpc", &honest.url]);
    let said = fetch.succeeds(&chain);
    assert!(said.contains(&fault) && said.contains(&says), "{said}");
    let names = format!("{} gave wrong logs of blocks 4000000 to", liar.url);
    assert!(said.contains(&names) && !said.contains(&format!("says {}", honest.url)), "{said}");
    assert_eq!(counts.take().0, 1);
}

#[test]
fn more_than_there_is_cannot_be_minted() {
    let chain = chain(200);
    let liar = inventor(&chain, supply(&chain) / U256::from(99));
    Fetch::new(&chain, &[&liar]).fails(3, &["by the logs all have", "and the supply is"]);
}

#[test]
fn the_order_of_answers_does_not_matter() {
    let chain = chain(200);
    let node = Node::start(&chain, |asked| {
        let is_batch = asked.calls.len() > 1;
        edit(move |answer| match is_batch {
            true => answer.as_array_mut().unwrap().reverse(),
            false => {
                let entries = answer["result"].get_mut("storageProof");
                if let Some(entries) = entries.and_then(Value::as_array_mut) {
                    entries.reverse();
                }
                if let Some(logs) = answer["result"].as_array_mut() {
                    logs.reverse();
                }
            }
        })
    });
    let said = Fetch::new(&chain, &[&node]).succeeds(&chain);
    assert!(said.starts_with("Verified"), "{said}");
}
