//! The files of a local network: one genesis, a folder and settings for every node.
//!
//! ```text
//! FOLDER/genesis.json
//! FOLDER/validator-1/{genesis.json, cybermiles.toml, validator.json, …}
//! FOLDER/full-1/{genesis.json, cybermiles.toml}
//! ```

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::Write as _,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use alloy_primitives::{U256, keccak256};
use alloy_signer_local::PrivateKeySigner;
use cybermiles_consensus::{Seed, ValidatorKeys, keystore::Cost};
use cybermiles_evm_precompiles::{
    abi::IStaking::{Commission, Metadata},
    governance::parameters::{GAS_LIMIT, MIN_BASE_FEE},
    staking::genesis::{Founder, Founding, found_with},
};
use cybermiles_genesis::governance_slots;
use cybermiles_primitives::{
    ChainSpec, Genesis,
    native::{GOVERNANCE, STAKING},
};

use super::TestnetOptions;
use crate::{
    accounts,
    cli::DEV_MNEMONIC,
    clock::now_ms,
    datadir::{DataDir, read_genesis_file},
    error::NodeError,
    wallet::validator::{Terms, declaration},
};

/// The password of all keystores: what is on this machine is worth nothing.
const PASSWORD: &str = "testnet";
/// The stake every validator begins with, in CMT.
const STAKE: u64 = 1_000_000;
/// The operators' accounts come after this many others of the mnemonic.
const OPERATORS_FROM: u32 = 100;

/// One node of the network.
#[derive(Clone, Debug)]
pub(super) struct NodeFiles {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) rpc: SocketAddr,
    metrics: SocketAddr,
    /// Where a validator listens for the others; `None` for a full node.
    listen: Option<SocketAddr>,
}

/// The network's files.
#[derive(Debug)]
pub(super) struct Layout {
    folder: PathBuf,
    chain_id: u64,
    /// The full nodes first, then the validators.
    nodes: Vec<NodeFiles>,
    accounts: Vec<PrivateKeySigner>,
    operators: Vec<PrivateKeySigner>,
}

impl Layout {
    /// The network in `folder`, written first if there is none.
    ///
    /// # Errors
    /// [`NodeError`] when it cannot be written, or is another one than asked for.
    pub(super) fn open_or_write(
        folder: &Path,
        options: &TestnetOptions,
    ) -> Result<Self, NodeError> {
        let all = OPERATORS_FROM.saturating_add(options.validators.into());
        let mut accounts = accounts::derive(DEV_MNEMONIC, all)?;
        let operators = accounts.split_off(OPERATORS_FROM as usize);
        accounts.truncate(options.accounts.get().into());
        let layout = Self {
            folder: folder.to_owned(),
            chain_id: options.chain_id,
            nodes: nodes(folder, options)?,
            accounts,
            operators,
        };
        let genesis = layout.genesis_file();
        match genesis.exists() {
            true => layout.check(&read_genesis_file(&genesis)?, options)?,
            false => layout.write(options)?,
        }
        Ok(layout)
    }

    pub(super) fn nodes(&self) -> &[NodeFiles] {
        &self.nodes
    }

    fn genesis_file(&self) -> PathBuf {
        self.folder.join("genesis.json")
    }

    fn check(&self, found: &Genesis, options: &TestnetOptions) -> Result<(), NodeError> {
        let has = (found.spec.chain_id, found.spec.block_time_ms, found.spec.epoch_blocks);
        let asked = (options.chain_id, options.block_time, options.epoch_blocks);
        let complete = self.nodes.iter().all(|node| node.folder.join("cybermiles.toml").exists());
        let slots = governance_slots(U256::ZERO, &options.parameter)?;
        let begun = found.alloc.get(&GOVERNANCE).and_then(|account| account.storage.as_ref());
        let is_set = options.parameter.is_empty() || begun == Some(&slots);
        if has == asked && complete && is_set {
            return Ok(());
        }
        let folder = self.folder.display();
        Err(NodeError::Usage(format!(
            "{folder} holds another network (chain id, block time in ms, blocks an epoch: {has:?}, \
             asked for: {asked:?}), or one of another size or with other parameters. Start it with the options it was made \
             with, choose another folder with --dir, or delete {folder}"
        )))
    }

