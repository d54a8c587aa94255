//! Block 0: found in the log where that holds it as the genesis has it, else computed.

use std::{fs::File, os::unix::fs::FileExt, path::Path};

use alloy_consensus::constants::EMPTY_ROOT_HASH;
use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_primitives::{ExecutedBlock, Genesis};

use crate::{
    StateTrie, StoreError, StoreOptions, TrieError,
    checkpoint::Checkpoint,
    log::{
        content::put_changes,
        record::{HEAD_BYTES, RawRecord, RecordHead, encode_with},
        segment::{FIRST_RECORD, SegmentFile},
    },
};

/// Block 0 of a genesis.
#[derive(Debug)]
pub(crate) struct First<'a> {
    genesis: &'a Genesis,
    pub(crate) block: ExecutedBlock,
    /// The codes it deploys.
    pub(crate) codes: Vec<(B256, Bytes)>,
    /// The slots it fills, as (address, slot, value).
    slots: Vec<(Address, U256, U256)>,
    /// The state after it, if it had to be made to know the block.
    state: Option<StateTrie>,
}

impl<'a> First<'a> {
    /// Block 0 as the log of the data folder has it, without its state, if its record there is byte
    /// for byte the one this genesis makes. All that is believed of the record then is its state
    /// root, which was computed when it was written and is under the record's checksum: a start
    /// compares the state it goes on with, that of the head, with the head's own root. Everything
    /// else is computed from the genesis, so that another genesis, or a program that makes another
    /// block of the same one, is found out as ever.
    ///
    /// Otherwise, and where no checkpoint has a state to go on with, block 0 is computed.
    pub(crate) fn find(
        data: &Path,
        genesis: &'a Genesis,
        options: &StoreOptions,
    ) -> Result<Self, StoreError> {
        let mut first = Self::new(genesis);
        let path = data.join("log").join(SegmentFile::name(0));
        match Checkpoint::is_finished(data).then(|| first.recorded(&path)).flatten() {
            Some(block) => first.block = block,
            None => first.make_state(options)?,
        }
        Ok(first)
    }

    /// Block 0 from nothing but the genesis.
    pub(crate) fn compute(
        genesis: &'a Genesis,
        options: &StoreOptions,
    ) -> Result<Self, StoreError> {
        let mut first = Self::new(genesis);
        first.make_state(options)?;
        Ok(first)
    }

    fn new(genesis: &'a Genesis) -> Self {
        let (codes, slots) = (genesis.codes(), genesis.slots().collect());
        Self { genesis, block: with_root(genesis, EMPTY_ROOT_HASH), codes, slots, state: None }
    }

    fn make_state(&mut self, options: &StoreOptions) -> Result<(), StoreError> {
        let mut state = StateTrie::new(options.keccak);
        let refuse = |err: TrieError| StoreError::Refused(format!("genesis: {err}"));
        state.load_accounts(self.genesis.accounts()).map_err(refuse)?;
        state.load_slots(self.slots.iter().copied()).map_err(refuse)?;
        self.block = with_root(self.genesis, state.root());
        self.state = Some(state);
        Ok(())
    }

    /// The state after block 0. Where the log told the root, it must come out the same; `log` is
    /// where that stands.
    pub(crate) fn into_state(
        mut self,
        options: &StoreOptions,
        log: &Path,
    ) -> Result<StateTrie, StoreError> {
        if let Some(state) = self.state {
            return Ok(state);
        }
        let found = self.block.hash;
        self.make_state(options)?;
        let expected = self.block.hash;
        match self.state {
            Some(state) if found == expected => Ok(state),
            _ => Err(StoreError::WrongGenesis { path: log.to_owned(), found, expected }),
        }
    }

    /// How many accounts and slots it changes.
    pub(crate) fn changes(&self) -> u64 {
        (self.genesis.alloc.len() + self.slots.len()) as u64
    }

    /// Appends its record to `out` and returns the checksum; `None` when it is larger than a record
    /// can be.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) -> Option<u32> {
        self.encode_as(&self.block, out)
    }

    fn encode_as(&self, block: &ExecutedBlock, out: &mut Vec<u8>) -> Option<u32> {
        let put_diff = |out: &mut Vec<u8>| put_changes(out, self.genesis.changes(), &self.codes);
        encode_with(out, block, put_diff, 0)
    }

    /// The block in the first record of the segment at `path`, if the record is the one the genesis
    /// makes with that state root. What is wrong with the file otherwise is said when it is opened.
    fn recorded(&self, path: &Path) -> Option<ExecutedBlock> {
        let file = File::open(path).ok()?;
        let mut found = vec![0; HEAD_BYTES];
        file.read_exact_at(&mut found, FIRST_RECORD).ok()?;
        let length = RecordHead::parse(&found).ok()?.total();
        // No longer than the file, whatever the record says.
        if (length as u64) > file.metadata().ok()?.len() {
            return None;
        }
        found.resize(length, 0);
        file.read_exact_at(&mut found, FIRST_RECORD).ok()?;
        let root = RawRecord::parse(&found).ok()?.header().ok()?.state_root;
        let block = with_root(self.genesis, root);
        let mut made = Vec::with_capacity(length);
        self.encode_as(&block, &mut made)?;
        (made == found).then_some(block)
    }
}

