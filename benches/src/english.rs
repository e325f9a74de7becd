//! English: sentences with gaps, and the words that fill them.

use crate::Language;
use crate::chance::Chance;
use std::collections::BTreeSet;
use std::sync::LazyLock;

pub(crate) struct English {
    /// Whether the text has dashes, quotation marks and letters beyond ASCII.
    pub(crate) typographic: bool,
}

/// `{kind}` and the like are filled in by [`English::fill`].
const PERSONS: [&str; 6] = [
    "{title} ({life}) was a {quality} {trade} from {town}.",
    "{title} ({life}) was a {trade} who worked in {town} and {town}.",
    "{title}, born in {town} in {year}, is a {quality} {trade} and a former {trade}.",
    "{title} ({life}) was the {ordinal} {trade} of {town} and wrote {count} books on the {thing}.",
    "In {year} {title} became the first {trade} of {town}, after {count} years at the {thing} of {town}.",
    "{title} was a {trade} of the {era} century, known for a {quality} {thing} near {town}.",
];

const PLACES: [&str; 6] = [
    "{title} is a {quality} {thing} in the {side} of {town}, built in {year}.",
    "{title} is a {thing} near {town} with a length of {number} metres and a height of {count} metres.",
    "The {title} was a {quality} {thing} between {town} and {town}, in use from {year} to {later}.",
    "{title} is the {ordinal} largest {thing} of the {side} coast, about {count} kilometres from {town}.",
    "Known since {year}, {title} is a {thing} of {stuff} and {stuff} on the road to {town}.",
    "{title} is a {quality} {thing} that was {done} in {year} by the {trade} {person}.",
];

const SENTENCES: [&str; 44] = [
    "The {thing} was {done} in {year} by {person}, a {trade} from {town}.",
    "It was {done} between {year} and {later}, when the {quality} {thing} of {town} was {done}.",
    "In {year} the {trade} {person} {did} the {quality} {thing} and had it {done}.",
    "The {side} part, which is {number} metres long, has {count} {things} and a {quality} {thing}.",
    "About {percent} % of the {things} are made of {stuff}; the rest is {stuff} or {stuff}.",
    "After the {event} of {year}, {town} had only {count} {things} left.",
    "{person} {did} the {thing} with the help of {count} {trade}s, most of them from {town}.",
    "Its {quality} {thing} has been compared with the one in {town}, although it is {count} years older.",
    "Until {year} the {thing} was used for {stuff}, but later for the trade in {stuff} and {stuff}.",
    "The {quality} {things} of this period can still be seen in the {thing} of {town}.",
    "A {quality} {thing}, {done} in {year}, stands on the {side} side of the {thing}.",
    "With a height of {count}.{digit} metres it was the tallest {thing} in {town} until {year}.",
    "Many {trade}s came from {town} (then called {town}), where {stuff} was cheap.",
    "By {year} there were more than {number},{thousand} {things} in the region, and {count} more in {town}.",
    "During the {event} the {thing} was {done} twice, first by {person} and then by {person}.",
    "{person} called it {open}the {quality} {thing} of the {side}{close} in a letter of {date} {year}.",
    "On {date} {year}, the {trade} {person} {did} the {thing} that was named after him{dash}the only one of its kind.",
    "The {thing} is fed by {count} {things} and has an average depth of {digit}.{digit} metres.",
    "Its {stuff} comes from {town}, its {stuff} from the {quality} {things} of the {side}.",
    "Since then the {quality} {trade}s of {town} have {done} more than {count} {things}.",
    "According to {person}, this is the {ordinal} oldest {thing} that was {done} in the {era} century.",
    "There is a {quality} {thing} below the {thing}, and a {thing} of {stuff} above it.",
    "When {person} died in {year}, {owner} {thing} was sold to a {trade} for {number} pounds.",
    "The oldest {things} were found in {year} at a depth of {count} metres, together with {stuff} and {stuff}.",
    "Most {things} are {quality}, and only a few (about {percent} %) have a {quality} {thing}.",
    "Unlike the {thing} of {town}, it has never been {done}.",
    "The {trade} {did} {count} {things} a day; each weighed between {digit} and {count} kilograms.",
    "It lies {number} metres above the sea, {count} kilometres {side} of {town}.",
    "For {count} years the {thing} belonged to the family of {person}, who {did} it in {year}.",
    "Some {things} were {done} again in {year}: the {thing}, the {thing} and a part of the {thing}.",
    "Today {count} people live there, fewer than in {year}, when the {thing} had {number} visitors a week.",
    "{person} wrote {open}{quality} {things}{close} there and taught the {trade} {person} how to use the {thing}.",
    "Its name comes from the {quality} {stuff} that was found near the {thing}.",
    "A map of {year} shows the {thing} with {count} {things}, a {thing} and two {things} of {stuff}.",
    "The first {thing} was so {quality} that it had to be {done} within {digit} months.",
    "From {year} onwards the {thing} was open to visitors from {town} and other {quality} places.",
    "In winter the {things} are covered with {stuff}, in summer with {quality} {stuff}.",
    "The result was a {quality} {thing}, which {person} {did} in {later} and which is now kept in {town}.",
    "Although {quality}, the {things} were {done} by hand, and {count} of them are still in use.",
    "Both the {thing} and the {thing} were {done} by the same {trade}, as a letter of {year} shows.",
    "It was not before {year} that {trade}s from {town} {did} the {side} {thing}.",
    "The cost was {number},{thousand} pounds, of which the {trade}s of {town} paid {percent} %.",
    "Between {town} and {town} the road crosses {count} {things} and the well-known {thing} of {town}.",
    "Later {trade}s, such as {person} and {person}, {did} {quality} {things} of {stuff} instead.",
];

