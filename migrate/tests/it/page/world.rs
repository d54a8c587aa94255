//! A snapshot, its lists, and a chain of one contract: Migration, in memory, asked over JSON-RPC.

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use alloy_consensus::{Transaction, TxEnvelope};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{Address, B256, Bytes, Log, TxKind, U64, U256, address, hex, keccak256};
use alloy_signer::{SignerSync, k256::elliptic_curve::rand_core::OsRng};
use alloy_signer_local::PrivateKeySigner;
use cybermiles_evm_precompiles::{
    Status, address::MIGRATION, memory::MemoryHost, migration::genesis,
};
use cybermiles_migrate::{
    Allocation,
    bundle::{NodeReader, Trust},
    classify::{self, Classified, Decisions, recover_digest},
    layout::Mapping,
    rehearsal::Rehearsal,
    verify::{TOKEN, verify},
};
use cybermiles_proofs::trie::{Account, Collected, check};
use jsonrpsee::{
    RpcModule,
    server::{ServerBuilder, ServerHandle},
    types::{ErrorObjectOwned, Params},
};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tempfile::TempDir;

pub(super) const HOLDER: Address = address!("0x00000000000000000000000000000000000000a1");
/// Rows that the claimant claims.
pub(super) const SAFE: Address = address!("0x00000000000000000000000000000000000000b2");
pub(super) const VAULT: Address = address!("0x00000000000000000000000000000000000000b3");
/// Whom nobody paid anything.
pub(super) const NOBODY: Address = address!("0x00000000000000000000000000000000000000ee");
pub(super) const CHAIN_ID: u64 = 1337;
/// The contract's clock: that of [`MemoryHost::new`].
pub(super) const NOW: u64 = 1_700_000_000;
pub(super) const DEADLINE: u64 = NOW + 1_000_000;

/// A key, always the same.
pub(super) fn key(number: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(number)).unwrap()
}

pub(super) fn claimant() -> PrivateKeySigner {
    key(1)
}

pub(super) fn relayer() -> PrivateKeySigner {
    key(2)
}

/// 0.1 CMT.
pub(super) fn max_cost() -> U256 {
    U256::from(10).pow(U256::from(17))
}

pub(super) fn wei(account: Address) -> U256 {
    let cmt = U256::from(10).pow(U256::from(18));
    match account {
        HOLDER => U256::from(1_234_567_890_123_456_789_u64),
        SAFE => cmt * U256::from(24_093) + U256::from(1),
        VAULT => cmt * U256::from(5),
        TOKEN => U256::from(42),
        _ => U256::ZERO,
    }
}

/// What the chain is, and what is wrong with it.
#[derive(Default)]
pub(super) struct State {
    pub(super) host: MemoryHost,
    block: u64,
    sent: BTreeMap<B256, (u64, bool)>,
    logs: Vec<(u64, B256, Log)>,
    nonces: BTreeMap<Address, u64>,
    stuck: Vec<Bytes>,
    /// Of block 0.
    pub(super) genesis_hash: B256,
    /// What a unit of gas costs, in wei.
    pub(super) gas_price: u64,
    /// It answers nothing.
    pub(super) is_mute: bool,
    /// Transactions are taken, and never put into a block.
    pub(super) is_stuck: bool,
}

/// The snapshot's files and its chain.
pub(super) struct World {
    pub(super) folder: TempDir,
    pub(super) url: String,
    pub(super) state: Arc<Mutex<State>>,
    pub(super) classified: Classified,
    server: ServerHandle,
    runtime: tokio::runtime::Runtime,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.server.stop();
    }
}

impl World {
    pub(super) fn new() -> Self {
        Self::with(Trust::Proven)
    }

