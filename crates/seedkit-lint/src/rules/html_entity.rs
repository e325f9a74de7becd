use super::invisible_character::is_invisible;
use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::{printable, quote, regex};
use entities::ENTITIES;
use regex::Regex;
use seedkit_syntax::Span;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M506",
    name: "html-entity",
    summary: "A character is written as an entity of HTML.",
    rationale: "`entity`: `&name;` with one of the 2,125 names of HTML, `&#N;` or `&#xN;`. `double`: `&amp;` before \
        what is an entity without it, which was escaped twice. Names are looked up, so that `AT&T; R&D;` are left \
        alone. Names of categories and titles are looked at, too: `&quot;Weird Al&quot; Yankovic`. Some are not \
        decoded: those of controls, line breaks, direction controls, private and unassigned characters, of `|`, which \
        separates, of `~` in a category, which ends it, and whatever would make a line blank or start like a marker \
        of a merge. \
        Once `&lt;` is decoded other rules see the tag. A quarter of the full texts of one extractor have an entity, \
        8 % of the leads of a simple cleaner.",
    fix: Some("The entity is replaced by its character, however often it was escaped."),
    default: true,
    kinds: &[&ENTITY, &DOUBLE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron paid 10⟦&nbsp;⟧pounds ⟦&ndash;⟧ or 9 ⟦&lt;⟧ 10."
            ),
            kinds: &[&ENTITY, &ENTITY, &ENTITY],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron paid 10\u{A0}pounds – or 9 < 10.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦&#38;⟧ Babbage⟦&#x2019;⟧s caf⟦&#233;⟧, ⟦&#150;⟧ closed."
            ),
            kinds: &[&ENTITY, &ENTITY, &ENTITY, &ENTITY],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron & Babbage’s café, – closed.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦&amp;⟧amp; Babbage ⟦&amp;⟧amp;eacute; ⟦&amp;⟧foo; ⟦&amp;⟧ others."
            ),
            kinds: &[&DOUBLE, &DOUBLE, &DOUBLE, &ENTITY],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron & Babbage é &foo; & others.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron⟦&#10;⟧ or a ⟦&vert;⟧ b ⟦&#xFFFE;⟧ or ⟦&#8238;⟧ and ⟦&#0;⟧."
            ),
            kinds: &[&ENTITY, &ENTITY, &ENTITY, &ENTITY, &ENTITY],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron&#10; or a &vert; b &#xFFFE; or &#8238; and &#0;."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦&lt;⟧⟦&lt;⟧<<<⟦&lt;⟧⟦&lt;⟧ HEAD is a marker of a merge."
            ),
            kinds: &[&ENTITY, &ENTITY, &ENTITY, &ENTITY],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "&lt;&lt;<<<&lt;&lt; HEAD is a marker of a merge."
            )),
        },
        Example::Bad {
            text: seed!(
                "R⟦&amp;⟧D~A⟦&#126;⟧B~⟦&nbsp;⟧⟦&shy;⟧~",
                "⟦&quot;⟧Weird Al⟦&quot;⟧ &c.",
                "Weird Al is a singer who wrote songs."
            ),
            kinds: &[&ENTITY, &ENTITY, &ENTITY, &ENTITY, &ENTITY, &ENTITY],
            fixed: Some(seed!(
                "R&D~A&#126;B~&nbsp;&shy;~",
                "\"Weird Al\" &c.",
                "Weird Al is a singer who wrote songs."
            )),
        },
        Example::Bad {
            text: seed!(
                "R⟦&amp;⟧amp;D~",
                "⟦&amp;⟧quot;Ada⟦&amp;⟧#34; Byron",
                "Ada Byron wrote 10⟦&amp;⟧amp;nbsp;letters."
            ),
            kinds: &[&DOUBLE, &DOUBLE, &DOUBLE, &DOUBLE],
            fixed: Some(seed!("R&D~", "\"Ada\" Byron", "Ada Byron wrote 10\u{A0}letters.")),
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron worked at AT&T; R&D; and Q&A; too, as she wrote in a letter to a friend."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron & Babbage met Marks&Spencer and a&b and &c., which is an old way to write etc."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron read ?lang=en&copy=2&lt=1 in a query, and && and & in a program that she wrote."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron knew &#; and &#x; and &#12345678; and &Eacut; as mistakes of those who set type."
        )),
    ],
    triggers: &[Bytes(b"&")],
    check: Check::Document(check),
};

