//! Random numbers that are the same everywhere.

/// A generator: `SplitMix64`. Integers alone, so that no mathematical library has a say in what comes out.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Chance {
    /// For one of the documents of a corpus.
    pub(crate) fn new(seed: u64, index: u64) -> Self {
        let mut chance = Self(seed);
        Self(chance.next() ^ index.wrapping_mul(STEP))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another one, which is small beside 2⁶⁴.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// One of a range, the last one too.
    pub(crate) fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A size around a mean, with the skew that sizes of documents have: log-normal with a deviation of 0.6.
    pub(crate) fn size(&mut self, mean: usize) -> usize {
        /// Of every twentieth part of the distribution, the middle, in percent of the mean.
        const MIDDLES: [usize; 20] =
            [26, 35, 42, 48, 53, 58, 64, 69, 75, 80, 87, 94, 101, 110, 120, 131, 146, 167, 198, 296];
        let part = self.below(MIDDLES.len());
        let next = MIDDLES[(part + 1).min(MIDDLES.len() - 1)];
        let percent = MIDDLES[part] + (next - MIDDLES[part]) * self.below(100) / 100;
        mean * percent / 104
    }
}
