//! What a rule is.

use crate::context::Context;
use crate::corpus::CorpusContext;
use crate::diagnostic::{Applicability, Severity};
use crate::findings::Findings;
use crate::glance::{Glance, first_byte};
use crate::prose;
use seedkit_syntax::{EncodingError, Parse};
use std::fmt;
use std::ops::RangeInclusive;

/// A rule: what it looks for, why, how, and examples that are its documentation and its tests.
///
/// Every rule is a `static` in a file of its own and stands once in [`RULES`](crate::RULES).
#[derive(Debug)]
pub struct Rule {
    /// A letter for the [`Group`] and three digits: `S007`. Never reused.
    pub code: &'static str,
    /// What is wrong, in kebab case: `unterminated-category`.
    pub name: &'static str,
    /// What it reports, as one sentence.
    pub summary: &'static str,
    /// Why that matters, what is left alone, and what real data showed.
    pub rationale: &'static str,
    /// What its fixes do, where it has any.
    pub fix: Option<&'static str>,
    /// Whether it runs unless switched off. The others are opt-in.
    pub default: bool,
    /// The kinds of findings.
    pub kinds: &'static [&'static Kind],
    /// What can be set.
    pub options: &'static [OptionSpec],
    /// Texts that it reports and texts that it does not.
    pub examples: &'static [Example],
    /// Without one of these it cannot report anything; empty for a rule that always runs.
    pub triggers: &'static [Trigger],
    /// The search.
    pub check: Check,
}

impl Rule {
    /// The three digits of its code. They are unique and ascend from rule to rule.
    #[must_use]
    pub fn number(&self) -> &'static str {
        &self.code[1..]
    }

    /// The group its code names.
    ///
    /// # Panics
    /// Where the code starts with no letter of a group; a test holds that none does.
    #[must_use]
    pub fn group(&self) -> Group {
        let letter = self.code.chars().next();
        let group = Group::ALL.iter().copied().find(|group| Some(group.letter()) == letter);
        group.unwrap_or_else(|| panic!("{} names no group", self.code))
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

/// One kind of finding of a rule. Severity and fix belong to the kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name, unique within the rule.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The strongest claim that its fix can make; a single finding may lack a fix or be less sure of it.
    pub fix: Option<Applicability>,
    /// Whether it is about layout: bytes, blanks and order, no word. `fmt` applies these and no others.
    pub layout: bool,
}

impl Kind {
    /// A kind of error, without a fix.
    #[must_use]
    pub const fn error(name: &'static str) -> Self {
        Self { name, severity: Severity::Error, fix: None, layout: false }
    }

    /// A kind of warning, without a fix.
    #[must_use]
    pub const fn warning(name: &'static str) -> Self {
        Self { name, severity: Severity::Warning, fix: None, layout: false }
    }

    /// A kind of information, without a fix.
    #[must_use]
    pub const fn info(name: &'static str) -> Self {
        Self { name, severity: Severity::Info, fix: None, layout: false }
    }

    /// With a safe fix.
    #[must_use]
    pub const fn safe(self) -> Self {
        Self { fix: Some(Applicability::Safe), ..self }
    }

    /// With an unsafe fix.
    #[must_use]
    pub const fn risky(self) -> Self {
        Self { fix: Some(Applicability::Unsafe), ..self }
    }

    /// With a safe fix that is a matter of layout.
    #[must_use]
    pub const fn layout(self) -> Self {
        Self { layout: true, ..self.safe() }
    }
}

/// What a rule is about, told by the letter of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// `S`: bytes, lines, separators, sections.
    Syntax,
    /// `C`: the categories.
    Categories,
    /// `T`: the title.
    Title,
    /// `B`: the text of the body.
    Body,
    /// `U`: characters, anywhere.
    Characters,
    /// `M`: residue of markup.
    Markup,
    /// `X`: the corpus as a whole.
    Corpus,
}

impl Group {
    /// All groups, in the order of their rules.
    pub const ALL: &[Self] = &[
        Self::Syntax,
        Self::Categories,
        Self::Title,
        Self::Body,
        Self::Characters,
        Self::Markup,
        Self::Corpus,
    ];

    /// The letter that codes start with.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Syntax => 'S',
            Self::Categories => 'C',
            Self::Title => 'T',
            Self::Body => 'B',
            Self::Characters => 'U',
            Self::Markup => 'M',
            Self::Corpus => 'X',
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "syntax",
            Self::Categories => "categories",
            Self::Title => "title",
            Self::Body => "body text",
            Self::Characters => "characters",
            Self::Markup => "markup residue",
            Self::Corpus => "corpus",
        })
    }
}

