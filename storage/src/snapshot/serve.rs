//! Handing out the last checkpoint, part by part.
//!
//! A read transaction of MDBX sees one checkpoint for as long as it is open, whatever is written
//! meanwhile, at the price of pages that cannot be used again. So one is held open while somebody
//! reads, for the newest checkpoint and for the one before, and given up when nobody did for a while.

use std::{
    fmt,
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

use cybermiles_primitives::{Snapshot, SnapshotAccount, SnapshotPart, SnapshotSlot};
use parking_lot::Mutex;
use signet_libmdbx::{Database, tx::aliases::RoTxUnsync};

use crate::{
    StoreError,
    checkpoint::{Checkpoint, mdbx},
    shared::Shared,
};

/// Checkpoints held open at once: the newest, and the one somebody is still reading.
const HELD: usize = 2;
/// One that nobody read for so long is given up.
const IDLE: Duration = Duration::from_secs(5 * 60);
/// One is given up after this long in any case: whoever asks again and again could keep all pages of
/// an old checkpoint from being used again, and the file would grow with every new one.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// The checkpoints that are being read, each by its own transaction.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<Vec<Pin>>);

struct Pin {
    what: Snapshot,
    view: Arc<Mutex<RoTxUnsync>>,
    used: Instant,
    since: Instant,
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pin").field("what", &self.what).finish_non_exhaustive()
    }
}

impl Held {
    /// The view of the checkpoint at `number`, if it is held.
    fn find(&self, number: u64) -> Option<(Snapshot, Arc<Mutex<RoTxUnsync>>)> {
        let mut pins = self.0.lock();
        let pin = pins.iter_mut().find(|pin| pin.what.number == number)?;
        pin.used = Instant::now();
        Some((pin.what, Arc::clone(&pin.view)))
    }

    /// Holds one more, in place of the one that was not read for longest.
    fn hold(&self, what: Snapshot, view: RoTxUnsync) {
        let mut pins = self.0.lock();
        if pins.iter().any(|pin| pin.what.number == what.number) {
            return;
        }
        if pins.len() >= HELD
            && let Some(idle) = (0..pins.len()).min_by_key(|at| pins[*at].used)
        {
            pins.remove(idle);
        }
        let now = Instant::now();
        pins.push(Pin { what, view: Arc::new(Mutex::new(view)), used: now, since: now });
    }

    /// The height of the oldest one that is held.
    pub(crate) fn oldest(&self) -> Option<u64> {
        self.0.lock().iter().map(|pin| pin.what.number).min()
    }

    /// Gives up what nobody reads any more.
    pub(crate) fn tidy(&self) {
        let is_wanted = |pin: &Pin| pin.used.elapsed() < IDLE && pin.since.elapsed() < LONGEST;
        self.0.lock().retain(is_wanted);
    }

    /// Gives up everything.
    pub(crate) fn clear(&self) {
        self.0.lock().clear();
    }
}

impl Shared {
    /// The newest checkpoint; `None` before the first one above block 0.
    pub(crate) fn snapshot(&self) -> Result<Option<Snapshot>, StoreError> {
        let newest = self.progress.height.load(std::sync::atomic::Ordering::Acquire);
        if let Some((what, _)) = self.held.find(newest) {
            return Ok(Some(what));
        }
        let Some((what, view)) = self.checkpoint.view()? else { return Ok(None) };
        if what.number == 0 {
            return Ok(None);
        }
        self.held.hold(what, view);
        Ok(Some(what))
    }

    /// The entries of the checkpoint at `number` behind `cursor`, at most `max`.
    pub(crate) fn snapshot_part(
        &self,
        number: u64,
        cursor: &[u8],
        max: usize,
    ) -> Result<SnapshotPart, StoreError> {
        let found = match self.held.find(number) {
            Some(found) => Some(found),
            None => {
                let newest = self.snapshot()?.map(|newest| newest.number);
                if newest != Some(number) {
                    return Err(StoreError::NoSnapshot { number, newest });
                }
                self.held.find(number)
            }
        };
        // Given up between two lines: as good as gone.
        let (_, view) = found.ok_or(StoreError::NoSnapshot { number, newest: Some(number) })?;
        let view = view.lock();
        self.checkpoint.part(&view, cursor, max)
    }
}

impl Checkpoint {
    /// A transaction that sees what is there now, and what that is; `None` before the first
    /// checkpoint.
    fn view(&self) -> Result<Option<(Snapshot, RoTxUnsync)>, StoreError> {
        let failed = |err| mdbx(self.folder(), "read", err);
        let view = self.environment.begin_ro_unsync().map_err(failed)?;
        let Some(meta) = self.meta_in(&view)? else { return Ok(None) };
        let count = |table: &Database| Ok(view.db_stat(table).map_err(failed)?.entries() as u64);
        let what = Snapshot {
            number: meta.height,
            hash: meta.hash,
            state_root: meta.root,
            accounts: count(&self.tables.accounts)?,
            slots: count(&self.tables.slots)?,
        };
        Ok(Some((what, view)))
    }

    fn part(
        &self,
        view: &RoTxUnsync,
        cursor: &[u8],
        max: usize,
    ) -> Result<SnapshotPart, StoreError> {
        let mut part = SnapshotPart::default();
        if cursor.len() <= ADDRESS_BYTES {
            self.each_behind(view, self.tables.accounts, cursor, |key, value| {
                let (address, account) = self.parse_account(key, value)?;
                part.accounts.push(SnapshotAccount::new(address, account));
                Ok(go_on(part.accounts.len() < max))
            })?;
        }
        let left = max - part.accounts.len().min(max);
        if left > 0 {
            // Behind the last account come the slots from the first on.
            let from = if cursor.len() <= ADDRESS_BYTES { &[] } else { cursor };
            self.each_behind(view, self.tables.slots, from, |key, value| {
                let (address, slot, value) = self.parse_slot(key, value)?;
                part.slots.push(SnapshotSlot { address, slot, value });
                Ok(go_on(part.slots.len() < left))
            })?;
        }
        Ok(part)
    }

    /// Calls `each` with the entries of `table` behind `key`, ascending, until it breaks off.
    fn each_behind(
        &self,
        view: &RoTxUnsync,
        table: Database,
        key: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        let failed = |err| self.read_error("read", err);
        let mut cursor = view.cursor(table).map_err(|err| failed(err.into()))?;
        // Nothing lies between a key and the same with a zero behind it.
        let next = if key.is_empty() { Vec::new() } else { [key, &[0]].concat() };
        let mut entry = match next.is_empty() {
            true => cursor.first::<Vec<u8>, Vec<u8>>(),
            false => cursor.set_range::<Vec<u8>, Vec<u8>>(&next),
        }
        .map_err(failed)?;
        while let Some((key, value)) = entry {
            if each(&key, &value)?.is_break() {
                return Ok(());
            }
            entry = cursor.next::<Vec<u8>, Vec<u8>>().map_err(failed)?;
        }
        Ok(())
    }
}

/// Length of a cursor that stands among the accounts.
const ADDRESS_BYTES: usize = 20;

const fn go_on(more: bool) -> ControlFlow<()> {
    if more { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}
