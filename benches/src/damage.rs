//! Damage as extractors and hands do it, in the proportions in which it is found.

use crate::Document;
use crate::chance::Chance;

/// One way in which documents are damaged.
pub struct Damage {
    /// The rule that reports it.
    pub code: &'static str,
    /// In how many of a thousand damaged documents it stands: about the median of what seven extractors leave in leads
    /// of encyclopaedias. What extractors do not do, but hands and merges, is rare.
    pub per_mille: u32,
    english_only: bool,
    apply: fn(&mut Document, &mut Chance),
}

const fn any(code: &'static str, per_mille: u32, apply: fn(&mut Document, &mut Chance)) -> Damage {
    Damage { code, per_mille, english_only: false, apply }
}

const fn english(code: &'static str, per_mille: u32, apply: fn(&mut Document, &mut Chance)) -> Damage {
    Damage { code, per_mille, english_only: true, apply }
}

/// All of them, in the order in which they are applied: what replaces paragraphs comes before what is put into them.
pub static DAMAGES: [Damage; 43] = [
    any("T203", 80, |document, _| document.body = vec![format!("REDIRECT {}", document.title)]),
    any("T204", 50, |document, _| document.body[0] = format!("{} may refer to:", document.title)),
    any("B301", 20, |document, _| document.body = vec![format!("{}.", document.title)]),
    any("S006", 10, |document, _| {
        document.body.clear();
        document.layout.final_newline = false;
    }),
    english("T202", 10, |document, chance| {
        document.title =
            format!("X{} Zyx", crate::english::name(chance.below(1 << 40) as u64).to_lowercase());
    }),
    any("T201", 5, |document, _| document.title = format!("Talk:{}", document.title)),
    any("B302", 10, |document, _| {
        let facts = ["Type: stone", "Built: 1820", "Rooms: 12", "Use: none", "State: good", "Visitors: few"];
        let facts = facts.into_iter().cycle().take(document.body.len() + 5).map(str::to_owned);
        document.body.splice(1..1, facts.enumerate().map(|(at, fact)| format!("{fact} {at}")));
    }),
    any("C101", 70, |document, _| document.categories.clear()),
    any("C104", 280, |document, _| {
        document.categories.push("Abbeys".to_owned());
        document.categories.insert(0, "Zinc mines".to_owned());
    }),
    any("C106", 200, |document, _| {
        document.categories.push("Category:Zoos".to_owned());
    }),
    any("C107", 60, |document, _| {
        document.categories.insert(0, "All articles needing additional references".to_owned());
    }),
    any("C105", 30, |document, _| document.categories.push("Zoos ".to_owned())),
    any("C103", 5, |document, _| {
        document.categories.extend(["Zoos".to_owned(), "Zoos".to_owned()]);
    }),
    any("S007", 2, |document, _| {
        document.categories.push("Zoos".to_owned());
        document.layout.unterminated = true;
    }),
    any("S008", 5, |document, _| document.layout.crlf = true),
    any("M508", 20, |document, _| document.body.push("== History ==".to_owned())),
    any("M509", 40, |document, chance| {
        for item in ["first", "second", "third"] {
            document.body.push(format!("* The {item} of {} that are known.", chance.between(3, 99)));
        }
    }),
    any("M510", 30, |document, chance| {
        for key in ["name", "length", "built"] {
            document.body.insert(0, format!("| {key} = {}", chance.between(1000, 9999)));
        }
    }),
    any("M511", 160, |document, chance| {
        let width = chance.between(15, 40) * 10;
        document.body.insert(0, format!("thumb|right|{width}px|A map of {}", chance.between(1500, 1900)));
    }),
    any("M512", 10, |document, _| document.body.push("Category:Zoos".to_owned())),
    any("M514", 20, |document, _| document.body.push("See also".to_owned())),
    any("B305", 2, |document, _| document.body.extend(document.body.last().cloned())),
    english("B303", 10, |document, _| document.body[0].insert_str(0, "or ")),
    any("B304", 90, |document, _| document.body.push("The following are well known:".to_owned())),
    any("B306", 220, |document, chance| {
        for _ in 0..chance.between(1, 3) {
            insert(document, chance, " ");
        }
    }),
    any("B307", 130, |document, chance| insert(document, chance, "(; 1820)")),
    any("B308", 90, |document, chance| insert(document, chance, "()")),
    english("B311", 40, |document, chance| insert(document, chance, "stone.Later")),
    english("B312", 30, |document, chance| insert(document, chance, "with an area of , more")),
    english("B310", 5, |document, chance| insert(document, chance, "with the the stone")),
    any("M501", 30, |document, chance| insert(document, chance, "{{convert|12|km}}")),
    any("M502", 50, |document, chance| insert(document, chance, "[http://example.org/map a map]")),
    any("M503", 120, |document, chance| insert(document, chance, "<ref name=\"map\" />")),
    any("M504", 10, |document, chance| insert(document, chance, "word[citation needed]")),
    any("M505", 30, |document, chance| insert(document, chance, "<small>small</small>")),
    any("M506", 20, |document, chance| insert(document, chance, "12&nbsp;km")),
    any("M507", 100, |document, chance| insert(document, chance, "'''stone'''")),
    any("M513", 10, |document, chance| insert(document, chance, "formula_1")),
    any("U401", 3, |document, chance| insert(document, chance, "stone\u{FFFD}")),
    any("U403", 20, |document, chance| insert(document, chance, "stone\u{200B}")),
    any("U405", 10, |document, chance| insert(document, chance, "Cafe\u{301}")),
    any("U406", 4, |document, chance| insert(document, chance, "CafÃ© Ã©tÃ©")),
    any("U407", 5, |document, chance| insert(document, chance, "st\u{43E}ne")),
];

/// The damage that most extractors do: it stands in half of the damaged documents.
pub(crate) fn blank_lines(document: &mut Document) {
    if document.body.len() < 2 {
        document.body.push("It is known.".to_owned());
    }
    for at in (1..document.body.len()).rev() {
        document.body.insert(at, String::new());
    }
}

/// Puts a word between two others of a paragraph, or at its end where it has one word.
fn insert(document: &mut Document, chance: &mut Chance, word: &str) {
    let at = chance.below(document.body.len());
    let Some(paragraph) = document.body.get_mut(at) else { return };
    let gaps: Vec<usize> = paragraph.match_indices(' ').map(|(at, _)| at).collect();
    let at = if gaps.is_empty() { paragraph.len() } else { chance.pick(&gaps) };
    paragraph.insert_str(at, &format!(" {word}"));
}

impl Damage {
    /// Damages a document, which it has to have text for.
    pub(crate) fn apply(&self, document: &mut Document, chance: &mut Chance) {
        if (document.english || !self.english_only) && !document.body.is_empty() {
            (self.apply)(document, chance);
            document.damage.push(self.code);
        }
    }
}

/// Damages a document in one way or several.
pub(crate) fn apply(document: &mut Document, chance: &mut Chance) {
    for damage in &DAMAGES {
        if chance.below(1000) < damage.per_mille as usize {
            damage.apply(document, chance);
        }
    }
    if chance.percent(10)
        && let Some(last) = document.body.last_mut()
    {
        last.push(' ');
        document.damage.push("S009");
    }
    // So that no damaged document is clean.
    if (chance.percent(50) || document.damage.is_empty()) && !document.body.is_empty() {
        blank_lines(document);
        document.damage.push("S010");
    }
}
