//! What may be in another form than the normalisation form C.

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Whether a character after a text may be in another form than NFC: it never occurs in NFC, may combine with what stands
/// before it, or stands after a mark that comes later.
pub(crate) fn is_unnormalised(before: &str, c: char) -> bool {
    let quick = is_nfc_quick(std::iter::once(c));
    let may_combine = |previous: char| {
        // A mark may combine with the letter before other marks, or with a part of a composed letter. Both are so rare that
        // any such place counts: to look for the letter in a long run of marks would take time by its square.
        canonical_combining_class(previous) != 0
            || compose(previous, c).is_some()
            || (canonical_combining_class(c) != 0 && parts(previous) > 1)
    };
    quick == IsNormalized::No
        || before.chars().next_back().is_some_and(|previous| {
            canonical_combining_class(previous) > canonical_combining_class(c)
                || (quick == IsNormalized::Maybe && may_combine(previous))
        })
}

/// How many characters one is decomposed into.
fn parts(c: char) -> usize {
    let mut parts = 0;
    decompose_canonical(c, |_| parts += 1);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Scan;
    use crate::triggers::TRIGGERS;
    use proptest::prelude::*;

    fn is_told(title: &str) -> bool {
        let source = format!("A~\n||||||\n{title}\n||||||\nB");
        Scan::of(&seedkit_syntax::parse(&source)).signals & TRIGGERS.unnormalised != 0
    }

    #[test]
    fn a_letter_that_is_composed_of_a_later_mark_is_not_in_nfc() {
        // The dot below comes before the diaeresis, which is part of the letter.
        assert!(is_told("ä\u{323}"));
    }

    /// The characters for which normalisation does anything.
    fn unsettled() -> Vec<char> {
        let is_settled = |c: char| {
            let is_quick = is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
            parts(c) == 1 && is_quick && canonical_combining_class(c) == 0
        };
        (0x80..=0x10_FFFF).filter_map(char::from_u32).filter(|c| !is_settled(*c)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn text_that_is_not_in_nfc_is_told(
            text in prop::collection::vec(prop_oneof![
                prop::sample::select(unsettled()),
                prop::sample::select("aeouxαиかᄀ가कब '\u{301}\u{308}\u{316}\u{323}\u{327}".chars().collect::<Vec<_>>()),
            ], 1..5)
        ) {
            use unicode_normalization::UnicodeNormalization as _;
            let text: String = text.into_iter().collect();
            let is_normal = text.nfc().eq(text.chars());
            prop_assert!(is_normal || is_told(&text), "{:?}", text);
        }
    }
}
