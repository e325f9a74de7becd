use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::locale::NAMESPACES;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Document};
use crate::text::{collapsed, quote};
use seedkit_syntax::Span;

pub(super) static RULE: Rule = Rule {
    code: "T201",
    name: "invalid-title",
    summary: "The title has underscores, doubled spaces, characters that no title has, or a namespace.",
    rationale: "`underscore` and `space`: titles come from URLs and file names with `_` for a space, or with a run of \
        white space. `character`: `# < > [ ] | { }` and `~~~` occur in no title that MediaWiki accepts, so markup was \
        left; controls and U+FFFD are the business of U401. `too-long`: over 255 bytes, the limit of MediaWiki; \
        mostly a paragraph. `namespace`: `Template:`, `File:`, `Category:`, `Draft:`, `User talk:` and the like, \
        directly followed by text, are pages about pages; `Ada: Byron` and `2001: A Space Odyssey` are titles. Dumps \
        have clean titles; hands and URLs do not.",
    fix: Some("Underscores become spaces, runs of white space one space."),
    default: true,
    kinds: &[&UNDERSCORE, &SPACE, &CHARACTER, &TOO_LONG, &NAMESPACE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "⟦Ada_Byron⟧"),
            kinds: &[&UNDERSCORE],
            fixed: Some(seed!("Physicists~", "Ada Byron")),
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦Ada  Byron⟧"),
            kinds: &[&SPACE],
            fixed: Some(seed!("Physicists~", "Ada Byron")),
        },
        Example::Bad { text: seed!("Physicists~", "Ada ⟦[⟧Byron]"), kinds: &[&CHARACTER], fixed: None },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron ⟦~~~⟧~"), kinds: &[&CHARACTER], fixed: None
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦Template:⟧Ada Byron"),
            kinds: &[&NAMESPACE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                concat!(
                    "⟦Ada Byron was a mathematician who wrote the first published program for the Analytical Engine, ",
                    "a machine that Charles Babbage had designed and that was not built while he lived, and she wrote ",
                    "long letters to him about it and to the other friends whom she had in London⟧"
                )
            ),
            kinds: &[&TOO_LONG],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦Ada_Byron_⟦#⟧Notes⟧"),
            kinds: &[&UNDERSCORE, &CHARACTER],
            fixed: Some(seed!("Physicists~", "Ada Byron #Notes")),
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦Notes__by _Ada ⟦{⟧{PAGENAME}}_⟧"),
            kinds: &[&UNDERSCORE, &CHARACTER],
            fixed: Some(seed!("Physicists~", "Notes by Ada {{PAGENAME}}")),
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦_Ada\u{A0}Byron⟧"),
            kinds: &[&UNDERSCORE],
            fixed: Some(seed!("Physicists~", "Ada Byron")),
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦Ada \t\u{A0}Byron⟧"),
            kinds: &[&SPACE],
            fixed: Some(seed!("Physicists~", "Ada Byron")),
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦Ada Byron   ⟦<⟧i>(poet)</i>⟧"),
            kinds: &[&SPACE, &CHARACTER],
            fixed: Some(seed!("Physicists~", "Ada Byron <i>(poet)</i>")),
        },
        Example::Bad {
            text: seed!("人物~", "⟦山田\u{3000}\u{3000}太郎⟧"),
            kinds: &[&SPACE],
            fixed: Some(seed!("人物~", "山田 太郎")),
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦User talk:⟧Ada Byron"),
            kinds: &[&NAMESPACE],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦Category:⟧Women ⟦|⟧ of science"),
            kinds: &[&NAMESPACE, &CHARACTER],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "⟦Draft:⟧2001: A Space Odyssey"),
            kinds: &[&NAMESPACE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                concat!(
                    "⟦Women who wrote programs, tables of numbers, long letters, poems, plays, notes on engines, ",
                    "notes on the notes of others, books for children, books about the weather, translations from ",
                    "French and from Italian, and at least an essay on the flight of the bird⟧"
                )
            ),
            kinds: &[&TOO_LONG],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Физики~",
                concat!(
                    "⟦Ада Байрон написала первую программу для машины, которую придумал Чарльз Бэббидж, и много ",
                    "длинных писем о ней своим друзьям, которые жили в Лондоне и читали их вслух⟧"
                )
            ),
            kinds: &[&TOO_LONG],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "人物~",
                "⟦エイダ・バイロンは解析機関のための最初のプログラムを書き、その機関について考えたことを長い手紙にしてロンドンに住む多くの友人へ送り、友人たちは夜ごとにそれを声に出して読んだ⟧"
            ),
            kinds: &[&TOO_LONG],
            fixed: None,
        },
        Example::Good(seed!("Physicists~", "Ada: Byron")),
        Example::Good(seed!(
            "Novels~",
            "2001: A Space Odyssey",
            "2001: A Space Odyssey is a novel of 1968 by Arthur C. Clarke, written while the film was made."
        )),
        Example::Good(seed!(
            "Albums~",
            "Talk: Talk",
            "Talk: Talk is an invented album, whose name starts like a namespace that a space follows."
        )),
        Example::Good(seed!(
            "Songs~",
            "~ (song)",
            "The song ~ has the shortest title of its year, and nobody knows how it should be pronounced."
        )),
    ],
    triggers: &[Document(may_be_invalid)],
    check: Check::Document(check),
};

