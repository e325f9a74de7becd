//! What the triggers of all rules come to, as tables for the [scan](crate::scan).
//!
//! What a text has is told by a signal, a bit, for each rule that looks at documents. So a scan gives the rules that
//! have something to look at without going through them.

use crate::bitmap::ByteMap;
use crate::category;
use crate::chars::{self, Flags};
use crate::glance::{Glance, first_byte};
use crate::nibble_sets::NibbleTables;
use crate::pair_sets::pair_tables;
use crate::rule::{Check, Trigger};
use crate::rules::RULES;
use crate::strings::{BytesAround, Strings};
use crate::words::Words;
use std::hint::cold_path;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// The tables of all rules.
pub(crate) static TRIGGERS: LazyLock<Triggers> = LazyLock::new(Triggers::new);

/// The rules that claim bytes, strongest first: what one reports the later ones do not. Without that order
/// `(; , )` would be five findings.
const CLAIMING: &[&str] = &["M502", "M503", "M504", "M505", "B308", "B307", "B312", "B306", "B311"];

/// How many classes of bytes there are.
pub(crate) const CLASSES: usize = 44;

/// The class of each byte: bytes that the tables do not tell apart are of one class.
pub(crate) const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = class_of(byte as u8);
        byte += 1;
    }
    class
};

const LOWER: u8 = 0;
const UPPER: u8 = 1;
const DIGIT: u8 = 2;
const SPACE: u8 = 3;
const BREAK: u8 = 4;
const BEYOND: u8 = 5;
const TAB: u8 = 6;
const CONTROL: u8 = 7;
/// The only small letter that a rule looks for beside something.
const SMALL_P: u8 = 8;

/// What stands between ASCII's letters, digits and controls: each of it is a class.
const MARKS: &[u8] = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\x7F";

const fn class_of(byte: u8) -> u8 {
    match byte {
        b'p' => SMALL_P,
        b'a'..=b'z' => LOWER,
        b'A'..=b'Z' => UPPER,
        b'0'..=b'9' => DIGIT,
        b' ' => SPACE,
        b'\n' => BREAK,
        b'\t' => TAB,
        0..=0x1F => CONTROL,
        0x80.. => BEYOND,
        _ => {
            let mut index = 0;
            while MARKS[index] != byte {
                index += 1;
            }
            SMALL_P + 1 + index as u8
        }
    }
}

/// Whether bytes of a class are rare in text.
fn is_rare(class: u8) -> bool {
    class >= TAB && class != SMALL_P
}

/// Whether a class has one byte alone.
fn is_single(class: u8) -> bool {
    matches!(class, SPACE | BREAK) || is_rare(class) && class != CONTROL
}

