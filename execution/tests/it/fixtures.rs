//! Ethereum's test archive: where it is, and its unpacked copy.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::UNIX_EPOCH,
};

const ARCHIVE: &str = "ethereum-tests.tar.xz";

/// What the archive holds. The TrieTests are not run: their keys have any length, a state trie's
/// have 32 bytes; the state trie is compared with an independent one instead.
pub(crate) const FOLDERS: [&str; 3] = ["GeneralStateTests", "TransactionTests", "TrieTests"];

/// The unpacked archive. `None`, said loudly, where there is none: `FIXTURES` names its folder,
/// `REQUIRE_FIXTURES=1` makes it an error to be without.
pub(crate) fn unpacked(suite: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder =
        std::env::var_os("FIXTURES").map_or_else(|| root.join("../shared/fixtures"), PathBuf::from);
    let archive = folder.join(ARCHIVE);
    let Ok(metadata) = fs::metadata(&archive) else {
        let required = std::env::var("REQUIRE_FIXTURES").is_ok_and(|value| value == "1");
        assert!(!required, "REQUIRE_FIXTURES=1, but {} does not exist", archive.display());
        eprintln!("SKIPPED: {suite}: {} does not exist (set FIXTURES)", archive.display());
        return None;
    };
    let modified = metadata.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = cache.join(format!("ethereum-tests-{}-{modified}", metadata.len()));
    if !target.exists() {
        // Another test may do the same at the same time: whoever renames first wins.
        let thread = std::thread::current().id();
        let partial = target.with_extension(format!("{}-{thread:?}", std::process::id()));
        fs::create_dir_all(&partial).unwrap();
        let status = Command::new("tar")
            .arg("-xJf")
            .arg(&archive)
            .arg("-C")
            .arg(&partial)
            .status()
            .expect("the test needs `tar` and `xz`");
        assert!(status.success(), "tar cannot unpack {}", archive.display());
        if fs::rename(&partial, &target).is_err() {
            assert!(target.exists(), "cannot rename to {}", target.display());
            fs::remove_dir_all(&partial).unwrap();
        }
    }
    let mut found: Vec<_> =
        fs::read_dir(&target).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    found.sort_unstable();
    assert_eq!(found, FOLDERS, "the archive holds folders that no test knows");
    Some(target)
}

/// Every file below `folder`, as paths relative to it, in order.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    files.sort_unstable();
    files
}
