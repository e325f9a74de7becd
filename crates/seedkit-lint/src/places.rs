//! Places in a text that are looked at later, many at once.
#![expect(
    clippy::inline_always,
    reason = "what is added to where vectors are used has to be part of the function that may use them"
)]

use crate::masks::BLOCK;
use std::hint::cold_path;

/// How many places are kept, at most as many again as a block may have.
const ROOM: usize = 2 * BLOCK;

/// Places in a text. Whether a block has none or one is no branch, as processors guess such ones wrong, and a wrong guess
/// costs as much as looking at a block.
#[derive(Debug)]
pub(crate) struct Places {
    places: [u32; ROOM],
    len: usize,
}

impl Places {
    pub(crate) fn new() -> Self {
        Self { places: [0; ROOM], len: 0 }
    }

    /// Whether there is no room for all that a block may have.
    #[inline(always)]
    pub(crate) fn are_many(&self) -> bool {
        self.len > ROOM - BLOCK
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds the places of the bits of a block that starts at an offset. There has to be room for all that a block may have.
    #[inline(always)]
    pub(crate) fn add(&mut self, block: usize, mut bits: u64) {
        debug_assert!(!self.are_many(), "places are taken before there is no room for those of a block");
        let mut place = self.len;
        self.len += bits.count_ones() as usize;
        // Most blocks have one or none, and what is written for none does not count.
        loop {
            self.places[place % ROOM] = (block as u32).wrapping_add(bits.trailing_zeros());
            place += 1;
            bits &= bits.wrapping_sub(1);
            if bits == 0 {
                break;
            }
            cold_path();
        }
    }

    /// Takes all places.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = usize> {
        let len = std::mem::take(&mut self.len);
        self.places[..len].iter().map(|place| *place as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_places_come_back_in_order() {
        let blocks = [0, 1, 1 << 63, u64::MAX, 0, 0b1011, u64::MAX >> 1, 1 << 7 | 1 << 9 | 1 << 40 | 1 << 41];
        let (mut places, mut found, mut expected) = (Places::new(), Vec::new(), Vec::new());
        for (block, bits) in blocks.into_iter().cycle().take(50).enumerate() {
            if places.are_many() {
                found.extend(places.take());
            }
            places.add(block * 64, bits);
            expected.extend((0..64).filter(|bit| bits >> bit & 1 == 1).map(|bit| block * 64 + bit));
        }
        found.extend(places.take());
        assert_eq!(found, expected);
    }
}