/// What a text must have for a rule to have something to say of it, so that clean text costs next to nothing.
#[derive(Clone, Copy, Debug)]
pub enum Trigger {
    /// These bytes in a row, of which not all are of one character beyond ASCII: that is one of `Chars`.
    Bytes(&'static [u8]),
    /// A character of one of these ranges.
    Chars(&'static [RangeInclusive<char>]),
    /// One of each list. Of a document or its lines is asked only where the text has one of the first.
    Both(&'static [Trigger], &'static [Trigger]),
    /// A byte of the first set right before one of the second. The text is taken to stand between line feeds.
    Pair(&'static [u8], &'static [u8]),
    /// A character of one of these ranges, right before one of these bytes.
    CharThen(&'static [RangeInclusive<char>], &'static [u8]),
    /// A syntax error.
    SyntaxError,
    /// Two words of letters of ASCII with a space between.
    Words(&'static str, &'static str),
    /// One of these words twice, with a space between.
    RepeatedWord(&'static [&'static str]),
    /// Four capital letters of ASCII in a row.
    Capitals,
    /// A letter of ASCII right beside a letter, a mark or a digit beyond it.
    MixedWord,
    /// Characters that are not in the normalisation form C.
    Unnormalised,
    /// Something that is told by the document at a glance.
    Document(fn(&Glance<'_>) -> bool),
    /// A line of the body that starts with a byte of which the first holds, and of which the second holds. What is empty
    /// starts with a line feed.
    Line(fn(u8) -> bool, fn(&str) -> bool),
    /// Names of categories of which this holds; also names that are more than just names.
    Names(fn(&Glance<'_>) -> bool),
}

/// A colon anywhere.
pub(crate) static COLON: [Trigger; 1] = [Trigger::Bytes(b":")];

impl Trigger {
    /// Whether it is asked of a document, not told by its scan.
    pub(crate) fn is_asked(&self) -> bool {
        matches!(self, Self::Document(_) | Self::Line(..) | Self::Names(_))
    }

    /// Whether a text has it.
    #[must_use]
    pub fn occurs(&self, parse: &Parse<'_>) -> bool {
        let source = parse.document.source().as_bytes();
        match self {
            Self::Bytes(bytes) => source.windows(bytes.len()).any(|window| window == *bytes),
            Self::Pair(first, second) => {
                let before = [b'\n'].iter().chain(source);
                let after = source.iter().chain(b"\n");
                before.zip(after).any(|(a, b)| first.contains(a) && second.contains(b))
            }
            Self::Chars(ranges) => {
                let is = |c: char| ranges.iter().any(|range| range.contains(&c));
                parse.document.source().contains(is)
            }
            Self::Both(some, others) => {
                [some, others].iter().all(|list| list.iter().any(|trigger| trigger.occurs(parse)))
            }
            Self::CharThen(ranges, then) => {
                let is = |c: char| ranges.iter().any(|range| range.contains(&c));
                let text = parse.document.source();
                let after = |at: usize, c: char| source.get(at + c.len_utf8()).copied().unwrap_or(b'\n');
                text.char_indices().any(|(at, c)| is(c) && then.contains(&after(at, c)))
            }
            Self::SyntaxError => !parse.errors.is_empty(),
            Self::Words(first, second) => has_words(source, first, second),
            Self::RepeatedWord(known) => known.iter().any(|word| has_words(source, word, word)),
            Self::Capitals => source.windows(4).any(|four| four.iter().all(u8::is_ascii_uppercase)),
            Self::MixedWord => {
                let chars = || parse.document.source().chars();
                let is_mixed =
                    |a: char, b: char| a.is_ascii_alphabetic() && !b.is_ascii() && prose::is_of_word(b);
                chars().zip(chars().skip(1)).any(|(a, b)| is_mixed(a, b) || is_mixed(b, a))
            }
            Self::Unnormalised => {
                use unicode_normalization::UnicodeNormalization as _;
                !parse.document.source().nfc().eq(parse.document.source().chars())
            }
            Self::Document(holds) => holds(&Glance::of(parse)),
            Self::Line(starts, holds) => {
                let document = &parse.document;
                let mut lines = document.body().iter().map(|line| document.text(line.span));
                lines.any(|line| starts(first_byte(line)) && holds(line))
            }
            Self::Names(holds) => {
                let glance = Glance::of(parse);
                !glance.scan.names.are_plain || holds(&glance)
            }
        }
    }
}

/// Whether two words stand in a text with a space between, and no further letter of ASCII beside them.
fn has_words(text: &[u8], first: &str, second: &str) -> bool {
    let words = [first, " ", second].concat();
    let is_letter = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphabetic);
    text.windows(words.len()).enumerate().any(|(at, window)| {
        window == words.as_bytes() && !is_letter(at.checked_sub(1)) && !is_letter(Some(at + words.len()))
    })
}

/// The bytes of characters beyond ASCII.
pub(crate) const BEYOND_ASCII: &[u8] = {
    const BYTES: [u8; 128] = {
        let mut bytes = [0; 128];
        let mut index = 0;
        while index < 128 {
            bytes[index] = 0x80 + index as u8;
            index += 1;
        }
        bytes
    };
    &BYTES
};

/// White space but for space, tab and line feed.
pub(crate) const OTHER_SPACE: &[RangeInclusive<char>] = &[
    '\u{B}'..='\r',
    '\u{85}'..='\u{85}',
    '\u{A0}'..='\u{A0}',
    '\u{1680}'..='\u{1680}',
    '\u{2000}'..='\u{200A}',
    '\u{2028}'..='\u{2029}',
    '\u{202F}'..='\u{202F}',
    '\u{205F}'..='\u{205F}',
    '\u{3000}'..='\u{3000}',
];

/// How a rule looks.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// At bytes that are not UTF-8; nothing else can be said of such a file.
    Bytes(fn(&[u8], &EncodingError, &mut Findings<'_>)),
    /// At one document.
    Document(fn(&Context<'_>, &mut Findings<'_>)),
    /// At one document that shares something with others of the same run.
    Corpus(fn(&CorpusContext<'_>, &mut Findings<'_>)),
}

/// Something about a rule that can be set.
#[derive(Debug)]
pub struct OptionSpec {
    /// Its key.
    pub name: &'static str,
    /// What it does, as one sentence.
    pub summary: &'static str,
    /// Its type, and its value unless set.
    pub default: OptionDefault,
}

/// The type of an option, and its value unless set.
#[derive(Debug)]
pub enum OptionDefault {
    /// True or false.
    Flag(bool),
    /// A number; this one unless set.
    Number(usize),
    /// One of these words; the first unless set.
    Choice(&'static [&'static str]),
    /// Regular expressions (the syntax of the crate `regex`); none unless set.
    Patterns,
}

impl OptionDefault {
    /// What the option takes, in words.
    #[must_use]
    pub fn takes(&self) -> String {
        match self {
            Self::Flag(_) => "true or false".to_owned(),
            Self::Number(_) => "a whole number, 0 or more".to_owned(),
            Self::Choice(words) => words.join(", "),
            Self::Patterns => "a list of regular expressions, each a string".to_owned(),
        }
    }
}

/// A text and what the rule says of it. Every finding of the rule is marked: `⟦` where its span starts, `⟧` where it
/// ends.
#[derive(Debug)]
pub enum Example {
    /// A text that the rule reports.
    Bad {
        /// The text, with marks.
        text: &'static str,
        /// The kind of each finding, in the order of the opening marks.
        kinds: &'static [&'static Kind],
        /// What applying every fix of this rule makes of it, if there are any.
        fixed: Option<&'static str>,
    },
    /// Bytes that the rule reports.
    BadBytes {
        /// The bytes.
        bytes: &'static [u8],
        /// The kind of the finding.
        kind: &'static Kind,
        /// The span of the finding, in bytes.
        span: (u32, u32),
        /// What applying every fix of this rule makes of it, if there are any.
        fixed: Option<&'static str>,
    },
    /// A text of which no rule at all reports anything.
    Good(&'static str),
    /// Files, by path and text with marks, that the rule reports when they are looked at together.
    BadCorpus {
        /// The files, in the order of their paths.
        files: &'static [(&'static str, &'static str)],
        /// The kind of each finding, in the order of the files and opening marks.
        kinds: &'static [&'static Kind],
    },
    /// Files of which no rule reports anything when they are looked at together.
    GoodCorpus(&'static [(&'static str, &'static str)]),
}

impl Example {
    /// The opening and the closing mark of a span.
    pub const MARKS: [char; 2] = ['⟦', '⟧'];
}
