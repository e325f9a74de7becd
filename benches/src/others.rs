//! Languages other than English: the words of an example seed, in any order.

use crate::Language;
use crate::chance::Chance;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The words of an example seed, and how the language puts them together.
pub(crate) struct Shuffled {
    categories: Vec<&'static str>,
    words: Vec<&'static str>,
    gap: &'static str,
    comma: &'static str,
    stop: &'static str,
}

/// Every language but English that has an example seed, with what stands between words, after a clause and at the end.
static LANGUAGES: LazyLock<Vec<Shuffled>> = LazyLock::new(|| {
    let european = (" ", ",", ".");
    [
        (include_str!("../../seeds/alhambra-es.seed"), european),
        (include_str!("../../seeds/antikythera-mechanism-el.seed"), european),
        (include_str!("../../seeds/asian-elephant-th.seed"), (" ", "", "")),
        (include_str!("../../seeds/chess-hi.seed"), (" ", ",", "।")),
        (include_str!("../../seeds/copernicus-pl.seed"), european),
        (include_str!("../../seeds/diesel-engine-de.seed"), european),
        (include_str!("../../seeds/giant-panda-zh.seed"), ("", "，", "。")),
        (include_str!("../../seeds/ha-long-bay-vi.seed"), european),
        (include_str!("../../seeds/hangul-ko.seed"), european),
        (include_str!("../../seeds/hot-air-balloon-fr.seed"), european),
        (include_str!("../../seeds/lake-van-tr.seed"), european),
        (include_str!("../../seeds/moon-ka.seed"), european),
        (include_str!("../../seeds/mount-fuji-ja.seed"), ("", "、", "。")),
        (include_str!("../../seeds/nile-ar.seed"), (" ", "،", ".")),
        (include_str!("../../seeds/oxygen-he.seed"), european),
        (include_str!("../../seeds/sputnik-1-ru.seed"), european),
    ]
    .into_iter()
    .map(|(seed, punctuation)| Shuffled::of(seed, punctuation))
    .collect()
});

pub(crate) fn pick(chance: &mut Chance) -> &'static Shuffled {
    &LANGUAGES[chance.below(LANGUAGES.len())]
}

impl Shuffled {
    fn of(seed: &'static str, (gap, comma, stop): (&'static str, &'static str, &'static str)) -> Self {
        let (first, rest) = seed.split_once('\n').unwrap_or_default();
        let is_latin = |word: &&str| word.chars().any(|c| c.is_ascii_alphabetic());
        // Of a text with few Latin words these are names, and would be alone among others.
        let keep_latin =
            rest.split_whitespace().filter(is_latin).count() * 2 > rest.split_whitespace().count();
        let words: BTreeSet<&str> = rest
            .split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || "。、，।،".contains(c))
            // Thai has blanks between clauses, some of them as long as a title may be.
            .filter(|word| !word.is_empty() && word.len() <= 60)
            .filter(|word| !word.chars().any(|c| c.is_ascii_digit()))
            .filter(|word| keep_latin || !is_latin(word))
            .flat_map(|word| if gap.is_empty() { pairs(word) } else { vec![word] })
            .collect();
        Self {
            categories: first.split_terminator('~').collect(),
            words: words.into_iter().collect(),
            gap,
            comma,
            stop,
        }
    }

    fn clause(&self, len: usize, chance: &mut Chance) -> String {
        let mut text = String::new();
        for at in 0..len {
            if at > 0 {
                text += if chance.percent(10) { self.comma } else { "" };
                text += self.gap;
            }
            if at > 0 && chance.percent(6) && !self.gap.is_empty() {
                text += &chance.between(1100, 2020).to_string();
            } else {
                text += chance.pick(&self.words);
            }
        }
        text
    }

    fn long_sentence(&self, chance: &mut Chance) -> String {
        let len = chance.between(8, 18);
        self.clause(len, chance) + self.stop
    }
}

/// The characters of a word, two by two.
fn pairs(word: &str) -> Vec<&str> {
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    starts.windows(3).step_by(2).map(|bounds| &word[bounds[0]..bounds[2]]).collect()
}

/// With a capital, in scripts where sentences start with one.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        // Georgian has capitals, but no sentence starts with one.
        Some(first) if !('\u{10A0}'..='\u{10FF}').contains(&first) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

impl Language for &Shuffled {
    fn categories(&self, chance: &mut Chance) -> Vec<String> {
        let first = chance.below(self.categories.len() - 1);
        let last = chance.between(first + 1, self.categories.len() - 1);
        self.categories[first..=last].iter().map(|&name| name.to_owned()).collect()
    }

    fn opening(&self, index: u64, chance: &mut Chance) -> (String, String) {
        let [first, second] = [chance.pick(&self.words), chance.pick(&self.words)];
        let title = format!("{}{}{second}{}{index}", capitalised(first), self.gap, self.gap);
        let sentence = format!("{title}{}{}", self.gap, self.long_sentence(chance));
        (title, sentence)
    }

    fn sentence(&self, chance: &mut Chance) -> String {
        capitalised(&self.long_sentence(chance))
    }

    fn gap(&self) -> &'static str {
        self.gap
    }
}
