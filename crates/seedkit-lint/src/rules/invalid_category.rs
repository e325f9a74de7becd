use super::seed;
use crate::category::{CategoryName, looks_like_several};
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Names};
use crate::text::quote;
use seedkit_syntax::is_blank;

pub(super) static RULE: Rule = Rule {
    code: "C102",
    name: "invalid-category",
    summary: "A category is empty, too long, or holds characters that no name has.",
    rationale: "`empty`: nothing between two `~`, or nothing but a prefix or sort key. `character`: `# < > [ ] { }` \
        occur in no name that MediaWiki accepts, so markup was left; controls and U+FFFD are the business of U401. \
        `too-long`: over 255 bytes, the limit of MediaWiki: mostly a `~` was lost, or a paragraph stands on the first \
        line. `delimiter`: the only category holds a delimiter of another writer (`;`, a tab, two pipes, a look-alike \
        of `~`). A comma is no delimiter: `Languages of Balochistan, Pakistan` is a name.",
    fix: Some("An empty category is deleted with its `~`."),
    default: true,
    kinds: &[&EMPTY, &CHARACTER, &TOO_LONG, &DELIMITER],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("⟦~⟧Physicists~⟦ ~⟧Writers~⟦~⟧"),
            kinds: &[&EMPTY, &EMPTY, &EMPTY],
            fixed: Some(seed!("Physicists~Writers~")),
        },
        Example::Bad {
            text: seed!("Physicists~⟦Category:~⟧"),
            kinds: &[&EMPTY],
            fixed: Some(seed!("Physicists~")),
        },
        Example::Bad { text: seed!("Physicists~⟦Writers [x]⟧~"), kinds: &[&CHARACTER], fixed: None },
        Example::Bad { text: seed!("⟦C#⟧~"), kinds: &[&CHARACTER], fixed: None },
        Example::Bad {
            text: seed!(concat!(
                "⟦Ada Byron was a mathematician who wrote the first published program for the Analytical Engine, a ",
                "machine that Charles Babbage had designed and that was not built while he lived, and she wrote long ",
                "letters to him about it and to the other friends whom she had in London⟧~"
            )),
            kinds: &[&TOO_LONG],
            fixed: None,
        },
        Example::Bad { text: seed!("⟦Physicists; Writers⟧~"), kinds: &[&DELIMITER], fixed: None },
        Example::Bad { text: seed!("⟦Physicists～Writers～⟧~"), kinds: &[&DELIMITER], fixed: None },
        Example::Bad {
            text: seed!("⟦{{PAGENAME}}⟧~⟦Writers</ref>⟧~⟦[[Category:Physicists⟧~"),
            kinds: &[&CHARACTER, &CHARACTER, &CHARACTER],
            fixed: None,
        },
        Example::Bad {
            text: seed!(concat!(
                "⟦Women who wrote programs, tables of numbers, long letters, poems, plays, notes on engines, ",
                "notes on the notes of others, books for children, books about the weather, translations from ",
                "French and from Italian, and at least an essay on the flight of the bird⟧~⟦Ада Байрон написала ",
                "первую программу для машины, которую придумал Чарльз Бэббидж, и много длинных писем о ней своим ",
                "друзьям, которые жили в Лондоне и читали их ",
                "вслух⟧~⟦エイダ・バイロンは解析機関のための最初のプログラムを書き、その機関について考えたことを長い手紙にしてロンドンに住む多くの友人へ送り、友人たちは夜ごとにそれを声に出して読んだ⟧~"
            )),
            kinds: &[&TOO_LONG, &TOO_LONG, &TOO_LONG],
            fixed: None,
        },
        Example::Bad { text: seed!("⟦Physicists\tWriters⟧~"), kinds: &[&DELIMITER], fixed: None },
        Example::Bad {
            text: seed!("⟦Physicists|Writers|Engineers⟧~"), kinds: &[&DELIMITER], fixed: None
        },
        Example::Bad {
            text: seed!("⟦R&amp;D; Engineers｜Writers⟧~"), kinds: &[&DELIMITER], fixed: None
        },
        Example::Good(seed!("Languages of Balochistan, Pakistan~")),
        Example::Good(seed!("Women's rights~Émigrés~")),
        Example::Good(seed!("Fiction; or, the art of it~Novels~")),
        Example::Good(seed!("Artists (1815–1852)~C♯ minor symphonies~")),
        Example::Good(seed!("B&W films~Who’s Afraid of Virginia Woolf?~")),
    ],
    triggers: &[Names(may_be_invalid)],
    check: Check::Document(check),
};

static EMPTY: Kind = Kind::error("empty").safe();
static CHARACTER: Kind = Kind::error("character");
static TOO_LONG: Kind = Kind::error("too-long");
static DELIMITER: Kind = Kind::error("delimiter");

/// Bytes. The limit of MediaWiki.
const MAX_LEN: usize = 255;

/// Whether plain names may be wrong: one that is too long, or one alone, which may look like several.
fn may_be_invalid(glance: &Glance<'_>) -> bool {
    glance.names.len() < 2 || glance.names.iter().any(|name| name.len() > MAX_LEN)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.parts().is_none() {
        return;
    }
    let is_several = looks_like_several(context.categories());
    let blank = context.document().categories().filter(|category| is_blank(category.name));
    let is_bare = |name: &&CategoryName<'_>| name.clean.is_empty() && !is_several;
    let bare = context.categories().iter().filter(is_bare).map(|name| {
        let key = name.sort_key.map_or("", |key| context.document().text(key));
        (name.category, key.contains(char::is_alphanumeric))
    });
    for (category, has_text) in blank.map(|category| (category, false)).chain(bare) {
        let finding = findings.report(&EMPTY, category.full(), "a category has no name");
        if has_text {
            finding.help(format!("delete {}, or write a name", quote(category.name)));
        } else {
            finding.fix([Edit::delete(category.full())]);
        }
    }
    let names = context.categories();
    for name in names.iter().filter(|name| !name.clean.is_empty()) {
        let shown = || quote(&name.clean);
        let is_wrong = |byte: &u8| matches!(byte, b'#' | b'<' | b'>' | b'[' | b']' | b'{' | b'}');
        if let Some(wrong) = name.clean.bytes().find(is_wrong) {
            let message = format!("the category {} holds `{}`", shown(), char::from(wrong));
            findings
                .report(&CHARACTER, name.category.span, message)
                .help("no name has `# < > [ ] { }`: take out what is left of markup");
        }
        if name.clean.len() > MAX_LEN {
            let message =
                format!("the category {} has {} bytes; {MAX_LEN} are the most", shown(), name.clean.len());
            findings
                .report(&TOO_LONG, name.category.span, message)
                .help("is a `~` missing, or is it a paragraph?");
        }
    }
    if let [name] = names
        && is_several
    {
        findings
            .report(
                &DELIMITER,
                name.category.span,
                format!("the only category looks like several: {}", quote(name.category.name)),
            )
            .help("end each category by `~`; no other character ends one");
    }
}
