use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::locale::{MAINTENANCE_CATEGORIES, STUB_CATEGORIES};
use crate::rule::{Check, Example, Kind, OptionDefault, OptionSpec, Rule};
use crate::text::{quote, regex};
use regex::{Regex, RegexBuilder};
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "C107",
    name: "maintenance-category",
    summary: "A category is about the wiki page, not about its subject.",
    rationale: "Wikis mark pages that need work, use a template or carry a date format with hidden categories; they \
        say nothing about the subject. About 40 patterns of Wikipedia's projects in several languages are known; \
        `stub` is a name that ends in the word. Names about subjects that sound alike are left alone: `Wikipedia`, \
        `Articles of association`, `Use of force`, `Films set in May 1968`. 4 % to 8 % of documents have one where \
        templates are not expanded, most of those from the API without `clshow=!hidden`.",
    fix: Some("The category is deleted."),
    default: true,
    kinds: &[&MAINTENANCE, &STUB],
    options: &[
        OptionSpec {
            name: "extend-maintenance",
            summary: "More names that are about the page: regular expressions, searched for in the name.",
            default: OptionDefault::Patterns,
        },
        OptionSpec {
            name: "stubs",
            summary: "Whether names that end in `stub` or `stubs` are reported.",
            default: OptionDefault::Flag(true),
        },
    ],
    examples: &[
        Example::Bad {
            text: seed!("⟦All articles with unsourced statements~⟧Physicists~"),
            kinds: &[&MAINTENANCE],
            fixed: Some(seed!("Physicists~")),
        },
        Example::Bad {
            text: seed!("⟦Articles needing additional references from May 2012~⟧Physicists~"),
            kinds: &[&MAINTENANCE],
            fixed: Some(seed!("Physicists~")),
        },
        Example::Bad {
            text: seed!("⟦CS1 maint: multiple names: authors list~⟧⟦Use dmy dates from June 2019~⟧"),
            kinds: &[&MAINTENANCE, &MAINTENANCE],
            fixed: Some(seed!("")),
        },
        Example::Bad {
            text: seed!("⟦Category:Webarchive template wayback links~⟧Physicists~"),
            kinds: &[&MAINTENANCE],
            fixed: Some(seed!("Physicists~")),
        },
        Example::Bad {
            text: seed!("⟦British scientist stubs~⟧Physicists~"),
            kinds: &[&STUB],
            fixed: Some(seed!("Physicists~")),
        },
        Example::Bad {
            text: seed!("Philosophes~⟦Page utilisant un modèle~⟧⟦Статьи со ссылками~⟧"),
            kinds: &[&MAINTENANCE, &MAINTENANCE],
            fixed: Some(seed!("Philosophes~")),
        },
        Example::Good(seed!("Wikipedia~Wikipedia people~")),
        Example::Good(seed!("All-star games~Articles of association~")),
        Example::Good(seed!("Films set in May 1968~Good Friday~Use of force~Wikimedia Foundation~")),
        Example::Good(seed!("Category theory~Official residences~Stubbornness~")),
    ],
    triggers: &[],
    check: Check::Document(check),
};

static MAINTENANCE: Kind = Kind::warning("maintenance").risky();
static STUB: Kind = Kind::warning("stub").risky();

/// All patterns as one: a single search tells most names apart. The words are ASCII, and so are the word boundaries:
/// those of Unicode would make every search in other text a slow one.
static KNOWN: LazyLock<Regex> = LazyLock::new(|| one_of(MAINTENANCE_CATEGORIES));
static STUBS: LazyLock<Regex> = LazyLock::new(|| one_of(&[STUB_CATEGORIES]));

/// All patterns as one, for a line of names instead of one: it matches wherever one of them matches a name.
static ANY: LazyLock<Regex> = LazyLock::new(|| {
    let patterns = MAINTENANCE_CATEGORIES.iter().chain([&STUB_CATEGORIES]);
    let on_line = |pattern: &&str| pattern.replace('^', "(?:^|~)").replace('$', "(?:~|$)");
    let any = patterns.map(on_line).collect::<Vec<_>>().join(")|(?:").replace(r"\b", r"(?-u:\b)");
    // The automaton has many states, which are to stay.
    RegexBuilder::new(&format!("(?:{any})"))
        .dfa_size_limit(16 << 20)
        .build()
        .unwrap_or_else(|error| unreachable!("a pattern is wrong: {error}"))
});

fn one_of(patterns: &[impl AsRef<str>]) -> Regex {
    regex(
        &format!("(?:{})", patterns.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(")|(?:"))
            .replace(r"\b", r"(?-u:\b)"),
    )
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let more = context.patterns("extend-maintenance");
    let stubs = context.flag("stubs");
    if more.is_empty() && context.plain_categories().is_some_and(|line| !ANY.is_match(line)) {
        return;
    }
    for name in context.categories() {
        let shown = || quote(&name.clean);
        let (kind, message) = if KNOWN.is_match(&name.clean) || more.is_match(&name.clean) {
            (&MAINTENANCE, format!("the category {} is about the page, not about its subject", shown()))
        } else if stubs && STUBS.is_match(&name.clean) {
            (
                &STUB,
                format!("the category {} says that the page is short, nothing about its subject", shown()),
            )
        } else {
            continue;
        };
        findings
            .report(kind, name.category.full(), message)
            .help("delete it; with the MediaWiki API, `clshow=!hidden` leaves such categories out")
            .fix([Edit::delete(name.category.full())]);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Settings, lint};

    fn kinds(categories: &str, settings: &Settings) -> Vec<&'static str> {
        let text = format!("{categories}\n||||||\nT\n||||||\nB");
        let found = lint(&seedkit_syntax::parse(&text), settings);
        found.iter().filter(|found| found.rule.code == "C107").map(|found| found.kind.name).collect()
    }

    #[test]
    fn options_are_heeded() {
        let settings = Settings::default();
        assert_eq!(kinds("Moss stubs~My own mark~", &settings), ["stub"]);
        let settings = settings.set_flag("C107", "stubs", false).unwrap();
        let settings = settings.set_patterns("C107", "extend-maintenance", &["(?i)^my own"]).unwrap();
        assert_eq!(kinds("Moss stubs~My own mark~", &settings), ["maintenance"]);
        assert!(Settings::default().set_patterns("C107", "extend-maintenance", &["("]).is_err());
    }
}
