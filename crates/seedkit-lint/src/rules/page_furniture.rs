use super::seed;
use crate::bitmap::{Bitmap, hash};
use crate::context::Context;
use crate::findings::Findings;
use crate::glance::{Glance, first_byte};
use crate::locale::{COORDINATE_WORDS, HATNOTES};
use crate::markup::{self, SECTION};
use crate::paragraph::Paragraph;
use crate::prose::with_gap;
use crate::rule::{
    BEYOND_ASCII, Check, Example, Kind, Rule,
    Trigger::{Bytes, Chars, Document, Pair, Words},
};
use crate::text::{has_edge, quote, regex};
use memchr::memmem::Finder;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M514",
    name: "page-furniture",
    summary: "A paragraph is about the page: a pointer to others, an empty section, a position, a link to a sound.",
    rationale: "`hatnote`: the paragraph starts like a note that leads to other pages, asks for work on this one or \
        names the site and its licence. `section`: it is nothing but the name of a section that lists, `References` \
        or `External links` in ten languages, of which the list was removed. `coordinates`: a position before a \
        paragraph, or one in two notations with a slash. `audio`: `(listen)` or a sign for a sound. Sentences that \
        only start alike are left alone: `This article is about the law of 1843` needs a pointer after it. Leads \
        hardly have any; half or nearly all of the full texts of two parsers have empty sections, 20 of 20 of those read were real, as \
        were 5 of 6 notes.",
    fix: Some("The line is deleted, or the bracket; a position within a paragraph is left."),
    default: true,
    kinds: &[&HATNOTE, &SECTION_NAME, &COORDINATES, &AUDIO],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦For other uses, see Ada (disambiguation).⟧\n⟦Lovelace redirects here. For the film, see Lovelace (film).⟧\nAda Byron wrote programs."
            ),
            kinds: &[&HATNOTE, &HATNOTE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦This article needs additional citations for verification. Pl⟧ease help improve it.\nAda Byron wrote programs.\n⟦From Wikipedia, the free encyclopedia⟧"
            ),
            kinds: &[&HATNOTE, &HATNOTE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\n⟦References⟧\n⟦See also:⟧\n⟦Einzelnachweise⟧\n"
            ),
            kinds: &[&SECTION_NAME, &SECTION_NAME, &SECTION_NAME],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\n")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦Coordinates: 5⟧1°30′N 0°7′W\nAda Byron wrote programs."
            ),
            kinds: &[&COORDINATES],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦(listen)⟧ was a mathematician ⓘ who wrote.\n⟦ⓘ⟧"
            ),
            kinds: &[&AUDIO, &AUDIO],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron was a mathematician who wrote.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\n⟦NOTES AND REFERENCES.⟧\n⟦脚注⟧"
            ),
            kinds: &[&SECTION_NAME, &SECTION_NAME],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦Koordinaten : 5⟧1° 30′ N, 0° 7′ W\n⟦Coordinates: 5⟧1°30′N 0°7′W, the house of Ada Byron\nAda Byron lived at 51°30′N ⟦0°7′30″W / 5⟧1.5°N 0.125°W in London."
            ),
            kinds: &[&COORDINATES, &COORDINATES, &COORDINATES],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Coordinates: 51°30′N 0°7′W, the house of Ada Byron\nAda Byron lived at 51°30′N 0°7′30″W / 51.5°N 0.125°W in London."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦(help·info)⟧ wrote programs.\nCharles Babbage⟦[listen]⟧ ( 🔊 ) built engines."
            ),
            kinds: &[&AUDIO, &AUDIO],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\nCharles Babbage built engines."
            )),
        },
        Example::Good(seed!(
            "Law~",
            "Ada Byron",
            "This article is about the law that Ada Byron wrote of in the second of her letters of 1843."
        )),
        Example::Good(seed!(
            "Law~",
            "Ada Byron",
            "For other uses of the engine Ada Byron had no time, and for the sake of her friends she left it."
        )),
        Example::Good(seed!(
            "Law~",
            "Ada Byron",
            "References to Ada Byron are many.\nSources and notes of hers are at 51°30′N 0°7′W, in the city of London."
        )),
        Example::Good(seed!(
            "Law~",
            "Ada Byron",
            "Ada Byron (listen to her) wrote that the page redirects here and there, and see also the notes."
        )),
        Example::Good(seed!(
            "Law~",
            "Ada Byron",
            "Coordinates: that is what Ada Byron called the numbers of a point, and not everyone did so."
        )),
    ],
    // How notes and sections start is the language itself; what only starts a paragraph is soon looked at.
    triggers: &[
        Document(may_be_furniture),
        Words("redirect", "here"),
        Words("redirects", "here"),
        Chars(&['°'..='°', 'ⓘ'..='ⓘ', '🔊'..='🔊']),
        Bytes(b"(listen"),
        Bytes("(help·info".as_bytes()),
        Bytes(b"[listen]"),
        Pair(b"(", b" \t\x0B\x0C\r"),
        Pair(b"(", BEYOND_ASCII),
    ],
    check: Check::Document(check),
};

