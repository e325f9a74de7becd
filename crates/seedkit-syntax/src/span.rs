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

#[cfg(test)]
mod tests {
    use super::*;

    /// All spans of a text of four bytes against each other.
    #[test]
    fn spans_touch_where_they_share_a_byte_or_a_place() {
        let spans = || (0..=4).flat_map(|start| (start..=4).map(move |end| Span::new(start, end)));
        for (one, other) in spans().flat_map(|one| spans().map(move |other| (one, other))) {
            let shares_a_byte = one.range().any(|at| other.range().contains(&at));
            let places = |span: Span| span.start..=span.end;
            let shares_a_place = places(one).any(|at| places(other).contains(&at));
            let is_empty = one.range().is_empty() || other.range().is_empty();
            let touches = if is_empty { shares_a_place } else { shares_a_byte };
            assert_eq!(one.touches(other), touches, "{one:?} {other:?}");
        }
    }

    #[test]
    fn spans_are_as_long_as_their_text() {
        let source = "Moss é";
        for (start, end) in [(0, 0), (0, 4), (5, 7), (7, 7)] {
            let span = Span::new(start, end);
            assert_eq!(span.of(source), &source[start..end]);
            assert_eq!(span.len(), source[start..end].len());
            assert_eq!(span.is_empty(), source[start..end].is_empty());
        }
        assert_eq!(Span::at(4), Span::new(4, 4));
    }

    #[test]
    #[cfg(debug_assertions)]
    fn what_is_no_span_is_a_panic() {
        for (start, end) in [(1, 0), (0, crate::MAX_LEN + 1)] {
            assert!(std::panic::catch_unwind(|| Span::new(start, end)).is_err(), "{start}..{end}");
        }
    }
}
