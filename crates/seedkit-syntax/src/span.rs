//! Byte ranges.

use std::ops::Range;

/// A half-open range of bytes, `start..end`, whose ends lie on character boundaries of the source.
///
/// Offsets are `u32`: a source has at most [`MAX_LEN`](crate::MAX_LEN) bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the byte after the last one.
    pub end: u32,
}

impl Span {
    /// The range `start..end`, in bytes.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end && end <= crate::MAX_LEN, "{start}..{end} is no span");
        Self { start: start as u32, end: end as u32 }
    }

    /// The empty range at `offset`: a place between two characters.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// How many bytes it covers.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range in the form that indexing takes.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text it covers.
    ///
    /// # Panics
    /// Where `source` is not the text the span was made for.
    #[must_use]
    pub fn of(self, source: &str) -> &str {
        &source[self.range()]
    }

    /// Whether both cover a byte, or one is empty and lies inside or at an end of the other.
    #[must_use]
    pub fn touches(self, other: Self) -> bool {
        if self.is_empty() || other.is_empty() {
            self.start <= other.end && other.start <= self.end
        } else {
            self.start < other.end && other.start < self.end
        }
    }
}
