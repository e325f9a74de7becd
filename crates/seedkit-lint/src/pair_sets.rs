//! Sets of pairs of bytes that tell most pairs that no rule looks for from those that one does, 64 at a time.

use crate::triggers::{CLASS, CLASSES};

/// Eight sets of pairs of bytes. By the low and the high four bits of the first byte, then of the second: to which sets a
/// pair may belong, a bit each.
pub(crate) type PairTables = [[u8; 16]; 4];

/// How many sets there are.
const SETS: usize = 16;

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

    fn joined(self, other: Self) -> Self {
        Self { low: self.low | other.low, high: self.high | other.high }
    }

    /// How often such a byte occurs in text, roughly.
    fn often(self) -> u32 {
        let of_row = |row: usize| ones(self.low).map(|low| OFTEN[row << 4 | low]).sum::<u32>();
        ones(self.high).map(of_row).sum()
    }
}

/// The numbers that are in a set, of which each has a bit.
pub(crate) fn ones(mut set: u16) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let one = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(one)
    })
}

/// How often bytes are in text, by the letters of English. Of those beyond ASCII and the rarer ones only that they are.
const OFTEN: [u32; 256] = {
    let (mut often, mut byte) = ([1; 256], 0);
    while byte < 128 {
        often[byte] = match byte as u8 {
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

/// A set of pairs of bytes.
#[derive(Clone, Copy, Debug)]
struct Set {
    first: Grid,
    second: Grid,
    often: u32,
}

impl Set {
    fn new(first: Grid, second: Grid) -> Self {
        Self { first, second, often: first.often() * second.often() }
    }

    fn joined(&self, other: &Self) -> Self {
        Self::new(self.first.joined(other.first), self.second.joined(other.second))
    }

    /// How many more pairs are in both than in each.
    fn growth(&self, other: &Self) -> i64 {
        i64::from(self.joined(other).often) - i64::from(self.often) - i64::from(other.often)
    }
}

/// Tables of sets that hold all pairs of which the classes have signals, and few others.
pub(crate) fn pair_tables(signals: &[[u64; CLASSES]; CLASSES]) -> [PairTables; 2] {
    let sets = joined(all(signals));
    let bit = |of: fn(&Set) -> u16, half: usize, number: usize| {
        let own = sets.iter().skip(half * 8).take(8).zip(0..);
        own.fold(0, |bits, (set, bit)| bits | ((of(set) >> number & 1) as u8) << bit)
    };
    std::array::from_fn(|half| {
        let table = |of| std::array::from_fn(|number| bit(of, half, number));
        [
            table(|set| set.first.low),
            table(|set| set.first.high),
            table(|set| set.second.low),
            table(|set| set.second.high),
        ]
    })
}

/// The pairs that have signals, as sets that hold nothing else.
fn all(signals: &[[u64; CLASSES]; CLASSES]) -> Vec<Set> {
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
        Grid::of(seconds)
            .into_iter()
            .flat_map(move |second| firsts.clone().into_iter().map(move |first| Set::new(first, second)))
    });
    sets.collect()
}

/// Joins two sets again and again, always those that come to the fewest others, until they are few enough. To put them
/// into sets one by one, which does for words, would let ten times as many others in.
fn joined(mut sets: Vec<Set>) -> Vec<Set> {
    let mut growths: Vec<Vec<i64>> = (0..sets.len())
        .map(|index| sets[..index].iter().map(|before| before.growth(&sets[index])).collect())
        .collect();
    while sets.len() > SETS {
        let all = growths
            .iter()
            .enumerate()
            .flat_map(|(b, row)| row.iter().enumerate().map(move |(a, growth)| (*growth, a, b)));
        let Some((_, a, b)) = all.min() else { break };
        let set = sets[a].joined(&sets[b]);
        // The later one first, so that the other stays where it is.
        for index in [b, a] {
            sets.remove(index);
            growths.remove(index);
            for row in &mut growths[index..] {
                row.remove(index);
            }
        }
        growths.push(sets.iter().map(|before| before.growth(&set)).collect());
        sets.push(set);
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triggers::TRIGGERS;

    /// Whether a pair is in some set, as the scan finds out.
    fn is_in_common(tables: &[PairTables; 2], first: u8, second: u8) -> bool {
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
            let often = OFTEN[first as usize] * OFTEN[second as usize];
            all += often;
            others += if is_found && !is_looked_for { often } else { 0 };
        }
        assert!(others * 100 < all, "of all pairs {others} of {all} are looked at for nothing");
    }
}
