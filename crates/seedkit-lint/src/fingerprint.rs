//! What stays the same of a finding while the file around it changes.

use crate::diagnostic::Diagnostic;
use seedkit_syntax::{LineIndex, Span};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fmt;

/// How many code points on each side of a finding count, and how many of each end of a long one.
const REACH: usize = 32;

/// The kinds that are about a file as a whole, by rule. What stands at their place says nothing of them.
const WHOLE_FILE: &[(&str, &[&str])] = &[
    ("S001", &["utf-16", "utf-16-without-bom", "utf-32"]),
    ("S008", &["crlf", "mixed"]),
    ("X604", &["colliding-path"]),
];

/// The first half of a SHA-256 that names a finding.
///
/// It is made of the rule, the path, the text at the finding and 32 code points to each side of it within the line,
/// with every run of white space as one space, and how many equal findings come before it. Of a long finding the
/// first and the last 32 code points count. Line numbers do not count. So it stays the same when paragraphs move, or
/// something changes further away; and no two findings of a file have the same.
///
/// Shown in hexadecimal digits, of which there are 32.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = ();

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 16];
        if text.len() != 2 * bytes.len()
            || !text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Err(());
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| ())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

/// The fingerprints of the findings of a file, one each, in their order.
///
/// `path` names the file in the same way for everybody, such as by its path from the root of a repository with `/`
/// between the parts. `text` is what the spans count in: the source, or, where that is not UTF-8, a text of the same
/// length.
///
/// ```
/// use seedkit_lint::{Settings, fingerprints, lint};
///
/// let of = |text| fingerprints(b"moss.seed", text, &lint(&seedkit_syntax::parse(text), &Settings::default()));
/// let one = of("Mosses~\n||||||\nPeat moss\n||||||\nPeat moss  holds many times its own weight in water.");
/// let moved = of("Mosses~\n||||||\nPeat moss\n||||||\nNew.\nPeat moss  holds many times its own weight in water.");
/// assert!(one.iter().all(|print| moved.contains(print)));
/// ```
#[must_use]
pub fn fingerprints(path: &[u8], text: &str, diagnostics: &[Diagnostic]) -> Vec<Fingerprint> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let index = LineIndex::new(text);
    let mut seen: HashMap<[u8; 32], u64> = HashMap::new();
    let print = |found: &Diagnostic| {
        let mut hash = Sha256::new();
        // Each field with its length, so that no two lists of fields are one sequence of bytes.
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        field(b"seedkit/v1");
        field(found.rule.code.as_bytes());
        field(path);
        if is_about_the_file(found) {
            field(b"");
        } else {
            field(surroundings(text, &index, found.span).as_bytes());
        }
        let ordinal = seen.entry(hash.clone().finalize().into()).or_default();
        hash.update(ordinal.to_le_bytes());
        *ordinal += 1;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Fingerprint(bytes)
    };
    diagnostics.iter().map(print).collect()
}

fn is_about_the_file(found: &Diagnostic) -> bool {
    WHOLE_FILE.iter().any(|(code, kinds)| *code == found.rule.code && kinds.contains(&found.kind.name))
}

/// What a span covers and what stands beside it in its lines, as far as it counts, white space folded. U+001F parts
/// the span from what is beside it.
fn surroundings(text: &str, index: &LineIndex<'_>, span: Span) -> String {
    let (start, end) = (span.start as usize, span.end as usize);
    let first = index.line(index.position(start).line);
    let last = index.line(index.position(end).line);
    // An end of line that is the finding, or a byte order mark, lies outside of its line.
    let before = &text[(first.start as usize).min(start)..start];
    let inside = &text[start..end];
    // What follows an end of line is another paragraph.
    let after = if inside.ends_with('\n') { "" } else { &text[end..(last.end as usize).max(end)] };
    let mut folded = String::new();
    fold(&before[nth_from_end(before, REACH)..], &mut folded);
    folded.push('\u{1F}');
    let head = nth(inside, REACH);
    fold(&inside[..head], &mut folded);
    fold(&inside[nth_from_end(inside, REACH).max(head)..], &mut folded);
    folded.push('\u{1F}');
    fold(&after[..nth(after, REACH)], &mut folded);
    folded
}

/// The offset after `count` code points, or the end.
fn nth(text: &str, count: usize) -> usize {
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

/// The offset before the last `count` code points, or the start.
fn nth_from_end(text: &str, count: usize) -> usize {
    text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at)
}