    /// A world whose balances rest on this.
    pub(super) fn with(trust: Trust) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rows = [HOLDER, SAFE, VAULT, TOKEN].map(|account| (account, wei(account)));
        let rehearsal = Rehearsal::new(Allocation::new(rows.into()).unwrap()).unwrap();
        let bundle = folder.path().join("bundle");
        let expected = rehearsal.write(&bundle).unwrap();
        let verified = verify(&bundle, &expected, &mut ()).unwrap();
        let decision = |account: Address| {
            json!({
                "address": account, "wei": wei(account).to_string(), "class": "contract",
                "treatment": "claim", "claimant": claimant().address(), "evidence": "e", "reason": "r",
            })
        };
        let file = json!({
            "version": 1, "token": TOKEN, "block_hash": expected.block_hash,
            "rows": [decision(SAFE), decision(VAULT)],
        })
        .to_string();
        let text = Decisions::text(file.as_bytes()).unwrap();
        let signed = key(9).sign_message_sync(text.as_bytes()).unwrap().as_bytes();
        let decisions = Decisions::read(file.as_bytes(), &signed, key(9).address()).unwrap();
        let mut classified = classify::classify(&verified, Some(&decisions)).unwrap();
        (classified.snapshot.trust, classified.summary.trust) = (trust, trust);
        classified.write(&folder.path().join("classified")).unwrap();
        let state = State { host: host(&classified), ..State::default() };
        let state = Arc::new(Mutex::new(state));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (url, server) = runtime.block_on(serve(state.clone()));
        Self { folder, url, state, classified, server, runtime }
    }

    /// Waits for what another thread brings about.
    pub(super) fn wait_until(&self, is_so: impl Fn(&State) -> bool) {
        let limit = Instant::now() + Duration::from_secs(30);
        while !is_so(&self.state.lock()) {
            assert!(Instant::now() < limit, "waited in vain");
            std::thread::yield_now();
        }
    }

    pub(super) fn lists(&self) -> PathBuf {
        self.folder.path().join("classified")
    }

    pub(super) fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    pub(super) fn balance(&self, account: Address) -> U256 {
        self.state.lock().host.balance(account)
    }

    /// What `eth_getProof` says of a row of the token.
    pub(super) fn ethereum_proof(&self, account: Address) -> Value {
        let nodes = |name: &str| -> Vec<Vec<u8>> {
            let path = self.folder.path().join("bundle").join(name);
            NodeReader::open(&path).unwrap().map(Result::unwrap).collect()
        };
        let proof_of = |nodes: Vec<Vec<u8>>, root: B256, key: B256| -> Vec<Vec<u8>> {
            let mut collected = Collected::default();
            collected.add(nodes);
            let mut proof = Vec::new();
            let take = |node: &[u8]| {
                proof.push(node.to_vec());
                Ok(())
            };
            collected.proof(root, &[key], take).unwrap();
            proof
        };
        let root = self.classified.summary.state_root;
        let account_proof = proof_of(nodes("account.nodes"), root, keccak256(TOKEN));
        let token = check(root, keccak256(TOKEN), &account_proof).unwrap().unwrap();
        let storage = Account::decode(&token).unwrap().storage_hash;
        let proof = proof_of(nodes("storage.nodes"), storage, Mapping::CMT.key_of(account));
        let text =
            |nodes: &[Vec<u8>]| -> Vec<String> { nodes.iter().map(hex::encode_prefixed).collect() };
        json!({
            "address": TOKEN,
            "accountProof": text(&account_proof),
            "storageProof": [{ "key": Mapping::CMT.slot_of(account), "proof": text(&proof) }],
        })
    }

    /// Writes a keystore and its password; their paths.
    pub(super) fn keystore(&self, name: &str, key: &PrivateKeySigner) -> (PathBuf, PathBuf) {
        let folder = self.folder.path();
        let bytes = key.to_bytes();
        PrivateKeySigner::encrypt_keystore(folder, &mut OsRng, bytes, "page", Some(name)).unwrap();
        (folder.join(name), self.password(name, "page"))
    }

    pub(super) fn password(&self, name: &str, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.folder.path().join(format!("{name}.password"));
        fs::write(&path, format!("{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    pub(super) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn host(classified: &Classified) -> MemoryHost {
    let summary = &classified.summary;
    let is_proven = summary.trust == Trust::Proven;
    let snapshot = genesis::Snapshot {
        token: TOKEN,
        block_number: 6_486_489,
        block_hash: summary.block_hash,
        state_root: is_proven.then_some(summary.state_root),
        balances_slot: U256::from(1),
        is_vyper: false,
    };
    let rows = classified.claims.iter().map(|claim| genesis::MigrationRow {
        account: claim.address,
        class: claim.kind.code(),
        claimant: claim.claimant,
    });
    let found = genesis::found(&genesis::Migration {
        snapshot,
        claim_root: summary.claim_root.unwrap(),
        deadline: DEADLINE,
        rows: rows.collect(),
        claimable: summary.claimable,
    })
    .unwrap();
    let mut host = MemoryHost::new();
    for (slot, value) in found.slots {
        host.set_slot(MIGRATION, slot.into(), value.into());
    }
    host.set_balance(MIGRATION, found.balance);
    host.set_balance(HOLDER, wei(HOLDER));
    host
}

async fn serve(state: Arc<Mutex<State>>) -> (String, ServerHandle) {
    let local: SocketAddr = ([127, 0, 0, 1], 0).into();
    let server = ServerBuilder::default().build(local).await.unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    let mut module = RpcModule::new(state);
    for method in [
        "eth_chainId",
        "eth_gasPrice",
        "eth_maxPriorityFeePerGas",
        "eth_getBlockByNumber",
        "eth_getBalance",
        "eth_getTransactionCount",
        "eth_call",
        "eth_estimateGas",
        "eth_sendRawTransaction",
        "eth_getTransactionReceipt",
        "eth_getLogs",
    ] {
        module
            .register_method(method, move |params: Params<'_>, state, _| {
                let params: Vec<Value> = params.parse().unwrap_or_default();
                state.lock().answer(method, &params)
            })
            .unwrap();
    }
    (url, server.start(module))
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn error(code: i32, message: &str, data: Option<Bytes>) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(code, message, data)
}

impl State {
    /// Transactions in blocks.
    pub(super) fn sent(&self) -> usize {
        self.sent.len()
    }

    /// Transactions that were taken, and are in no block.
    pub(super) fn taken(&self) -> usize {
        self.stuck.len()
    }

    /// Puts what was taken into blocks.
    pub(super) fn unstick(&mut self) {
        self.is_stuck = false;
        for raw in std::mem::take(&mut self.stuck) {
            self.send(&raw);
        }
    }

    fn answer(&mut self, method: &str, params: &[Value]) -> Result<Value, ErrorObjectOwned> {
        if self.is_mute {
            return Err(error(-32000, "out of order: /secret/place", None));
        }
        Ok(match method {
            "eth_chainId" => json!(U64::from(CHAIN_ID)),
            "eth_gasPrice" | "eth_maxPriorityFeePerGas" => json!(U64::from(self.gas_price)),
            "eth_getBlockByNumber" if params[0] == "0x0" => json!({ "hash": self.genesis_hash }),
            "eth_getBlockByNumber" => {
                json!({ "number": U64::from(self.block), "timestamp": U64::from(self.host.time()) })
            }
            "eth_getBalance" => json!(self.host.balance(read(&params[0]))),
            "eth_getTransactionCount" => {
                let nonce = self.nonces.get(&read::<Address>(&params[0])).copied();
                json!(U64::from(nonce.unwrap_or_default()))
            }
            "eth_call" => json!(self.try_call(&params[0])?),
            "eth_estimateGas" => self.try_call(&params[0]).map(|_| json!("0x30d40"))?,
            "eth_sendRawTransaction" => json!(self.send(&read::<Bytes>(&params[0]))),
            "eth_getTransactionReceipt" => {
                let hash: B256 = read(&params[0]);
                self.sent.get(&hash).map_or(Value::Null, |(block, is_done)| {
                    json!({
                        "transactionHash": hash,
                        "blockNumber": U64::from(*block),
                        "status": U64::from(u64::from(*is_done)),
                    })
                })
            }
            _ => self.logs(&params[0]),
        })
    }

    fn try_call(&self, call: &Value) -> Result<Bytes, ErrorObjectOwned> {
        let caller = call.get("from").map(read).unwrap_or_default();
        let data: Bytes = read(&call["data"]);
        let mut host = self.host.clone();
        let output = host.call(caller, read(&call["to"]), U256::ZERO, &data);
        match output.status {
            Status::Success => Ok(output.bytes),
            _ => Err(error(3, "execution reverted", Some(output.bytes))),
        }
    }

    fn send(&mut self, raw: &Bytes) -> B256 {
        let transaction = TxEnvelope::decode_2718_exact(raw).unwrap();
        let hash = *transaction.tx_hash();
        if self.is_stuck {
            self.stuck.push(raw.clone());
            return hash;
        }
        let signature = transaction.signature().as_bytes();
        let caller = recover_digest(transaction.signature_hash(), &signature).unwrap();
        let nonce = self.nonces.entry(caller).or_default();
        assert_eq!((transaction.nonce(), transaction.chain_id()), (*nonce, Some(CHAIN_ID)));
        *nonce += 1;
        let TxKind::Call(to) = transaction.kind() else { panic!("a creation") };
        self.host.take_logs();
        let output = self.host.call(caller, to, transaction.value(), transaction.input());
        self.block += 1;
        self.sent.insert(hash, (self.block, output.status == Status::Success));
        let logs = self.host.take_logs();
        self.logs.extend(logs.into_iter().map(|log| (self.block, hash, log)));
        hash
    }

    fn logs(&self, filter: &Value) -> Value {
        let (from, to): (U64, U64) = (read(&filter["fromBlock"]), read(&filter["toBlock"]));
        let (from, to): (u64, u64) = (from.to(), to.to());
        let topics: Vec<B256> = read(&filter["topics"][0]);
        let is_asked = |(block, _, log): &&(u64, B256, Log)| {
            log.address == MIGRATION
                && (from..=to).contains(block)
                && log.topics().first().is_some_and(|topic| topics.contains(topic))
        };
        self.logs
            .iter()
            .filter(is_asked)
            .map(|(block, hash, log)| {
                json!({
                    "topics": log.topics(), "data": log.data.data,
                    "transactionHash": hash, "blockNumber": U64::from(*block),
                })
            })
            .collect()
    }
}
