use crate::prose;
use crate::rule::Trigger;
use crate::rules::RULES;
use crate::scan::Scan;
use crate::triggers::TRIGGERS;

fn signals(body: &str) -> u64 {
    let source = format!("A~\n||||||\nT\n||||||\n{body}");
    Scan::of(&seedkit_syntax::parse(&source)).signals
}

#[test]
fn strings_that_rules_look_for_are_found_wherever_they_stand() {
    for (place, index) in TRIGGERS.order.iter().enumerate() {
        let strings = RULES[*index].triggers.iter().filter_map(|trigger| match trigger {
            Trigger::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        });
        for string in strings {
            // At every place of a block, and over its end.
            for (before, after) in (0..70).flat_map(|before| ["", "y", " ", "é"].map(|after| (before, after)))
            {
                let text = format!("{}{string}{after}", "x".repeat(before));
                assert!(signals(&text) >> place & 1 == 1, "{}: {text:?}", RULES[*index].code);
            }
        }
    }
}

#[test]
fn characters_that_rules_look_for_are_found_among_many_that_are_alike() {
    for list in TRIGGERS.lists.iter().filter(|list| list.then.is_empty()) {
        for c in list.ranges.iter().flat_map(|range| [*range.start(), *range.end()]) {
            // Those of its row, which are told at once, at every place of a block.
            let row = (c as u32 & !63..=c as u32 | 63).filter_map(char::from_u32).filter(|c| !c.is_ascii());
            let row: String = row.filter(|other| *other != c).collect();
            for before in 0..64 {
                let text = format!("{}{row}{c}{row}", "x".repeat(before));
                assert_eq!(signals(&text) & list.signals, list.signals, "{c:?} at {before}");
            }
        }
    }
}

#[test]
fn characters_are_told_whatever_stands_beside_them() {
    use unicode_normalization::UnicodeNormalization as _;
    const CHARS: &[char] = &[
        'x', ' ', 'é', 'à', 'ü', '×', 'ª', '²', '’', '“', 'а', 'ђ', 'א', '\u{5B4}', 'س', '،', '\u{64B}', 'क',
        'ा', '\u{93C}', '\u{94D}', '।', 'ก', '\u{E38}', '\u{E48}', 'ა', 'ế', 'の', '\u{3099}', '。', '中',
        '㐀', '가', '힣', '\u{11A8}', '𐐀', '😀', '\u{301}', '\u{327}', 'Ⅷ', 'Ⓐ',
    ];
    let pairs = || CHARS.iter().flat_map(|a| CHARS.iter().map(move |b| [*a, *b]));
    // Few of them around the end of a block, and many.
    for (pair, (before, times)) in
        pairs().flat_map(|pair| [(59, 1), (61, 1), (62, 1), (63, 1), (3, 20), (0, 40)].map(|at| (pair, at)))
    {
        let body = "x".repeat(before) + &String::from_iter(pair).repeat(times) + "x";
        let source = format!("A~\n||||||\nT\n||||||\n{body}");
        let scan = Scan::of(&seedkit_syntax::parse(&source));
        assert_eq!(scan.letters, body.chars().filter(|c| prose::is_letter(*c)).count(), "{body:?}");
        let is_joined = |at: usize, c: char| {
            c == '’'
                && body[..at].ends_with(prose::is_of_word)
                && body[at + c.len_utf8()..].starts_with(prose::is_of_word)
        };
        let not_of_word = body
            .char_indices()
            .filter(|(at, c)| !c.is_ascii() && !prose::is_of_word(*c) && !is_joined(*at, *c));
        assert_eq!(scan.not_of_word, not_of_word.count(), "{body:?}");
        let is_normalised = body.nfc().eq(body.chars());
        assert!(is_normalised || scan.signals & TRIGGERS.unnormalised != 0, "{body:?}");
        let words: Vec<&str> = body.split(' ').filter(|word| !word.is_empty()).collect();
        let without = words.iter().filter(|word| !word.starts_with(prose::is_letter)).count();
        assert_eq!((scan.spaced_words, scan.without_letters), (words.len(), without), "{body:?}");
    }
}

#[test]
fn words_that_rules_look_for_are_found_wherever_they_stand() {
    for (first, second, signal) in TRIGGERS.words.pairs() {
        // At every place of a block, and over its end.
        for before in 0..130 {
            let text = format!("{} {first} {second} b", "x".repeat(before));
            assert!(signals(&text) & signal != 0, "{first} {second} at {before}");
        }
        assert!(signals(&format!("{first} {second}")) & signal != 0, "{first} {second}");
    }
}