static HATNOTE: Kind = Kind::warning("hatnote").risky();
static SECTION_NAME: Kind = Kind::warning("section").risky();
static COORDINATES: Kind = Kind::warning("coordinates").risky();
static AUDIO: Kind = Kind::warning("audio").risky();

static NOTES: LazyLock<Regex> = LazyLock::new(|| regex(&format!("^(?i:{HATNOTES})")));
static POSITION: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^(?:{COORDINATE_WORDS})\s*:\s*\d")));
static TWO_NOTATIONS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\d{1,3}°\d{1,2}′(?:[\d.]+″)?\s?[NSEW][\u{FEFF}\s]*/[\u{FEFF}\s]*\d"));
static SOUND: LazyLock<Regex> = LazyLock::new(|| regex(r"\(\s*(?:listen|help·info|ⓘ|🔊)\s*\)|ⓘ|\[listen\]"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let redirects = has_redirect(context.document().source());
    for paragraph in context.paragraphs() {
        line(context, paragraph, redirects, findings);
        coordinates(context, paragraph, findings);
        if may_sound(paragraph.text) {
            audio(context, paragraph, findings);
        }
    }
}

/// Whether a line may be a note or the name of a section, but for notes about redirects, which may start in any way.
fn may_be_furniture(glance: &Glance<'_>) -> bool {
    glance.shortest_line <= MAX_SECTION
        // What has white space at its edges may be short without it.
        || (!glance.scan.has_no_edges() && glance.lines().any(has_edge))
        || (glance
            .lines()
            .fold(false, |may_be, line| may_be | may_start_note(line) | may_start_position(line))
            && glance.lines().any(|line| may_be_note(line) || may_be_position(line)))
}

/// Bytes of the longest name of a section.
const MAX_SECTION: usize = 80;

/// Reports a note or the name of a section; notes about redirects, if the document may have some.
fn line(context: &Context<'_>, paragraph: &Paragraph<'_>, redirects: bool, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    let (kind, end, message) = if (may_be_note(text) || (redirects && has_redirect(text)))
        && NOTES.is_match(text)
    {
        let end = text.char_indices().nth(60).map_or(text.len(), |(end, _)| end);
        (&HATNOTE, end, format!("the paragraph is about the page, not about its subject: {}", quote(text)))
    } else if text.len() <= MAX_SECTION && SECTION.is_match(text) {
        (&SECTION_NAME, text.len(), format!("a section has a name and no text: {}", quote(text)))
    } else {
        return;
    };
    findings
        .report(kind, paragraph.at(0..end), message)
        .help("delete the paragraph")
        .fix([context.delete_line(paragraph.line)]);
}

/// How notes start, in lower case, unless they are about a redirect.
const NOTE_STARTS: &[&str] = &[
    "find sources: ",
    "for ",
    "from wikipedia, the free",
    "further information: ",
    "jump to ",
    "learn how and when",
    "main article",
    "main page",
    "not to be confused with",
    "retrieved from",
    "see also: ",
    "text is available under",
    "this article ",
    "this biography",
    "this list ",
    "this page ",
    "this section ",
    "you can help ",
];

/// Whether a paragraph starts as a note does, unless that is one about a redirect.
fn may_be_note(text: &str) -> bool {
    /// Bytes, no fewer than the longest start has.
    const START: usize = 32;
    if !may_start_note(text) {
        return false;
    }
    let is_start = |start: &&str| {
        text.as_bytes().get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start.as_bytes()))
    };
    match NOTE_STARTS.iter().find(|start| is_start(start)) {
        // All of these lead to another page.
        Some(&"for ") => {
            memchr::memchr_iter(b',', text.as_bytes()).any(|comma| may_be_see(&text[comma + 1..]))
        }
        Some(_) => true,
        // The letters beyond ASCII that are others of ASCII without regard to case.
        None => {
            let start = &text[..text.floor_char_boundary(START)];
            !start.is_ascii() && start.contains(['ſ', '\u{212A}'])
        }
    }
}

/// Whether what follows a comma may be the word `see`, in any case.
fn may_be_see(rest: &str) -> bool {
    let word = rest.strip_prefix(' ');
    word.is_some_and(|word| {
        word.get(..3).is_none_or(|see| see.eq_ignore_ascii_case("see")) || word.starts_with('ſ')
    })
}

/// Whether a text has the word that notes about redirects have, in small letters.
fn has_redirect(text: &str) -> bool {
    static WORD: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("redirect"));
    WORD.find(text.as_bytes()).is_some()
}

