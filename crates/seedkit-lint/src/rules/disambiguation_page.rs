use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::locale::DISAMBIGUATION;
use crate::rule::{
    COLON, Check, Example, Kind, Rule,
    Trigger::{Both, Document},
};
use crate::text::{quote, regex};
use memchr::memmem::Finder;
use regex::Regex;
use seedkit_syntax::Span;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "T204",
    name: "disambiguation-page",
    summary: "The page lists subjects of one name instead of being about one.",
    rationale: "Told by its title, which ends in `(disambiguation)` or one of 20 other forms, or by its first \
        paragraph, which ends with `may refer to` or has it before a colon. Both kinds of extractors keep such pages \
        and drop their lists. All seven of a dump are found, and no article.",
    fix: None,
    default: true,
    kinds: &[&TITLE, &LEAD],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Names~", "Ada Byron ⟦(disambiguation)⟧"), kinds: &[&TITLE], fixed: None
        },
        Example::Bad {
            text: seed!("Namen~", "Ada Byron ⟦(Begriffsklärung)⟧"),
            kinds: &[&TITLE],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Names~", "Ada", "Ada ⟦may refer to:⟧\nAda Byron, a mathematician."),
            kinds: &[&LEAD],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Names~", "Ada", "The name Ada ⟦can also refer to⟧"),
            kinds: &[&LEAD],
            fixed: None,
        },
        Example::Bad { text: seed!("Noms~", "Ada ⟦(homonymie)⟧"), kinds: &[&TITLE], fixed: None },
        Example::Bad {
            text: seed!("名~", "エイダ⟦（曖昧さ回避）⟧"), kinds: &[&TITLE], fixed: None
        },
        Example::Bad {
            text: seed!("Имена~", "Ада ⟦(ЗНАЧЕНИЯ)⟧", "Ада может означать многое."),
            kinds: &[&TITLE],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Names~", "Ada", "Ada ⟦most commonly refers to:⟧\nAda Byron, a mathematician."),
            kinds: &[&LEAD],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Names~",
                "Byron",
                "The name of Byron ⟦may also refer to:⟧ Byron, a town; Byron, a crater; Byron, a ship."
            ),
            kinds: &[&LEAD],
            fixed: None,
        },
        Example::Good(seed!(
            "Words~",
            "Ada Byron",
            "Ada Byron may refer to herself by name, and the word may refer to a program in common speech."
        )),
        Example::Good(seed!("Physicists~", "Ada Byron (mathematician)")),
        Example::Good(seed!(
            "Linguistics~",
            "Disambiguation",
            "Disambiguation is the choice of one of the meanings of a word, by people and by machines alike."
        )),
        Example::Good(seed!(
            "Words~",
            "Reference",
            "A reference is what a word refers to; a pronoun may refer to a noun that stands before it."
        )),
    ],
    triggers: &[Document(may_be_one), Both(&COLON, &[Document(may_refer)])],
    check: Check::Document(check),
};

static TITLE: Kind = Kind::warning("title");
static LEAD: Kind = Kind::warning("lead");

static TITLES: LazyLock<Regex> = LazyLock::new(|| regex(DISAMBIGUATION));
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:may|can|could|might|most (?:commonly|often)|usually|commonly)(?: also| commonly| most commonly)? refers? to\s*:?$|\b(?:may|can)(?: also)? refer to:",
    )
});

/// Whether what ends the title may say that the page is one, or what ends the first paragraph, but for a colon.
fn may_be_one(glance: &Glance<'_>) -> bool {
    glance.title.trim_end().ends_with([')', '）']) || glance.lead.ends_with("to")
}

/// Whether the first paragraph may say that the page is one with a colon.
fn may_refer(glance: &Glance<'_>) -> bool {
    static REFERS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(" refer"));
    REFERS.find(glance.lead.as_bytes()).is_some()
}

const HELP: &str = "delete the file, or write about one subject";

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let Some((title, span)) = context.title() else { return };
    let Some(first) = context.paragraphs().first() else { return };
    if context.is_redirect() {
        return;
    }
    let bracket = title.ends_with([')', '）']).then(|| TITLES.find(title)).flatten();
    // The words stand near the colon or the end, and few leads have them.
    if let Some(found) = bracket {
        let start = span.start as usize;
        let message = format!("the title {} is that of a disambiguation page", quote(title));
        findings.report(&TITLE, Span::new(start + found.start(), start + found.end()), message).help(HELP);
    } else if first.text.contains(" refer")
        && let Some(found) = LEADS.find(first.text)
    {
        let message = format!("the first paragraph is that of a disambiguation page: {}", quote(first.text));
        findings.report(&LEAD, first.at(found.range()), message).help(HELP);
    }
}
