//! A rehearsal: the bundle of a token that exists nowhere, made from a list of balances.
//!
//! It has what the bundle of the ERC-20 CMT has (its storage layout, accounts, logs, header), so
//! every later step can be practised and tested without Ethereum. Its block hash is its own: no
//! rehearsal can be taken for the real thing by whoever pins the real hash.

mod trie;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::Path,
};

use alloy_primitives::{Address, B256, U256, address, keccak256};
use alloy_rlp::Encodable;
use cybermiles_proofs::trie::{Collected, EMPTY_CODE, EMPTY_ROOT, ProofError};

use crate::{
    allocation::{Allocation, write_list},
    bundle::{self, BlockId, BundleError, Facts, Trust, Writer, write_node},
    layout::Mapping,
    verify::{Expected, SNAPSHOT, TOKEN},
};
pub use trie::build as build_trie;

/// Who made the token, and had its supply first.
const DEPLOYER: Address = address!("0x00000000000000000000000000000000deb10ee5");
/// Stands for the token's code.
const TOKEN_CODE: &[u8] = b"\x00 a rehearsal of CMT";
/// The block of the first log.
const FIRST_LOG: u64 = 4_700_000;
const TIMESTAMP: u64 = 1_539_000_000;

/// A token that exists nowhere.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    holders: Allocation,
    codes: BTreeMap<Address, Vec<u8>>,
    token: Address,
    number: u64,
}

impl Rehearsal {
    /// A token of these balances at CMT's address and height; `None` if there are none.
    pub fn new(holders: Allocation) -> Option<Self> {
        let is_some = !holders.total().is_zero();
        let codes = BTreeMap::from([(TOKEN, TOKEN_CODE.to_vec())]);
        is_some.then_some(Self { holders, codes, token: TOKEN, number: SNAPSHOT })
    }

    /// Puts code at an account: it is a contract then, or delegates if the code is EIP-7702's.
    pub fn put_code(&mut self, account: Address, code: Vec<u8>) {
        self.codes.insert(account, code);
    }

