//! A wrong clock for one process: libfaketime, unpacked into the build folder.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Where Debian's package keeps the library.
const LIBRARY: &str = "usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/// A clock that can be set while the process runs.
#[derive(Debug)]
pub(crate) struct WrongClock {
    library: PathBuf,
    file: PathBuf,
}

impl WrongClock {
    /// A clock that is right until it is set; its setting is kept in `folder`. `None` where there
    /// is no libfaketime: it says so, and fails if nothing may be skipped.
    pub(crate) fn new(folder: &Path) -> Option<Self> {
        match library() {
            Ok(library) => {
                let clock = Self { library, file: folder.join("clock") };
                clock.set("+0");
                Some(clock)
            }
            Err(why) => {
                super::skip("wrong clocks", why);
                None
            }
        }
    }

    /// Sets it off by `offset`, such as "+5" (seconds) or "-2h".
    pub(crate) fn set(&self, offset: &str) {
        // In one step: the process may read it at any moment.
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{offset}\n")).expect("writable");
        fs::rename(&new, &self.file).expect("writable");
    }

    /// The environment of the process that lives by this clock.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        [
            ("LD_PRELOAD", self.library.to_str().expect("UTF-8")),
            ("FAKETIME_TIMESTAMP_FILE", self.file.to_str().expect("UTF-8")),
            ("FAKETIME_CACHE_DURATION", "1"),
            // A computer's clock can be set, its count of seconds since the start cannot.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }
}

/// The library's path; fetched once, and never installed.
fn library() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libfaketime");
    let library = folder.join(LIBRARY);
    if library.exists() {
        return Ok(library);
    }
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let fetched = tempfile::tempdir_in(parent).map_err(|error| error.to_string())?;
    let run = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).current_dir(&fetched).output();
        let output = output.map_err(|error| format!("{program}: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        output.status.success().then_some(()).ok_or_else(|| format!("{program} {args:?}: {said}"))
    };
    run("apt-get", &["download", "libfaketime"])?;
    let mut files = fs::read_dir(&fetched).map_err(|error| error.to_string())?;
    let package = files
        .find_map(|entry| entry.ok()?.file_name().into_string().ok())
        .ok_or("apt-get download left no file")?;
    run("dpkg", &["--extract", &package, "unpacked"])?;
    // Another test may have been faster; what it put there is as good.
    let _ = fs::rename(fetched.path().join("unpacked"), &folder);
    library.exists().then_some(library).ok_or_else(|| format!("{package} holds no {LIBRARY}"))
}
