//! An Ethereum node that knows one rehearsal, and behaves as badly as it is told.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use alloy_primitives::{Address, B256, U256, hex, keccak256};
use alloy_rlp::Header as RlpHeader;
use cybermiles_migrate::{
    bundle::NodeReader,
    rehearsal::Rehearsal,
    verify::{Expected, TOKEN},
};
use cybermiles_proofs::trie::Collected;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::{Value, json};
use tempfile::TempDir;

const TRANSFER: &str = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

/// A chain as an archive node has it.
pub(crate) struct Chain {
    /// Its bundle, as `rehearse` makes it.
    pub(crate) bundle: TempDir,
    pub(crate) expected: Expected,
    codes: BTreeMap<Address, Vec<u8>>,
    state: (B256, Collected),
    storage: (B256, Collected),
    pub(crate) logs: Vec<Value>,
    balances: BTreeMap<Address, U256>,
    slots: BTreeMap<B256, B256>,
}

fn collected(nodes: Vec<Vec<u8>>) -> (B256, Collected) {
    let root = keccak256(&nodes[0]);
    let mut all = Collected::default();
    all.add(nodes);
    (root, all)
}

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

fn topic(address: &str) -> String {
    address.parse::<Address>().unwrap().into_word().to_string()
}

impl Chain {
    pub(crate) fn new(rehearsal: &Rehearsal, mut codes: BTreeMap<Address, Vec<u8>>) -> Arc<Self> {
        let bundle = tempfile::tempdir().unwrap();
        let expected = rehearsal.write(bundle.path()).unwrap();
        let read = |name: &str| fs::read(bundle.path().join(name)).unwrap();
        let text = |name: &str| String::from_utf8(read(name)).unwrap();
        codes.insert(TOKEN, read("code.bin"));
        let [state, storage] = rehearsal.tries();
        let (state, storage) = (collected(state), collected(storage));
        let first = NodeReader::open(&bundle.path().join("storage.nodes")).unwrap().next();
        assert_eq!(keccak256(first.unwrap().unwrap()), storage.0);
        let logs = rows(&text("logs.csv"))
            .map(|row| {
                let number = |text: &str| format!("{:#x}", text.parse::<u64>().unwrap());
                json!({
                    "address": format!("{TOKEN:#x}"),
                    "topics": [TRANSFER, topic(row[2]), topic(row[3])],
                    "data": B256::from(row[4].parse::<U256>().unwrap()),
                    "blockNumber": number(row[0]),
                    "logIndex": number(row[1]),
                    "removed": false,
                })
            })
            .collect();
        let balances = rows(&text("balances.csv"))
            .map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap()))
            .collect();
        let slots = rows(&text("slots.csv"))
            .map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap()))
            .collect();
        Arc::new(Self { expected, codes, state, storage, logs, balances, slots, bundle })
    }

    /// What an honest node answers.
    pub(crate) fn answer(&self, call: &Value) -> Value {
        let params = &call["params"];
        let result = match call["method"].as_str().unwrap() {
            "eth_getBlockByNumber" => self.block(),
            "eth_getProof" => self.proof(params),
            "eth_getCode" => json!(hex::encode_prefixed(self.code(&params[0]))),
            "eth_getLogs" => json!(self.logs(&params[0])),
            "eth_call" => {
                let data = hex::decode(params[0]["data"].as_str().unwrap()).unwrap();
                assert_eq!(data[..4], keccak256("balanceOf(address)")[..4]);
                let balance = self.balances.get(&Address::from_slice(&data[16..]));
                json!(B256::from(balance.copied().unwrap_or_default()))
            }
            "eth_getStorageAt" => {
                let slot: B256 = params[1].as_str().unwrap().parse().unwrap();
                json!(B256::from(self.slot(slot)))
            }
            method => {
                let error = json!({ "code": -32601, "message": format!("no method {method}") });
                return json!({ "jsonrpc": "2.0", "id": call["id"], "error": error });
            }
        };
        json!({ "jsonrpc": "2.0", "id": call["id"], "result": result })
    }

    fn slot(&self, slot: B256) -> U256 {
        let mapping = cybermiles_migrate::layout::Mapping::CMT;
        let balance = self.balances.iter().find(|(account, _)| mapping.slot_of(**account) == slot);
        let fixed = || self.slots.get(&slot).map(|value| U256::from_be_bytes(value.0));
        balance.map(|(_, wei)| *wei).or_else(fixed).unwrap_or_default()
    }

    fn code(&self, address: &Value) -> Vec<u8> {
        let address: Address = address.as_str().unwrap().parse().unwrap();
        self.codes.get(&address).cloned().unwrap_or_default()
    }

    fn block(&self) -> Value {
        let rlp = fs::read(self.bundle.path().join("header.rlp")).unwrap();
        let mut rest = rlp.as_slice();
        RlpHeader::decode(&mut rest).unwrap();
        let mut fields = Vec::new();
        while !rest.is_empty() {
            let field = RlpHeader::decode(&mut rest).unwrap();
            fields.push(rest[..field.payload_length].to_vec());
            rest = &rest[field.payload_length..];
        }
        let bytes = |at: usize| json!(hex::encode_prefixed(&fields[at]));
        let number = |at: usize| json!(format!("{:#x}", U256::from_be_slice(&fields[at])));
        json!({
            "parentHash": bytes(0), "sha3Uncles": bytes(1), "miner": bytes(2),
            "stateRoot": bytes(3), "transactionsRoot": bytes(4), "receiptsRoot": bytes(5),
            "logsBloom": bytes(6), "difficulty": number(7), "number": number(8),
            "gasLimit": number(9), "gasUsed": number(10), "timestamp": number(11),
            "extraData": bytes(12), "mixHash": bytes(13), "nonce": bytes(14),
            "hash": keccak256(&rlp), "size": "0x220", "uncles": [], "transactions": [],
        })
    }

    fn proof(&self, params: &Value) -> Value {
        let address: Address = params[0].as_str().unwrap().parse().unwrap();
        let entries: Vec<Value> = params[1]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| {
                assert_eq!(address, TOKEN);
                let slot: B256 = key.as_str().unwrap().parse().unwrap();
                let proof = prove(&self.storage, keccak256(slot));
                let value = format!("{:#x}", self.slot(slot));
                json!({ "key": key, "value": value, "proof": proof })
            })
            .collect();
        let account = prove(&self.state, keccak256(address));
        json!({ "address": address, "accountProof": account, "storageProof": entries })
    }

    pub(crate) fn logs(&self, filter: &Value) -> Vec<Value> {
        let number =
            |value: &Value| u64::from_str_radix(&value.as_str().unwrap()[2..], 16).unwrap();
        let range = number(&filter["fromBlock"])..=number(&filter["toBlock"]);
        let within = |log: &&Value| range.contains(&number(&log["blockNumber"]));
        self.logs.iter().filter(within).cloned().collect()
    }
}

