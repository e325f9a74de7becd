use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::prose::{char_at, char_before};
use crate::rule::{Check, Example, Kind, Rule, Trigger::Chars};
use regex::Regex;
use seedkit_syntax::{Role, Span};
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "U404",
    name: "irregular-space",
    summary: "A line holds another space than U+0020.",
    rationale: "No-break spaces, thin and wide ones are good typography more often than not (`10 km`): 12 % of leads \
        and 58 % of full texts have one. Opt-in, for corpora whose readers split words at U+0020 only. The ideographic \
        space in lines of Chinese and Japanese, and no-break spaces before `: ; ! ? » %` and after `«`, as French sets \
        them, are left alone; names of categories are the business of C105. One finding a line, at the first.",
    fix: Some("The space becomes U+0020."),
    default: false,
    kinds: &[&SPACE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron paid 10⟦\u{A0}⟧pounds for two\u{2009}books."),
            kinds: &[&SPACE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron paid 10 pounds for two books.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada⟦\u{3000}⟧Byron"),
            kinds: &[&SPACE],
            fixed: Some(seed!("Physicists~", "Ada Byron")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron⟦\u{202F}⟧– a mathematician."),
            kinds: &[&SPACE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron – a mathematician.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada⟦\u{2003}\u{2003}⟧Byron wrote."),
            kinds: &[&SPACE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote.")),
        },
        Example::Good(seed!(
            "Mathématiciennes~",
            "Ada Byron",
            "Ada Byron était une mathématicienne\u{A0}: elle a écrit le premier programme en 1843\u{202F}; vraiment\u{202F}?"
        )),
        Example::Good(seed!(
            "Mathématiciennes~",
            "Ada Byron",
            "Ada Byron écrit «\u{A0}notes\u{A0}» à la fin de sa traduction, que Charles Babbage lit en 1843."
        )),
        Example::Good(seed!(
            "山~",
            "富士山",
            "富士山は日本一高い山であり、静岡県と山梨県にまたがる。　標高は3776メートルで、火山である。"
        )),
        Example::Good(seed!(
            "Mathematikerinnen~",
            "Ada Byron",
            "Ada Byron schrieb rund 60\u{A0}% der Anmerkungen in London, die übrigen auf dem Land bei ihrer Mutter."
        )),
    ],
    triggers: &[Chars(&[
        '\u{A0}'..='\u{A0}',
        '\u{1680}'..='\u{1680}',
        '\u{2000}'..='\u{200A}',
        '\u{202F}'..='\u{202F}',
        '\u{205F}'..='\u{205F}',
        '\u{3000}'..='\u{3000}',
    ])],
    check: Check::Document(check),
};

static SPACE: Kind = Kind::info("irregular-space").safe();

static IRREGULAR: LazyLock<Regex> =
    LazyLock::new(|| crate::text::regex(r"[\u{A0}\u{1680}\u{2000}-\u{200A}\u{202F}\u{205F}\u{3000}]+"));
static IDEOGRAPHS: LazyLock<Regex> =
    LazyLock::new(|| crate::text::regex(r"[\p{Han}\p{Hiragana}\p{Katakana}]"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for line in document.lines().iter().filter(|line| line.role != Role::Categories) {
        let text = document.text(line.span);
        let is_wanted = |start: usize, end: usize| match char_at(text, start) {
            Some('\u{A0}' | '\u{202F}') => {
                char_at(text, end).is_some_and(|c| ":;!?»%".contains(c))
                    || char_before(text, start) == Some('«')
            }
            Some('\u{3000}') => IDEOGRAPHS.is_match(text),
            _ => false,
        };
        let runs = IRREGULAR.find_iter(text).filter(|run| !is_wanted(run.start(), run.end()));
        let at = line.span.start as usize;
        let spans = runs.map(|run| Span::new(at + run.start(), at + run.end()));
        let spans: Vec<_> = spans.filter(|&span| !context.is_mojibake(span)).collect();
        if let Some(&first) = spans.first() {
            let point = char_at(text, first.start as usize - at).map_or(0, u32::from);
            let more =
                if spans.len() > 1 { format!(", and {} more", spans.len() - 1) } else { String::new() };
            findings
                .report(
                    &SPACE,
                    first,
                    format!("the line holds a space that is not U+0020, U+{point:04X}{more}"),
                )
                .fix(spans.iter().map(|&span| Edit::replace(span, " ")));
        }
    }
}
