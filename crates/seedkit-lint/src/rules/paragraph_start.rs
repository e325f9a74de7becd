use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::prose;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Line};
use crate::text::{case_folded, is_edge, quote, regex};
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "B303",
    name: "paragraph-start",
    summary: "A paragraph starts in lower case or with punctuation.",
    rationale: "The words before are lost (a subject in a template: \"is a modern Japanese martial art\"), or the \
        paragraph is an item of a list without its mark, or one of several lines of a wrapped one. `lowercase` \
        leaves alone names like iPod, single letters with a hyphen, a full stop or a sign after them (`x-axis`, \
        `e.g.`, `n =`), particles before a name (`de Gaulle`, `van Gogh`, `al-Khwarizmi`) and words of the title. \
        Georgian letters are lower case to Unicode, but their script has no capitals in running text: they are left \
        alone too. `punctuation` leaves `...`, `.5` and `.NET` alone. Paragraphs that are markup as a whole are not \
        looked at. 1 % to 4 % of leads have one, and 7 % to 39 % of full texts; all of 22 that were read in leads \
        are real, and among 576 clean reference documents it fires on one paragraph, in four languages, which \
        goes on after a formula that is lost.",
    fix: None,
    default: true,
    kinds: &[&LOWERCASE, &PUNCTUATION],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦was⟧ also a writer of long letters to friends."),
            kinds: &[&LOWERCASE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote the first published program\n⟦for⟧ the Analytical Engine of Charles Babbage."
            ),
            kinds: &[&LOWERCASE],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦,⟧ who was also a writer of long letters to friends."),
            kinds: &[&PUNCTUATION],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron wrote letters.\n⟦)⟧ was born in London.\n⟦.⟧"),
            kinds: &[&PUNCTUATION, &PUNCTUATION],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Физики~",
                "Ада Байрон",
                "Ада Байрон писала письма.\n⟦жила⟧ в Лондоне.\n⟦её⟧ отцом был поэт."
            ),
            kinds: &[&LOWERCASE, &LOWERCASE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote letters.\n⟦self-taught⟧ in Greek, she read.\n⟦de⟧ facto she led.\n⟦%⟧ of the notes were hers.\n⟦]⟧ Then she left."
            ),
            kinds: &[&LOWERCASE, &LOWERCASE, &PUNCTUATION, &PUNCTUATION],
            fixed: None,
        },
        Example::Good(seed!(
            "Physicists~",
            "Jean d'Alembert",
            "Jean d'Alembert was a mathematician.\nd'Alembert wrote, and dos Santos read.\nl’Aquila is a town."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "iPods were never used by Ada Byron, who lived in London.\nx-axes and y-axes she drew by hand.\n\
             de Morgan taught her, and so did others.\nal-Khwarizmi was known to her."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "...and then Ada Byron wrote to Charles Babbage again.\n.NET was not available in 1843.\n.5 is a half."
        )),
        Example::Good(seed!(
            "Tools~",
            "bash (shell)",
            "bash is a shell and a language for commands of Unix systems."
        )),
        Example::Good(seed!(
            "ქალაქები~",
            "თბილისი",
            "თბილისი არის საქართველოს დედაქალაქი და უდიდესი ქალაქი, რომელიც მდინარე მტკვრის ნაპირებზე მდებარეობს."
        )),
        Example::Good(seed!(
            "مدن~",
            "بغداد",
            "بغداد هي عاصمة جمهورية العراق وأكبر مدنها، وتقع على نهر دجلة في وسط البلاد."
        )),
    ],
    triggers: &[Line(|first| !matches!(first, b'A'..=b'Z' | b'0'..=b'9' | b'"' | b'('), may_start_oddly)],
    check: Check::Document(check),
};

static LOWERCASE: Kind = Kind::warning("lowercase");
static PUNCTUATION: Kind = Kind::warning("punctuation");

/// What starts in lower case and may start a sentence.
static LOWERCASE_START: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:\p{Ll}+\p{Lu}|\p{Ll}[-.]|\p{Ll}\s*[=<>]|(?:de|von|van|der|al|el|bin|ibn|da|di|du|le|la|dos|zu|ter|ten|ʻ)[ -]\p{Lu}|[dl]['’]\p{Lu})",
    )
});

static WORD: LazyLock<Regex> = LazyLock::new(|| regex(r"^[\p{L}\p{M}\p{N}’'\-]+"));

/// Whether a line that does not start as nearly all paragraphs do may start oddly.
fn may_start_oddly(line: &str) -> bool {
    line.chars().next().is_some_and(|first| first.is_ascii() || first.is_lowercase() || is_edge(first))
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    for paragraph in context.paragraphs() {
        let text = paragraph.text;
        let Some(first) = text.chars().next() else { continue };
        // Most start with a capital: what comes first is looked at first.
        let is_odd = first.is_lowercase() || ",.;:!?)]}%".contains(first);
        if !is_odd || paragraph.is_structural() {
            continue;
        }
        if first.is_lowercase() && !is_mkhedruli(first) {
            let Some(word) = WORD.find(text).filter(|_| !LOWERCASE_START.is_match(text)) else { continue };
            if !is_in_title(context, word.as_str()) {
                findings
                    .report(
                        &LOWERCASE,
                        paragraph.at(word.range()),
                        format!("the paragraph starts in lower case, with {}", quote(word.as_str())),
                    )
                    .help("are words before it lost, or does it belong to the paragraph before?");
            }
        } else if ",.;:!?)]}%".contains(first) && !(first == '.' && is_abbreviated(&text[1..])) {
            findings
                .report(
                    &PUNCTUATION,
                    paragraph.at(0..1),
                    format!("the paragraph starts with {}", quote(&text[..1])),
                )
                .help("are words before it lost?");
        }
    }
}

/// Whether a letter is of the script of Georgian, which has no capitals in running text.
fn is_mkhedruli(c: char) -> bool {
    matches!(c, '\u{10D0}'..='\u{10FF}')
}

fn is_in_title(context: &Context<'_>, word: &str) -> bool {
    let title = case_folded(context.document().title());
    let word = case_folded(word);
    title.split_whitespace().any(|known| known == word)
}

/// Whether what follows a full stop at the start makes it an ellipsis, a number or a name.
fn is_abbreviated(rest: &str) -> bool {
    rest.starts_with("..") || rest.starts_with(|c: char| c.is_numeric() || prose::is_letter(c))
}