/// What a text has is signalled by bits: one for each rule that looks at documents, in the order in which they run,
/// and some that come together, or are no rules.
#[derive(Debug)]
pub(crate) struct Triggers {
    /// The rules that look at documents, by their places in [`RULES`], in the order in which they run. The signal of a
    /// rule is the bit of its place in this list.
    pub(crate) order: Vec<usize>,
    /// The rules that always look.
    always: u64,
    /// The rules that look where there is a syntax error.
    on_error: u64,
    /// The rules that look at documents of which something holds.
    documents: Vec<Asked<OfDocument>>,
    /// The rules that look at documents with a line of the body that starts with one of these bytes, and of which
    /// something holds.
    lines: Vec<(Asked<OfLine>, ByteMap)>,
    /// The rules that look at documents with names of categories of which something holds.
    names: Vec<Asked<OfDocument>>,
    /// Two signals that together are that of a rule, with that one.
    both: Vec<([u64; 2], u64)>,
    /// Signals by the classes of two bytes that follow each other.
    pub(crate) pairs: Box<[[u64; CLASSES]; CLASSES]>,
    /// What tells most other pairs of bytes from those that have signals, for vector instructions.
    pub(crate) pair_tables: [NibbleTables; 2],
    /// What else has to stand around two bytes in a row.
    strings: Vec<Strings>,
    /// By the classes of the two: the place of that in `strings`.
    strings_at: Box<[[u8; CLASSES]; CLASSES]>,
    /// Signals by bits of [`Flags`] that say in which list a character is.
    pub(crate) lists: Vec<List>,
    /// By the bytes right before, and right after, a character beyond ASCII: flags for which these may matter.
    before: [Flags; 256],
    after: [Flags; 256],
    /// Strings by their first characters beyond ASCII, of which there are few, and which the scan looks at.
    around_chars: Vec<(char, Vec<BytesAround>)>,
    /// Signals of two words with a space between.
    pub(crate) words: Words,
    /// Signals of letters of ASCII beside others.
    pub(crate) mixed: u64,
    /// Signals of four capital letters of ASCII in a row.
    pub(crate) capitals: u64,
    /// Signals of text that is not in NFC.
    pub(crate) unnormalised: u64,
    /// The signal that a name of a category has something to take off or mend.
    pub(crate) odd_category: u64,
    /// The signal of white space of ASCII, or a control, that is neither a space nor a line feed.
    pub(crate) other_space: u64,
    /// The signal of a space at the edge of a line or beside another space.
    pub(crate) stray_space: u64,
}

/// What holds of a document, of a line of its body.
type OfDocument = fn(&Glance<'_>) -> bool;
type OfLine = fn(&str) -> bool;

/// What is asked unless its signal is there already.
#[derive(Debug)]
struct Asked<F> {
    signal: u64,
    /// Only where one of these signals is there.
    only_with: u64,
    holds: F,
}

impl<F> Asked<F> {
    /// Whether it is to be asked where these signals are there.
    fn is_open(&self, found: u64) -> bool {
        found & self.signal == 0 && found & self.only_with != 0
    }
}

/// A list of characters that rules look for.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) ranges: &'static [RangeInclusive<char>],
    /// Bytes of which one has to follow; any, where there are none.
    pub(crate) then: &'static [u8],
    pub(crate) signals: u64,
}

/// The signal that more than two bytes have to be looked at.
const STRING: u64 = 1 << 63;

impl Triggers {
    fn new() -> Self {
        let mut triggers = Self {
            always: 0,
            on_error: 0,
            documents: Vec::new(),
            lines: Vec::new(),
            names: Vec::new(),
            both: Vec::new(),
            pairs: Box::new([[0; CLASSES]; CLASSES]),
            pair_tables: [[[0; 16]; 4]; 2],
            strings: Vec::new(),
            strings_at: Box::new([[0; CLASSES]; CLASSES]),
            lists: Vec::new(),
            before: [Flags::default(); 256],
            after: [Flags::default(); 256],
            around_chars: Vec::new(),
            words: Words::default(),
            mixed: 0,
            capitals: 0,
            unnormalised: 0,
            odd_category: 0,
            other_space: 0,
            stray_space: 0,
            order: order(),
        };
        let mut signals = (triggers.order.len() as u32..STRING.ilog2()).map(|bit| 1 << bit);
        // Behind those of the rules.
        let mut next = || {
            signals
                .next()
                .unwrap_or_else(|| unreachable!("all bits are taken: a further signal needs a wider number"))
        };
        let mut gates = Vec::new();
        let mut words = Vec::new();
        for place in 0..triggers.order.len() {
            let rule = RULES[triggers.order[place]];
            if rule.triggers.is_empty() {
                triggers.always |= 1 << place;
            }
            for trigger in rule.triggers {
                match trigger {
                    Trigger::Both(some, others) => {
                        triggers.add_both(some, others, 1 << place, &mut gates, &mut next);
                    }
                    Trigger::RepeatedWord(known) => {
                        words.extend(known.iter().map(|word| (*word, *word, 1 << place)));
                    }
                    Trigger::Words(first, second) => words.push((*first, *second, 1 << place)),
                    other => triggers.add(other, 1 << place, u64::MAX),
                }
            }
        }
        triggers.words = Words::new(&words);
        triggers.add_those_of_no_rule(&mut next);
        triggers.pair_tables = pair_tables(&triggers.pairs);
        triggers
    }

