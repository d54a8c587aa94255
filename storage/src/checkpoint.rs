//! Checkpoints: the whole state at one height, so that a start replays few blocks.
//!
//! An MDBX database in the folder `checkpoint` with the tables
//!
//! | table | key | value |
//! |---|---|---|
//! | `accounts` | address 20 | as in the log: kind, nonce, balance, code hash |
//! | `slots` | address 20, slot 32 | value without leading zeros |
//! | `codes` | code hash 32 | code |
//! | `meta` | `checkpoint` | identity (kind `CMCHECKP`), height 8, block hash 32, state root 32 |
//!
//! Each checkpoint is one transaction of sorted keys. MDBX keeps its transactions whole through a
//! crash, but has no checksums, and bytes that changed under it can bring it down. So the file's
//! checksum is kept beside it in `checkpoint.seal`, taken away before a checkpoint is written and
//! put back after it: a sealed file is compared before MDBX sees it. An unsealed one, left by a
//! crash, is taken as MDBX finds it. In both cases the state root must come out right.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use cybermiles_primitives::{Account, StateDiff};
use signet_libmdbx::{
    Database, DatabaseFlags, Environment, Geometry, MdbxError, ReadError, WriteFlags,
    sys::PageSize,
    tx::aliases::{RoTxUnsync, RwTxUnsync},
};

use crate::{
    StateTrie, StoreError, TrieError, disk,
    identity::{IDENTITY_BYTES, Identity},
    log::{
        codec::{Reader, put_account},
        record::agrees,
    },
};

const KIND: [u8; 8] = *b"CMCHECKP";
const SEAL_KIND: [u8; 8] = *b"CMSEAL01";
/// The file with the checksum of the database, beside its folder.
const SEAL: &str = "checkpoint.seal";
const META_KEY: &[u8] = b"checkpoint";
/// Largest database, in bytes; only address space is taken up. Never to be changed for databases
/// that exist: opened with another limit, MDBX cuts its file to size, under the seal. Fuzz targets
/// run under AddressSanitizer, where MDBX asks for a 64th of it as free memory.
const MAX_BYTES: usize = if cfg!(fuzzing) { 1 << 30 } else { 1 << 40 };
/// The file grows by this many bytes at a time.
const GROWTH_BYTES: isize = 1 << 20;

/// Which block a checkpoint is the state of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meta {
    pub(crate) height: u64,
    pub(crate) hash: B256,
    pub(crate) root: B256,
}

/// The newest value of everything that changed since the last checkpoint, sorted.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    accounts: BTreeMap<Address, Option<Account>>,
    slots: BTreeMap<(Address, U256), U256>,
    codes: BTreeMap<B256, Bytes>,
}

impl Changes {
    /// Adds what the next block changed.
    pub(crate) fn add(&mut self, diff: StateDiff) {
        for change in diff.accounts {
            self.accounts.insert(change.address, change.after);
            for slot in change.slots {
                self.slots.insert((change.address, slot.slot), slot.after);
            }
        }
        self.codes.extend(diff.codes);
    }
}

/// The checkpoint database.
#[derive(Debug)]
pub(crate) struct Checkpoint {
    folder: PathBuf,
    seal: PathBuf,
    identity: Identity,
    pub(crate) environment: Environment,
    pub(crate) tables: Tables,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables {
    pub(crate) accounts: Database,
    pub(crate) slots: Database,
    pub(crate) codes: Database,
    meta: Database,
}

impl Checkpoint {
    /// Opens the database in `data/checkpoint`, creating it when missing.
    pub(crate) fn open(data: &Path, identity: &Identity) -> Result<Self, StoreError> {
        let (folder, seal) = (data.join("checkpoint"), data.join(SEAL));
        disk::create_folder(&folder)?;
        check_seal(&folder, &seal)?;
        let mut builder = Environment::builder();
        builder.set_max_dbs(4).set_geometry(Geometry {
            size: Some(0..MAX_BYTES),
            growth_step: Some(GROWTH_BYTES),
            shrink_threshold: Some(0),
            page_size: Some(PageSize::Set(4096)),
        });
        let environment =
            builder.open(&folder).map_err(|err| mdbx(&folder, "open the database", err))?;
        let tables = open_tables(&environment).map_err(|err| mdbx(&folder, "open tables", err))?;
        Ok(Self { folder, seal, identity: *identity, environment, tables })
    }

