//! The present of a chain, and how a development chain puts it forward.

use std::fmt;

use parking_lot::Mutex;

use crate::{Chain, Clock};

/// The last second of the year 9999: beyond it, tools cannot show a date.
const MAX_TIMESTAMP: u64 = 253_402_300_799;

/// Why the time cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// Only a development chain's clock can be put forward.
    #[error("the clock of this chain cannot be put forward: only that of `cybermiles dev` can")]
    NotAllowed,
    /// Time never runs backwards.
    #[error("timestamp {timestamp} is before that of the head, {head}")]
    Past {
        /// What was asked for, in Unix seconds.
        timestamp: u64,
        /// The head's timestamp, in Unix seconds.
        head: u64,
    },
    /// So far ahead that tools could not show it.
    #[error("timestamp {timestamp} is after {MAX_TIMESTAMP}, the last one taken (the year 9999)")]
    TooFar {
        /// What was asked for, in Unix seconds.
        timestamp: u64,
    },
}

/// A clock that can be put forward.
pub(crate) struct Time {
    clock: Clock,
    shift: Mutex<Shift>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Shift {
    /// Seconds the chain's time is ahead of the clock's (behind it when negative).
    ahead: i64,
    /// The time stands still here until a block with this timestamp is made.
    held: Option<u64>,
}

impl Time {
    /// The time of `clock`, put forward by `ahead` seconds.
    pub(crate) fn new(clock: Clock, ahead: u64) -> Self {
        let shift = Shift { ahead: i64::try_from(ahead).unwrap_or_default(), held: None };
        Self { clock, shift: Mutex::new(shift) }
    }

    /// The chain's time when the clock says `clock`.
    fn at(&self, clock: u64) -> u64 {
        let shift = *self.shift.lock();
        shift.held.unwrap_or_else(|| clock.saturating_add_signed(shift.ahead))
    }

    /// From here on, where the clock says `clock`, the chain's time is `timestamp` and runs with
    /// the clock; by how much it is ahead.
    fn set(&self, timestamp: u64, clock: u64) -> i64 {
        let ahead = difference(timestamp, clock);
        *self.shift.lock() = Shift { ahead, held: None };
        ahead
    }

    fn hold(&self, timestamp: u64) {
        self.shift.lock().held = Some(timestamp);
    }

    /// Lets the time run again once the block it was held for is there.
    pub(crate) fn sealed(&self, timestamp: u64) {
        if self.shift.lock().held == Some(timestamp) {
            self.set(timestamp, (self.clock)());
        }
    }
}

fn difference(of: u64, to: u64) -> i64 {
    let ahead = i128::from(of) - i128::from(to);
    i64::try_from(ahead).unwrap_or_default()
}

impl Chain {
    /// The present, as Unix time in seconds.
    pub fn now(&self) -> u64 {
        self.time.at((self.options.clock)())
    }

    /// Puts the clock `seconds` forward, for all blocks to come; how many seconds the chain is then
    /// ahead of its clock (behind, when negative). For development chains. What is due by then is
    /// settled by the sealer, if one runs.
    ///
    /// # Errors
    /// [`TimeError`].
    pub fn increase_time(&self, seconds: u64) -> Result<i64, TimeError> {
        let clock = (self.options.clock)();
        let timestamp = self.time.at(clock).saturating_add(seconds);
        self.check_time(timestamp)?;
        let ahead = self.time.set(timestamp, clock);
        self.wake.work();
        Ok(ahead)
    }

    /// Gives the next block this timestamp (Unix seconds); time goes on from there. For
    /// development chains. When something is due by then, the sealer, if one runs, makes that
    /// block at once.
    ///
    /// # Errors
    /// [`TimeError`].
    pub fn set_next_block_timestamp(&self, timestamp: u64) -> Result<(), TimeError> {
        self.check_time(timestamp)?;
        self.time.hold(timestamp);
        self.wake.work();
        Ok(())
    }

    fn check_time(&self, timestamp: u64) -> Result<(), TimeError> {
        let head = self.head().header.timestamp;
        if !self.options.time_control {
            return Err(TimeError::NotAllowed);
        }
        if timestamp < head {
            return Err(TimeError::Past { timestamp, head });
        }
        if timestamp > MAX_TIMESTAMP {
            return Err(TimeError::TooFar { timestamp });
        }
        Ok(())
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Time").field("shift", &self.shift).finish_non_exhaustive()
    }
}