fn with_root(genesis: &Genesis, root: B256) -> ExecutedBlock {
    let header = genesis.header(root);
    let hash = header.hash_slow();
    ExecutedBlock { hash, header, transactions: vec![], receipts: vec![], seal: None }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use cybermiles_primitives::ChainSpec;

    use super::*;

    fn genesis(balance: u64) -> Genesis {
        let balances = (0..300).map(|byte| (Address::left_padding_from(&[byte as u8, 9]), balance));
        let balances = balances.map(|(address, wei)| (address, U256::from(wei)));
        Genesis::new(ChainSpec::dev(), balances)
    }

    /// A data folder with a seal, whose log holds block 0 of `genesis` with that root.
    fn folder(genesis: &Genesis, root: B256) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut log = vec![0; FIRST_RECORD as usize];
        First::new(genesis).encode_as(&with_root(genesis, root), &mut log).unwrap();
        fs::create_dir(folder.path().join("log")).unwrap();
        fs::write(folder.path().join("log").join(SegmentFile::name(0)), log).unwrap();
        fs::write(folder.path().join("checkpoint.seal"), []).unwrap();
        folder
    }

    #[test]
    fn what_the_log_holds_is_not_computed_again_unless_the_state_is_asked_for() {
        let (genesis, options) = (genesis(5), StoreOptions::test());
        let computed = First::compute(&genesis, &options).unwrap();
        let root = computed.block.header.state_root;
        let folder = folder(&genesis, root);
        let first = First::find(folder.path(), &genesis, &options).unwrap();
        assert!(first.state.is_none());
        assert_eq!(first.block, computed.block);
        assert_eq!(first.into_state(&options, folder.path()).unwrap().root(), root);
        // A start that needs the state in any case asks the genesis alone.
        fs::remove_file(folder.path().join("checkpoint.seal")).unwrap();
        assert!(First::find(folder.path(), &genesis, &options).unwrap().state.is_some());
    }

    #[test]
    fn a_root_that_is_not_the_states_is_found_out_with_the_state() {
        let (genesis, options) = (genesis(5), StoreOptions::test());
        let folder = folder(&genesis, B256::repeat_byte(1));
        let first = First::find(folder.path(), &genesis, &options).unwrap();
        assert_eq!(first.block.header.state_root, B256::repeat_byte(1));
        let err = first.into_state(&options, folder.path()).unwrap_err();
        assert!(matches!(err, StoreError::WrongGenesis { .. }), "{err}");
    }

    #[test]
    fn a_record_that_is_not_this_genesis_is_not_believed() {
        let options = StoreOptions::test();
        let root = B256::repeat_byte(1);
        let mut later = genesis(5);
        later.timestamp += 1;
        let mut coded = genesis(5);
        let contract = coded.alloc.values_mut().find(|account| account.code.is_some()).unwrap();
        contract.code = Some(Bytes::from_static(&[0]));
        let mut slot = genesis(5);
        slot.set_identity_governor(Address::repeat_byte(1));
        let folder = folder(&genesis(5), root);
        for other in [genesis(6), later, coded, slot] {
            let first = First::find(folder.path(), &other, &options).unwrap();
            assert!(first.state.is_some());
            assert_ne!(first.block.header.state_root, root);
        }
    }

    #[test]
    fn a_damaged_record_is_not_believed() {
        let (genesis, options) = (genesis(5), StoreOptions::test());
        let folder = folder(&genesis, B256::repeat_byte(1));
        let path = folder.path().join("log").join(SegmentFile::name(0));
        let whole = fs::read(&path).unwrap();
        for at in (FIRST_RECORD as usize..whole.len()).step_by(7) {
            let mut harmed = whole.clone();
            harmed[at] ^= 1 << (at % 8);
            fs::write(&path, harmed).unwrap();
            let first = First::find(folder.path(), &genesis, &options).unwrap();
            assert!(first.state.is_some(), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            let first = First::find(folder.path(), &genesis, &options).unwrap();
            assert!(first.state.is_some(), "cut at {at}");
        }
    }
}
