//! A node to ask, accounts to ask with, and contracts that do one thing each.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256, address, hex};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use cybermiles_chain::{Chain, ChainOptions, Clock, PoolOptions, SealerHandle, Sealing};
use cybermiles_primitives::{ChainSpec, ExecutedBlock, Genesis};
use cybermiles_rpc::{Limits, Local, ServerHandle, ServerOptions, serve};
use cybermiles_storage::{Store, StoreOptions};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The chain id of the test chain.
pub(crate) const CHAIN_ID: u64 = 1337;
/// Returns its call data.
pub(crate) const ECHO: Address = address!("0x00000000000000000000000000000000000ec400");
/// Reverts with `Error("nope")`.
pub(crate) const REFUSES: Address = address!("0x000000000000000000000000000000000000fa11");
/// Reverts with nothing.
pub(crate) const REFUSES_SILENTLY: Address = address!("0x000000000000000000000000000000000000fa12");
/// Never ends.
pub(crate) const ENDLESS: Address = address!("0x0000000000000000000000000000000000e4d1e5");
/// Emits as many logs as the first word of its call data says, with topics counting down to 1.
pub(crate) const TALKS: Address = address!("0x0000000000000000000000000000000000007a1c");
/// Has 7 in slot 0.
pub(crate) const STORES: Address = address!("0x0000000000000000000000000000000000005707");

/// The revert data of [`REFUSES`].
pub(crate) fn nope() -> Vec<u8> {
    let mut data = hex!("08c379a0").to_vec();
    data.extend(U256::from(32).to_be_bytes::<32>());
    data.extend(U256::from(4).to_be_bytes::<32>());
    let mut text = [0; 32];
    text[..4].copy_from_slice(b"nope");
    data.extend(text);
    data
}

fn contracts() -> Vec<(Address, Vec<u8>)> {
    let reason = nope();
    let mut refuses = vec![0x60, reason.len() as u8];
    refuses.extend(hex!("8060095f395ffd"));
    refuses.extend(reason);
    vec![
        (ECHO, hex!("365f5f37365ff3").to_vec()),
        (REFUSES, refuses),
        (REFUSES_SILENTLY, hex!("5f5ffd").to_vec()),
        (ENDLESS, hex!("5b5f56").to_vec()),
        (TALKS, hex!("5f355b8015601357805f5fa1600190036002565b00").to_vec()),
        (STORES, hex!("5f545f5260205ff3").to_vec()),
    ]
}

/// How a test's node differs from the usual one.
pub(crate) struct Setup {
    pub(crate) sealing: Sealing,
    pub(crate) max_log_blocks: u64,
    pub(crate) time_control: bool,
    pub(crate) options: ServerOptions,
}

impl Default for Setup {
    fn default() -> Self {
        let options = ServerOptions { address: ([127, 0, 0, 1], 0).into(), ..Default::default() };
        Self { sealing: Sealing::Manual, max_log_blocks: 100_000, time_control: true, options }
    }
}

impl Setup {
    pub(crate) fn limits(limits: Limits) -> Self {
        let mut setup = Self::default();
        setup.options.limits = limits;
        setup
    }
}

/// A chain, its sealer where it has one, and its folder.
pub(crate) struct TestChain {
    pub(crate) chain: Arc<Chain>,
    _sealer: Option<SealerHandle>,
    _folder: TempDir,
}

impl TestChain {
    pub(crate) fn new(sealing: Sealing, max_log_blocks: u64) -> Self {
        Self::with(&Setup { sealing, max_log_blocks, ..Setup::default() })
    }

    pub(crate) fn with(setup: &Setup) -> Self {
        let Setup { sealing, max_log_blocks, time_control, .. } = *setup;
        let folder = tempfile::tempdir().unwrap();
        let rich = (0..4).map(|index| (key(index).address(), U256::from(10).pow(U256::from(24))));
        let mut genesis = Genesis::new(ChainSpec::dev(), rich);
        for (address, code) in contracts() {
            let account = GenesisAccount::default().with_code(Some(code.into()));
            genesis.alloc.insert(address, account);
        }
        let slot = [(B256::ZERO, B256::with_last_byte(7))].into_iter().collect();
        genesis.alloc.get_mut(&STORES).unwrap().storage = Some(slot);
        let store = Store::open(folder.path(), &genesis, StoreOptions::test()).unwrap();
        let seconds = AtomicU64::new(1_700_000_000);
        let clock: Clock = Arc::new(move || seconds.fetch_add(1, Ordering::Relaxed));
        let pool = PoolOptions::dev();
        let options = ChainOptions {
            sealing,
            pool,
            max_log_blocks,
            time_control,
            ..ChainOptions::test(clock)
        };
        let chain = Chain::open(genesis, store, options).unwrap();
        let sealer = (sealing != Sealing::Manual).then(|| chain.start().unwrap());
        Self { chain, _sealer: sealer, _folder: folder }
    }

