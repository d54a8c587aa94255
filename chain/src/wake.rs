//! Wakes the thread that makes blocks.

use std::time::Instant;

use parking_lot::{Condvar, Mutex};

/// What a sleeper is told when it wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// There may be work.
    Work,
    /// The time it waited for has come.
    Time,
    /// It is to end.
    Stop,
}

/// A bell with memory: what rings while nobody sleeps is heard at the next sleep.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Debug, Default)]
struct State {
    work: bool,
    stop: bool,
}

impl Wake {
    /// Says that there may be work.
    pub(crate) fn work(&self) {
        let mut state = self.state.lock();
        if !state.work {
            state.work = true;
            self.bell.notify_all();
        }
    }

    /// Says that it is over.
    pub(crate) fn stop(&self) {
        self.state.lock().stop = true;
        self.bell.notify_all();
    }

    /// Takes back [`Self::stop`], for the next sleeper.
    pub(crate) fn restart(&self) {
        self.state.lock().stop = false;
    }

    /// Whether it is over.
    pub(crate) fn is_stopped(&self) -> bool {
        self.state.lock().stop
    }

    /// Sleeps until there is work, or until `deadline` if there is one.
    pub(crate) fn wait_for_work(&self, deadline: Option<Instant>) -> Signal {
        let mut state = self.state.lock();
        loop {
            if state.stop {
                return Signal::Stop;
            }
            if std::mem::take(&mut state.work) {
                return Signal::Work;
            }
            match deadline {
                None => self.bell.wait(&mut state),
                Some(deadline) if self.bell.wait_until(&mut state, deadline).timed_out() => {
                    return Signal::Time;
                }
                Some(_) => {}
            }
        }
    }

    /// Sleeps until `deadline`, work or not.
    pub(crate) fn wait_until(&self, deadline: Instant) -> Signal {
        let mut state = self.state.lock();
        loop {
            if state.stop {
                return Signal::Stop;
            }
            if self.bell.wait_until(&mut state, deadline).timed_out() {
                return Signal::Time;
            }
        }
    }
}
