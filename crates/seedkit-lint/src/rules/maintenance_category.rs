use super::seed;
use crate::bitmap::{Bitmap, hash};
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::locale::{MAINTENANCE_CATEGORIES, STUB_CATEGORIES};
use crate::pairs::{ByteSet, Pairs};
use crate::rule::{Check, Example, Kind, OptionDefault, OptionSpec, Rule, Trigger::Names};
use crate::text::{quote, regex_of_ascii};
use regex::Regex;
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
        Example::Bad {
            text: seed!("⟦Moss stub~⟧Mosses~⟦Category:Scientist_stubs|Byron~⟧⟦STUBS about engines~⟧"),
            kinds: &[&STUB, &STUB, &STUB],
            fixed: Some(seed!("Mosses~")),
        },
        Example::Good(seed!("Wikipedia~Wikipedia people~")),
        Example::Good(seed!("All-star games~Articles of association~")),
        Example::Good(seed!("Films set in May 1968~Good Friday~Use of force~Wikimedia Foundation~")),
        Example::Good(seed!("Category theory~Official residences~Stubbornness~")),
    ],
    triggers: &[Names(may_be_maintenance)],
    check: Check::Document(check),
};

static MAINTENANCE: Kind = Kind::warning("maintenance").risky();
static STUB: Kind = Kind::warning("stub").risky();

/// All patterns as one: a single search tells most names apart.
static KNOWN: LazyLock<Regex> = LazyLock::new(|| one_of(MAINTENANCE_CATEGORIES));
static STUBS: LazyLock<Regex> = LazyLock::new(|| one_of(&[STUB_CATEGORIES]));

/// How names start that match a pattern, unless it is one that may start in any way or with a number: in lower case, and in
/// the order of their first four bytes as [`four`] makes numbers of them.
const STARTS: &[&str] = &[
    "ac using ",
    "ac with ",
    "accuracy disputes",
    "all ",
    "article",
    "blp ",
    "blps ",
    "candidates for ",
    "cleanup tagged",
    "commons ",
    "coordinates ",
    "copied and ",
    "cs1 ",
    "cs1:",
    "date of ",
    "dynamic lists",
    "engvarb",
    "featured ",
    "good ",
    "harv and ",
    "hidden categories",
    "incomplete lists",
    "infobox ",
    "interlanguage link",
    "lua ",
    "media needing",
    "module ",
    "monthly clean",
    "neutrality disputes",
    "noindexed pages",
    "npov disputes",
    "official website",
    "orphaned articles",
    "page",
    "place of ",
    "portail:",
    "portal",
    "printworthy ",
    "proposed deletion",
    "r from ",
    "redirects ",
    "script ",
    "self-contradictory ",
    "set index",
    "short description",
    "spoken articles",
    "subscription required",
    "template",
    "tracking categories",
    "uncategorized",
    "unprintworthy ",
    "unreferenced blp",
    "use ",
    "vague or ",
    "vikipedi",
    "voci ",
    "webarchive ",
    "wiki",
    "year of ",
    "위키백과",
    "Ουικιπαίδεια",
    "Страницы",
    "Статьи",
    "Википедия",
    "Вікіпедія",
    "ויקיפדיה",
];

/// The first four bytes of each as [`four`] has them.
const FOURS: [u32; STARTS.len()] = {
    let (mut fours, mut index) = ([0; STARTS.len()], 0);
    while index < STARTS.len() {
        if let Some(start) = STARTS[index].as_bytes().first_chunk() {
            fours[index] = four(*start);
        }
        index += 1;
    }
    fours
};

/// Hashes of these.
const HASHES: Bitmap<64> = {
    let (mut hashes, mut index) = (Bitmap::NONE, 0);
    while index < FOURS.len() {
        hashes.add(hash::<12>(FOURS[index]));
        index += 1;
    }
    hashes
};

/// Four bytes as a number, the same in any case of letters of ASCII: with the bit that makes them small. What it makes of
/// others may be the same, too.
const fn four(start: [u8; 4]) -> u32 {
    u32::from_be_bytes(start) | 0x2020_2020
}

