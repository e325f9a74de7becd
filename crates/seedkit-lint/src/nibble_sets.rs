//! Sets of four numbers of four bits, by which vector instructions tell 64 places of a text apart at a time.

/// Eight sets, by each of the four numbers: to which sets it may belong, a bit each.
pub(crate) type NibbleTables = [[u8; 16]; 4];

/// Which numbers there may be at each of four places; a bit for each number.
pub(crate) type Nibbles = [u16; 4];

/// How many sets there are.
const SETS: usize = 16;

/// The numbers that are in a set, of which each has a bit.
pub(crate) fn ones(mut set: u16) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let one = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(one)
    })
}

/// Tables of sets that hold all of these, and little else; `often` is how often what is in a set occurs in text.
pub(crate) fn tables(sets: Vec<Nibbles>, often: impl Fn(&Nibbles) -> i64) -> [NibbleTables; 2] {
    let sets = few(sets, often);
    let bits = |half: usize, place: usize, number: usize| {
        let own = sets.iter().skip(half * 8).take(8).zip(0..);
        own.fold(0, |bits, (set, bit)| bits | ((set[place] >> number & 1) as u8) << bit)
    };
    std::array::from_fn(|half| {
        std::array::from_fn(|place| std::array::from_fn(|number| bits(half, place, number)))
    })
}

/// Joins two sets again and again, always those that come to the fewest others, until they are few enough. To put them
/// into sets one by one would let ten times as many others in.
fn few(mut sets: Vec<Nibbles>, often: impl Fn(&Nibbles) -> i64) -> Vec<Nibbles> {
    // How much more is in both than in each.
    let growth = |a: &Nibbles, b: &Nibbles| often(&joined(a, b)) - often(a) - often(b);
    let mut growths: Vec<Vec<i64>> = (0..sets.len())
        .map(|index| sets[..index].iter().map(|before| growth(before, &sets[index])).collect())
        .collect();
    while sets.len() > SETS {
        let all = growths
            .iter()
            .enumerate()
            .flat_map(|(b, row)| row.iter().enumerate().map(move |(a, growth)| (*growth, a, b)));
        let Some((_, a, b)) = all.min() else { break };
        let set = joined(&sets[a], &sets[b]);
        // The later one first, so that the other stays where it is.
        for index in [b, a] {
            sets.remove(index);
            growths.remove(index);
            for row in &mut growths[index..] {
                row.remove(index);
            }
        }
        growths.push(sets.iter().map(|before| growth(before, &set)).collect());
        sets.push(set);
    }
    sets
}

fn joined(a: &Nibbles, b: &Nibbles) -> Nibbles {
    std::array::from_fn(|place| a[place] | b[place])
}
