//! The time limit, checked inside the interpreter.

use std::time::{Duration, Instant};

use revm::{
    Inspector,
    interpreter::{InstructionResult, Interpreter},
};

use super::SimulateError;

/// Instructions between two looks at the clock: some 10 µs, while a look costs some 30 ns.
const STRIDE: u32 = 1024;

/// Stops the interpreter when the time is up.
#[derive(Debug)]
pub(super) struct Alarm {
    start: Instant,
    limit: Duration,
    steps: u32,
    rang: bool,
}

impl Alarm {
    pub(super) fn new(limit: Duration) -> Self {
        Self { start: Instant::now(), limit, steps: 0, rang: false }
    }

    /// Whether there is time left, for use between runs.
    pub(super) fn check(&mut self) -> Result<(), SimulateError> {
        self.rang |= self.start.elapsed() > self.limit;
        if self.rang { Err(SimulateError::Timeout(self.limit)) } else { Ok(()) }
    }
}

impl<C> Inspector<C> for Alarm {
    fn step(&mut self, interpreter: &mut Interpreter, _: &mut C) {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(STRIDE) {
            self.rang |= self.start.elapsed() > self.limit;
        }
        if self.rang {
            // The calling frames are stopped likewise at their next instruction; what the run then
            // seems to end with is not looked at.
            interpreter.halt(InstructionResult::OutOfGas);
        }
    }
}
