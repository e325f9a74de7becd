use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::markup;
use crate::pairs::{ByteSet, Pairs};
use crate::prose::{char_at, char_before};
use crate::rule::{
    Check, Example, Kind, Rule,
    Trigger::{Bytes, Capitals, Words},
};
use crate::text::{quote, regex, regex_of_ascii};
use regex::{Match, Regex};
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M513",
    name: "code-residue",
    summary: "A paragraph holds style sheets, LaTeX, or a place-holder for what was removed.",
    rationale: "`css`: classes of wikis, attributes such as `style=\"…\"`, blocks of declarations. `latex`: \
        `{\\displaystyle`, `\\frac` and three dozen other commands, which the MediaWiki API puts beside the letters of a \
        formula. `placeholder`: what tools write where they removed something (`formula_1`, `[MATH]`, `UNIQ…QINU`), \
        tokens of corpora (`-LRB-`, `1 @,@ 000`, `<unk>`), text for layouts, and `TODO` before a colon or a word. \
        The first of each of the first two in a paragraph is reported, place-holders each. Attributes count with \
        their quotes only, a back-slash only before a known command, `todo` only in capitals. 1 % of leads and up \
        to 8 % of full texts have one; what was removed is not in the text, so there is no fix.",
    fix: None,
    default: true,
    kinds: &[&CSS, &LATEX, &PLACEHOLDER],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦.mw-parser-output⟧ .hatnote{font-style:italic} Ada Byron left London."
            ),
            kinds: &[&CSS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦style=\"margin: 0\"⟧ left.\nShe @wrote ⟦{ color: red; width: 9px}⟧ programs."
            ),
            kinds: &[&CSS, &CSS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron let ⟦{\\displaystyle⟧ X} be a set.\nShe wrote ⟦\\frac⟧{1}{2}."
            ),
            kinds: &[&LATEX, &LATEX],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron took the sum ⟦formula_1⟧ of ⟦[MATH]⟧ and ⟦codice_12⟧."
            ),
            kinds: &[&PLACEHOLDER, &PLACEHOLDER, &PLACEHOLDER],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦-LRB-⟧ 1815 ⟦-RRB-⟧ had 1⟦ @,@ ⟧000 pounds and a ⟦<unk>⟧."
            ),
            kinds: &[&PLACEHOLDER, &PLACEHOLDER, &PLACEHOLDER, &PLACEHOLDER],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦Lorem ipsum⟧ dolor sit amet, Ada Byron.\n⟦TODO⟧: write more."
            ),
            kinds: &[&PLACEHOLDER, &PLACEHOLDER],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron, which is said ⟦[IPA]⟧ in English, wrote a program for an engine that was never built."
            ),
            kinds: &[&PLACEHOLDER],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦@media screen⟧ and (max-width: 9px) Ada Byron left.\nShe took ⟦{\\textstyle⟧ x} and ⟦bgcolor = 'red'⟧ of it.\nShe wrote ⟦\\mathbb⟧{R} and \\sqrt{2}."
            ),
            kinds: &[&CSS, &LATEX, &CSS, &LATEX],
            fixed: None,
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote the formula_a and formula_1b, and a [TABLET] with the path C:\\temp\\fractions on it."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron had class = first and style = plain, with a width = 3, written onto the box of her letters."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote a todo list, the word TODOS and TODO's, and an @ between the numbers 1 @ 2 of it."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote a set {color, margin} and a map {a: 1, b: 2} into the notes of the year 1843."
        )),
    ],
    triggers: &[
        Bytes(b"="),
        Bytes(b"{"),
        Bytes(b"@media"),
        Bytes(b".mw-parser-output"),
        Bytes(b"\\"),
        Bytes(b"formula_"),
        Bytes(b"codice_"),
        Bytes(b"[MATH"),
        Bytes(b"[CODE"),
        Bytes(b"[CHEM"),
        Bytes(b"[TABLE"),
        Bytes(b"[SCORE"),
        Bytes(b"[TIMELINE"),
        Bytes(b"[GRAPH"),
        Bytes(b"[IPA"),
        Bytes(b"[INFOBOX"),
        Bytes(b"[NAVBOX"),
        Bytes(b"[GALLERY"),
        Bytes(b"[SIDEBAR"),
        Bytes(b"[MAPFRAME"),
        Bytes(b"[IMAGEMAP"),
        Bytes(b"[REFERENCES"),
        Bytes(b"RB-"),
        Bytes(b"SB-"),
        Bytes(b"CB-"),
        Bytes(b"@ "),
        Bytes(b"<unk>"),
        Bytes(b"__"),
        Words("lorem", "ipsum"),
        Words("lorem", "Ipsum"),
        Words("Lorem", "ipsum"),
        Words("Lorem", "Ipsum"),
        Capitals,
    ],
    check: Check::Document(check),
};