static UNDERSCORE: Kind = Kind::warning("underscore").safe();
static SPACE: Kind = Kind::warning("space").safe();
static CHARACTER: Kind = Kind::warning("character");
static TOO_LONG: Kind = Kind::warning("too-long");
static NAMESPACE: Kind = Kind::warning("namespace");

/// Bytes. The limit of MediaWiki.
const MAX_LEN: usize = 255;

/// Whether a title may have what it must not have.
fn may_be_invalid(glance: &Glance<'_>) -> bool {
    // Names of categories may hold none of it either; of tildes three in a row are meant.
    glance.title.len() > MAX_LEN || !glance.scan.has_plain_title
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let Some((title, whole)) = context.title() else { return };
    let start = whole.start as usize;
    let spaced = || collapsed(&title.replace('_', " "));
    // What looks like white space may be what is left of a letter: U406.
    let is_mojibake = context.is_mojibake(whole);
    if title.contains('_') {
        let finding =
            findings.report(&UNDERSCORE, whole, format!("the title {} has underscores", quote(title)));
        let finding = finding.help("write spaces");
        let spaced = spaced();
        if !spaced.is_empty() && !is_mojibake {
            finding.fix([Edit::replace(whole, spaced)]);
        }
    }
    let blank = |pair: [char; 2]| pair.iter().all(|c| c.is_whitespace());
    if !is_mojibake && title.chars().zip(title.chars().skip(1)).any(|(a, b)| blank([a, b])) {
        findings
            .report(&SPACE, whole, format!("the title {} has a run of white space", quote(title)))
            .help("write one space between words")
            .fix([Edit::replace(whole, spaced())]);
    }
    let tildes = title.find("~~~").map(|at| (at, 3));
    let wrong = title.find(['#', '<', '>', '[', ']', '|', '{', '}']).map(|at| (at, 1));
    if let Some((at, len)) = wrong.into_iter().chain(tildes).min() {
        let message = format!("the title {} holds {}", quote(title), quote(&title[at..at + len]));
        findings
            .report(&CHARACTER, Span::new(start + at, start + at + len), message)
            .help("no title has `# < > [ ] | { }`: take out what is left of markup");
    }
    if title.len() > MAX_LEN {
        let message = format!("the title {} has {} bytes; {MAX_LEN} are the most", quote(title), title.len());
        findings.report(&TOO_LONG, whole, message).help("is it a paragraph?");
    }
    if let Some((namespace, rest)) = title.split_once(':')
        && NAMESPACES.contains(&namespace)
        && rest.starts_with(|c: char| !c.is_whitespace())
    {
        findings
            .report(
                &NAMESPACE,
                Span::new(start, start + namespace.len() + 1),
                format!("the title {} is in the namespace {}", quote(title), quote(namespace)),
            )
            .help("delete the file: such a page is about other pages, not about a subject");
    }
}