    /// Sets a damaged database aside, so that an empty one takes its place.
    pub(crate) fn set_aside(data: &Path) -> Result<(), StoreError> {
        let folder = data.join("checkpoint");
        disk::remove(&data.join(SEAL))?;
        let aside = data.join("checkpoint.damaged");
        match std::fs::remove_dir_all(&aside) {
            Err(err) if err.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::io("delete", &aside, err));
            }
            _ => {}
        }
        std::fs::rename(&folder, &aside).map_err(|err| StoreError::io("rename", &folder, err))?;
        disk::sync_folder(data)
    }

    /// Whether there is a database in `data`.
    pub(crate) fn exists(data: &Path) -> bool {
        data.join("checkpoint").join("mdbx.dat").exists()
    }

    /// Whether there is one in `data` that no crash interrupted.
    pub(crate) fn is_finished(data: &Path) -> bool {
        data.join(SEAL).exists()
    }

    /// Which block it is the state of; `None` before the first checkpoint.
    pub(crate) fn meta(&self) -> Result<Option<Meta>, StoreError> {
        let txn = self.environment.begin_ro_unsync();
        self.meta_in(&txn.map_err(|err| self.read_error("read", err.into()))?)
    }

    /// As [`Self::meta`], as `txn` sees it.
    pub(crate) fn meta_in(&self, txn: &RoTxUnsync) -> Result<Option<Meta>, StoreError> {
        let path = self.path();
        let bytes = txn.get::<Vec<u8>>(self.tables.meta.dbi(), META_KEY);
        let bytes = bytes.map_err(|err| self.read_error("read", err))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let mut reader = Reader::new(&bytes);
        let parse = |reader: &mut Reader<'_>| {
            let who = reader.array::<IDENTITY_BYTES>("an identity")?;
            let height = u64::from_le_bytes(reader.array("a height")?);
            let meta = Meta { height, hash: reader.hash()?, root: reader.hash()? };
            reader.finish().map(|()| (who, meta))
        };
        let (who, meta) = parse(&mut reader).map_err(|err| {
            StoreError::damaged(&path, 0, "the checkpoint's meta entry", err.to_string())
        })?;
        self.identity.check(&who, KIND, &path)?;
        Ok(Some(meta))
    }

    /// Loads every account and slot into `trie`.
    pub(crate) fn load(&self, trie: &mut StateTrie) -> Result<(), StoreError> {
        let path = self.path();
        let read = |err| self.read_error("read", err);
        let refuse = |err: TrieError| {
            StoreError::damaged(&path, 0, "accounts and slots of one state", err.to_string())
        };
        let txn = self.environment.begin_ro_unsync().map_err(|err| read(err.into()))?;
        let mut cursor = txn.cursor(self.tables.accounts).map_err(|err| read(err.into()))?;
        let mut failed = None;
        // All at once, which is fastest; an error ends them.
        let accounts = std::iter::from_fn(|| {
            let entry = cursor.next::<Vec<u8>, Vec<u8>>().map_err(read).transpose()?;
            let account = entry.and_then(|(key, value)| self.parse_account(&key, &value));
            account.map_err(|err| failed = Some(err)).ok()
        });
        let loaded = trie.load_accounts(accounts).map_err(refuse);
        failed.map_or(loaded, Err)?;
        let mut cursor = txn.cursor(self.tables.slots).map_err(|err| read(err.into()))?;
        let mut batch = Vec::with_capacity(LOAD_BATCH);
        while let Some((key, value)) = cursor.next::<Vec<u8>, Vec<u8>>().map_err(read)? {
            batch.push(self.parse_slot(&key, &value)?);
            if batch.len() == LOAD_BATCH {
                trie.load_slots(batch.drain(..)).map_err(refuse)?;
            }
        }
        trie.load_slots(batch).map_err(refuse)
    }

    pub(crate) fn parse_account(
        &self,
        key: &[u8],
        value: &[u8],
    ) -> Result<(Address, Account), StoreError> {
        let mut reader = Reader::new(value);
        let account = reader.account().and_then(|account| reader.finish().map(|()| account));
        match (Address::try_from(key), account) {
            (Ok(address), Ok(Some(account))) => Ok((address, account)),
            _ => Err(self.bad_entry("an account")),
        }
    }

    pub(crate) fn parse_slot(
        &self,
        key: &[u8],
        value: &[u8],
    ) -> Result<(Address, U256, U256), StoreError> {
        let Some((address, slot)) = key.split_at_checked(20) else {
            return Err(self.bad_entry("a slot"));
        };
        match (Address::try_from(address), <[u8; 32]>::try_from(slot)) {
            (Ok(address), Ok(slot)) if value.len() <= 32 => {
                Ok((address, U256::from_be_bytes(slot), U256::from_be_slice(value)))
            }
            _ => Err(self.bad_entry("a slot")),
        }
    }

    fn bad_entry(&self, expected: &str) -> StoreError {
        StoreError::damaged(&self.path(), 0, expected, "bytes of another shape")
    }

    /// The code with this hash, checked against it.
    pub(crate) fn code(&self, hash: &B256) -> Result<Option<Bytes>, StoreError> {
        let Some(code) = self.get(self.tables.codes, hash.as_slice())? else { return Ok(None) };
        let found = keccak256(&code);
        if found == *hash {
            return Ok(Some(code.into()));
        }
        let expected = format!("the code with hash {hash}");
        Err(StoreError::damaged(&self.path(), 0, expected, format!("code with hash {found}")))
    }

    /// Hashes of all codes, each checked against its code.
    pub(crate) fn verify_codes(&self) -> Result<usize, StoreError> {
        let read = |err| self.read_error("read", err);
        let txn = self.environment.begin_ro_unsync().map_err(|err| read(err.into()))?;
        let mut cursor = txn.cursor(self.tables.codes).map_err(|err| read(err.into()))?;
        let mut count = 0;
        while let Some((hash, code)) = cursor.next::<Vec<u8>, Vec<u8>>().map_err(read)? {
            if keccak256(&code).as_slice() != hash {
                return Err(self.bad_entry("code under its own hash"));
            }
            count += 1;
        }
        Ok(count)
    }

    pub(crate) fn get(&self, table: Database, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let read = |err| self.read_error("read", err);
        let txn = self.environment.begin_ro_unsync().map_err(|err| read(err.into()))?;
        txn.get::<Vec<u8>>(table.dbi(), key).map_err(read)
    }

    /// Writes `changes`, which lead from the last checkpoint to `meta`, in one transaction.
    pub(crate) fn write(&self, meta: Meta, changes: &Changes) -> Result<(), StoreError> {
        disk::remove(&self.seal)?;
        self.seal.parent().map_or(Ok(()), disk::sync_folder)?;
        fail::fail_point!("checkpoint::after_unseal");
        self.put(meta, changes).map_err(|err| mdbx(&self.folder, "write a checkpoint", err))?;
        fail::fail_point!("checkpoint::after_commit");
        self.seal()?;
        fail::fail_point!("checkpoint::after_seal");
        Ok(())
    }

    fn put(&self, meta: Meta, changes: &Changes) -> Result<(), MdbxError> {
        let txn: RwTxUnsync = self.environment.begin_rw_unsync()?;
        let mut value = Vec::new();
        // The keys come sorted. Before the first checkpoint the tables are empty, or are those of a
        // snapshot, to which nothing but the meta entry is added.
        let flags = match txn.get::<Vec<u8>>(self.tables.meta.dbi(), META_KEY) {
            Ok(None) => WriteFlags::APPEND,
            _ => WriteFlags::UPSERT,
        };
        let upsert = |table: Database, key: &[u8], value: &[u8]| txn.put(table, key, value, flags);
        for (address, account) in &changes.accounts {
            value.clear();
            match account {
                Some(_) => {
                    put_account(&mut value, account.as_ref());
                    upsert(self.tables.accounts, address.as_slice(), &value)?;
                }
                None => drop(txn.del(self.tables.accounts, address.as_slice(), None)?),
            }
        }
        for ((address, slot), word) in &changes.slots {
            let key = slot_key(address, slot);
            if word.is_zero() {
                txn.del(self.tables.slots, key, None)?;
            } else {
                upsert(self.tables.slots, &key, &word.to_be_bytes_trimmed_vec())?;
            }
        }
        for (hash, code) in &changes.codes {
            upsert(self.tables.codes, hash.as_slice(), code)?;
        }
        let mut entry = self.identity.encode(KIND).to_vec();
        entry.extend_from_slice(&meta.height.to_le_bytes());
        entry.extend_from_slice(meta.hash.as_slice());
        entry.extend_from_slice(meta.root.as_slice());
        upsert(self.tables.meta, META_KEY, &entry)?;
        fail::fail_point!("checkpoint::before_commit", |_| Err(MdbxError::Other(28)));
        txn.commit()
    }

    /// Notes the checksum of the database file.
    pub(crate) fn seal(&self) -> Result<(), StoreError> {
        let path = self.path();
        let (length, checksum) = sum(&path)?;
        let mut seal = SEAL_KIND.to_vec();
        seal.extend_from_slice(&length.to_le_bytes());
        seal.extend_from_slice(&checksum.to_le_bytes());
        seal.extend_from_slice(&crc32c::crc32c(&seal).to_le_bytes());
        disk::replace(&self.seal, &seal)
    }

    /// Whether the database file has its checksum beside it.
    pub(crate) fn is_sealed(&self) -> bool {
        self.seal.exists()
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self) -> PathBuf {
        self.folder.join("mdbx.dat")
    }

    pub(crate) fn read_error(&self, action: &'static str, err: ReadError) -> StoreError {
        match err {
            ReadError::Mdbx(err) => mdbx(&self.folder, action, err),
            ReadError::Decoding(err) => {
                let (path, reason) = (self.folder.clone(), err.to_string());
                StoreError::Checkpoint { path, action, reason }
            }
        }
    }
}

