use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::paragraph::Paragraph;
use crate::prose;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Document};
use crate::scan::Scan;
use crate::text::{count_bytes, has_edge, quote};
use seedkit_syntax::{Role, Span};
use xxhash_rust::xxh3::xxh3_64;

pub(super) static RULE: Rule = Rule {
    code: "B302",
    name: "non-prose-body",
    summary: "The body is a list, a table or the same words again and again, not prose.",
    rationale: "`short-lines`: of six paragraphs or more, half have at most 60 characters and do not end as sentences \
        do: what is left of a list, a table or an infobox. `few-letters`: of 50 words or more, less than 70 % have a \
        letter; texts with Han, kana or Hangul, whose words no blanks divide, are left alone. `repetition`: a run of \
        two, three or four words that occurs more than three times makes more than 20 %, 18 % or 16 % of a text of at \
        least 100 words, the limits that were found for the corpora of large language models; it is looked for where \
        of the words that come first in each 32 bytes three, and one in 25, go on alike for twenty-four bytes, as such a run \
        makes them do, and hardly any other text. Short paragraphs that \
        end with a full stop, as in dialogues, do not count. 1 % of leads have such a body and, where infoboxes are \
        left in the text, 18 %; of full texts 15 % to 46 %. All that were read are lists, tables or infoboxes, but \
        those may be meant: hence only an information.",
    fix: None,
    default: true,
    kinds: &[&SHORT_LINES, &FEW_LETTERS, &REPETITION],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Gardens~",
                "Kew Gardens",
                "⟦Kew Gardens⟧\nType: botanical garden\nArea: 132 hectares\nOpened in 1759\nStaff: 1,100\n\
                 Kew Gardens is a botanical garden in London that was founded in the eighteenth century."
            ),
            kinds: &[&SHORT_LINES],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Rivers~",
                "Rivers by length",
                "⟦Rivers by length⟧\nNile\nAmazon\nYangtze\nThese are the longest rivers.\nThey are all long."
            ),
            kinds: &[&SHORT_LINES],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Sport~",
                "Final table",
                "⟦Final table: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 \
                 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 points for the two teams of the league that won.⟧"
            ),
            kinds: &[&FEW_LETTERS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Moths~",
                "Eupithecia",
                "⟦Eupithecia alba⟧ is a moth, Eupithecia alba lives in Peru. Eupithecia alba is a moth, Eupithecia \
                 alba lives in Peru. Eupithecia alba is a moth, Eupithecia alba lives in Peru. Eupithecia alba is a \
                 moth, Eupithecia alba lives in Peru. Eupithecia alba is a moth, Eupithecia alba lives in Peru. \
                 Eupithecia alba is a moth, Eupithecia alba lives in Peru. Eupithecia alba is a moth, Eupithecia \
                 alba lives in Peru. Eupithecia alba is a moth, Eupithecia alba lives in Peru. Eupithecia alba is a \
                 moth, Eupithecia alba lives in Peru. Eupithecia alba is a moth, Eupithecia alba lives in Peru. \
                 Eupithecia alba is a moth, Eupithecia alba lives in Peru. Eupithecia alba is a moth, Eupithecia \
                 alba lives in Peru."
            ),
            kinds: &[&REPETITION],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Озёра~",
                "Озёра севера",
                "⟦Озёра севера, которые не замерзают зимой⟧\nДлинное озеро за старой мельницей у деревни\nКруглое озеро под горой, где живут лебеди\nГлубокое озеро у дороги на Москву\nБелое озеро\nЭто озёра севера."
            ),
            kinds: &[&SHORT_LINES],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Ships~",
                "Ada Byron",
                "⟦Ada Byron is a ship that was built in London for the trade with the ports of the north.⟧\nLength: 90 metres;\nThe ship was named after the mathematician.\nHome port = London, where the firm that owns her has a house\nShe has sunk.\nCrew:"
            ),
            kinds: &[&SHORT_LINES],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Letters~",
                "Ada Byron",
                concat!(
                    "⟦Year 1840 1841 1842 1843 1844 1845 1846 1847 1848 1849 1850 1851⟧\nLetters 12 9 30 41 7 8 22 13 ",
                    "5 6 7 10\nNotes 1 0 3 8 2 2 1 0 0 0 1 1\nMiles 10 11 12 19 8 7 7 9 2 3 5 4\nAll of them were ",
                    "counted by a friend."
                )
            ),
            kinds: &[&FEW_LETTERS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Матчи~",
                "Матчи",
                concat!(
                    "⟦Матчи 1843 года: 3 : 0, 1 : 2, 0 : 1, 2 : 1, 4 : 3, 1 : 0, 5 : 2, 0 : 1, 2 : 4, 1 : 0, 3 : 2, 0 ",
                    ": 1, 4 : 3, 1 : 3, 5 : 0, 2 : 1, 0 : 1.⟧"
                )
            ),
            kinds: &[&FEW_LETTERS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Lines~",
                "The stops",
                concat!(
                    "⟦The stops: to Acton 1, to Barnes 2, to Camden 3, to Dulwich 4, to Ealing 5, to Fulham 6, to ",
                    "Gunnersbury 7, to Hackney 8, to Ilford 9, to Kew 10, to Lambeth 11, to Morden 12, to Norwood 13, ",
                    "to Osterley 14, to Putney 15, to Richmond 16.⟧"
                )
            ),
            kinds: &[&FEW_LETTERS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Moths~",
                "Moths of Peru",
                concat!(
                    "Acronicta ⟦alba is a⟧ species of small moth.\nBombyx alba is a species of small moth.\nCatocala ",
                    "alba is a species of small moth.\nDrepana alba is a species of small moth.\nEnnomos alba is a ",
                    "species of small moth.\nFurcula alba is a species of small moth.\nGeometra alba is a species of ",
                    "small moth.\nHemaris alba is a species of small moth.\nIdaea alba is a species of small ",
                    "moth.\nJodis alba is a species of small moth.\nLycia alba is a species of small moth.\nLymantria ",
                    "alba is a species of small moth.\nMalacosoma alba is a species of small moth."
                )
            ),
            kinds: &[&REPETITION],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Совки~",
                "Совки",
                concat!(
                    "Серая ⟦совка-пяденица живёт⟧ во мхах. Белая совка-пяденица живёт во мхах. Чёрная совка-пяденица ",
                    "живёт во мхах. Малая совка-пяденица живёт во мхах. Большая совка-пяденица живёт во мхах. Лесная ",
                    "совка-пяденица живёт во мхах. Горная совка-пяденица живёт во мхах. Речная совка-пяденица живёт ",
                    "во мхах. Ночная совка-пяденица живёт во мхах. Дневная совка-пяденица живёт во мхах. Зимняя ",
                    "совка-пяденица живёт во мхах. Летняя совка-пяденица живёт во мхах. Ранняя совка-пяденица живёт ",
                    "во мхах. Поздняя совка-пяденица живёт во мхах. Луговая совка-пяденица живёт во мхах. Полевая ",
                    "совка-пяденица живёт во мхах. Степная совка-пяденица живёт во мхах. Южная совка-пяденица живёт ",
                    "во мхах. Северная совка-пяденица живёт во мхах. Пёстрая совка-пяденица живёт во мхах. Рыжая ",
                    "совка-пяденица живёт во мхах."
                )
            ),
            kinds: &[&REPETITION],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Places~",
                "Acton",
                concat!(
                    "Now Acton, which was a farm for as long as anyone can say, ⟦belongs to the neighbourhood⟧ by ",
                    "now. Kew belongs to the neighbourhood too, though it has a name for its trees, its glass and its ",
                    "ponds. So does Ely, if what the old maps say of it is true, but no one has a map of it at hand. ",
                    "Barnes belongs to the neighbourhood on all days but one, when it is on its own and has a fair. ",
                    "Of Ham we do not know, as it is on an isle; it may or may not, and no one who was there would ",
                    "tell. Hook belongs to the neighbourhood as soon as a bus runs to it, which may be a year or two ",
                    "from now, or ten. All of it is told in a book that was sold at a stall in May, and in no other, ",
                    "so far as we can see."
                )
            ),
            kinds: &[&REPETITION],
            fixed: None,
        },
        Example::Good(seed!(
            "Plays~",
            "Ada Byron",
            "Ada Byron is a play in which she talks with Charles Babbage.\nIs it done?\nIt is not.\nWill it be?\n\
             It will.\nWhen?\nNext year."
        )),
        Example::Good(seed!(
            "Lists~",
            "Kew Gardens",
            "Kew Gardens is a botanical garden in London.\nPalm House\nTemperate House\nWaterlily House\n\
             All are open to the public."
        )),
        Example::Good(seed!(
            "Years~",
            "1815",
            "1815 was a common year of 365 days. The sums of its months are 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 \
             and 365."
        )),
        Example::Good(seed!(
            "年~",
            "1815年",
            "1815年は平年である。1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 \
             32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 日、これは一年の初めの日々を数えたものである。"
        )),
    ],
    triggers: &[Document(may_be_no_prose)],
    check: Check::Document(check),
};