    /// Adds the signals that are no rule's. `next` gives one that nobody has.
    fn add_those_of_no_rule(&mut self, next: &mut impl FnMut() -> u64) {
        self.odd_category = next();
        for trigger in category::ODD {
            self.add(trigger, self.odd_category, u64::MAX);
        }
        self.other_space = next();
        for (first, second) in (0..CLASSES as u8).flat_map(|first| [(first, TAB), (first, CONTROL)]) {
            self.add_pair(first, second, self.other_space);
        }
        self.stray_space = next();
        for (first, second) in [(SPACE, SPACE), (SPACE, BREAK), (BREAK, SPACE)] {
            self.add_pair(first, second, self.stray_space);
        }
    }

    /// Adds two lists of triggers of which one each has to be there. The first is the gate of the second: rules may have
    /// it in common, and `gates` are those that are known. `next` gives a signal that nobody has.
    fn add_both(
        &mut self,
        some: &'static [Trigger],
        others: &'static [Trigger],
        signal: u64,
        gates: &mut Vec<(&'static [Trigger], u64)>,
        next: &mut impl FnMut() -> u64,
    ) {
        let is_error = |one: &Trigger| matches!(one, Trigger::SyntaxError);
        let is_told = |one: &Trigger| !one.is_asked() && !is_error(one);
        let is_known = some.iter().all(is_told) && !others.iter().any(is_error);
        assert!(is_known, "of both, the scan tells the first list, and an error is in neither");
        let known = gates.iter().find(|(known, _)| std::ptr::eq(*known, some)).map(|(_, gate)| *gate);
        let gate = known.unwrap_or_else(|| {
            let gate = next();
            for one in some {
                self.add(one, gate, u64::MAX);
            }
            gates.push((some, gate));
            gate
        });
        // What is asked is asked behind the gate alone, and says all then.
        let (asked, scanned): (Vec<_>, Vec<_>) = others.iter().partition(|other| other.is_asked());
        for one in asked {
            self.add(one, signal, gate);
        }
        if !scanned.is_empty() {
            let other = next();
            for one in scanned {
                self.add(one, other, u64::MAX);
            }
            self.both.push(([gate, other], signal));
        }
    }

    /// Adds a trigger. What is asked is asked where one of the signals `only_with` is there.
    fn add(&mut self, trigger: &'static Trigger, signal: u64, only_with: u64) {
        match *trigger {
            Trigger::SyntaxError => self.on_error |= signal,
            Trigger::Document(holds) => self.documents.push(Asked { signal, only_with, holds }),
            Trigger::Line(starts, holds) => {
                self.lines.push((Asked { signal, only_with, holds }, ByteMap::that(starts)));
            }
            Trigger::Names(holds) => self.names.push(Asked { signal, only_with, holds }),
            Trigger::Capitals => self.capitals |= signal,
            Trigger::MixedWord => self.mixed |= signal,
            Trigger::Unnormalised => self.unnormalised |= signal,
            Trigger::Pair(first, second) => {
                let pairs = first.iter().flat_map(|a| second.iter().map(|b| (*a, *b)));
                for (a, b) in pairs {
                    self.add_pair(CLASS[a as usize], CLASS[b as usize], signal);
                }
            }
            Trigger::Bytes(bytes) => self.add_bytes(bytes, signal),
            Trigger::Chars(ranges) => self.add_chars(ranges, &[], signal),
            Trigger::CharThen(ranges, then) => self.add_chars(ranges, then, signal),
            Trigger::Both(..) | Trigger::Words(..) | Trigger::RepeatedWord(_) => {
                unreachable!("both of triggers that are themselves both, or of words")
            }
        }
    }

    fn add_pair(&mut self, first: u8, second: u8, signal: u64) {
        let is_common = |class| matches!(class, LOWER | UPPER | SPACE);
        let is_slow = is_common(first) && is_common(second) && (first, second) != (SPACE, SPACE);
        assert!(
            !is_slow,
            "pairs of letters and of letters with spaces are all over a text: {first} {second}"
        );
        self.pairs[first as usize][second as usize] |= signal;
    }

    fn add_bytes(&mut self, bytes: &'static [u8], signal: u64) {
        if let Some(at) = bytes.iter().position(|byte| *byte >= 0x80) {
            let string = std::str::from_utf8(&bytes[at..]).ok().and_then(|rest| rest.chars().next());
            let first = string.unwrap_or_else(|| unreachable!("a trigger is text: {bytes:?}"));
            let beside = match (at.checked_sub(1), bytes.get(at + first.len_utf8())) {
                (Some(before), _) => &mut self.before[bytes[before] as usize],
                (None, Some(after)) => &mut self.after[*after as usize],
                (None, None) => unreachable!("{first:?} alone is one of `Chars`"),
            };
            *beside = beside.with(Flags::IN_STRING);
            let string = BytesAround { bytes, before: at, signals: signal };
            match self.around_chars.iter_mut().find(|(known, _)| *known == first) {
                Some((_, strings)) => strings.push(string),
                None => self.around_chars.push((first, vec![string])),
            }
            return;
        }
        let classes: Vec<u8> = bytes.iter().map(|byte| CLASS[*byte as usize]).collect();
        match *classes {
            [class] => (0..CLASSES as u8).for_each(|any| self.add_pair(any, class, signal)),
            [first, second] if is_single(first) && is_single(second) => {
                self.add_pair(first, second, signal);
            }
            _ => {
                // The last classes are the rarest, but for the most common marks.
                let marks = (0..bytes.len()).filter(|at| is_rare(classes[*at]));
                let rarest = marks.max_by_key(|at| (!matches!(bytes[*at], b'.' | b',' | b'-'), classes[*at]));
                let rarest = rarest.unwrap_or_else(|| unreachable!("nothing in {bytes:?} is rare"));
                let first = rarest.saturating_sub(1);
                let pair = (classes[first], classes[first + 1]);
                let place = &mut self.strings_at[pair.0 as usize][pair.1 as usize];
                if self.pairs[pair.0 as usize][pair.1 as usize] & STRING == 0 {
                    assert!(
                        self.strings.len() < usize::from(u8::MAX),
                        "there are no more places than numbers for them"
                    );
                    *place = self.strings.len() as u8;
                    self.strings.push(Strings::default());
                }
                self.strings[*place as usize].add(BytesAround { bytes, before: first, signals: signal });
                self.add_pair(pair.0, pair.1, STRING);
            }
        }
    }

    fn add_chars(&mut self, ranges: &'static [RangeInclusive<char>], then: &'static [u8], signal: u64) {
        for byte in (0..0x80).filter(|byte| ranges.iter().any(|range| range.contains(&char::from(*byte)))) {
            let class = CLASS[byte as usize];
            (0..CLASSES as u8).for_each(|any| self.add_pair(any, class, signal));
        }
        for byte in then {
            let after = &mut self.after[*byte as usize];
            *after = after.with(Flags::THEN);
        }
        match self.lists.iter_mut().find(|list| list.ranges == ranges && list.then == then) {
            Some(list) => list.signals |= signal,
            None => self.lists.push(List { ranges, then, signals: signal }),
        }
        assert!(self.lists.len() <= Flags::LISTS, "there are no more lists than bits");
    }

    /// The signals of two bytes in a row, the second of them at an offset. The text is taken to stand between line feeds.
    #[inline]
    pub(crate) fn pair(&self, text: &[u8], at: usize) -> u64 {
        let class_at = |at: usize| text.get(at).map_or(BREAK, |byte| CLASS[*byte as usize]);
        let (first, second) = (class_at(at.wrapping_sub(1)), class_at(at));
        let signals = self.pairs[first as usize][second as usize];
        match at.checked_sub(1).filter(|_| signals & STRING != 0) {
            Some(before) => {
                let strings = self.strings_at[first as usize][second as usize];
                signals | self.strings[strings as usize].at(text, before)
            }
            None => signals,
        }
    }

    /// The flags of characters beyond ASCII for which it matters what stands around them, if it may be what is looked for
    /// by the bytes right before and after.
    #[inline]
    pub(crate) fn matters(&self, before: u8, after: u8) -> Flags {
        Flags::BESIDE.with(self.before[before as usize]).with(self.after[after as usize])
    }

    /// The strings of which a character is the first beyond ASCII.
    pub(crate) fn strings_with(&self, c: char) -> &[BytesAround] {
        let strings = self.around_chars.iter().find(|(first, _)| *first == c);
        strings.map_or(&[], |(_, strings)| strings)
    }

    /// The signals of characters, by their flags.
    pub(crate) fn of_chars(&self, flags: Flags) -> u64 {
        let lists = flags.lists().map(|index| &self.lists[index]);
        lists.fold(0, |signals, list| signals | if list.then.is_empty() { list.signals } else { 0 })
    }

    /// The rules that have something to look at, of those that are `on`.
    pub(crate) fn rules(&self, glance: &Glance<'_>, on: u64) -> u64 {
        let off = !on & ((1 << self.order.len()) - 1);
        // The bit that no rule has lets everything be asked that is asked wherever.
        let mut found = glance.scan.signals | self.always | off | STRING;
        if !glance.parse.errors.is_empty() {
            found |= self.on_error;
        }
        for asked in &self.documents {
            if asked.is_open(found) && (asked.holds)(glance) {
                cold_path();
                found |= asked.signal;
            }
        }
        for (asked, starts) in &self.lines {
            let holds = |line: &str| starts.has(first_byte(line).into()) && (asked.holds)(line);
            if glance.line_starts.meets(starts) && asked.is_open(found) && glance.lines().any(holds) {
                cold_path();
                found |= asked.signal;
            }
        }
        for asked in &self.names {
            if asked.is_open(found) && (glance.names.is_empty() || (asked.holds)(glance)) {
                cold_path();
                found |= asked.signal;
            }
        }
        for (signals, rule) in &self.both {
            if signals.iter().all(|signal| glance.scan.signals & signal != 0) {
                found |= rule;
            }
        }
        found & on
    }
}

/// The rules that look at documents, in the order in which they run.
fn order() -> Vec<usize> {
    let is_on_documents = |index: &usize| matches!(RULES[*index].check, Check::Document(_));
    let mut order: Vec<usize> = (0..RULES.len()).filter(is_on_documents).collect();
    // Stable: the others keep the order of the list.
    order.sort_by_key(|index| {
        CLAIMING.iter().position(|code| *code == RULES[*index].code).unwrap_or(CLAIMING.len())
    });
    order
}

/// The flags of the lists that characters from this one on are in.
pub(crate) fn lists_of<const LEN: usize>(first: u32) -> [chars::Flags; LEN] {
    let mut flags = [chars::Flags::default(); LEN];
    for (index, list) in TRIGGERS.lists.iter().enumerate() {
        for range in list.ranges {
            let until = (*range.end() as u32 + 1).saturating_sub(first) as usize;
            let from = (*range.start() as u32).saturating_sub(first) as usize;
            if let Some(own) = flags.get_mut(from..until.min(LEN)) {
                for flags in own {
                    *flags = flags.with_list(index, !list.then.is_empty());
                }
            }
        }
    }
    flags
}
