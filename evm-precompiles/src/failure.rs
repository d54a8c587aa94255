//! How a call to a precompile fails.

use alloy_primitives::Bytes;
use alloy_sol_types::SolError;
use cybermiles_primitives::StateError;

/// The outcome of a step inside a precompile.
pub type Result<T> = std::result::Result<T, Failure>;

/// Why a call did not succeed. Whatever it did is undone in each case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Refused by a rule: the ABI encoding of a typed Solidity error. Unused gas goes back.
    Revert(Bytes),
    /// The gas ran out: all of it is gone.
    OutOfGas,
    /// The node cannot read its state: no block can be made of this.
    State(StateError),
}

// Every error of the interfaces is a failure, so that `?` and `.into()` work on them.
impl<E: SolError> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Revert(error.abi_encode().into())
    }
}

/// Turns the failure of the state below into a [`Failure`].
///
/// # Errors
/// [`Failure::State`].
pub(crate) fn state<T>(result: std::result::Result<T, StateError>) -> Result<T> {
    result.map_err(Failure::State)
}
