//! The end of the log: what a crash left there is cut off, what was acknowledged is not.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use cybermiles_storage::{
    Store, StoreError, StoreOptions,
    log::{decode_record, encode_record},
};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::model::{Made, Model, seed};

const LOG: &str = "log/00000000000000000000.blocks";

/// A folder with five blocks, its model, and the bytes of the sixth block's record.
struct Folder {
    folder: tempfile::TempDir,
    model: Model,
    next: Made,
    record: Vec<u8>,
}

impl Folder {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut model = Model::new(seed);
        let store = model.open(folder.path(), StoreOptions::test());
        for _ in 0..5 {
            model.commit(&store);
        }
        drop(store);
        let log = fs::read(folder.path().join(LOG)).unwrap();
        let (mut offset, mut link) = (72, 0);
        while offset < log.len() {
            let (record, length) = decode_record(&log[offset..]).unwrap();
            (offset, link) = (offset + length, record.checksum);
        }
        let next = model.clone().next();
        let mut record = Vec::new();
        encode_record(&mut record, &next.block, Some(&next.diff), link).unwrap();
        Self { folder, model, next, record }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self) -> PathBuf {
        self.path().join(LOG)
    }

    fn append(&self, bytes: &[u8]) {
        OpenOptions::new().append(true).open(self.log()).unwrap().write_all(bytes).unwrap();
    }

    fn open(&self) -> Result<Store, StoreError> {
        Store::open(self.path(), &self.model.genesis, StoreOptions::test())
    }
}

#[test]
fn an_append_that_a_crash_cut_short_is_cut_off() {
    let seed = seed("torn", 20);
    let mut rng = StdRng::seed_from_u64(seed);
    let mut torn = Folder::new(seed);
    let whole = fs::read(torn.log()).unwrap();
    let lengths: Vec<usize> = (0..60)
        .chain((0..60).map(|_| rng.random_range(60..torn.record.len())))
        .chain([torn.record.len() - 1])
        .collect();
    for (index, length) in lengths.into_iter().enumerate() {
        // Some file systems leave the length without the bytes.
        let mut bytes = torn.record[..length].to_vec();
        if index % 3 == 0 {
            bytes.resize(torn.record.len(), 0);
        }
        torn.append(&bytes);
        let store = torn.open().unwrap();
        assert_eq!(store.head().hash, torn.model.hash, "{length} bytes of the record are there");
        drop(store);
        assert_eq!(fs::read(torn.log()).unwrap(), whole, "the log is as it was");
    }
    // A record that is whole counts, acknowledged or not.
    torn.append(&torn.record.clone());
    let store = torn.open().unwrap();
    assert_eq!(store.head(), torn.next.block);
    torn.model.next();
    torn.model.commit(&store);
}

#[test]
fn an_acknowledged_record_at_the_end_is_never_cut_off() {
    let folder = Folder::new(seed("acknowledged", 21));
    let whole = fs::read(folder.log()).unwrap();
    for harmed in [whole.len() - 1, whole.len() - 30] {
        let mut bytes = whole.clone();
        bytes[harmed] ^= 4;
        fs::write(folder.log(), &bytes).unwrap();
        let error = folder.open().unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains("the record of block 5"), "{error}");
        assert_eq!(fs::read(folder.log()).unwrap(), bytes, "nothing was changed");
        fs::write(folder.log(), &whole[..harmed]).unwrap();
        assert!(matches!(folder.open(), Err(StoreError::Damaged { .. })));
    }
    fs::write(folder.log(), &whole).unwrap();
    folder.open().unwrap();
}

#[test]
fn a_later_record_vouches_for_a_broken_one_when_the_head_file_lags() {
    let mut folder = Folder::new(seed("vouch", 22));
    let lagging = fs::read(folder.path().join("head")).unwrap();
    let end = fs::read(folder.log()).unwrap().len();
    let store = folder.open().unwrap();
    folder.model.commit(&store);
    folder.model.commit(&store);
    drop(store);
    let whole = fs::read(folder.log()).unwrap();
    for at in [end + 2, end + 5, end + 40] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(folder.log(), &bytes).unwrap();
        fs::write(folder.path().join("head"), &lagging).unwrap();
        let error = folder.open().unwrap_err();
        assert!(error.to_string().contains(&format!("damaged at offset {end}")), "{error}");
    }
    // The head file missing altogether: nothing can be judged, so nothing is cut off.
    fs::remove_file(folder.path().join("head")).unwrap();
    fs::write(folder.log(), &whole[..whole.len() - 3]).unwrap();
    assert!(matches!(folder.open(), Err(StoreError::Damaged { .. })));
    fs::write(folder.log(), &whole).unwrap();
    assert_eq!(folder.open().unwrap().head().hash, folder.model.hash);
}

#[test]
fn a_first_start_that_was_cut_short_starts_over() {
    let folder = Folder::new(23);
    let whole = fs::read(folder.log()).unwrap();
    let (_, first) = decode_record(&whole[72..]).unwrap();
    for length in [0, 1, 71, 72, 73, 100, 72 + first - 1, 72 + first] {
        let fresh = tempfile::tempdir().unwrap();
        fs::create_dir(fresh.path().join("log")).unwrap();
        fs::write(fresh.path().join(LOG), &whole[..length]).unwrap();
        let mut model = Model::new(23);
        let store = model.open(fresh.path(), StoreOptions::test());
        assert_eq!(store.head_number(), 0, "{length} bytes were there");
        model.commit(&store);
        store.close().unwrap();
        Store::verify(fresh.path(), &model.genesis).unwrap();
    }
}
