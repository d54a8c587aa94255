//! Open files of the log that is full: a bounded number of them, however long the log is.
//!
//! A file is opened when it is read, and of those that are open the one that was not read for
//! longest is closed. Whoever is reading holds on to it until it is done.

use std::{
    fs::File,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;

use crate::StoreError;

/// The files that are open.
#[derive(Debug)]
pub(crate) struct Handles {
    /// How many at most.
    most: usize,
    /// Numbers given to files so far.
    numbers: AtomicU64,
    /// By number, the one read last behind all others. Some hundred at most: going through them
    /// takes less time than a read.
    open: Mutex<Vec<(u64, Arc<File>)>>,
}

impl Handles {
    /// Keeps at most `most` files open, and one in any case.
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most: most.max(1), numbers: AtomicU64::new(0), open: Mutex::default() })
    }

    fn find(&self, number: u64) -> Option<Arc<File>> {
        let mut open = self.open.lock();
        let at = open.iter().rposition(|(other, _)| *other == number)?;
        let last = open.len() - 1;
        open[at..].rotate_left(1);
        open.get(last).map(|(_, file)| Arc::clone(file))
    }

    fn keep(&self, number: u64, file: &Arc<File>) {
        let mut open = self.open.lock();
        if open.iter().any(|(other, _)| *other == number) {
            // Two readers opened it at once.
            return;
        }
        if open.len() >= self.most {
            open.remove(0);
        }
        open.push((number, Arc::clone(file)));
    }

    fn forget(&self, number: u64) {
        self.open.lock().retain(|(other, _)| *other != number);
    }
}

/// A file that is opened when it is read. It is closed with this, if not before.
#[derive(Debug)]
pub(crate) struct OnDemand {
    handles: Arc<Handles>,
    /// No other has it, not even a later one at the same path: what replaced a file is never read
    /// through the file it replaced.
    number: u64,
}

impl OnDemand {
    /// For a file that is open already.
    pub(crate) fn new(handles: &Arc<Handles>, file: &Arc<File>) -> Self {
        let number = handles.numbers.fetch_add(1, Ordering::Relaxed);
        handles.keep(number, file);
        Self { handles: Arc::clone(handles), number }
    }

    /// The open file; `open` opens it when it was closed.
    pub(crate) fn get(
        &self,
        open: impl FnOnce() -> Result<File, StoreError>,
    ) -> Result<Arc<File>, StoreError> {
        if let Some(file) = self.handles.find(self.number) {
            return Ok(file);
        }
        let file = Arc::new(open()?);
        self.handles.keep(self.number, &file);
        Ok(file)
    }
}

impl Drop for OnDemand {
    fn drop(&mut self) {
        self.handles.forget(self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, io::Read as _};

    use super::*;

    fn open(path: &std::path::Path) -> File {
        File::open(path).unwrap()
    }

    #[test]
    fn the_file_not_read_for_longest_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: usize| folder.path().join(name.to_string());
        (0..4).for_each(|name| std::fs::write(path(name), name.to_string()).unwrap());
        let handles = Handles::new(2);
        let files: Vec<_> =
            (0..4).map(|name| OnDemand::new(&handles, &Arc::new(open(&path(name))))).collect();
        let opened = Cell::new(0);
        let read = |name: usize| {
            let again = || {
                opened.set(opened.get() + 1);
                Ok(open(&path(name)))
            };
            files[name].get(again).unwrap()
        };
        // 2 and 3 are open. 0 takes the place of 3, since 2 was read after it.
        drop((read(3), read(2), read(0), read(2)));
        assert_eq!(opened.get(), 1);
        // Whoever holds a file reads on when it was closed for others.
        let held = read(3);
        drop((read(0), read(1)));
        assert_eq!(opened.get(), 4);
        let mut text = String::new();
        (&*held).read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), handles.open.lock().len()), ("3", 2));
        drop(files);
        assert!(handles.open.lock().is_empty());
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_no_open_file() {
        let handles = Handles::new(1);
        let this = Arc::new(open(&std::env::current_exe().unwrap()));
        let (first, second) = (OnDemand::new(&handles, &this), OnDemand::new(&handles, &this));
        assert!(matches!(first.get(|| Err(StoreError::Closed)), Err(StoreError::Closed)));
        assert!(second.get(|| Err(StoreError::Closed)).is_ok(), "it was open");
    }
}
