//! What lies where, in `solc`'s words.

use std::collections::BTreeMap;

use super::{Place, Word};

/// The structs of a layout, by name.
pub type Structs = BTreeMap<String, Vec<Field>>;

/// One field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, in snake case.
    pub label: &'static str,
    /// The word it lies in, counted from the struct's first.
    pub slot: usize,
    /// Bytes from the low end of the word.
    pub offset: usize,
    /// Bytes it takes.
    pub bytes: usize,
    /// Its type.
    pub solidity: String,
}

impl Field {
    /// A field of type `T` at `place`.
    pub fn new<T: Word>(label: &'static str, place: Option<&(usize, usize)>) -> Self {
        let (slot, offset) = place.copied().unwrap_or_default();
        Self { label, slot, offset, bytes: T::BYTES, solidity: T::solidity() }
    }
}

/// One variable of a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, in snake case.
    pub label: &'static str,
    /// Its slot.
    pub slot: u64,
    /// Its type.
    pub solidity: String,
}

/// All variables of a precompile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The variables, in declaration order.
    pub variables: Vec<Variable>,
    /// The structs they are made of.
    pub structs: Structs,
}

impl Description {
    /// Adds a variable of type `P`.
    pub fn add<P: Place>(&mut self, label: &'static str, slot: u64) {
        let solidity = P::solidity(&mut self.structs);
        self.variables.push(Variable { label, slot, solidity });
    }
}