    /// Writes everything; the genesis file last, so that a network is there whole or not at all.
    fn write(&self, options: &TestnetOptions) -> Result<(), NodeError> {
        let mut founders = Vec::new();
        for (node, operator) in self.validators().zip(&self.operators) {
            fs::create_dir_all(&node.folder).map_err(|e| NodeError::file(&node.folder, e))?;
            let datadir = DataDir::new(&node.folder);
            let seed = Seed::generate()?;
            seed.store(&datadir.keystore(), PASSWORD, Cost::LIGHT)?;
            write_private(&node.folder.join("validator.password"), PASSWORD)?;
            let key = operator.to_bytes().to_string();
            write_private(&node.folder.join("reporter.key"), &key)?;
            let keys = ValidatorKeys::derive(&seed)?;
            founders.extend(node.listen.map(|at| self.founder(node, operator, &keys, at)));
        }
        let genesis = self.genesis(options, founders)?;
        for node in &self.nodes {
            DataDir::new(&node.folder).write_genesis(&genesis)?;
            let path = node.folder.join("cybermiles.toml");
            fs::write(&path, self.settings(node)).map_err(|e| NodeError::file(&path, e))?;
        }
        DataDir::new(&self.folder).write_genesis(&genesis)
    }

    fn validators(&self) -> impl Iterator<Item = &NodeFiles> {
        self.nodes.iter().filter(|node| !node.is_full())
    }

    fn founder(
        &self,
        node: &NodeFiles,
        operator: &PrivateKeySigner,
        keys: &ValidatorKeys,
        listen: SocketAddr,
    ) -> Founder {
        let operator = operator.address();
        let self_stake = cmt(STAKE);
        let terms = Terms {
            max_stake: self_stake.saturating_mul(U256::from(10)),
            commission: Commission { rate: 500, max: 2_000, maxDailyChange: 100 },
            metadata: Metadata { name: node.name.clone(), ..Default::default() },
        };
        let declaration = declaration(keys, self.chain_id, operator, terms, listen);
        Founder { operator, self_stake, declaration, delegations: Vec::new() }
    }

    fn genesis(
        &self,
        options: &TestnetOptions,
        validators: Vec<Founder>,
    ) -> Result<Genesis, NodeError> {
        let mut spec = ChainSpec {
            chain_id: options.chain_id,
            block_time_ms: options.block_time,
            epoch_blocks: options.epoch_blocks,
            ..ChainSpec::main()
        };
        // Block 0 itself follows these two.
        for (parameter, value) in &options.parameter {
            let value = u64::try_from(*value).unwrap_or(u64::MAX);
            match *parameter {
                GAS_LIMIT => spec.gas_limit = value,
                MIN_BASE_FEE => spec.min_base_fee = value,
                _ => {}
            }
        }
        let rich = self.accounts.iter().chain(&self.operators).cloned().collect::<Vec<_>>();
        let balances = accounts::balances(&rich, options.balance.into());
        let stakes = validators.iter().map(|founder| founder.self_stake);
        let all = balances.iter().map(|(_, balance)| *balance).chain(stakes);
        let time = now_ms() / 1000;
        let founding = Founding {
            chain_id: options.chain_id,
            time,
            seed: keccak256(time.to_be_bytes()),
            supply: all.fold(U256::ZERO, U256::saturating_add),
            validators,
        };
        let founded = found_with(&founding, &options.parameter)
            .map_err(|error| NodeError::Usage(error.to_string()))?;
        let stakes = (STAKING, founded.balance);
        let mut genesis = Genesis::new(spec, balances.into_iter().chain([stakes]));
        genesis.timestamp = time;
        if let Some(first) = self.accounts.first() {
            genesis.set_identity_governor(first.address());
        }
        let account = genesis.alloc.entry(STAKING).or_default();
        account.storage.get_or_insert_default().extend(founded.slots);
        if !options.parameter.is_empty() {
            let slots = governance_slots(U256::ZERO, &options.parameter)?;
            genesis.alloc.entry(GOVERNANCE).or_default().storage = Some(slots);
        }
        // Through the file's format, so that it meets the same checks as any genesis file.
        Ok(Genesis::from_json(&genesis.to_json().to_string())?)
    }

