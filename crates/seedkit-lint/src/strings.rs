//! Strings that rules look for, told by two bytes of them that were seen.

/// A string of which part was seen.
#[derive(Debug)]
pub(crate) struct BytesAround {
    pub(crate) bytes: &'static [u8],
    /// How many bytes of it come before the one that was seen.
    pub(crate) before: usize,
    pub(crate) signals: u64,
}

impl BytesAround {
    /// Its signals, if it stands around the byte at an offset.
    pub(crate) fn at(&self, text: &[u8], offset: usize) -> u64 {
        let len = self.bytes.len();
        let found = offset.checked_sub(self.before).and_then(|start| text.get(start..start + len));
        // Most differ at one of the ends.
        let is_there = |found: &[u8]| {
            found.first() == self.bytes.first() && found.last() == self.bytes.last() && found == self.bytes
        };
        if found.is_some_and(is_there) { self.signals } else { 0 }
    }
}

/// Strings that have two bytes of the same classes in a row.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    all: Vec<BytesAround>,
    /// The byte with which all of them start, if they have one in common, and none starts more than [`REACH`] bytes before
    /// the two.
    first: Option<u8>,
}

/// How far a byte is looked for, where there are more than a few strings: where it is not there, none of them is.
const REACH: usize = 16;
const FEW: usize = 4;

impl Strings {
    pub(crate) fn add(&mut self, string: BytesAround) {
        let first = (string.before <= REACH).then_some(string.bytes[0]);
        self.first =
            if self.all.is_empty() { first } else { self.first.filter(|known| Some(*known) == first) };
        self.all.push(string);
    }

    /// The signals of those that stand around the byte at an offset.
    #[inline(never)]
    pub(crate) fn at(&self, text: &[u8], offset: usize) -> u64 {
        let window = || &text[offset.saturating_sub(REACH)..=offset];
        if self.all.len() > FEW && self.first.is_some_and(|first| !window().contains(&first)) {
            return 0;
        }
        self.all.iter().fold(0, |signals, string| signals | string.at(text, offset))
    }
}