type Words = LazyLock<Vec<&'static str>>;

fn words(list: &'static str) -> Vec<&'static str> {
    list.split(", ").collect()
}

static QUALITY: Words = LazyLock::new(|| {
    words(
        "broad, busy, careful, circular, cold, common, complex, curved, dark, deep, distant, dry, famous, \
         fertile, flat, forgotten, former, fragile, gentle, golden, grand, hard, heavy, hidden, hollow, \
         large, local, long, medieval, modern, narrow, new, northern, popular, private, public, quiet, \
         rare, regional, remote, royal, rural, sacred, secret, shallow, sharp, simple, small, solid, \
         southern, steep, tall, thin, walled, white, wooden",
    )
});

static THING: Words = LazyLock::new(|| {
    words(
        "abbey, aqueduct, bank, barrel, bay, bell, boat, bridge, canal, cannon, castle, cave, chapel, \
         chart, cliff, clock, compass, court, dam, desk, dome, door, engine, farm, field, flag, forest, \
         fountain, garden, gate, glacier, hall, harbour, hill, inn, island, kiln, lake, lamp, lens, loom, \
         machine, market, mill, mine, mirror, museum, orchard, organ, palace, park, pavilion, pier, \
         pillar, pipe, plough, pond, quarry, railway, river, road, roof, ship, spring, statue, stone, \
         street, temple, theatre, tower, tunnel, workshop",
    )
});

static TRADE: Words = LazyLock::new(|| {
    words(
        "baker, banker, biologist, botanist, brewer, builder, carpenter, chemist, collector, composer, \
         dancer, designer, doctor, farmer, fisherman, gardener, geographer, geologist, historian, \
         jeweller, judge, lawyer, mathematician, merchant, miller, painter, physicist, poet, potter, \
         printer, sailor, sculptor, singer, surveyor, teacher, weaver",
    )
});

static STUFF: Words = LazyLock::new(|| {
    words(
        "amber, barley, brass, brick, bronze, chalk, clay, coal, copper, cotton, flint, glass, gold, \
         granite, gravel, iron, ivory, lead, leather, linen, marble, moss, oak, paper, pine, salt, sand, \
         silk, silver, slate, snow, wool",
    )
});

static DONE: Words = LazyLock::new(|| {
    words(
        "abandoned, altered, built, burned, carved, cleaned, closed, copied, described, destroyed, \
         discovered, drawn, enlarged, excavated, flooded, founded, measured, mended, moved, painted, \
         planned, published, rebuilt, removed, repaired, restored, sold, tested",
    )
});

static DID: Words = LazyLock::new(|| words("bought, built, described, drew, found, measured, sold"));

static EVENT: Words = LazyLock::new(|| words("earthquake, fire, flood, siege, storm, war"));

static FIRST_NAMES: Words = LazyLock::new(|| {
    words(
        "Agnes, Alma, Anton, Beatrice, Bruno, Carl, Clara, David, Dora, Edmund, Edith, Elena, Emil, \
         Felix, Flora, Frank, Greta, Hanna, Hugo, Ida, Irene, Ivan, Jacob, Julia, Karin, Laura, Leo, \
         Lucy, Marta, Max, Nina, Olga, Oscar, Paula, Peter, Rosa, Sara, Thomas, Vera, Walter",
    )
});

/// Letters that ASCII does not have stand in every second one.
static FOREIGN_NAMES: Words =
    LazyLock::new(|| words("André, Ängel, Bjørn, Chloë, François, Håkon, José, Zoë"));

static MONTHS: Words = LazyLock::new(|| {
    words(
        "January, February, March, April, May, June, July, August, September, October, November, \
         December",
    )
});

/// Two letters each; four of them number sixteen million names.
static SYLLABLES: Words = LazyLock::new(|| {
    words(
        "ba, be, bo, bu, da, de, di, do, fa, fe, fi, ga, ge, go, ha, he, hi, ho, ja, jo, ka, ke, ki, ko, \
         la, le, li, lo, lu, ma, me, mi, mo, mu, na, ne, ni, no, pa, pe, pi, po, ra, re, ri, ro, ru, sa, \
         se, si, so, ta, te, ti, to, tu, va, ve, vi, vo, wa, we, wi, za",
    )
});

static ENDINGS: Words = LazyLock::new(|| words("n, r, l, s, ng, nd, rt, m"));

static CATEGORY_PLACES: Words = LazyLock::new(|| {
    words(
        "Europe, Asia, Africa, Oceania, North America, South America, Scandinavia, the Alps, the Balkans, \
         the Baltic coast, the Pacific, the tropics",
    )
});

/// A name for each number below 2²⁴, and some for those above again with more letters.
pub(crate) fn name(number: u64) -> String {
    // An odd factor permutes the numbers, so that neighbours do not look alike.
    let mut left = number.wrapping_mul(0x9E_3779).wrapping_add(0x5F_1D3B) % (1 << 24);
    let mut name = String::new();
    for _ in 0..4 {
        name += SYLLABLES[(left % 64) as usize];
        left /= 64;
    }
    if number >> 24 > 0 {
        name += &self::name(number >> 24);
    }
    name[..1].to_ascii_uppercase() + &name[1..]
}

fn surname(chance: &mut Chance) -> String {
    let word = [chance.pick(&SYLLABLES), chance.pick(&SYLLABLES)].concat();
    word[..1].to_ascii_uppercase() + &word[1..] + chance.pick(&ENDINGS)
}

fn plural(word: &str) -> String {
    match word {
        "abbey" | "bay" | "railway" => format!("{word}s"),
        _ if word.ends_with('y') => format!("{}ies", &word[..word.len() - 1]),
        _ if word.ends_with('s') => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

impl English {
    fn fill(&self, sentence: &str, title: &str, chance: &mut Chance) -> String {
        let mut text = String::with_capacity(sentence.len() * 2);
        let mut rest = sentence;
        let mut year = chance.between(1100, 1950);
        while let Some((before, after)) = rest.split_once('{') {
            let (gap, after) = after.split_once('}').unwrap_or_default();
            text += before;
            rest = after;
            let word = match gap {
                "title" => title,
                "quality" => chance.pick(&QUALITY),
                "thing" => chance.pick(&THING),
                "things" => &plural(chance.pick(&THING)),
                "trade" => chance.pick(&TRADE),
                "stuff" => chance.pick(&STUFF),
                "done" => chance.pick(&DONE),
                "did" => chance.pick(&DID),
                "town" => &surname(chance),
                "person" => &self.person(chance),
                "owner" => &format!("{}{}", surname(chance), if self.typographic { "’s" } else { "'s" }),
                "event" => chance.pick(&EVENT),
                "side" => chance.pick(&["north", "south", "east", "west"]),
                "era" => chance.pick(&["13th", "14th", "15th", "16th", "17th", "18th", "19th"]),
                "ordinal" => chance.pick(&["second", "third", "fourth", "fifth", "sixth"]),
                "year" => &year.to_string(),
                "later" => {
                    year += chance.between(1, 60);
                    &year.to_string()
                }
                "life" => {
                    let dash = if self.typographic { '–' } else { '-' };
                    &format!("{year}{dash}{}", year + chance.between(30, 90))
                }
                "date" => &format!("{} {}", chance.between(1, 28), chance.pick(&MONTHS)),
                "count" => &chance.between(4, 98).to_string(),
                "percent" => &chance.between(2, 97).to_string(),
                "number" => &chance.between(100, 999).to_string(),
                "thousand" => &format!("{:03}", chance.below(1000)),
                "digit" => &chance.between(2, 9).to_string(),
                "open" => {
                    if self.typographic {
                        "“"
                    } else {
                        "\""
                    }
                }
                "close" => {
                    if self.typographic {
                        "”"
                    } else {
                        "\""
                    }
                }
                "dash" => {
                    if self.typographic {
                        " – "
                    } else {
                        ", "
                    }
                }
                _ => unreachable!("{gap} is no gap"),
            };
            text += word;
        }
        text + rest
    }

    fn person(&self, chance: &mut Chance) -> String {
        let first = if self.typographic && chance.percent(25) {
            chance.pick(&FOREIGN_NAMES)
        } else {
            chance.pick(&FIRST_NAMES)
        };
        format!("{first} {}", surname(chance))
    }
}

impl Language for English {
    fn categories(&self, chance: &mut Chance) -> Vec<String> {
        let mut names = BTreeSet::new();
        for _ in 0..chance.between(2, 9) {
            let mut name = match chance.below(5) {
                0 => format!("{} {}", chance.pick(&QUALITY), plural(chance.pick(&THING))),
                1 => format!("{} in {}", plural(chance.pick(&THING)), chance.pick(&CATEGORY_PLACES)),
                2 => format!("{}0s in {}", chance.between(110, 202), chance.pick(&CATEGORY_PLACES)),
                3 => format!("{}s from {}", chance.pick(&TRADE), chance.pick(&CATEGORY_PLACES)),
                _ => format!("{} established in {}", plural(chance.pick(&THING)), chance.between(1600, 2020)),
            };
            let first = name[..1].to_ascii_uppercase();
            name.replace_range(..1, &first);
            names.insert(name);
        }
        names.into_iter().collect()
    }

    fn opening(&self, index: u64, chance: &mut Chance) -> (String, String) {
        let name = name(index);
        let (title, sentence) = match chance.below(4) {
            0 => (name, chance.pick(&PLACES)),
            1 => {
                let thing = chance.pick(&THING);
                (format!("{name} {}{}", thing[..1].to_ascii_uppercase(), &thing[1..]), chance.pick(&PLACES))
            }
            _ => (format!("{} {name}", chance.pick(&FIRST_NAMES)), chance.pick(&PERSONS)),
        };
        let sentence = self.fill(sentence, &title, chance);
        (title, sentence)
    }

    fn sentence(&self, chance: &mut Chance) -> String {
        self.fill(chance.pick(&SENTENCES), "", chance)
    }

    fn gap(&self) -> &'static str {
        " "
    }
}
