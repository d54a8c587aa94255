//! Files of pieces, cut and damaged everywhere.

use std::{fs, path::Path};

use super::{Pieces, Work};

fn read(path: &Path) -> Vec<String> {
    let mut found = Vec::new();
    Pieces::open(path, |piece: String| found.push(piece)).unwrap();
    found
}

/// Pieces of lengths that RLP writes in different ways.
fn pieces() -> Vec<String> {
    [0, 1, 55, 56, 300].iter().map(|length| "x".repeat(*length)).collect()
}

fn written(folder: &Path) -> Vec<u8> {
    let path = folder.join("whole");
    let mut to = Pieces::open(&path, |_: String| panic!("it is new")).unwrap();
    pieces().iter().for_each(|piece| to.add(piece).unwrap());
    fs::read(path).unwrap()
}

#[test]
fn cut_anywhere_every_whole_piece_is_kept_and_another_can_be_added() {
    let folder = tempfile::tempdir().unwrap();
    let whole = written(folder.path());
    let path = folder.path().join("cut");
    let mut most = 0;
    for length in 0..=whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let mut found = read(&path);
        assert_eq!(found, pieces()[..found.len()], "{length}");
        assert!(found.len() >= most, "{length}");
        most = found.len();
        Pieces::open(&path, |_: String| ()).unwrap().add(&"more".to_owned()).unwrap();
        found.push("more".into());
        assert_eq!(read(&path), found, "{length}");
    }
    assert_eq!(most, pieces().len());
}

#[test]
fn a_damaged_piece_and_what_is_behind_it_are_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let whole = written(folder.path());
    let path = folder.path().join("damaged");
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        fs::write(&path, bytes).unwrap();
        let found = read(&path);
        assert!(found.len() < pieces().len(), "{at}");
        assert_eq!(found, pieces()[..found.len()], "{at}");
    }
}

#[test]
fn a_folder_is_begun_once_and_for_one_plan() {
    let folder = tempfile::tempdir().unwrap();
    let work = Work::begin(folder.path(), "this").unwrap();
    let err = Work::begin(folder.path(), "this").unwrap_err().to_string();
    assert!(err.contains("another run is at work here"), "{err}");
    drop(work);
    Work::begin(folder.path(), "this").unwrap();
    let err = Work::begin(folder.path(), "that").unwrap_err().to_string();
    assert!(err.contains("plan.json: begun for") && err.contains("that"), "{err}");
}
