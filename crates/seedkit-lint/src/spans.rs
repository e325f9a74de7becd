//! Sets of spans.

use seedkit_syntax::Span;
use std::collections::BTreeMap;

/// Spans that were taken, in whatever order.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpanSet {
    /// Ends by starts. No two touch but at their ends, so ends ascend too.
    ends: BTreeMap<u32, u32>,
}

impl SpanSet {
    /// Whether a span that was taken touches this one.
    pub(crate) fn touches(&self, span: Span) -> bool {
        let before = self.ends.range(..=span.start).next_back();
        let after = self.ends.range(span.start..).next();
        let touches = |(&start, &end): (&u32, &u32)| Span { start, end }.touches(span);
        before.is_some_and(touches) || after.is_some_and(touches)
    }

    /// Takes a span, with all that was taken and overlaps it.
    pub(crate) fn insert(&mut self, span: Span) {
        let mut whole = span;
        let overlapping = |&(&start, &end): &(&u32, &u32)| start <= span.end && span.start <= end;
        while let Some((&start, &end)) = self.ends.range(..=span.end).next_back().filter(overlapping) {
            whole = Span { start: whole.start.min(start), end: whole.end.max(end) };
            self.ends.remove(&start);
        }
        self.ends.insert(whole.start, whole.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_taken_is_touched(spans in prop::collection::vec((0..50_u32, 1..6_u32), 0..12), asked in (0..50_u32, 1..6_u32)) {
            let span = |(start, len): (u32, u32)| Span { start, end: start + len };
            let mut set = SpanSet::default();
            for &one in &spans {
                set.insert(span(one));
            }
            let expected = spans.iter().any(|&one| span(one).touches(span(asked)));
            prop_assert_eq!(set.touches(span(asked)), expected);
        }
    }
}