    /// Writes the bundle, or goes on writing it, and says what to hold it against.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn write(&self, folder: &Path) -> Result<Expected, BundleError> {
        let slots = self.slots();
        let mapping = Mapping::CMT;
        let storage = Built::new(self.storage(mapping, &slots));
        let state = Built::new(self.state(storage.root));
        let header = self.header(state.root);
        let expected = Expected {
            token: self.token,
            number: self.number,
            block_hash: keccak256(&header),
            supply_slot: 0,
        };
        let facts = Facts {
            token: self.token,
            block: BlockId { number: self.number, hash: expected.block_hash },
            balances: mapping,
            supply_slot: expected.supply_slot,
            initial_holder: Some(DEPLOYER),
            trust: Trust::Proven,
        };
        let Some(writer) = Writer::begin(folder, facts)? else { return Ok(expected) };
        let rows = self.rows();
        writer.part(bundle::HEADER, |to| to.write_all(&header))?;
        writer.part(bundle::CODE, |to| to.write_all(TOKEN_CODE))?;
        writer.part(bundle::ACCOUNT, |to| state.prove(&[keccak256(self.token)], to))?;
        writer.part(bundle::BALANCES, |to| write_list(to, &rows))?;
        writer.part(bundle::SLOTS, |to| write_slots(to, &slots))?;
        let balances = rows.keys().map(|account| mapping.key_of(*account));
        let keys = sorted(balances.chain(slots.keys().map(keccak256)));
        writer.part(bundle::STORAGE, |to| storage.prove(&keys, to))?;
        writer.part(bundle::LOGS, |to| self.write_logs(to))?;
        let keys = sorted(rows.keys().map(keccak256));
        writer.part(bundle::HOLDERS, |to| state.prove(&keys, to))?;
        writer.part(bundle::DELEGATES, |to| self.write_delegates(to))?;
        writer.finish()?;
        Ok(expected)
    }

    /// Every node of the state's trie, and every node of the token's storage trie: what an archive
    /// of this chain would have, to play one.
    pub fn tries(&self) -> [Vec<Vec<u8>>; 2] {
        let storage = trie::build(&leaves(self.storage(Mapping::CMT, &self.slots())));
        let state = trie::build(&leaves(self.state(storage.0)));
        [state.1, storage.1]
    }

    /// Every account that would be asked for.
    fn rows(&self) -> BTreeMap<Address, U256> {
        let mut rows = self.holders.rows().clone();
        rows.entry(DEPLOYER).or_default();
        rows.entry(self.token).or_default();
        rows
    }

    /// PausableToken's slots: supply, owner and paused, name, symbol, decimals, initial supply.
    fn slots(&self) -> BTreeMap<B256, B256> {
        let text = |text: &[u8]| {
            let mut word = B256::right_padding_from(text);
            if let Some(last) = word.last_mut() {
                // A short string's length, twice ("Layout of State Variables in Storage").
                *last = u8::try_from(text.len().saturating_mul(2)).unwrap_or_default();
            }
            word
        };
        let supply = B256::from(self.holders.total());
        let mut owner = DEPLOYER.into_word();
        if let Some(paused) = owner.get_mut(11) {
            *paused = 1;
        }
        let values = [
            (0, supply),
            (3, owner),
            (4, text(b"CyberMiles Token")),
            (5, text(b"CMT")),
            (6, B256::from(U256::from(18))),
            (7, supply),
        ];
        values.map(|(slot, value)| (B256::from(U256::from(slot)), value)).into()
    }

    fn storage(&self, mapping: Mapping, slots: &BTreeMap<B256, B256>) -> BTreeMap<B256, Vec<u8>> {
        let balances = self.holders.rows().iter().filter(|(_, wei)| !wei.is_zero());
        let balances = balances.map(|(a, wei)| (mapping.key_of(*a), alloy_rlp::encode(wei)));
        let number = |word: &B256| alloy_rlp::encode(U256::from_be_bytes(word.0));
        let fixed = slots.iter().map(|(slot, word)| (keccak256(slot), number(word)));
        balances.chain(fixed).collect()
    }

    fn state(&self, storage_root: B256) -> BTreeMap<B256, Vec<u8>> {
        let addresses: BTreeSet<_> =
            self.holders.rows().keys().chain(self.codes.keys()).copied().collect();
        let account = |address: &Address| {
            let storage = if *address == self.token { storage_root } else { EMPTY_ROOT };
            let code = self.codes.get(address).map_or(EMPTY_CODE, keccak256);
            list(&[&1_u64, &U256::from(1), &storage, &code])
        };
        addresses.iter().map(|address| (keccak256(address), account(address))).collect()
    }

    /// A header as Ethereum had it in 2018.
    fn header(&self, state_root: B256) -> Vec<u8> {
        let zero = B256::ZERO;
        let empty: &[u8] = &[];
        let bloom = [0_u8; 256].as_slice();
        let nonce = [0_u8; 8].as_slice();
        let extra = b"rehearsal".as_slice();
        list(&[
            &zero,
            &zero,
            &Address::ZERO,
            &state_root,
            &EMPTY_ROOT,
            &EMPTY_ROOT,
            &bloom,
            &empty,
            &self.number,
            &8_000_000_u64,
            &0_u64,
            &TIMESTAMP,
            &extra,
            &zero,
            &nonce,
        ])
    }

    /// The deployer pays everybody, every other one by way of the one before.
    fn write_logs(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "block,index,from,to,wei")?;
        let mut place = 0_u64;
        let mut log = |from: Address, by: Address, wei: &U256| {
            let (block, index) = (FIRST_LOG.saturating_add(place >> 4), place & 15);
            place = place.saturating_add(1);
            writeln!(to, "{block},{index},{from:#x},{by:#x},{wei}")
        };
        let mut via = None;
        for (holder, wei) in self.holders.rows() {
            if let Some(via) = via.take() {
                log(DEPLOYER, via, wei)?;
                log(via, *holder, wei)?;
            } else {
                log(DEPLOYER, *holder, wei)?;
                via = Some(*holder);
            }
        }
        Ok(())
    }

    fn write_delegates(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "address,delegate")?;
        for (address, code) in &self.codes {
            let delegate = code.strip_prefix(&[0xef, 0x01, 0x00]).filter(|d| d.len() == 20);
            if let Some(delegate) = delegate {
                writeln!(to, "{address:#x},{:#x}", Address::from_slice(delegate))?;
            }
        }
        Ok(())
    }
}

fn write_slots(to: &mut dyn Write, slots: &BTreeMap<B256, B256>) -> io::Result<()> {
    writeln!(to, "slot,value")?;
    slots.iter().try_for_each(|(slot, value)| writeln!(to, "{slot},{value}"))
}

fn sorted(keys: impl Iterator<Item = B256>) -> Vec<B256> {
    let mut keys: Vec<_> = keys.collect();
    keys.sort_unstable();
    keys
}

/// A list's RLP.
fn list(items: &[&dyn Encodable]) -> Vec<u8> {
    let mut rlp = Vec::new();
    alloy_rlp::encode_list::<_, dyn Encodable>(items, &mut rlp);
    rlp
}

fn leaves(leaves: BTreeMap<B256, Vec<u8>>) -> Vec<(B256, Vec<u8>)> {
    leaves.into_iter().collect()
}

/// A trie and its nodes.
struct Built {
    root: B256,
    nodes: Collected,
}

impl Built {
    fn new(leaves: BTreeMap<B256, Vec<u8>>) -> Self {
        let (root, all) = trie::build(&self::leaves(leaves));
        let mut nodes = Collected::default();
        nodes.add(all);
        Self { root, nodes }
    }

    fn prove(&self, keys: &[B256], to: &mut dyn Write) -> io::Result<()> {
        let proven = self.nodes.proof(self.root, keys, |node| write_node(&mut *to, node));
        match proven {
            Ok(_) => Ok(()),
            Err(ProofError::Source { source, .. }) => Err(source),
            Err(err) => Err(io::Error::other(err)),
        }
    }
}