/// Where a slot stands.
pub(crate) fn slot_key(address: &Address, slot: &U256) -> [u8; 52] {
    let mut key = [0; 52];
    key[..20].copy_from_slice(address.as_slice());
    key[20..].copy_from_slice(&slot.to_be_bytes::<32>());
    key
}

/// Accounts or slots handed to the trie at once.
const LOAD_BATCH: usize = 1 << 16;

fn open_tables(environment: &Environment) -> Result<Tables, MdbxError> {
    let txn = environment.begin_ro_unsync()?;
    let open = |name| txn.open_db(Some(name));
    let all = || {
        Ok::<_, MdbxError>(Tables {
            accounts: open("accounts")?,
            slots: open("slots")?,
            codes: open("codes")?,
            meta: open("meta")?,
        })
    };
    match all() {
        Err(MdbxError::NotFound) => drop(txn),
        Err(err) => return Err(err),
        // Handles live on only when their transaction is committed.
        Ok(tables) => return txn.commit().map(|()| tables),
    }
    let txn = environment.begin_rw_unsync()?;
    let create = |name| txn.create_db(Some(name), DatabaseFlags::empty());
    let tables = Tables {
        accounts: create("accounts")?,
        slots: create("slots")?,
        codes: create("codes")?,
        meta: create("meta")?,
    };
    txn.commit()?;
    Ok(tables)
}