    /// The service above the chain, without a socket.
    pub(crate) fn local(&self) -> Local {
        Local::new(self.chain.clone(), ServerOptions::default()).unwrap()
    }
}

/// A served chain.
pub(crate) struct Node {
    pub(crate) test_chain: TestChain,
    pub(crate) chain: Arc<Chain>,
    pub(crate) server: ServerHandle,
    pub(crate) address: SocketAddr,
}

impl Node {
    pub(crate) async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    pub(crate) async fn with(setup: Setup) -> Self {
        let test_chain = TestChain::with(&setup);
        let chain = test_chain.chain.clone();
        let server = serve(chain.clone(), setup.options).await.unwrap();
        let address = server.local_addr();
        Self { test_chain, chain, server, address }
    }

    /// The result of one call.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        let reply = self.ask(method, params.clone()).await;
        let Some(result) = reply.get("result") else { panic!("{method}{params}: {reply}") };
        result.clone()
    }

    /// The error of one call.
    pub(crate) async fn error(&self, method: &str, params: Value) -> Value {
        let reply = self.ask(method, params.clone()).await;
        let Some(error) = reply.get("error") else { panic!("{method}{params}: {reply}") };
        error.clone()
    }

    /// The whole reply to one call.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let reply = self.post(&call.to_string()).await;
        let value: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(value["jsonrpc"], "2.0");
        value
    }

    /// Posts `body` as JSON.
    pub(crate) async fn post(&self, body: &str) -> Reply {
        self.post_with(body, "content-type: application/json\r\n").await
    }

    /// Posts `body` with these header lines.
    pub(crate) async fn post_with(&self, body: &str, headers: &str) -> Reply {
        let length = body.len();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {}\r\n{headers}content-length: {length}\r\n\
             connection: close\r\n\r\n{body}",
            self.address
        );
        self.raw(request.as_bytes()).await
    }

    /// Sends bytes on a socket of their own and reads the reply to its end.
    pub(crate) async fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // The server may answer and close before it has read everything.
        let _ = stream.write_all(request).await;
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply).await;
        Reply::parse(&reply)
    }

    /// Sends bytes, says that nothing more comes, and reads to the end.
    pub(crate) async fn raw_once(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let _ = stream.write_all(request).await;
        let _ = stream.shutdown().await;
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply).await;
        Reply::parse(&reply)
    }

    /// Submits and seals; the block that holds them.
    pub(crate) async fn include(&self, transactions: &[Bytes]) -> Arc<ExecutedBlock> {
        for raw in transactions {
            self.call("eth_sendRawTransaction", json!([raw])).await;
        }
        let block = self.chain.seal().unwrap();
        assert_eq!(block.transactions.len(), transactions.len());
        block
    }
}

/// An HTTP reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            return Self { status: 0, headers: String::new(), body: text.into_owned() };
        };
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Self { status, headers: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The key of one of the rich accounts.
pub(crate) fn key(index: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(index + 1)).unwrap()
}

/// A transfer of 1 wei that is certain to be taken.
pub(crate) fn transfer(nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: 10_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        to: TxKind::Call(Address::repeat_byte(0xbb)),
        value: U256::ONE,
        ..Default::default()
    }
}

/// A call of `contract` with one word of data.
pub(crate) fn invoke(nonce: u64, contract: Address, word: u64, gas_limit: u64) -> TxEip1559 {
    TxEip1559 {
        gas_limit,
        to: TxKind::Call(contract),
        value: U256::ZERO,
        input: U256::from(word).to_be_bytes_vec().into(),
        ..transfer(nonce)
    }
}

/// Signs any kind of transaction with the key at `index`.
pub(crate) fn sign<T>(index: u8, transaction: T) -> Bytes
where
    T: SignableTransaction<Signature>,
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let signature = key(index).sign_hash_sync(&transaction.signature_hash()).unwrap();
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
}

/// The hash of an encoded transaction.
pub(crate) fn hash(raw: &Bytes) -> B256 {
    alloy_primitives::keccak256(raw)
}

/// A JSON quantity as a number.
pub(crate) fn number(value: &Value) -> u128 {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
    let digits = digits.unwrap_or_else(|| panic!("{value} is no quantity"));
    assert!(digits == "0" || !digits.starts_with('0'), "{value} has leading zeros");
    u128::from_str_radix(digits, 16).unwrap()
}
