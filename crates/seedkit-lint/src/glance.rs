//! What can be told of a document at a glance, for the triggers of rules.

use crate::bitmap::ByteMap;
use crate::markup;
use crate::scan::Scan;
use seedkit_syntax::Parse;
use std::hint::cold_path;
use tinyvec::TinyVec;

/// A document as triggers see it: what several of them ask for is there.
#[derive(Debug)]
pub struct Glance<'a> {
    pub(crate) parse: &'a Parse<'a>,
    pub(crate) scan: Scan,
    /// As it stands; empty where there is none.
    pub(crate) title: &'a str,
    /// The first paragraph; empty where there is none.
    pub(crate) lead: &'a str,
    /// Whether it may start as redirect pages do.
    pub(crate) may_be_redirect: bool,
    /// The line of the categories, if each is just a name; else empty.
    pub(crate) categories: &'a str,
    /// These names.
    pub(crate) names: TinyVec<[&'a str; 16]>,
    /// The first bytes of the lines of the body, and the last ones; of those that are empty a line feed.
    pub(crate) line_starts: ByteMap,
    pub(crate) line_ends: ByteMap,
    /// Bytes of the shortest of these lines; none has fewer.
    pub(crate) shortest_line: usize,
}

/// The first byte of a line; a line feed, where it is empty.
pub(crate) fn first_byte(line: &str) -> u8 {
    line.as_bytes().first().copied().unwrap_or(b'\n')
}

impl<'a> Glance<'a> {
    #[expect(clippy::inline_always, reason = "what is returned is too large to be copied to where it goes")]
    #[inline(always)]
    pub(crate) fn of(parse: &'a Parse<'a>) -> Self {
        let document = &parse.document;
        let lead = document.paragraphs().next().map_or("", |first| first.text);
        let mut glance = Self {
            parse,
            scan: Scan::of(parse),
            title: document.title(),
            lead,
            may_be_redirect: markup::may_be_redirect(lead),
            categories: "",
            names: TinyVec::default(),
            line_starts: ByteMap::NONE,
            line_ends: ByteMap::NONE,
            shortest_line: usize::MAX,
        };
        glance.look_at_names();
        glance.look_at_lines();
        glance
    }

    fn look_at_names(&mut self) {
        let document = &self.parse.document;
        let line = document.categories_line().filter(|_| self.scan.names.are_plain);
        let Some(categories) = line.map(|line| document.text(line.span)) else { return };
        self.categories = categories;
        let mut start = 0;
        let mut push = |end| {
            self.names.push(&categories[start..end]);
            start = end + 1;
        };
        let mut ends = self.scan.names.ends;
        if categories.len() > 64 * ends.len() {
            memchr::memchr_iter(b'~', categories.as_bytes()).for_each(push);
            return;
        }
        let (mut word, count) = (0, ends.iter().map(|ends| ends.count_ones()).sum::<u32>());
        for _ in 0..count {
            // Most names end in the same word as the one before, or in the next.
            word += usize::from(ends[word] == 0);
            while ends[word] == 0 {
                cold_path();
                word += 1;
            }
            push(64 * word + ends[word].trailing_zeros() as usize);
            ends[word] &= ends[word] - 1;
        }
    }

    fn look_at_lines(&mut self) {
        let document = &self.parse.document;
        for line in document.body() {
            let line = document.text(line.span);
            self.line_starts.add(first_byte(line).into());
            self.line_ends.add(line.as_bytes().last().copied().unwrap_or(b'\n').into());
            self.shortest_line = self.shortest_line.min(line.len());
        }
    }

    /// The texts of the lines of the body.
    pub(crate) fn lines(&self) -> impl DoubleEndedIterator<Item = &'a str> {
        let document = &self.parse.document;
        document.body().iter().map(|line| document.text(line.span))
    }

    /// The first line of the body; empty where there is none.
    pub(crate) fn first_line(&self) -> &'a str {
        self.lines().next().unwrap_or_default()
    }
}
