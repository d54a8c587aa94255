//! Whose turn a network's block was: what its header says in `extraData`.
//!
//! Consensus goes through views, each with one leader; a view without a block leaves a gap, and
//! the gap tells who missed a turn. The numbers stand in the header so that every node can tell
//! from the chain alone; they fit Ethereum's 32 bytes, so that every tool reads the header.

use alloy_primitives::Bytes;

/// First byte of a network's `extraData`.
const VERSION: u8 = 1;
/// Bytes of a network's `extraData`.
pub const TURN_BYTES: usize = 19;
const MILLIS_PER_SECOND: u64 = 1000;

/// When in its epoch a block was proposed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// The view it was proposed in, counted from 1 in every epoch.
    pub view: u64,
    /// The view its parent was proposed in; 0 for the first block of an epoch.
    pub parent_view: u64,
    /// Milliseconds of its time beyond the header's `timestamp`, 0 to 999.
    pub millis: u16,
}

impl Turn {
    /// The turn in a header's `extraData`; `None` when it is none.
    pub fn decode(extra_data: &[u8]) -> Option<Self> {
        let bytes: &[u8; TURN_BYTES] = extra_data.try_into().ok()?;
        let (version, rest) = bytes.split_first()?;
        let (view, rest) = rest.split_first_chunk::<8>()?;
        let (parent_view, rest) = rest.split_first_chunk::<8>()?;
        let millis = u16::from_be_bytes(rest.try_into().ok()?);
        let turn = Self {
            view: u64::from_be_bytes(*view),
            parent_view: u64::from_be_bytes(*parent_view),
            millis,
        };
        (*version == VERSION && turn.is_sound()).then_some(turn)
    }

    /// Later than its parent's, and less than a second beyond the timestamp.
    fn is_sound(&self) -> bool {
        self.view > self.parent_view && u64::from(self.millis) < MILLIS_PER_SECOND
    }

    /// The `extraData` that says so.
    pub fn encode(&self) -> Bytes {
        let mut bytes = Vec::with_capacity(TURN_BYTES);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.view.to_be_bytes());
        bytes.extend_from_slice(&self.parent_view.to_be_bytes());
        bytes.extend_from_slice(&self.millis.to_be_bytes());
        bytes.into()
    }

    /// Milliseconds of Unix time of a header with this timestamp (seconds) and turn.
    pub fn time_ms(&self, timestamp: u64) -> u64 {
        timestamp.saturating_mul(MILLIS_PER_SECOND).saturating_add(self.millis.into())
    }
}

/// Splits milliseconds of Unix time into the header's `timestamp` and [`Turn::millis`].
pub fn split_time(time_ms: u64) -> (u64, u16) {
    let millis = u16::try_from(time_ms % MILLIS_PER_SECOND).unwrap_or_default();
    (time_ms / MILLIS_PER_SECOND, millis)
}

/// Milliseconds of Unix time of a block; without a turn those of its timestamp.
pub fn header_time_ms(header: &crate::Header) -> u64 {
    let turn = Turn::decode(&header.extra_data);
    turn.unwrap_or(Turn { view: 0, parent_view: 0, millis: 0 }).time_ms(header.timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_read_back_as_it_was_written_and_fits_ethereums_extra_data() {
        let turn = Turn { view: 300, parent_view: 298, millis: 999 };
        let bytes = turn.encode();
        assert_eq!(Turn::decode(&bytes), Some(turn));
        assert!(bytes.len() <= crate::limits::MAX_EXTRA_DATA_BYTES);
        assert_eq!(turn.time_ms(7), 7_999);
        assert_eq!(split_time(7_999), (7, 999));
    }

    #[test]
    fn anything_else_is_no_turn() {
        let good = Turn { view: 2, parent_view: 1, millis: 0 }.encode();
        for bad in [
            Turn { view: 1, parent_view: 1, millis: 0 }.encode().to_vec(),
            Turn { view: 2, parent_view: 1, millis: 1000 }.encode().to_vec(),
            good[..18].to_vec(),
            [&good[..], &[0]].concat(),
            [&[2], &good[1..]].concat(),
            Vec::new(),
        ] {
            assert_eq!(Turn::decode(&bad), None, "{bad:?}");
        }
    }
}