static SHORT_LINES: Kind = Kind::info("short-lines");
static FEW_LETTERS: Kind = Kind::info("few-letters");
static REPETITION: Kind = Kind::info("repetition");

/// Code points of a short paragraph.
const SHORT: usize = 60;

/// Fewer paragraphs are no list.
const MIN_LINES: usize = 6;

/// How many words, and what part of the text, in percent, a run of so many may make.
const REPETITIONS: [(usize, u64); 3] = [(2, 20), (3, 18), (4, 16)];

fn may_be_no_prose(glance: &Glance<'_>) -> bool {
    let scan = &glance.scan;
    let may_repeat = || match scan.is_sample_alike {
        Some(is_alike) => is_alike && may_have_run_words(scan, || glance.lines()),
        // What the body is is not certain, and so is nothing that is asked of its lines.
        None => true,
    };
    may_have_few_letters(scan) || may_repeat() || has_short_lines(glance)
}

/// Whether half of the lines may be short.
fn has_short_lines(glance: &Glance<'_>) -> bool {
    let document = &glance.parse.document;
    if document.body().len() < MIN_LINES {
        return false;
    }
    // What has white space at its edges may be shorter without it.
    let is_short =
        |line: &str| !line.ends_with(['.', '!', '?']) && (line.len() <= 4 * SHORT || has_edge(line));
    let (mut lines, mut short) = (0, 0);
    // What resembles a separator is no paragraph.
    let paragraphs = document.body().iter().filter(|line| line.role == Role::Paragraph);
    for line in paragraphs.map(|line| document.text(line.span)).filter(|line| !line.is_empty()) {
        lines += 1;
        short += usize::from(is_short(line));
    }
    lines >= MIN_LINES && short * 2 >= lines
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let paragraphs = context.paragraphs();
    let Some(first) = paragraphs.first().filter(|_| !context.is_redirect()) else { return };
    let short =
        if paragraphs.len() >= MIN_LINES { paragraphs.iter().filter(|one| is_short(one)).count() } else { 0 };
    if short > 0 && short * 2 >= paragraphs.len() {
        findings
            .report(
                &SHORT_LINES,
                first.span,
                format!("{short} of {} paragraphs are short and are no sentences", paragraphs.len()),
            )
            .help("is it a list, a table or an infobox?");
    }
    few_letters(context, first, findings);
    if let Some((run, times, percent)) = repetition(context) {
        let source = context.document().source();
        findings
            .report(
                &REPETITION,
                run,
                format!(
                    "{} occurs {times} times, which makes {percent} % of the text",
                    quote(run.of(source))
                ),
            )
            .help("is it a table, or was it made by a machine?");
    }
}

