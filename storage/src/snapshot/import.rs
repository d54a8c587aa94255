//! Taking a snapshot: everything is checked before it becomes a data folder.
//!
//! What is trusted is one header, the snapshot's: whoever calls has made sure of it. The order is
//! fixed: accounts, slots, codes, then [`Import::check_state`], then the blocks up to the
//! snapshot's own, then [`Import::finish`]. Everything goes to disk as it comes; the state is in
//! RAM once, while its root is computed.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256, keccak256};
use cybermiles_primitives::{
    Account, ExecutedBlock, Genesis, SnapshotPart, StateError, StateReader,
};

use crate::{
    SealedHeader, StateTrie, StoreError, StoreOptions,
    acknowledged::{Acknowledged, HeadFile},
    checkpoint::{Changes, Checkpoint, Meta},
    disk,
    identity::Identity,
    lock::FolderLock,
    log::{
        encode_record,
        segment::{FIRST_RECORD, SegmentFile},
    },
    recover,
    snapshot::place,
    verify::first_difference,
};

/// Every fail point of an import, in order: the crash tests stop at each.
pub const IMPORT_FAIL_POINTS: [&str; 8] = [
    "import::after_begin",
    "import::after_part",
    "import::after_block",
    "import::before_whole",
    "import::after_whole",
    "import::between",
    "import::after_place",
    "import::after_finish",
];