fn prove(trie: &(B256, Collected), key: B256) -> Vec<String> {
    let mut nodes = Vec::new();
    trie.1
        .proof(trie.0, &[key], |node| {
            nodes.push(hex::encode_prefixed(node));
            Ok(())
        })
        .unwrap();
    nodes
}

/// What is asked in one request.
pub(crate) struct Asked<'a> {
    /// Requests before it.
    pub(crate) before: usize,
    pub(crate) calls: &'a [Value],
}

impl Asked<'_> {
    pub(crate) fn is(&self, method: &str) -> bool {
        self.calls[0]["method"] == method
    }

    /// The keys an `eth_getProof` asks for.
    pub(crate) fn keys(&self) -> usize {
        self.calls[0]["params"][1].as_array().map_or(0, Vec::len)
    }
}

/// What a node does about a request.
pub(crate) enum Act {
    Honest,
    /// Changes what an honest node would answer: an object, or a list for a batch.
    Edit(Box<dyn Fn(&mut Value)>),
    /// Answers everything with this error.
    Error(i64, &'static str),
    /// Status, other headers, body.
    Reply(u16, &'static str, Vec<u8>),
    /// Closes the connection, after so many bytes of the honest reply.
    Drop(usize),
    /// Says nothing until the other side leaves.
    Hang,
}

/// Changes an honest answer.
pub(crate) fn edit(change: impl Fn(&mut Value) + 'static) -> Act {
    Act::Edit(Box::new(change))
}

type Behave = dyn Fn(&Asked<'_>) -> Act + Send + Sync;

/// A node on a port of its own.
pub(crate) struct Node {
    pub(crate) url: String,
    stop: Arc<AtomicBool>,
    requests: Arc<AtomicUsize>,
}

impl Node {
    pub(crate) fn start(
        chain: &Arc<Chain>,
        behave: impl Fn(&Asked<'_>) -> Act + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(chain, behave, None)
    }

    /// Speaks TLS, with the certificate of the tests.
    pub(crate) fn start_tls(chain: &Arc<Chain>) -> Self {
        let pem = |text: &str| text.as_bytes().to_vec();
        let cert = CertificateDer::from_pem_slice(&pem(include_str!("tls/cert.pem"))).unwrap();
        let key = PrivateKeyDer::from_pem_slice(&pem(include_str!("tls/key.pem"))).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert], key)
            .unwrap();
        Self::start_with(chain, |_| Act::Honest, Some(Arc::new(config)))
    }

    fn start_with(
        chain: &Arc<Chain>,
        behave: impl Fn(&Asked<'_>) -> Act + Send + Sync + 'static,
        tls: Option<Arc<ServerConfig>>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let (stop, requests) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let behave: Arc<Behave> = Arc::new(behave);
        let (chain, stopped, counter) = (chain.clone(), stop.clone(), requests.clone());
        // One request at a time, so that "the request before" has a meaning.
        let turn = Arc::new(Mutex::new(()));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let (chain, behave, counter, turn) =
                    (chain.clone(), behave.clone(), counter.clone(), turn.clone());
                let (stream, tls) = (stream.unwrap(), tls.clone());
                thread::spawn(move || match tls {
                    None => serve(stream, &chain, &*behave, &counter, &turn),
                    Some(config) => {
                        let connection = ServerConnection::new(config).unwrap();
                        let stream = StreamOwned::new(connection, stream);
                        serve(stream, &chain, &*behave, &counter, &turn)
                    }
                });
            }
        });
        Self { url, stop, requests }
    }

