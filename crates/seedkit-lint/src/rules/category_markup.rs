use super::seed;
use crate::category::looks_like_several;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Names};
use crate::text::quote;

pub(super) static RULE: Rule = Rule {
    code: "C106",
    name: "category-markup",
    summary: "A category still has its prefix or its sort key.",
    rationale: "`Category:` (known in 25 languages, in any case) and what follows a pipe are markup of the wiki page, \
        not the name. One widely used extractor leaves the prefix in 93 % of articles, a common regular expression \
        the sort key in 34 %.",
    fix: Some("Prefix and sort key are cut off."),
    default: true,
    kinds: &[&PREFIX, &SORT_KEY],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("⟦Category:⟧Living people~⟦kategorie: ⟧Physiker~⟦:Category:⟧Physicists~"),
            kinds: &[&PREFIX, &PREFIX, &PREFIX],
            fixed: Some(seed!("Living people~Physiker~Physicists~")),
        },
        Example::Bad {
            text: seed!("Living people⟦|Byron, Ada⟧~Physicists⟦| ⟧~"),
            kinds: &[&SORT_KEY, &SORT_KEY],
            fixed: Some(seed!("Living people~Physicists~")),
        },
        Example::Bad {
            text: seed!("⟦Category:⟧Living people⟦|Byron⟧~"),
            kinds: &[&PREFIX, &SORT_KEY],
            fixed: Some(seed!("Living people~")),
        },
        Example::Bad {
            text: seed!("⟦Категория:⟧Физики~⟦カテゴリ:⟧物理学者~Physicists⟦|⟧~"),
            kinds: &[&PREFIX, &PREFIX, &SORT_KEY],
            fixed: Some(seed!("Физики~物理学者~Physicists~")),
        },
        Example::Good(seed!("Category theory~Star Trek: Voyager~")),
        Example::Good(seed!("Category 5 hurricanes~Category killers~")),
        Example::Good(seed!("Films in 16:9~")),
        Example::Good(seed!(
            "Kategorientheorie~",
            "Funktor",
            "Ein Funktor ordnet jedem Objekt einer Kategorie ein Objekt einer anderen zu und ebenso jedem Pfeil einen Pfeil."
        )),
    ],
    triggers: &[Names(|_| false)],
    check: Check::Document(check),
};

static PREFIX: Kind = Kind::warning("prefix").safe();
static SORT_KEY: Kind = Kind::warning("sort-key").safe();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    // A name of which nothing would be left is empty: C102.
    for name in context.categories().iter().filter(|name| !name.clean.is_empty()) {
        let shown = || quote(name.category.name);
        if let Some(prefix) = name.prefix {
            let message = format!("the category {} has the prefix of a wiki", shown());
            findings.report(&PREFIX, prefix, message).fix([Edit::delete(prefix)]);
        }
        // What looks like several names has delimiters, not sort keys: C102.
        if let Some(key) = name.sort_key.filter(|_| !looks_like_several(context.categories())) {
            let message = format!("the category {} has a sort key", shown());
            findings.report(&SORT_KEY, key, message).fix([Edit::delete(key)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Fixes, Settings, fix};

    #[test]
    fn no_safe_fix_takes_the_delimiters_of_another_writer_away() {
        for names in [
            "Physicists|Living people|1815 births~",
            "|Physicists|Living people~",
            "Physicists\tLiving people~",
        ] {
            let text = format!(
                "{names}\n||||||\nAda Byron\n||||||\nAda Byron was a mathematician who wrote programs."
            );
            let fixed = fix(text.as_bytes(), &Settings::default(), Fixes::Safe);
            assert_eq!(String::from_utf8_lossy(&fixed.bytes), text);
            assert!(fixed.remaining.iter().any(|found| found.rule.code == "C102"), "{names}");
        }
    }
}
