//! From byte offsets to lines and columns.

use memchr::memchr_iter;

/// How many bytes lie between two check points.
const BLOCK: usize = 1024;

/// A place as people and editors count it. Every number is 1-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line: one more than the line feeds before it.
    pub line: usize,
    /// Column in code points. A byte order mark is not counted.
    pub column: usize,
    /// Column in UTF-16 code units, as language servers count. A byte order mark is not counted.
    pub column_utf16: usize,
    /// Column in bytes. A byte order mark is not counted.
    pub column_bytes: usize,
}

/// Finds lines and columns; the only place that counts them.
///
/// Building it reads the text once; each look-up then takes time that depends neither on the length of the
/// text nor on that of the line.
///
/// ```
/// let index = seedkit_syntax::LineIndex::new("Moss~\n||||||\nÉ moss");
/// let place = index.position(15);
/// assert_eq!((place.line, place.column), (3, 2));
/// ```
#[derive(Clone, Debug)]
pub struct LineIndex<'s> {
    source: &'s str,
    /// Offsets at which lines start; the first is that of the first character after a byte order mark.
    starts: Vec<u32>,
    /// Code points and UTF-16 units before each block; empty when the text is ASCII.
    blocks: Vec<(u32, u32)>,
}

impl<'s> LineIndex<'s> {
    /// Reads `source` once.
    ///
    /// # Panics
    /// Where `source` is longer than [`MAX_LEN`](crate::MAX_LEN).
    #[must_use]
    pub fn new(source: &'s str) -> Self {
        assert!(source.len() <= crate::MAX_LEN, "a source of {} bytes is too long", source.len());
        let first = if source.starts_with(crate::BOM) { crate::BOM.len_utf8() } else { 0 };
        let mut starts = vec![first as u32];
        starts.extend(memchr_iter(b'\n', source.as_bytes()).map(|at| at as u32 + 1));
        let mut blocks = Vec::new();
        if !source.is_ascii() {
            let mut sum = (0, 0);
            for block in source.as_bytes().chunks(BLOCK) {
                blocks.push(sum);
                let (points, units) = count(block);
                sum = (sum.0 + points, sum.1 + units);
            }
        }
        Self { source, starts, blocks }
    }

    /// Where `offset`, in bytes, lies. An offset past the end counts as the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.clamp(self.starts[0] as usize, self.source.len().max(self.starts[0] as usize));
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let start = self.starts[line] as usize;
        let (from, to) = (self.counted(start), self.counted(offset));
        Position {
            line: line + 1,
            column: (to.0 - from.0) as usize + 1,
            column_utf16: (to.1 - from.1) as usize + 1,
            column_bytes: offset - start + 1,
        }
    }

    /// How many lines there are: one more than line feeds.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of a 1-based line without its end (LF or CRLF).
    ///
    /// # Panics
    /// Where there is no such line.
    #[must_use]
    pub fn line(&self, line: usize) -> crate::Span {
        let start = self.starts[line - 1] as usize;
        let end = self.starts.get(line).map_or(self.source.len(), |&next| next as usize - 1);
        let crlf = line < self.starts.len() && self.source[start..end].ends_with('\r');
        crate::Span::new(start, end - usize::from(crlf))
    }

    /// Code points and UTF-16 units before `offset`.
    fn counted(&self, offset: usize) -> (u32, u32) {
        let Some(&(points, units)) = self.blocks.get(offset / BLOCK) else {
            return match self.blocks.last() {
                None => (offset as u32, offset as u32),
                // The offset is the end of a text whose last block is full.
                Some(&(points, units)) => {
                    let tail = count(&self.source.as_bytes()[(self.blocks.len() - 1) * BLOCK..offset]);
                    (points + tail.0, units + tail.1)
                }
            };
        };
        let tail = count(&self.source.as_bytes()[offset / BLOCK * BLOCK..offset]);
        (points + tail.0, units + tail.1)
    }
}

/// Code points that start, and UTF-16 units of the code points that start, in `bytes`.
fn count(bytes: &[u8]) -> (u32, u32) {
    let points = bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32;
    let astral = bytes.iter().filter(|&&byte| byte >= 0xF0).count() as u32;
    (points, points + astral)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, without any index.
    fn by_hand(source: &str, offset: usize) -> Position {
        let bare = source.strip_prefix(crate::BOM).unwrap_or(source);
        let before = &bare[..offset.saturating_sub(source.len() - bare.len())];
        let line = before.rsplit('\n').next().unwrap_or_default();
        Position {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            column_utf16: line.encode_utf16().count() + 1,
            column_bytes: line.len() + 1,
        }
    }

    proptest! {
        #[test]
        fn counts_as_the_definition_says(
            source in prop_oneof!["[\u{feff}]?[aé日😀\r\n]{0,40}", "[aé日😀\n]{900,1100}", "[ -~\n]{0,40}"],
        ) {
            let index = LineIndex::new(&source);
            for (offset, _) in source.char_indices().chain([(source.len(), ' ')]) {
                prop_assert_eq!(index.position(offset), by_hand(&source, offset));
            }
        }
    }

    /// Here the end of the text is not in any block.
    #[test]
    fn the_end_of_a_full_block_is_counted() {
        for blocks in 1..4 {
            let text = "日\n😀aé\nabc".repeat(BLOCK * blocks / 15 + 1);
            let mut source = text[..text.floor_char_boundary(BLOCK * blocks)].to_owned();
            source.push_str(&"x".repeat(BLOCK * blocks - source.len()));
            let index = LineIndex::new(&source);
            for offset in (source.len() - 20..=source.len()).filter(|&at| source.is_char_boundary(at)) {
                assert_eq!(index.position(offset), by_hand(&source, offset));
            }
        }
    }

    #[test]
    fn lines_have_no_end() {
        let index = LineIndex::new("\u{feff}a\r\nb\n\nc\r");
        let lines: Vec<_> = (1..=index.lines()).map(|line| index.line(line).of(index.source)).collect();
        assert_eq!(lines, ["a", "b", "", "c\r"]);
    }
}