/// Why a snapshot is not taken.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The folder has blocks already.
    #[error("{path} has blocks up to {head} already: a snapshot is for a new data folder")]
    HasBlocks {
        /// The folder.
        path: PathBuf,
        /// Its head.
        head: u64,
    },
    /// Entries that do not come one after the other.
    #[error("{what} comes after {before}: entries must ascend")]
    Unsorted {
        /// The entry.
        what: String,
        /// The one before it.
        before: String,
    },
    /// An entry that no state has.
    #[error("{0}")]
    Entry(String),
    /// A code that nobody asked for, or that is not the one asked for.
    #[error("code with hash {0}, which no account has, or which is there already")]
    Code(B256),
    /// Codes that accounts have and that did not come.
    #[error("{0} codes are missing")]
    MissingCodes(usize),
    /// The entries are not the state they were said to be.
    #[error(
        "its {accounts} accounts and {slots} slots have the state root {found}, block {number} has \
         {expected}"
    )]
    Root {
        /// The snapshot's block.
        number: u64,
        /// Accounts that came.
        accounts: u64,
        /// Slots that came.
        slots: u64,
        /// The root in the header.
        expected: B256,
        /// The root of what came.
        found: B256,
    },
    /// A block that is not the one it should be.
    #[error("block {number}: {what} is {found}, expected {expected}")]
    Block {
        /// The height it should have.
        number: u64,
        /// What is wrong.
        what: &'static str,
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// The disk, not the snapshot, is at fault.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A snapshot that is coming in. Dropped before [`Self::finish`], it leaves nothing that is ever
/// opened as a chain.
#[derive(Debug)]
pub struct Import {
    data: PathBuf,
    coming: PathBuf,
    identity: Identity,
    options: StoreOptions,
    checkpoint: Checkpoint,
    header: SealedHeader,
    accounts: u64,
    slots: u64,
    last_account: Option<Address>,
    last_slot: Option<(Address, U256)>,
    missing: BTreeSet<B256>,
    checked: bool,
    log: Option<Log>,
    /// Held to the end, so that nobody else begins.
    _lock: FolderLock,
}

/// The log that is being written.
#[derive(Debug)]
struct Log {
    file: SegmentFile,
    end: u64,
    checksum: u32,
    /// Height and hash of the newest block.
    newest: (u64, B256),
}

impl Import {
    /// Begins anew, in a folder beside `data`, which must hold no blocks but the genesis. `header` is
    /// that of the snapshot's block.
    ///
    /// # Errors
    /// [`SnapshotError::HasBlocks`], [`SnapshotError::Store`].
    pub fn begin(
        data: &Path,
        genesis: &Genesis,
        header: SealedHeader,
        options: StoreOptions,
    ) -> Result<Self, SnapshotError> {
        place::settle(data)?;
        let lock = FolderLock::take(data)?;
        place::check(data)?;
        place::tidy(data)?;
        let before = recover::open(data, genesis, options.clone())?;
        let (head, identity) = (before.head.read().number(), before.identity);
        drop(before);
        if head > 0 {
            return Err(SnapshotError::HasBlocks { path: data.to_owned(), head });
        }
        let coming = place::coming(data);
        disk::create_folder(&coming.join("log"))?;
        let checkpoint = Checkpoint::open(&coming, &identity)?;
        fail::fail_point!("import::after_begin");
        Ok(Self {
            data: data.to_owned(),
            coming,
            identity,
            options,
            checkpoint,
            header,
            accounts: 0,
            slots: 0,
            last_account: None,
            last_slot: None,
            missing: BTreeSet::new(),
            checked: false,
            log: None,
            _lock: lock,
        })
    }

    /// The height of the snapshot.
    pub const fn number(&self) -> u64 {
        self.header.header.number
    }

    /// How many accounts and slots came so far.
    pub const fn counts(&self) -> (u64, u64) {
        (self.accounts, self.slots)
    }

    /// Takes the next entries.
    ///
    /// # Errors
    /// [`SnapshotError`] naming the entry that cannot be one.
    pub fn add(&mut self, part: &SnapshotPart) -> Result<(), SnapshotError> {
        if !part.accounts.is_empty() && self.last_slot.is_some() {
            return Err(SnapshotError::Entry("accounts come behind slots".into()));
        }
        let mut accounts = Vec::with_capacity(part.accounts.len());
        for entry in &part.accounts {
            let (address, account) = (entry.address, entry.account());
            if let Some(before) = self.last_account.replace(address)
                && before >= address
            {
                let (what, before) = (format!("account {address}"), before.to_string());
                return Err(SnapshotError::Unsorted { what, before });
            }
            if account.balance.bit_len() > BALANCE_BITS {
                let wrong = format!("account {address} has {} wei, too many", account.balance);
                return Err(SnapshotError::Entry(wrong));
            }
            if account.code_hash != KECCAK256_EMPTY {
                self.missing.insert(account.code_hash);
            }
            accounts.push((address, account));
        }
        self.checkpoint.extend(&accounts, &[], &[])?;
        self.accounts += accounts.len() as u64;
        self.add_slots(part)?;
        fail::fail_point!("import::after_part");
        Ok(())
    }

    fn add_slots(&mut self, part: &SnapshotPart) -> Result<(), SnapshotError> {
        let mut slots = Vec::with_capacity(part.slots.len());
        for entry in &part.slots {
            let (address, slot) = (entry.address, entry.slot);
            let before = self.last_slot.replace((address, slot));
            if let Some((whose, which)) = before
                && (whose, which) >= (address, slot)
            {
                let (what, before) =
                    (format!("slot {slot} of {address}"), format!("{which} of {whose}"));
                return Err(SnapshotError::Unsorted { what, before });
            }
            if entry.value.is_zero() {
                let wrong = format!("slot {slot} of {address} is zero, which is not kept");
                return Err(SnapshotError::Entry(wrong));
            }
            if before.is_none_or(|(whose, _)| whose != address)
                && self.checkpoint.account(&address)?.is_none()
            {
                let wrong = format!("slot {slot} of {address}, where no account is");
                return Err(SnapshotError::Entry(wrong));
            }
            slots.push((address, slot, entry.value));
        }
        self.checkpoint.extend(&[], &slots, &[])?;
        self.slots += slots.len() as u64;
        Ok(())
    }

    /// Hashes of codes that accounts have and that did not come yet, at most `max`.
    pub fn missing_codes(&self, max: usize) -> Vec<B256> {
        self.missing.iter().take(max).copied().collect()
    }

    /// Takes codes that were missing.
    ///
    /// # Errors
    /// [`SnapshotError::Code`].
    pub fn add_codes(&mut self, codes: Vec<Bytes>) -> Result<(), SnapshotError> {
        let codes: Vec<_> = codes.into_iter().map(|code| (keccak256(&code), code)).collect();
        for (hash, _) in &codes {
            if !self.missing.remove(hash) {
                return Err(SnapshotError::Code(*hash));
            }
        }
        Ok(self.checkpoint.extend(&[], &[], &codes)?)
    }

    /// Computes the root of everything that came, and compares it with the header's.
    ///
    /// # Errors
    /// [`SnapshotError::Root`], [`SnapshotError::MissingCodes`].
    pub fn check_state(&mut self) -> Result<(), SnapshotError> {
        if !self.missing.is_empty() {
            return Err(SnapshotError::MissingCodes(self.missing.len()));
        }
        let mut trie = StateTrie::new(self.options.keccak);
        self.checkpoint.load(&mut trie)?;
        let (expected, found) = (self.header.header.state_root, trie.root());
        if expected != found {
            let (number, accounts, slots) = (self.number(), self.accounts, self.slots);
            return Err(SnapshotError::Root { number, accounts, slots, expected, found });
        }
        self.checked = true;
        Ok(())
    }

    /// Takes a block; the first one taken becomes the oldest that is kept, and each next one must be
    /// its child. What they did to the state is not known.
    ///
    /// # Errors
    /// [`SnapshotError::Block`].
    pub fn add_block(&mut self, block: &ExecutedBlock) -> Result<(), SnapshotError> {
        let number = block.number();
        let parent = self.log.as_ref().map(|log| log.newest);
        let wrong = |what, expected: &dyn ToString, found: &dyn ToString| {
            let (expected, found) = (expected.to_string(), found.to_string());
            Err(SnapshotError::Block { number, what, expected, found })
        };
        if let Some((before, _)) = parent
            && before + 1 != number
        {
            return wrong("number", &(before + 1), &number);
        }
        if number == 0 || number > self.number() {
            return wrong("number", &format!("1 to {}", self.number()), &number);
        }
        let hash = block.header.hash_slow();
        if block.hash != hash {
            return wrong("hash", &hash, &block.hash);
        }
        let (transactions, receipts) = (block.transactions.len(), block.receipts.len());
        if transactions != receipts {
            return wrong("number of receipts", &transactions, &receipts);
        }
        let parent = parent.map(|(_, hash)| hash);
        if let Some((what, expected, found)) = first_difference(block, parent, self.options.keccak)
        {
            return wrong(what, &expected, &found);
        }
        self.append(block)?;
        fail::fail_point!("import::after_block");
        Ok(())
    }

    fn append(&mut self, block: &ExecutedBlock) -> Result<(), SnapshotError> {
        let (number, folder) = (block.number(), self.coming.join("log"));
        let log = match &mut self.log {
            Some(log) => log,
            none => {
                let file = SegmentFile::create(&folder, &self.identity, number, 0)?;
                none.insert(Log {
                    file,
                    end: FIRST_RECORD,
                    checksum: 0,
                    newest: Default::default(),
                })
            }
        };
        let mut buffer = Vec::new();
        let Some(checksum) = encode_record(&mut buffer, block, None, log.checksum) else {
            let refusal = format!("block {number} is too large for a record");
            return Err(StoreError::Refused(refusal).into());
        };
        disk::write_at(&*log.file.file()?, &log.file.path, &buffer, log.end)?;
        (log.end, log.checksum) = (log.end + buffer.len() as u64, checksum);
        log.newest = (number, block.hash);
        Ok(())
    }

    /// Makes what came the data folder, durably and all at once.
    ///
    /// # Errors
    /// [`SnapshotError::Block`] when the last block is not the snapshot's.
    pub fn finish(self) -> Result<(), SnapshotError> {
        let (number, expected) = (self.number(), self.header.hash);
        let newest = self.log.as_ref().map(|log| log.newest).unwrap_or_default();
        if newest != (number, expected) {
            let (expected, found) = (expected.to_string(), newest.1.to_string());
            return Err(SnapshotError::Block { number, what: "hash", expected, found });
        }
        if !self.checked {
            return Err(StoreError::Refused("the snapshot's state was not checked".into()).into());
        }
        let Some(log) = &self.log else { return Ok(()) };
        disk::sync(&*log.file.file()?, &log.file.path)?;
        let head = Acknowledged { height: number, checksum: log.checksum };
        drop(HeadFile::create(&self.coming.join("head"), &self.identity, head)?);
        let root = self.header.header.state_root;
        let meta = Meta { height: number, hash: expected, root };
        self.checkpoint.write(meta, &Changes::default())?;
        disk::sync_folder(&self.coming.join("log"))?;
        disk::sync_folder(self.checkpoint.folder())?;
        disk::sync_folder(&self.coming)?;
        let Self { data, checkpoint, log, _lock, .. } = self;
        drop((checkpoint, log));
        place::take(&data)?;
        fail::fail_point!("import::after_finish");
        Ok(())
    }
}

/// What a leaf of the trie can keep.
const BALANCE_BITS: usize = 128;

/// The snapshot's own state, to read who votes: as it came, so only of use after
/// [`Import::check_state`].
impl StateReader for Import {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        Ok(self.checkpoint.account(address)?)
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        Ok(self.checkpoint.slot(address, slot)?)
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        self.checkpoint.code(code_hash)?.ok_or(StateError::MissingCode(*code_hash))
    }

    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        Ok(if number == self.number() { self.header.hash } else { B256::ZERO })
    }
}
