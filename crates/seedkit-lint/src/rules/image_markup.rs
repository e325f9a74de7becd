use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::markup;
use crate::rule::{
    COLON, Check, Example, Kind, Rule,
    Trigger::{Both, Bytes, Line, Pair},
};
use crate::text::{has_edge, is_edge, quote, regex};
use memchr::memmem::Finder;
use regex::{Match, Regex};
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M511",
    name: "image-markup",
    summary: "A paragraph holds words of the markup of an image.",
    rationale: "Parsers that take a link for its label make `thumb|right|250px|Caption` of an image, in the words of \
        each language: `mini|`, `droite|`, `мини|`. A paragraph counts with such a word before a pipe, one that is \
        such a word, a free-standing `250px`, or `File:` in 22 languages before the name of a media file. The words \
        without a pipe are left alone in a sentence, and so is a length such as `16 px`. One finding a paragraph; \
        where a caption ends and what it was worth is for people to say, so there is no fix. 31 % of the leads that \
        a parser makes of English articles have one, 21 % of those of a Latgalian wiki.",
    fix: None,
    default: true,
    kinds: &[&IMAGE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦thumb|⟧right|250px|Ada Byron in London"),
            kinds: &[&IMAGE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦File:Ada Byron.jpg⟧|Ada in London\n⟦mini|⟧Ada in London, 1843"
            ),
            kinds: &[&IMAGE, &IMAGE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦frameless⟧\n⟦Datei:Ada.svg⟧\nAda Byron wrote ⟦200px⟧ programs."
            ),
            kinds: &[&IMAGE, &IMAGE, &IMAGE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada ⟦alt=A woman who writes |⟧ left\n⟦upright=1.3 |⟧Ada Byron\n⟦120x80px⟧"
            ),
            kinds: &[&IMAGE, &IMAGE, &IMAGE],
            fixed: None,
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron stood left of the frame, upright, with her right thumb on the border of the picture."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron knew no screen that is 1024 px wide, nor type of 12px, as she lived before all that."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron kept a file: it held a picture named ada.jpg and the letters of the year 1843."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron drove a mini, went to the centre and left none of her letters in the middle of it."
        )),
    ],
    // What most findings have in common is the pipe, and that is in every separator.
    triggers: &[
        Bytes(b"|"),
        Pair(b"0123456789", b"p"),
        Line(|first| matches!(first, b't' | b'm' | b'f' | b'u' | ..=b' ' | 0x80..), may_be_word),
        Both(&COLON, &[Line(|_| true, markup::may_have_early_colon)]),
    ],
    check: Check::Document(check),
};

static IMAGE: Kind = Kind::warning("image");

static SIZE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:^|\s)\d{2,4}(?:x\d{2,4})?px(?:\s|$|\|)"));

static PIXELS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("px"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        if let Some(image) = image(paragraph.text) {
            let shown = quote(&paragraph.text[image.start..]);
            findings
                .report(&IMAGE, paragraph.at(image), format!("the markup of an image is left: {shown}"))
                .help("delete the image with its caption, or keep the caption where it is a sentence");
        }
    }
}

/// Whether a line is one of the words that are an image where they stand alone.
fn may_be_word(line: &str) -> bool {
    const LONGEST: usize = 9;
    (line.len() <= LONGEST || has_edge(line)) && is_word(line.trim_matches(is_edge))
}

fn is_word(text: &str) -> bool {
    matches!(text, "thumb" | "mini" | "miniatur" | "frameless" | "upright")
}

fn image(text: &str) -> Option<Range<usize>> {
    let trimmed = |size: Match<'_>| {
        let start = size.end() - size.as_str().trim_start().len();
        start..start + size.as_str().trim().len()
    };
    let size = || {
        let may_have = PIXELS.find(text.as_bytes()).is_some();
        may_have.then(|| SIZE.find(text)).flatten().map(trimmed)
    };
    if is_word(text) {
        return Some(0..text.len());
    }
    let option = markup::image_options(text).next();
    option.or_else(|| markup::image_file(text)).or_else(size)
}