static ENTITY: Kind = Kind::warning("entity").safe();
static DOUBLE: Kind = Kind::warning("double").safe();

/// The characters of the names that end in a semicolon, which does not belong to the key.
static NAMED: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let names = ENTITIES
        .iter()
        .filter_map(|one| Some((one.entity.strip_prefix('&')?.strip_suffix(';')?, one.characters)));
    names.collect()
});

/// What an entity must not be decoded to.
static REFUSED: LazyLock<Regex> =
    LazyLock::new(|| regex(r"[\p{Cc}\p{Zl}\p{Zp}\p{Cn}\p{Co}\u{FFFD}\u{202A}-\u{202E}\u{2066}-\u{2069}]"));

/// An entity of a name, a title or a paragraph, from its ampersand.
struct Found {
    start: usize,
    /// What is reported.
    end: usize,
    is_double: bool,
    /// What it is decoded to, and the end of what that replaces.
    decoded: Option<(Cow<'static, str>, usize)>,
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    // What stands in the place of another part is mended first.
    let is_in_place = !context.is_swapped();
    let names = context.categories().iter().map(|name| (name.category.name, name.category.span, "|~"));
    let names = names.filter(|_| is_in_place);
    let title = context.title().filter(|_| is_in_place).map(|(text, span)| (text, span, "|"));
    let paragraphs = context.paragraphs().iter().map(|paragraph| (paragraph.text, paragraph.span, "|"));
    for (text, span, delimiters) in names.chain(title).chain(paragraphs) {
        let found: Vec<_> =
            text.match_indices('&').filter_map(|(start, _)| entity(text, start, delimiters)).collect();
        let is_safe = !found.is_empty() && may_become(&without_entities(text, &found));
        for one in found {
            report(text, span.start as usize, one, is_safe, findings);
        }
    }
}

/// Reports an entity of a text that starts at byte `offset` of the document.
fn report(text: &str, offset: usize, found: Found, is_safe: bool, findings: &mut Findings<'_>) {
    let at = |range: Range<usize>| Span::new(offset + range.start, offset + range.end);
    let shown = &text[found.start..found.end];
    let (kind, message) = if found.is_double {
        let tail = text[found.end..].find(';').map_or(found.end, |end| found.end + end + 1);
        (&DOUBLE, format!("the entity {} is escaped twice", quote(&text[found.start..tail])))
    } else {
        (&ENTITY, format!("a character is written as the entity {}", quote(shown)))
    };
    let finding = findings.report(kind, at(found.start..found.end), message);
    match found.decoded.filter(|_| is_safe) {
        Some((characters, end)) => {
            let edit = Edit::replace(at(found.start..end), characters.clone());
            let mut chars = characters.chars();
            let help = match (chars.next(), chars.next()) {
                (Some(space), None) if space.is_whitespace() => {
                    format!("write the space that it is, U+{:04X}", u32::from(space))
                }
                _ => format!("write `{}`", printable(&characters)),
            };
            finding.help(help).fix([edit]);
        }
        None => {
            finding.help("write what is meant: its character cannot stand there");
        }
    }
}

/// The entity that starts with the ampersand at `start`, if there is one, in a text where `delimiters` have a meaning.
fn entity(text: &str, start: usize, delimiters: &str) -> Option<Found> {
    let body = start + 1;
    let is_double = text[body..].starts_with("amp;") && is_like_entity(&text[body + 4..]);
    let end = body_end(text, body)?;
    if !is_double && !text[body..].starts_with('#') && !NAMED.contains_key(&text[body..end - 1]) {
        return None;
    }
    let decoded =
        decoded(text, body).filter(|(characters, _)| !characters.contains(|c| delimiters.contains(c)));
    Some(Found { start, end, is_double, decoded })
}

/// Whether what follows `&amp;` would be an entity without `amp;`: looser than [`body_end`].
fn is_like_entity(rest: &str) -> bool {
    let rest = rest.strip_prefix('#').unwrap_or(rest);
    let mut word = rest.chars().take_while(|&c| c.is_alphanumeric() || c == '_').take(9);
    let length = word.by_ref().count();
    (2..=8).contains(&length) && rest.chars().nth(length) == Some(';')
}

/// Where an entity ends whose ampersand stands before `start`.
fn body_end(text: &str, start: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[start..];
    let is_number = bytes.first() == Some(&b'#');
    let is_hexadecimal = is_number && matches!(bytes.get(1), Some(b'x' | b'X'));
    let (skipped, most) = match (is_number, is_hexadecimal) {
        (true, true) => (2, 6),
        (true, false) => (1, 7),
        _ if bytes.first()?.is_ascii_alphabetic() => (0, 32),
        _ => return None,
    };
    let belongs = |byte: &&u8| match (is_number, is_hexadecimal) {
        (true, true) => byte.is_ascii_hexdigit(),
        (true, false) => byte.is_ascii_digit(),
        _ => byte.is_ascii_alphanumeric(),
    };
    let length = bytes[skipped..].iter().take(most + 1).take_while(belongs).count();
    let end = skipped + length;
    let least = if is_number { 1 } else { 2 };
    ((least..=most).contains(&length) && bytes.get(end) == Some(&b';')).then_some(start + end + 1)
}

/// What an entity stands for whose ampersand stands before `start`, and where it ends. An ampersand that comes out
/// may start the next one.
fn decoded(text: &str, start: usize) -> Option<(Cow<'static, str>, usize)> {
    let mut found: Option<(Cow<'static, str>, usize)> = None;
    let mut at = start;
    while let Some(end) = body_end(text, at) {
        let Some(characters) = characters(&text[at..end - 1]) else { break };
        let is_ampersand = characters == "&";
        found = Some((characters, end));
        at = end;
        if !is_ampersand {
            break;
        }
    }
    found
}

/// The characters that a name or number stands for, unless they are refused.
fn characters(body: &str) -> Option<Cow<'static, str>> {
    let characters = match body.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            let code = code.ok()?;
            match u8::try_from(code) {
                // Browsers read these as Windows-1252, and so those who write them mean them.
                Ok(byte @ 0x80..=0x9F) => {
                    Cow::Owned(encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned())
                }
                _ => Cow::Owned(char::from_u32(code)?.to_string()),
            }
        }
        None => Cow::Borrowed(*NAMED.get(body)?),
    };
    (!REFUSED.is_match(&characters)).then_some(characters)
}

/// The text once its entities are decoded.
fn without_entities(text: &str, found: &[Found]) -> String {
    let (mut decoded, mut at) = (String::with_capacity(text.len()), 0);
    for one in found {
        if let Some((characters, end)) = &one.decoded {
            decoded.push_str(&text[at..one.start]);
            decoded.push_str(characters);
            at = *end;
        }
    }
    decoded + &text[at..]
}

/// Whether a line may become this text: not one of which other fixes would leave nothing, or the marker of a merge.
fn may_become(text: &str) -> bool {
    let is_seen = |c: &char| !c.is_whitespace() && *c != '_' && !is_invisible(*c);
    let start: Vec<char> = text.chars().filter(|c| is_seen(c)).take(7).collect();
    let is_marker =
        start.len() == 7 && matches!(start[0], '<' | '=' | '>') && start.iter().all(|c| *c == start[0]);
    !start.is_empty() && !is_marker
}
