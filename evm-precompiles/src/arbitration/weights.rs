//! The sum tree of the draw: who lies at a point of all weights, in few slots.
//!
//! Six weights of 40 bits share a word, so each level is read and written in one slot, and a
//! million arbiters need eight. Level 0 has the weights by arbiter index; an element above is the
//! sum of the six below it. The top is the first level of at most six.

use crate::{Call, Result, storage::Array};

use super::{arbiter_list, records::U40};

/// Elements of a word, and children of an element.
const FAN: u64 = 6;

/// Levels that hold 6^25 arbiters: more than there are addresses anyone can pay to register.
const MAX_LEVELS: u8 = 25;

/// A level: its array, where it starts, and how many elements it has.
struct Level {
    array: Array<U40>,
    start: alloy_primitives::U256,
    len: u64,
}

impl Level {
    fn read(&self, call: &mut Call<'_>, index: u64) -> Result<u64> {
        Ok(self.array.read(call, self.start, index)?.to())
    }

    /// The sum of elements `from..to`.
    fn sum(&self, call: &mut Call<'_>, from: u64, to: u64) -> Result<u64> {
        let mut sum: u64 = 0;
        for index in from..to.min(self.len) {
            sum = sum.saturating_add(self.read(call, index)?);
        }
        Ok(sum)
    }
}

/// All levels, from the weights up to the top.
fn levels(call: &mut Call<'_>) -> Result<Vec<Level>> {
    let mut len = arbiter_list().len(call)?;
    let mut levels = Vec::new();
    for number in 0..MAX_LEVELS {
        let array = super::weights().at(call, number)?;
        let start = array.start(call)?;
        levels.push(Level { array, start, len });
        if len <= FAN {
            break;
        }
        len = len.div_ceil(FAN);
    }
    Ok(levels)
}

/// Makes room for one more arbiter, whose address has just been appended to the list.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn grow(call: &mut Call<'_>) -> Result<()> {
    let mut below: Option<Level> = None;
    for level in levels(call)? {
        while level.array.len(call)? < level.len {
            let index = level.array.len(call)?;
            let sum = match &below {
                // A level that begins has the sum of those that were there before it.
                Some(below) => {
                    let from = index.saturating_mul(FAN);
                    below.sum(call, from, from.saturating_add(FAN))?
                }
                None => 0,
            };
            level.array.push(call, U40::saturating_from(sum))?;
        }
        below = Some(level);
    }
    Ok(())
}

/// The weight of the arbiter at `index`, in whole CMT.
///
/// # Errors
/// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
pub(crate) fn get(call: &mut Call<'_>, index: u64) -> Result<u64> {
    let weight = super::weights().at(call, 0)?.get(call, index)?;
    Ok(weight.unwrap_or_default().to())
}

/// Sets the weight of the arbiter at `index`, in whole CMT.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn set(call: &mut Call<'_>, index: u64, weight: u64) -> Result<()> {
    let before = get(call, index)?;
    if before == weight {
        return Ok(());
    }
    let mut index = index;
    for level in levels(call)? {
        // Each element holds at least what it is made of, and all CMT fits 40 bits.
        let sum = level.read(call, index)?.saturating_sub(before).saturating_add(weight);
        level.array.write(call, level.start, index, U40::saturating_from(sum))?;
        index /= FAN;
    }
    Ok(())
}

/// The tree, read once for a draw.
pub(crate) struct Weights {
    levels: Vec<Level>,
}

impl Weights {
    /// The tree as it is.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
    pub(crate) fn load(call: &mut Call<'_>) -> Result<Self> {
        Ok(Self { levels: levels(call)? })
    }

    /// The sum of all weights.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub(crate) fn total(&self, call: &mut Call<'_>) -> Result<u64> {
        self.levels.last().map_or(Ok(0), |top| top.sum(call, 0, FAN))
    }

    /// The sum of the weights before `index`: where its own begin.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub(crate) fn before(&self, call: &mut Call<'_>, index: u64) -> Result<u64> {
        let (mut sum, mut index): (u64, u64) = (0, index);
        for level in &self.levels {
            let parent = index / FAN;
            sum = sum.saturating_add(level.sum(call, parent.saturating_mul(FAN), index)?);
            index = parent;
        }
        Ok(sum)
    }

    /// The index whose weights `point`, which is below the total, falls into.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub(crate) fn find(&self, call: &mut Call<'_>, point: u64) -> Result<u64> {
        let (mut point, mut index): (u64, u64) = (point, 0);
        for level in self.levels.iter().rev() {
            let last = index.saturating_add(FAN).min(level.len).saturating_sub(1);
            while index < last {
                let weight = level.read(call, index)?;
                let Some(rest) = point.checked_sub(weight) else {
                    break;
                };
                (point, index) = (rest, index.saturating_add(1));
            }
            index = index.saturating_mul(FAN);
        }
        Ok(index / FAN)
    }
}