    pub(crate) fn honest(chain: &Arc<Chain>) -> Self {
        Self::start(chain, |_| Act::Honest)
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.url.rsplit('/').next().unwrap());
    }
}

/// Serves one connection until either side closes it.
fn serve(
    stream: impl Read + Write,
    chain: &Chain,
    behave: &Behave,
    counter: &AtomicUsize,
    turn: &Mutex<()>,
) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let body = request(&mut reader)?;
        let json: Value = serde_json::from_slice(&body).unwrap();
        let is_batch = json.is_array();
        let calls = if is_batch { json.as_array().unwrap().clone() } else { vec![json] };
        let before = counter.fetch_add(1, Ordering::SeqCst);
        let act = {
            let _turn = turn.lock().unwrap();
            behave(&Asked { before, calls: &calls })
        };
        let answers: Vec<Value> = match &act {
            Act::Error(code, message) => calls
                .iter()
                .map(|call| {
                    let error = json!({ "code": code, "message": message });
                    json!({ "jsonrpc": "2.0", "id": call["id"], "error": error })
                })
                .collect(),
            Act::Honest | Act::Edit(_) | Act::Drop(1..) => {
                calls.iter().map(|call| chain.answer(call)).collect()
            }
            _ => Vec::new(),
        };
        let mut answer = match is_batch {
            true => Value::Array(answers),
            false => answers.into_iter().next().unwrap_or_default(),
        };
        let (status, headers, body) = match act {
            Act::Honest | Act::Error(..) => (200, "", answer.to_string().into_bytes()),
            Act::Edit(change) => {
                change(&mut answer);
                (200, "", answer.to_string().into_bytes())
            }
            Act::Reply(status, headers, body) => (status, headers, body),
            Act::Drop(after) => {
                let reply = reply(200, "", answer.to_string().as_bytes());
                let _ =
                    reader.get_mut().write_all(&reply[..after.min(reply.len().saturating_sub(1))]);
                return None;
            }
            Act::Hang => {
                let _ = reader.read(&mut [0]);
                return None;
            }
        };
        let stream = reader.get_mut();
        stream.write_all(&reply(status, headers, &body)).ok()?;
        stream.flush().ok()?;
    }
}

fn request(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let mut body = vec![0; length?];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

fn reply(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         {headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}
