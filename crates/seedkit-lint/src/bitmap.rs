//! Sets of bytes, a bit each.

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bitmap([u64; 4]);

impl Bitmap {
    /// The bytes of which something holds.
    pub(crate) fn that(holds: impl Fn(u8) -> bool) -> Self {
        let mut bytes = Self::default();
        (0..=u8::MAX).filter(|byte| holds(*byte)).for_each(|byte| bytes.add(byte));
        bytes
    }

    pub(crate) fn add(&mut self, byte: u8) {
        self.0[(byte >> 6) as usize] |= 1 << (byte & 63);
    }

    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0[(byte >> 6) as usize] >> (byte & 63) & 1 == 1
    }

    /// Whether it has a byte of another one. Asked without a branch for each part.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |common, (a, b)| common | (a & b)) != 0
    }
}