    fn settings(&self, node: &NodeFiles) -> String {
        let mut text = format!(
            "# Written by `cybermiles testnet`.\n[rpc]\nhost = \"{}\"\nport = {}\n\n[metrics]\n\
             address = \"{}\"\n",
            node.rpc.ip(),
            node.rpc.port(),
            node.metrics
        );
        let _ = match node.listen {
            None => {
                let urls = self.validators().map(|node| format!("\"ws://{}\"", node.rpc));
                let urls = urls.collect::<Vec<_>>().join(", ");
                write!(text, "\n[network]\nupstreams = [{urls}]\n")
            }
            Some(listen) => write!(
                text,
                "\n[validator]\nkeystore = \"validator.json\"\npassword_file = \
                 \"validator.password\"\nlisten = \"{listen}\"\nallow_private_ips = true\n\
                 reporter = \"reporter.key\"\n"
            ),
        };
        text
    }

    /// What a newcomer needs.
    pub(super) fn banner(&self, mnemonic: &str) -> String {
        let mut text = format!(
            "A network of {} validators and {} full node(s) in {}\n\nAccounts (keys known to \
             everybody: for development only)\n",
            self.validators().count(),
            self.nodes.iter().filter(|node| node.is_full()).count(),
            self.folder.display()
        );
        for (index, signer) in self.accounts.iter().enumerate() {
            let _ = writeln!(text, "({index}) {} {}", signer.address(), signer.to_bytes());
        }
        let _ = writeln!(text, "\nMnemonic    {mnemonic}\n\nNodes");
        for node in &self.nodes {
            let _ = writeln!(
                text,
                "{:<12}http://{}   metrics http://{}/metrics",
                node.name, node.rpc, node.metrics
            );
        }
        let _ = writeln!(
            text,
            "\nOperators of the validators (m/44'/60'/0'/0/{OPERATORS_FROM} and on)"
        );
        for (node, operator) in self.validators().zip(&self.operators) {
            let _ = writeln!(text, "{:<12}{}", node.name, operator.address());
        }
        text
    }

    /// How a wallet reaches the network.
    pub(super) fn connect_hint(&self) -> String {
        let Some(full) = self.nodes.first() else { return String::new() };
        format!(
            "Chain id    {id}\nRPC URL:    http://{rpc}\nWebSocket:  ws://{rpc}\n\nMetaMask: Networks > \
             Add a custom network > RPC URL http://{rpc}, chain id {id}, currency CMT.\nHealth: \
             cybermiles status --rpc http://{rpc}\nStop with Ctrl-C.",
            id = self.chain_id,
            rpc = full.rpc
        )
    }
}

impl NodeFiles {
    /// Where the node's output goes when it is started by `--start`.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("node.log")
    }

    pub(super) const fn is_full(&self) -> bool {
        self.listen.is_none()
    }
}

/// The full nodes and the validators, each with ports of its own.
fn nodes(folder: &Path, options: &TestnetOptions) -> Result<Vec<NodeFiles>, NodeError> {
    let (full, votes) = (u16::from(options.full_nodes), u16::from(options.validators));
    let count = full.saturating_add(votes);
    for (name, base) in [
        ("--port", options.port),
        ("--p2p-port", options.p2p_port),
        ("--metrics-port", options.metrics_port),
    ] {
        if base == 0 || base.checked_add(count).is_none() {
            return Err(NodeError::Usage(format!(
                "{name} {base}: expected a port with {count} more after it"
            )));
        }
    }
    if !options.hosts.is_empty() && options.hosts.len() != usize::from(count) {
        let named = options.hosts.len();
        return Err(NodeError::Usage(format!(
            "--hosts names {named} addresses, expected one for each of {count} nodes"
        )));
    }
    let node = |place: u16| {
        let host = options.hosts.get(usize::from(place)).copied();
        let host = host.unwrap_or(Ipv4Addr::LOCALHOST.into());
        let at = |base: u16, place: u16| SocketAddr::new(host, base.saturating_add(place));
        let validator = place.checked_sub(full);
        let name = match validator {
            Some(index) => format!("validator-{}", index.saturating_add(1)),
            None => format!("full-{}", place.saturating_add(1)),
        };
        NodeFiles {
            folder: folder.join(&name),
            name,
            rpc: at(options.port, place),
            metrics: at(options.metrics_port, place),
            listen: validator.map(|index| at(options.p2p_port, index)),
        }
    };
    Ok((0..count).map(node).collect())
}

fn cmt(amount: u64) -> U256 {
    U256::from(amount).saturating_mul(U256::from(10).pow(U256::from(18)))
}

fn write_private(path: &Path, text: &str) -> Result<(), NodeError> {
    let fail = |error: std::io::Error| NodeError::file(path, error);
    let mut file = File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map_err(fail)?;
    writeln!(file, "{text}").map_err(fail)
}