/// Whether a name may start as one of a list does, in any case, as far as four bytes tell.
fn may_start_so(name: &str) -> bool {
    let Some(start) = name.as_bytes().first_chunk() else { return true };
    HASHES.has(hash::<12>(four(*start)))
}

/// Whether it does.
fn starts_so(name: &str) -> bool {
    let name = name.as_bytes();
    // The only one that has fewer bytes.
    let Some(start) = name.first_chunk() else { return name == b"CS1" };
    let four = four(*start);
    let first = FOURS.partition_point(|known| *known < four);
    let starts = STARTS[first..].iter().zip(&FOURS[first..]).take_while(|(_, known)| **known == four);
    let is_start =
        |start: &[u8]| name.get(..start.len()).is_some_and(|name| name.eq_ignore_ascii_case(start));
    starts.into_iter().any(|(start, _)| is_start(start.as_bytes()))
}

/// Whether a name starts as `P18 differente` does.
fn is_property(name: &str) -> bool {
    name.as_bytes().first_chunk().is_some_and(|[p, digit]| (p | 0x20 == b'p') & digit.is_ascii_digit())
}

/// Whether a month and a year may end a name, as far as some of the last bytes tell: months end with one of these letters,
/// and few other words before a year do.
fn may_end_with_date(name: &str) -> bool {
    let may_be = |[letter, space, .., digit]: &[u8; 6]| {
        digit.is_ascii_digit() && *space == b' ' && matches!(letter, b'y' | b'h' | b'l' | b'e' | b't' | b'r')
    };
    name.as_bytes().last_chunk().is_some_and(may_be)
}

/// Whether a name may match one of the patterns that ask for a start, or for a date at the end, as far as some bytes tell.
fn may_be_known_by_edges(name: &str) -> bool {
    may_start_so(name) | is_property(name) | may_end_with_date(name)
}

/// The same by all of the start, or of the end.
fn may_be_known(name: &str) -> bool {
    (may_start_so(name) && starts_so(name))
        || is_property(name)
        || (may_end_with_date(name) && ends_with_date(name.as_bytes()))
}

/// Whether a name may match one of the patterns of ideographs.
fn may_be_known_by_parts(name: &str) -> bool {
    const PARTS: [&str; 5] = ["使用", "を必要とする記事", "のある記事", "含有", "需要"];
    // Few names have one of the characters.
    name.contains(['用', '要', '事', '有', '年'])
        && (PARTS.iter().any(|part| name.contains(part)) || (name.contains('自') && name.contains('年')))
}

/// Whether names may have one of these ideographs, by their first bytes. Asked without a branch a byte.
fn may_have_ideographs(names: &str) -> bool {
    names.bytes().fold(false, |has, byte| has | matches!(byte, 0xE4..=0xE8))
}

/// Whether `from` or `since`, a month and a year may end a name.
fn ends_with_date(name: &[u8]) -> bool {
    let before_word = |text: &[u8]| text.iter().rposition(|byte| *byte == b' ');
    let month_end = before_word(name);
    let month_start = month_end.and_then(|end| before_word(&name[..end]));
    month_start.is_some_and(|start| name[..start].ends_with(b"from") || name[..start].ends_with(b"since"))
}

/// Whether a name may match one of the patterns that may start in any way: it has `stub` or `disambig`, in any case.
fn has_word(name: &str) -> bool {
    /// With which letters these words end.
    static ENDS: Pairs<1> = Pairs([[ByteSet::of(b"mMuU"), ByteSet::of(b"bB")]]);
    let bytes = name.as_bytes();
    let ends = |end: usize, word: &[u8]| {
        let start = end.checked_sub(word.len());
        start.is_some_and(|start| bytes[start..end].eq_ignore_ascii_case(word))
    };
    ENDS.find_iter(name).any(|at| ends(at + 2, b"stub") || ends(at + 2, b"disamb"))
}