fn fold(text: &str, folded: &mut String) {
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !folded.ends_with(' ') {
            folded.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::lint_bytes;
    use crate::rules::RULES;
    use crate::settings::Settings;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// Rules that look at a line by itself: what they say of it does not depend on where it stands.
    /// Not B312: a word more or less may make the language another one.
    const LOCAL: &[&str] = &["U", "M", "S009", "B306", "B308"];

    /// The fingerprints of a text, each with its rule and its place.
    fn of(text: &str, rules: &[&str]) -> Vec<(Fingerprint, &'static str, Span)> {
        let settings = Settings::default().select(rules).unwrap_or_else(|error| unreachable!("{error}"));
        let found = lint_bytes(text.as_bytes(), &settings);
        let prints = fingerprints(b"a.seed", text, &found);
        prints.into_iter().zip(found).map(|(print, found)| (print, found.rule.code, found.span)).collect()
    }

    #[test]
    fn kinds_about_the_file_are_kinds_of_their_rules() {
        for (code, kinds) in WHOLE_FILE {
            let rule = RULES.iter().find(|rule| rule.code == *code);
            let known: Vec<_> = rule.into_iter().flat_map(|rule| rule.kinds).map(|kind| kind.name).collect();
            assert!(
                kinds.iter().all(|kind| known.contains(kind)),
                "{code}: {kinds:?} are not all in {known:?}"
            );
        }
    }

    /// Whoever wrote a baseline reads it with another version.
    #[test]
    fn they_do_not_change_with_versions() {
        let found = of("Mosses\n||||||\nPeat moss\n||||||\nIt holds  water.", &["all"]);
        let shown: Vec<_> = found.iter().map(|(print, code, _)| format!("{code} {print}")).collect();
        assert_eq!(shown, EXPECTED);
        assert_eq!(found[0].0.to_string().parse(), Ok(found[0].0));
        assert_eq!("00".parse::<Fingerprint>(), Err(()));
    }

    #[test]
    fn what_is_no_fingerprint_is_refused() {
        let digits = "0123456789abcdef0123456789abcdef";
        let print: Fingerprint = digits.parse().unwrap();
        assert_eq!((print.to_string(), format!("{print:?}")), (digits.to_owned(), digits.to_owned()));
        for text in
            ["", &digits[1..], &format!("{digits}0"), &digits.to_uppercase(), &digits.replace('a', "g")]
        {
            assert_eq!(text.parse::<Fingerprint>(), Err(()), "{text:?}");
        }
    }

    /// What counts of a finding, with `|` for what parts it from what is beside it.
    fn counted(text: &str, finding: &str) -> String {
        let start = text.find(finding).unwrap();
        let span = Span::new(start, start + finding.len());
        surroundings(text, &LineIndex::new(text), span).replace('\u{1F}', "|")
    }

    #[test]
    fn as_much_counts_as_is_said() {
        let (a, b) = ("é".repeat(REACH), "日".repeat(REACH));
        assert_eq!(counted(&format!("xy{a}!{b}yz"), "!"), format!("{a}|!|{b}"));
        assert_eq!(counted(&format!("{a}!{b}"), "!"), format!("{a}|!|{b}"));
        assert_eq!(counted(&format!("{a}\nx!\r\n{b}"), "!"), "x|!|");
        // Of a long finding its ends, of one that is not twice as long as an end all of it.
        assert_eq!(counted(&format!("<{a}..{b}>"), &format!("{a}..{b}")), format!("<|{a}{b}|>"));
        assert_eq!(counted(&format!("<{a}xyz>"), &format!("{a}xyz")), format!("<|{a}xyz|>"));
        // Ends of lines and byte order marks lie outside of lines.
        assert_eq!(counted("ab\r\ncd", "\r\n"), "ab| |");
        assert_eq!(counted("\u{FEFF}ab", "\u{FEFF}"), "|\u{FEFF}|ab");
        assert_eq!(counted("a \t b\u{A0}\u{3000}c", "b"), "a |b| c");
    }

    #[test]
    fn what_is_about_the_file_does_not_count_what_stands_there() {
        let prints =
            |text: &str, rule| of(text, &[rule]).into_iter().map(|(print, ..)| print).collect::<Vec<_>>();
        let crlf = |title: &str| prints(&format!("A~\r\n||||||\r\n{title}\r\n||||||\r\nB"), "S008");
        assert_eq!(crlf("Moss").len(), 1);
        assert_eq!(crlf("Moss"), prints("B~\r\n||||||\r\nT\r\n||||||\r\nBog", "S008"));
        // Of the same rule, but about a place.
        let settings = Settings::default().select(&["S008"]).unwrap();
        let settings = settings.set_choice("S008", "final-newline", "never").unwrap();
        let ended = |body: &str| {
            let text = format!("A~\n||||||\nT\n||||||\n{body}\n");
            fingerprints(b"a.seed", &text, &lint_bytes(text.as_bytes(), &settings))
        };
        assert_eq!(ended("Moss").len(), 1);
        assert_ne!(ended("Moss"), ended("Bog"));
        // Of other rules.
        assert_ne!(prints("A\n||||||\nT\n||||||\nB", "S007"), prints("B\n||||||\nT\n||||||\nB", "S007"));
    }

    #[test]
    fn equal_findings_are_counted() {
        let found = of(&format!("{HEAD}Moss  grows.\nMoss  grows.\nMoss  grows."), &["B306"]);
        let prints: HashSet<_> = found.iter().map(|(print, ..)| print).collect();
        assert_eq!((found.len(), prints.len()), (3, 3));
    }

    const EXPECTED: &[&str] = &[
        "S007 67c50c2cfbd7475dd90f9a0f47fd04c4",
        "B301 19bb8063db759796b5eee6a001d45b48",
        "B306 41d323332b7038d68599ef423f9760d1",
    ];

    const HEAD: &str = "Mosses~Bogs~\n||||||\nPeat moss\n||||||\n";

    fn paragraphs() -> impl Strategy<Value = Vec<String>> {
        let word = prop_oneof![
            "[a-z]{1,9}",
            Just("the the".to_owned()),
            Just("a  b".to_owned()),
            Just("''b''".to_owned()),
            Just("&amp;".to_owned()),
            Just("[[x]]".to_owned()),
            Just("é\u{200B}日".to_owned()),
            Just(" ,".to_owned())
        ];
        let paragraph = prop::collection::vec(word, 1..25).prop_map(|words| words.join(" "));
        prop::collection::vec(paragraph, 1..6)
    }

    proptest! {
        #[test]
        fn they_are_unique(body in paragraphs()) {
            let prints = of(&format!("{HEAD}{}", body.join("\n")), &["all"]);
            let unique: HashSet<_> = prints.iter().map(|(print, ..)| print).collect();
            prop_assert_eq!(unique.len(), prints.len());
        }

        #[test]
        fn they_stay_when_paragraphs_move(body in paragraphs(), turn in 0..6_usize) {
            let mut moved = body.clone();
            let turn = turn % moved.len();
            moved.rotate_left(turn);
            let set = |body: &[String]| {
                let prints = of(&format!("{HEAD}{}", body.join("\n")), LOCAL);
                prints.into_iter().map(|(print, ..)| print).collect::<HashSet<_>>()
            };
            prop_assert_eq!(set(&body), set(&moved));
        }

        /// A word without any finding, put in front of a paragraph, changes no fingerprint of what lies more than 32
        /// code points away; but of findings that are equal, a later one takes the fingerprint of an earlier one that
        /// changed.
        #[test]
        fn they_stay_when_something_changes_elsewhere(body in paragraphs(), at in 0..6_usize) {
            let at = at % body.len();
            let mut changed = body.clone();
            changed[at].insert_str(0, "Zygomorphic ");
            let (old, new) = (format!("{HEAD}{}", body.join("\n")), format!("{HEAD}{}", changed.join("\n")));
            let start = HEAD.len() + body[..at].iter().map(|one| one.len() + 1).sum::<usize>();
            let new: HashSet<_> = of(&new, LOCAL).into_iter().map(|(print, ..)| print).collect();
            let line = start..start + body[at].len();
            let is_near = |span: Span| {
                let place = span.start as usize;
                line.contains(&place) && old[start..place].chars().count() <= REACH || place == start
            };
            let (near, far): (Vec<_>, Vec<_>) =
                of(&old, LOCAL).into_iter().partition(|(.., span)| is_near(*span));
            for (_, code, _) in &far {
                let of_rule = |list: &[(Fingerprint, &str, Span)], lost: bool| {
                    list.iter().filter(|(print, other, _)| other == code && !(lost && new.contains(print))).count()
                };
                prop_assert!(of_rule(&far, true) <= of_rule(&near, false), "{} in {:?}", code, old);
            }
        }
    }
}
