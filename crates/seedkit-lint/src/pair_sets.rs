//! Sets of pairs of bytes that tell most pairs that no rule looks for from those that one does.

use crate::nibble_sets::{NibbleTables, Nibbles, sum, tables};
use crate::triggers::{CLASS, CLASSES};

/// Bytes: each with low four bits and high four bits of these. A bit for each number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grid {
    low: u16,
    high: u16,
}

impl Grid {
    /// Grids that together are the bytes of classes, a bit each.
    fn of(classes: u64) -> Vec<Self> {
        let mut rows = [0; 16];
        for byte in (0..=u8::MAX).filter(|byte| classes >> CLASS[*byte as usize] & 1 == 1) {
            rows[usize::from(byte >> 4)] |= 1 << (byte & 0xF);
        }
        let mut grids: Vec<Self> = Vec::new();
        for (row, low) in (0..16).zip(rows).filter(|(_, low)| *low != 0) {
            match grids.iter_mut().find(|grid| grid.low == low) {
                Some(grid) => grid.high |= 1 << row,
                None => grids.push(Self { low, high: 1 << row }),
            }
        }
        grids
    }

    /// How often such a byte occurs in text, roughly.
    fn often(self) -> u32 {
        let rows = OFTEN.iter().zip(0..).filter(|(_, row)| self.high >> row & 1 == 1);
        rows.map(|(often, _)| sum(self.low, often)).sum()
    }
}

/// How often bytes are in text, by the letters of English. Of those beyond ASCII and the rarer ones only that they are.
const OFTEN: [[u32; 16]; 16] = {
    let (mut often, mut byte) = ([[1; 16]; 16], 0);
    while byte < 128 {
        often[byte >> 4][byte & 0xF] = match byte as u8 {
            b' ' => 150,
            b'a'..=b'z' => 30,
            b',' | b'.' => 12,
            b'0'..=b'9' => 4,
            b'A'..=b'Z' => 3,
            b'\n' => 2,
            0..=0x1F | 0x7F => 0,
            _ => 1,
        };
        byte += 1;
    }
    often
};

/// Tables of sets that hold all pairs of which the classes have signals, and few others: by the low and the high four bits
/// of the first byte, then of the second.
pub(crate) fn pair_tables(signals: &[[u64; CLASSES]; CLASSES]) -> [NibbleTables; 2] {
    tables(all(signals), |&[low, high, second_low, second_high]| {
        let (first, second) = (Grid { low, high }, Grid { low: second_low, high: second_high });
        i64::from(first.often()) * i64::from(second.often())
    })
}

/// The pairs that have signals, as sets that hold nothing else.
fn all(signals: &[[u64; CLASSES]; CLASSES]) -> Vec<Nibbles> {
    let before = |second: usize| {
        (0..CLASSES)
            .filter(|first| signals[*first][second] != 0)
            .fold(0_u64, |firsts, first| firsts | 1 << first)
    };
    // Those before which the same may stand.
    let mut alike: Vec<(u64, u64)> = Vec::new();
    for (second, firsts) in
        (0..CLASSES).map(|second| (second, before(second))).filter(|(_, firsts)| *firsts != 0)
    {
        match alike.iter_mut().find(|(known, _)| *known == firsts) {
            Some((_, seconds)) => *seconds |= 1 << second,
            None => alike.push((firsts, 1 << second)),
        }
    }
    let sets = alike.into_iter().flat_map(|(firsts, seconds)| {
        let firsts = Grid::of(firsts);
        Grid::of(seconds).into_iter().flat_map(move |second| {
            firsts.clone().into_iter().map(move |first| [first.low, first.high, second.low, second.high])
        })
    });
    sets.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triggers::TRIGGERS;

    /// Whether a pair is in some set, as the scan finds out.
    fn is_in_common(tables: &[NibbleTables; 2], first: u8, second: u8) -> bool {
        let [low, high] = [|byte: u8| usize::from(byte & 0xF), |byte: u8| usize::from(byte >> 4)];
        tables
            .iter()
            .any(|[a, b, c, d]| a[low(first)] & b[high(first)] & c[low(second)] & d[high(second)] != 0)
    }

    #[test]
    fn all_pairs_that_rules_look_for_are_found_and_few_others() {
        let (mut others, mut all) = (0, 0);
        for (first, second) in
            (0..=u8::MAX).flat_map(|first| (0..=u8::MAX).map(move |second| (first, second)))
        {
            let [a, b] = [first, second].map(|byte| CLASS[byte as usize] as usize);
            let is_looked_for = TRIGGERS.pairs[a][b] != 0;
            let is_found = is_in_common(&TRIGGERS.pair_tables, first, second);
            assert!(is_found || !is_looked_for, "{:?}", [first, second].map(char::from));
            let [often_first, often_second] =
                [first, second].map(|byte| OFTEN[usize::from(byte >> 4)][usize::from(byte & 0xF)]);
            let often = often_first * often_second;
            all += often;
            others += if is_found && !is_looked_for { often } else { 0 };
        }
        assert!(others * 100 < all, "of all pairs {others} of {all} are looked at for nothing");
    }
}
