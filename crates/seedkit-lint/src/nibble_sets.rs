//! Sets of four numbers of four bits, by which vector instructions tell 64 places of a text apart at a time.

/// Eight sets, by each of the four numbers: to which sets it may belong, a bit each.
pub(crate) type NibbleTables = [[u8; 16]; 4];

/// Which numbers there may be at each of four places; a bit for each number.
pub(crate) type Nibbles = [u16; 4];

/// How many sets there are.
const SETS: usize = 16;

/// The sum of what there is for each number of a set. Without a branch, as it is asked thousands of times at the start.
pub(crate) fn sum(set: u16, of_each: &[u32; 16]) -> u32 {
    of_each
        .iter()
        .zip(0..)
        .map(|(of_number, number)| of_number & (u32::from(set) >> number & 1).wrapping_neg())
        .sum()
}

/// Tables of sets that hold all of these, and little else; `often` is how often what is in a set occurs in text.
pub(crate) fn tables(sets: Vec<Nibbles>, often: impl Fn(&Nibbles) -> i64) -> [NibbleTables; 2] {
    let sets = few(sets.into_iter().map(|set| Set { often: often(&set), numbers: set }).collect(), often);
    let bits = |half: usize, place: usize, number: usize| {
        let own = sets.iter().skip(half * 8).take(8).zip(0..);
        own.fold(0, |bits, (set, bit)| bits | ((set.numbers[place] >> number & 1) as u8) << bit)
    };
    std::array::from_fn(|half| {
        std::array::from_fn(|place| std::array::from_fn(|number| bits(half, place, number)))
    })
}

/// A set, and how often what is in it occurs.
struct Set {
    numbers: Nibbles,
    often: i64,
}

/// Joins two sets again and again, always those that come to the fewest others, until they are few enough. To put them
/// into sets one by one would let ten times as many others in.
fn few(mut sets: Vec<Set>, often: impl Fn(&Nibbles) -> i64) -> Vec<Set> {
    // How much more is in both than in each: with each set before.
    let growths_of = |sets: &[Set], set: &Set| -> Vec<i64> {
        let both = |before: &Set| often(&joined(before, set));
        sets.iter().map(|before| both(before) - before.often - set.often).collect()
    };
    let mut growths: Vec<Vec<i64>> =
        (0..sets.len()).map(|index| growths_of(&sets[..index], &sets[index])).collect();
    while sets.len() > SETS {
        let rows = growths.iter().enumerate();
        let all = rows.flat_map(|(b, row)| row.iter().enumerate().map(move |(a, growth)| (*growth, a, b)));
        let Some((_, a, b)) = all.min_by_key(|(growth, ..)| *growth) else { break };
        let numbers = joined(&sets[a], &sets[b]);
        let set = Set { often: often(&numbers), numbers };
        // The later one first, so that the other stays where it is.
        for index in [b, a] {
            sets.remove(index);
            growths.remove(index);
            for row in &mut growths[index..] {
                row.remove(index);
            }
        }
        growths.push(growths_of(&sets, &set));
        sets.push(set);
    }
    sets
}

fn joined(a: &Set, b: &Set) -> Nibbles {
    std::array::from_fn(|place| a.numbers[place] | b.numbers[place])
}