/// Compares the database file with its seal, before MDBX opens it.
fn check_seal(folder: &Path, seal: &Path) -> Result<(), StoreError> {
    let bytes = match std::fs::read(seal) {
        Ok(bytes) => bytes,
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(err) => return Err(StoreError::io("read", seal, err)),
    };
    let mut reader = Reader::new(&bytes);
    let mut parse = || {
        let kind = reader.array::<8>("a seal")?;
        let length = u64::from_le_bytes(reader.array("a length")?);
        let checksum = u32::from_le_bytes(reader.array("a checksum")?);
        let own = u32::from_le_bytes(reader.array("a checksum")?);
        reader.finish().map(|()| (kind, length, checksum, own))
    };
    let (length, checksum) = match parse() {
        Ok((SEAL_KIND, length, checksum, own))
            if agrees(own, crc32c::crc32c(&bytes[..bytes.len() - 4])) =>
        {
            (length, checksum)
        }
        _ => {
            tracing::warn!(?seal, "the checkpoint's seal is damaged: the state root must do");
            return Ok(());
        }
    };
    let path = folder.join("mdbx.dat");
    let found = sum(&path)?;
    if found.0 == length && agrees(checksum, found.1) {
        return Ok(());
    }
    Err(StoreError::damaged(
        &path,
        0,
        format!("{length} bytes with checksum {checksum:08x}"),
        format!("{} bytes with checksum {:08x}", found.0, found.1),
    ))
}

/// Length and crc32c of a file.
fn sum(path: &Path) -> Result<(u64, u32), StoreError> {
    let failed = |err| StoreError::io("read", path, err);
    let mut file = File::open(path).map_err(failed)?;
    let mut buffer = vec![0; 1 << 20];
    let (mut length, mut checksum) = (0, 0);
    loop {
        let count = file.read(&mut buffer).map_err(failed)?;
        if count == 0 {
            return Ok((length, checksum));
        }
        length += count as u64;
        checksum = crc32c::crc32c_append(checksum, &buffer[..count]);
    }
}

pub(crate) fn mdbx(folder: &Path, action: &'static str, err: MdbxError) -> StoreError {
    const IO: i32 = 5;
    const NO_SPACE: i32 = 28;
    match err {
        // A write cut short by a full disk is reported as a failed one.
        MdbxError::Other(NO_SPACE) => StoreError::DiskFull { action, path: folder.to_owned() },
        MdbxError::Other(IO) if disk::is_full(folder) => {
            StoreError::DiskFull { action, path: folder.to_owned() }
        }
        err => StoreError::Checkpoint { path: folder.to_owned(), action, reason: err.to_string() },
    }
}