/// Fewer words are no table.
const MIN_WORDS: usize = 50;

/// Whether a text may have too few words with a letter. A word that starts with a letter has one.
fn may_have_few_letters(scan: &Scan) -> bool {
    scan.is_miscounted || scan.without_letters * 10 > scan.spaced_words.max(MIN_WORDS) * 3
}

fn few_letters(context: &Context<'_>, first: &Paragraph<'_>, findings: &mut Findings<'_>) {
    if !context.may(may_have_few_letters) {
        return;
    }
    let paragraphs = context.paragraphs();
    let (mut tokens, mut with_letters) = (0_usize, 0_usize);
    for token in paragraphs.iter().flat_map(|one| one.text.split_whitespace()) {
        tokens += 1;
        with_letters += usize::from(token.chars().any(prose::is_letter));
    }
    let dense = || paragraphs.iter().any(|one| one.text.chars().any(prose::is_dense));
    if tokens >= MIN_WORDS && with_letters * 10 < tokens * 7 && !dense() {
        findings
            .report(
                &FEW_LETTERS,
                first.span,
                format!("only {} % of the words have a letter", with_letters * 100 / tokens),
            )
            .help("is it a table?");
    }
}

fn is_short(paragraph: &Paragraph<'_>) -> bool {
    let text = paragraph.text;
    text.len() <= 4 * SHORT && !prose::ends_sentence(text) && text.chars().nth(SHORT).is_none()
}