/// Whether one of the names may be reported, as long as no patterns of the user are looked for.
fn may_be_maintenance(glance: &Glance<'_>) -> bool {
    let names = || glance.names.iter().copied();
    // Without a branch a name, as which of several is the first one that may be known can seldom be guessed.
    let may_be = names().fold(false, |may_be, name| may_be | may_be_known_by_edges(name));
    (glance.scan.names.ends_of_stubs > 0 && has_word(glance.categories))
        || (may_be && names().any(|name| may_be_known(name) && KNOWN.is_match(name)))
        || (!glance.scan.names.are_ascii
            && may_have_ideographs(glance.categories)
            && names().any(|name| may_be_known_by_parts(name) && KNOWN.is_match(name)))
}

/// Whether a name matches one of the patterns. Most names are told without a search.
fn is_known(name: &str) -> bool {
    let may_be = has_word(name) || may_be_known(name) || may_be_known_by_parts(name);
    may_be && KNOWN.is_match(name)
}

fn one_of(patterns: &[impl AsRef<str>]) -> Regex {
    regex_of_ascii(&format!("(?:{})", patterns.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(")|(?:")))
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let more = context.patterns("extend-maintenance");
    let stubs = context.flag("stubs");
    for name in context.categories() {
        let shown = || quote(&name.clean);
        let (kind, message) = if is_known(&name.clean) || more.is_match(&name.clean) {
            (&MAINTENANCE, format!("the category {} is about the page, not about its subject", shown()))
        } else if stubs && has_word(&name.clean) && STUBS.is_match(&name.clean) {
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
    use super::*;
    use crate::{Settings, lint};

    fn kinds(categories: &str, settings: &Settings) -> Vec<&'static str> {
        let text = format!("{categories}\n||||||\nT\n||||||\nB");
        let found = lint(&seedkit_syntax::parse(&text), settings);
        found.iter().filter(|found| found.rule.code == "C107").map(|found| found.kind.name).collect()
    }

    /// One name at least for each pattern.
    #[test]
    fn no_name_that_matches_is_passed_over() {
        let names = [
            "All articles needing additional references",
            "pages using infobox moss with unknown parameters",
            "All stub articles",
            "Wikipedia articles needing clarification from May 2010",
            "Ουικιπαίδεια project moss",
            "위키백과 project moss",
            "WikiProject Moss",
            "CS1",
            "CS1 errors: dates",
            "Webarchive template wayback links",
            "Harv and Sfn no-target errors",
            "AC with 16 elements",
            "AC using Moss",
            "Use British English",
            "EngvarB from May 2010",
            "Featured articles",
            "Short description matches Wikidata",
            "Coordinates on Wikidata",
            "Commons category link is on Wikidata",
            "Official website different in Wikidata and Wikipedia",
            "Interlanguage link template existing link",
            "Infobox moss with errors",
            "Lua using moss errors",
            "Unprintworthy redirects",
            "Redirects from moves",
            "R from moss",
            "Human name disambiguation pages",
            "DISAMBIGUATION is no page, Disambiguation pages with moss",
            "Set index articles on moss",
            "Moss stub sorting",
            "Hidden categories",
            "NPOV disputes from May 2010",
            "Orphaned articles from May 2010",
            "BLP articles lacking sources",
            "Unreferenced BLPs from May 2010",
            "Monthly clean-up category counter",
            "Moss since May 2010",
            "Year of birth missing (living people)",
            "Articles contenant un appel",
            "Page utilisant P18",
            "Страницы с ошибками",
            "Статьи со ссылками",
            "Voci con modulo",
            "P18 letta da Wikidata",
            "ISBNマジックリンクを使用しているページ",
            "出典を必要とする記事",
            "外部リンクのある記事",
            "含有英語的條目",
            "使用過時的頁面",
            "自2010年需要的條目",
            "需要更多條目",
            "Moss stubs",
            "MOSS STUB",
        ];
        for name in names {
            assert!(KNOWN.is_match(name) || STUBS.is_match(name), "{name} is no example");
            let has_parts = may_have_ideographs(name) && may_be_known_by_parts(name);
            assert!(has_word(name) || may_be_known(name) || has_parts, "{name}");
            assert!(!may_be_known(name) || may_be_known_by_edges(name), "{name}");
        }
    }

    #[test]
    fn starts_are_in_order() {
        assert!(FOURS.is_sorted());
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