static CSS: Kind = Kind::warning("css");
static LATEX: Kind = Kind::warning("latex");
static PLACEHOLDER: Kind = Kind::warning("placeholder");

static STYLES: LazyLock<Regex> = LazyLock::new(|| {
    regex_of_ascii(
        r#"\.mw-parser-output\b|@media\s+(?:screen|print|all)|(?i:\b(?:style|class|align|valign|bgcolor|colspan|rowspan|cellpadding|cellspacing|width|scope)\s*=\s*["'][^"'\n]{0,120}["']|\{[^{}\n]{0,80}(?:font-size|margin|padding|display|background|border|color|text-align)(?:-[a-z]+)?\s*:[^{}\n]*\})"#,
    )
});

static PLACES: LazyLock<Regex> = LazyLock::new(|| {
    regex_of_ascii(
        r"\b(?:formula|codice)_\d+\b|\[(?:MATH|CODE|CODEBLOCK|CHEM|TABLE|SCORE|TIMELINE|GRAPH|IPA|INFOBOX|NAVBOX|GALLERY|SIDEBAR|MAPFRAME|IMAGEMAP|REFERENCES)(?::[^\[\]\n]*)?\]|UNIQ-?-?[A-Za-z]*-?[0-9a-fA-F-]{4,}-?QINU|\bUNIQ[0-9a-f]{8,}|-(?:LRB|RRB|LSB|RSB|LCB|RCB)-| @[-,.]@ |<unk>|\b__(?:FORMULA|MATH|CODE|REF)_?\d*__|\b(?:[Ll]orem [Ii]psum|LOREM IPSUM)\b|\b(?:TODO|FIXME)\b",
    )
});

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        let text = paragraph.text;
        if let Some(style) = may_have_style(text).then(|| STYLES.find(text)).flatten() {
            findings
                .report(
                    &CSS,
                    paragraph.at(style.range()),
                    format!("a style sheet or an attribute is left: {}", quote(style.as_str())),
                )
                .help("delete it");
        }
        if let Some(command) = markup::latex(text) {
            findings
                .report(
                    &LATEX,
                    paragraph.at(command.clone()),
                    format!("a command of LaTeX is left: {}", quote(&text[command.start..])),
                )
                .help("write the formula as text, or leave it out");
        }
        if !may_have_place(text) {
            continue;
        }
        for place in PLACES.find_iter(text).filter(|place| is_place(text, place)) {
            findings
                .report(
                    &PLACEHOLDER,
                    paragraph.at(place.range()),
                    format!("a place-holder stands in the text: {}", quote(place.as_str().trim())),
                )
                .help("put in what belongs there, or leave the sentence out");
        }
    }
}

/// Whether a text has something of what [`STYLES`] has, which most texts with a brace or an equals sign have not.
fn may_have_style(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'=', b'{', b'@', bytes).any(|at| match bytes[at] {
        b'=' => text[at + 1..].trim_start().starts_with(['"', '\'']),
        b'{' => {
            memchr::memchr3(b'}', b'{', b':', &bytes[at + 1..]).is_some_and(|end| bytes[at + 1 + end] == b':')
        }
        _ => bytes[at + 1..].starts_with(b"media"),
    }) || text.contains(".mw-parser-output")
}

/// Whether a text has something of what [`PLACES`] has, which most texts with a row of capitals have not.
fn may_have_place(text: &str) -> bool {
    // Of literals alone, which are searched for faster than patterns.
    static WORDS: LazyLock<Regex> = LazyLock::new(|| regex("<unk>|RB-|SB-|CB-|UNIQ|TODO|FIXME|orem |OREM "));
    static STARTS: Pairs<3> = Pairs([
        [ByteSet::of(b"["), ByteSet::of(b"MCTSGINR")],
        [ByteSet::of(b" "), ByteSet::of(b"@")],
        [ByteSet::of(b"ae_"), ByteSet::of(b"_")],
    ]);
    STARTS.find_iter(text).next().is_some() || WORDS.is_match(text)
}

/// Whether what stands around makes it a place-holder.
fn is_place(text: &str, place: &Match<'_>) -> bool {
    let after = char_at(text, place.end());
    match place.as_str() {
        "TODO" | "FIXME" => after.is_none_or(|c| c.is_whitespace() || matches!(c, ':' | '(')),
        " @-@ " | " @,@ " | " @.@ " => {
            char_before(text, place.start()).is_some_and(char::is_numeric)
                && after.is_some_and(char::is_numeric)
        }
        _ => true,
    }
}