/// Whether a paragraph starts as a note does, as far as three bytes tell.
fn may_start_note(text: &str) -> bool {
    /// Hashes of these bytes.
    const HASHES: Bitmap<16> = {
        let (mut hashes, mut index) = (Bitmap::NONE, 0);
        while index < NOTE_STARTS.len() {
            if let Some(start) = NOTE_STARTS[index].as_bytes().first_chunk() {
                hashes.add(hash_of_start(start));
            }
            index += 1;
        }
        hashes
    };
    let Some(start) = text.as_bytes().first_chunk() else { return false };
    // The first byte of `ſ`.
    HASHES.has(hash_of_start(start)) || start[0] == 0xC5
}

/// A number below 1024 for three bytes, in any case. Others may have the same one.
const fn hash_of_start(&[a, b, c]: &[u8; 3]) -> usize {
    hash::<10>(u32::from_le_bytes([a | 0x20, b | 0x20, c | 0x20, 0]))
}

/// Whether a paragraph starts with the first byte of a position.
fn may_start_position(text: &str) -> bool {
    matches!(first_byte(text), b'C' | b'K' | 0xD0)
}

/// Whether a paragraph starts as a position does, which has a colon there.
fn may_be_position(text: &str) -> bool {
    text.starts_with(['C', 'K', 'К']) && markup::has_early_colon(text)
}

fn coordinates(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    let starts = if may_be_position(text) { POSITION.find(text) } else { None };
    let found = starts
        .or_else(|| if !text.is_ascii() && text.contains('°') { TWO_NOTATIONS.find(text) } else { None });
    let Some(position) = found else { return };
    let finding = findings
        .report(
            &COORDINATES,
            paragraph.at(position.range()),
            format!("the position of a map is left: {}", quote(&text[position.start()..])),
        )
        .help("delete it");
    // Points of the compass are single letters: more are words of a text.
    let is_alone = |numbers: &str| {
        !numbers.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().nth(1).is_some())
    };
    if starts.is_some_and(|start| is_alone(&text[start.end()..])) {
        finding.fix([context.delete_line(paragraph.line)]);
    }
}

/// Whether a paragraph has something of what [`SOUND`] has.
fn may_sound(text: &str) -> bool {
    static SIGN: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("ⓘ"));
    let bytes = text.as_bytes();
    let may_follow = |byte: &u8| matches!(byte, b'l' | b'h' | b'\t'..=b'\r' | b' ' | 0x80..);
    memchr::memchr2_iter(b'(', b'[', bytes).any(|open| bytes.get(open + 1).is_some_and(may_follow))
        || (!text.is_ascii() && SIGN.find(bytes).is_some())
}

fn audio(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    let sounds = || SOUND.find_iter(text);
    if let Some(first) = sounds().next() {
        findings
            .report(
                &AUDIO,
                paragraph.at(first.range()),
                format!("the link to a sound is left: {}", quote(first.as_str())),
            )
            .help("delete it")
            .fix(context.delete_within(paragraph, sounds().map(|sound| with_gap(text, sound.range()))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One text at least for each note.
    #[test]
    fn no_note_is_passed_over() {
        let notes = [
            "For other uses, see Ada.",
            "for the album by Ada (2010), SEE Ada.",
            "For Ada, or Bea, see Cleo.",
            "For Ada, ſee Bea.",
            "This article is about Ada. For Bea, see there.",
            "THIS ARTICLE NEEDS sources.",
            "This section may be long.",
            "This page is an orphan.",
            "This list relies largely on Ada.",
            "This biography of a living person needs sources.",
            "Not to be confused with Ada.",
            "\"Ada\" redirects here.",
            "\"Ada\" redirect here.",
            "Ada redirects here. For Bea, see Bea.",
            "Notes redirect here. For Bea, see Bea.",
            "Main article: Ada",
            "Main pages: Ada",
            "Further information: Ada",
            "See also: Ada",
            "ſee alſo: Ada",
            "For more details on this topic, see Ada.",
            "You can help by expanding it.",
            "You can help Wikipedia",
            "You can help Wi\u{212A}ipedia",
            "Find sources: Ada",
            "Learn how and when to remove this",
            "From Wikipedia, the free encyclopedia",
            "Jump to navigation",
            "Text is available under the Creative Commons licence",
            "This page was last edited on 1 May 2010",
            "Retrieved from \"https://example.org\"",
        ];
        for note in notes {
            assert!(NOTES.is_match(note), "{note} is no note");
            assert!(may_be_note(note) || has_redirect(note), "{note}");
        }
        for other in [
            "For two years Ada was away, seldom at home.",
            "This is a moss.",
            "Notes were lost.",
            // The words that tell a note about a redirect are looked for as wikis write them.
            "Notes reDirects here. For Bea, see Bea.",
        ] {
            assert!(!NOTES.is_match(other), "{other}");
        }
        assert!(!may_be_note("This is a moss.") && !may_be_note("Forêts, lacs"));
    }
}