/// In fewer words, runs may be as frequent in any text.
const MIN_RUN_WORDS: usize = 100;

/// Whether there may be as many words in some texts.
fn may_have_run_words<'t, T: Iterator<Item = &'t str>>(scan: &Scan, texts: impl Fn() -> T) -> bool {
    // Words have something between them, and to count that is faster than to look for them. The scan counts what of that is
    // beyond ASCII, but for apostrophes inside of words, which divide none.
    let is_between = |byte: u8| byte.is_ascii() & !byte.is_ascii_alphanumeric();
    let between = |text| count_bytes(text, is_between) + 1;
    scan.spaced_words >= MIN_RUN_WORDS
        || scan.not_of_word + texts().map(between).sum::<usize>() >= MIN_RUN_WORDS
}

/// How many times a run has to occur.
const OFTEN: usize = 4;

/// Whether some of these runs may make so many code points of the text, by the sizes of the words with the space after each.
/// They are told apart by a part of their marks, which takes no sorting.
fn may_make(runs: &[(u64, usize)], sizes: &[u64], n: usize, code_points: u64) -> bool {
    let places = (runs.len() * 4).next_power_of_two().min(1 << 16);
    let mut made = vec![0_u64; places];
    runs.iter().any(|(mark, first)| {
        let made = &mut made[*mark as usize & (places - 1)];
        *made += sizes[*first..first + n].iter().sum::<u64>();
        *made >= code_points
    })
}

/// The most frequent run of words, if it makes up too much of the text: its first place, how often it occurs, and
/// what part of the text that is, in percent.
fn repetition(context: &Context<'_>) -> Option<(Span, usize, u64)> {
    let may_have_words = |scan: &Scan| may_have_run_words(scan, || context.paragraph_texts());
    if !context.may(may_have_words) || !context.is_sample_alike() {
        return None;
    }
    let len = context.paragraph_texts().map(|text| text.chars().count() + 1).sum::<usize>().saturating_sub(1);
    let words = context.words();
    if words.len() < MIN_RUN_WORDS {
        return None;
    }
    // Runs are told apart by hashes of 64 bits.
    let marks: Vec<u64> = words.iter().map(|word| xxh3_64(word.as_bytes())).collect();
    let sizes: Vec<u64> = words.iter().map(|word| word.chars().count() as u64 + 1).collect();
    let runs = |n: usize| -> Vec<(u64, usize)> {
        let mark =
            |run: &[u64]| run.iter().fold(0_u64, |mark, word| mark.rotate_left(25).wrapping_add(*word));
        marks.windows(n).map(mark).zip(0..).collect()
    };
    // So many pairs of words make a run, or more than it, and each occurs as often: one has that part of its code points.
    let least = REPETITIONS.iter().map(|(n, limit)| limit / n.div_ceil(2) as u64).min()?;
    if !may_make(&runs(2), &sizes, 2, least * len as u64 / 100) {
        return None;
    }
    let too_many = |(n, limit): (usize, u64)| {
        let mut runs = runs(n);
        if !may_make(&runs, &sizes, n, limit * len as u64 / 100) {
            return None;
        }
        runs.sort_unstable();
        // Of equals the first one.
        let alike = runs.chunk_by(|(a, _), (b, _)| a == b).map(|alike| (alike.len(), alike[0].1));
        let (times, first) = alike.max_by_key(|&(times, first)| (times, usize::MAX - first))?;
        let run = &words[first..first + n];
        let made = (sizes[first..first + n].iter().sum::<u64>() - 1) * times as u64;
        let offset = |word: &str| word.as_ptr() as usize - context.document().source().as_ptr() as usize;
        let span = Span::new(offset(run[0]), offset(run[n - 1]) + run[n - 1].len());
        let is_too_much = made * 100 > limit * len as u64;
        // Runs of the same word overlap.
        (times >= OFTEN && is_too_much).then_some((span, times, (made * 100 / len as u64).min(100)))
    };
    REPETITIONS.into_iter().find_map(too_many)
}
