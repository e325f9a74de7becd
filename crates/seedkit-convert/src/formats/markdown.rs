//! Markdown: front matter, a heading, one line a paragraph.
//!
//! Text is escaped no more than it must be, so that every renderer shows exactly the text and clean links stay
//! clickable; and so that reading is simple: a backslash before punctuation is that punctuation, `&#N;` is a
//! character, everything else is itself. Only what this module would write is read; any other Markdown is refused.

use super::yaml::{is_unicode_space, read_record, write_layout, write_list, write_text};
use super::{after_bom, check};
use crate::error::{ReadError, WriteError, excerpt};
use crate::format::{DocumentCodec, Format, MarkdownTitle, ReadOptions, WriteOptions};
use crate::record::{Column, Keys, Texts};
use seedkit_syntax::{Layout, Seed, Span};
use std::fmt::Write as _;

pub(super) static FORMAT: Format = Format {
    name: "markdown",
    aliases: &["md"],
    extensions: &["md", "markdown"],
    media_type: "text/markdown",
    summary: "Markdown: front matter, a heading, one line a paragraph",
    document: Some(DocumentCodec { read, write }),
    sequence: None,
    import: Some(crate::import::import),
};

const COLUMNS: &[Column] = &[Column::Title, Column::Categories, Column::Seed];

/// The line before and after the front matter.
const FENCE: &str = "---";

/// An empty paragraph: renders as nothing, and formatters leave it alone.
const EMPTY: &str = "<!-- -->";

fn write(seed: &Seed, layout: &Layout, options: &WriteOptions) -> Result<String, WriteError> {
    check(seed, layout)?;
    let style = options.markdown_title;
    let mut text = format!("{FENCE}\n");
    if style != MarkdownTitle::Heading {
        write_text("title", seed.title(), &mut text);
    }
    write_list("categories", seed.categories(), &mut text);
    write_layout(*layout, &mut text);
    text.push_str(FENCE);
    text.push('\n');
    let blocks = seed.body().iter().map(|paragraph| (Block::Paragraph, paragraph.as_str()));
    let heading = (style != MarkdownTitle::FrontMatter).then_some((Block::Heading, seed.title()));
    for (block, content) in heading.into_iter().chain(blocks) {
        text.push('\n');
        block.write(content, &mut text);
        text.push('\n');
    }
    Ok(text)
}

/// A line of Markdown after the front matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Heading,
    Paragraph,
}

impl Block {
    /// Writes its line, without the end.
    fn write(self, content: &str, out: &mut String) {
        match (self, content) {
            (Self::Paragraph, "") => out.push_str(EMPTY),
            (Self::Paragraph, _) => Inline::new(self, content).write(out),
            (Self::Heading, "") => out.push('#'),
            (Self::Heading, _) => {
                out.push_str("# ");
                Inline::new(self, content).write(out);
            }
        }
    }

    /// Its content, from its line.
    fn read(self, line: &str) -> String {
        match self {
            Self::Paragraph if line == EMPTY => String::new(),
            Self::Paragraph => unescape(line),
            Self::Heading => unescape(line.strip_prefix("# ").unwrap_or_default()),
        }
    }
}

/// How a character is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it is.
    Bare,
    /// After a backslash.
    Escaped,
    /// As `&#N;`.
    Reference,
}

/// A text to be written as the content of a block, with what must be known of it as a whole.
struct Inline<'t> {
    text: &'t str,
    block: Block,
    /// The byte that would make a block of another kind of the line.
    marker: Option<usize>,
    /// Where the last character is.
    last: usize,
    /// Whether `~`, `$` and `^` could stand in pairs.
    pairs: [bool; 3],
}

impl<'t> Inline<'t> {
    fn new(block: Block, text: &'t str) -> Self {
        let twice = |mark: u8| text.bytes().filter(|&byte| byte == mark).nth(1).is_some();
        Self {
            text,
            block,
            marker: block_marker(text.as_bytes()),
            last: text.char_indices().next_back().map_or(0, |(at, _)| at),
            pairs: [b'~', b'$', b'^'].map(twice),
        }
    }

    fn write(&self, out: &mut String) {
        let mut breaks = self.link_breaks().into_iter().peekable();
        out.reserve(self.text.len());
        // What is bare is copied in one piece, from here on.
        let mut bare = 0;
        for (at, c) in self.text.char_indices() {
            let form = match self.form(at, c) {
                Form::Bare if breaks.next_if_eq(&at).is_none() => continue,
                Form::Bare => Form::Escaped,
                form => form,
            };
            out.push_str(&self.text[bare..at]);
            bare = at;
            if form == Form::Escaped {
                out.push('\\');
            } else {
                // Writing to a string does not fail.
                _ = write!(out, "&#{};", u32::from(c));
                bare += c.len_utf8();
            }
        }
        out.push_str(&self.text[bare..]);
    }

    /// How the character `c` at byte `at` is written, links aside.
    fn form(&self, at: usize, c: char) -> Form {
        if c.is_ascii_alphanumeric() {
            return Form::Bare;
        }
        // Renderers trim blanks at the edges, replace NUL, and take the others for line ends.
        let is_trimmed =
            matches!(c, ' ' | '\t' | '\u{B}' | '\u{C}' | '\u{A0}' | '\u{FEFF}') || is_unicode_space(c);
        if matches!(c, '\0' | '\r' | '\u{2028}' | '\u{2029}') || (is_trimmed && (at == 0 || at == self.last))
        {
            return Form::Reference;
        }
        let bytes = self.text.as_bytes();
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let after = bytes.get(at + 1).copied();
        let in_heading = self.block == Block::Heading;
        let escaped = Some(at) == self.marker
            || match c {
                '\\' | '*' | '`' | '[' => true,
                '~' => self.pairs[0],
                '$' => self.pairs[1],
                '^' => self.pairs[2],
                // Inside a word it is no emphasis.
                '_' => {
                    ![before, after].iter().all(|next| next.is_some_and(|byte| byte.is_ascii_alphanumeric()))
                }
                '<' => after.is_some_and(|byte| byte.is_ascii_alphabetic() || b"/!?".contains(&byte)),
                '&' => is_reference(&bytes[at..]),
                // Templates, comments and highlights of site generators and note takers; attributes of headings.
                '{' => in_heading || before == Some(b'{'),
                '%' => matches!(before, Some(b'{' | b'%')),
                '=' => before == Some(b'='),
                '}' => in_heading && at == self.last,
                '#' => in_heading && matches!(before, None | Some(b' ' | b'\t' | b'#')),
                _ => false,
            };
        if escaped { Form::Escaped } else { Form::Bare }
    }

    /// The bytes to put a backslash before so that no autolink has an escape in it: GitHub's Markdown makes links
    /// of bare addresses, up to the next blank, and shows their source as it stands.
    ///
    /// Such a backslash lies in every address that starts further left in the same word, so those break, too.
    /// From right to left, one pass finds them all.
    fn link_breaks(&self) -> Vec<usize> {
        let links = addresses(self.text.as_bytes());
        let mut breaks = Vec::new();
        let (mut next_blank, mut next_escape) = (self.text.len(), self.text.len());
        let mut end = self.text.len();
        for link in links.iter().rev() {
            for (at, c) in self.text[link.start..end].char_indices().rev() {
                let at = link.start + at;
                match self.form(at, c) {
                    Form::Bare if matches!(c, ' ' | '\t') => next_blank = at,
                    Form::Bare => {}
                    Form::Escaped | Form::Reference => next_escape = at,
                }
            }
            end = link.start;
            if next_escape < next_blank {
                breaks.push(link.breaks_at);
                next_escape = link.breaks_at;
            }
        }
        breaks.reverse();
        breaks
    }
}

/// The byte that makes a heading, quote, table, list, fence or attribute of a line, if there is one.
fn block_marker(line: &[u8]) -> Option<usize> {
    let is_blank = |byte: Option<&u8>| matches!(byte, None | Some(b' ' | b'\t' | b'\x0B' | b'\x0C' | b'\r'));
    match line {
        [b'#' | b'>' | b'|' | b':', ..] => Some(0),
        [b'~', rest @ ..] => matches!(rest.first(), None | Some(b' ' | b'\t' | b'~')).then_some(0),
        [b'+' | b'-', rest @ ..] => {
            (is_blank(rest.first()) || matches!(rest.first(), Some(b'-' | b'+'))).then_some(0)
        }
        _ => {
            let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let is_number = (1..=9).contains(&digits) && matches!(line.get(digits), Some(b'.' | b')'));
            (is_number && is_blank(line.get(digits + 1))).then_some(digits)
        }
    }
}

/// Whether what starts with this `&` has the shape of a character reference.
fn is_reference(text: &[u8]) -> bool {
    let (rest, accepts, longest): (_, fn(&u8) -> bool, _) = match text {
        [b'&', b'#', b'x' | b'X', rest @ ..] => (rest, u8::is_ascii_hexdigit, 6),
        [b'&', b'#', rest @ ..] => (rest, u8::is_ascii_digit, 7),
        [b'&', rest @ ..] if rest.first().is_some_and(u8::is_ascii_alphabetic) => {
            (rest, u8::is_ascii_alphanumeric, 64)
        }
        _ => return false,
    };
    let len = rest.iter().take(longest).take_while(|byte| accepts(byte)).count();
    len > 0 && rest.get(len) == Some(&b';')
}

/// The start of what GitHub's Markdown may make a link of.
struct Address {
    start: usize,
    /// A backslash before this byte keeps it from being one.
    breaks_at: usize,
}

fn addresses(text: &[u8]) -> Vec<Address> {
    const PREFIXES: [(&[u8], usize); 6] =
        [(b"https://", 5), (b"http://", 4), (b"ftp://", 3), (b"www.", 3), (b"mailto:", 6), (b"xmpp:", 4)];
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let starts = |(prefix, _): &&(&[u8], usize)| {
            text[at].eq_ignore_ascii_case(&prefix[0])
                && text[at..].get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        match PREFIXES.iter().find(starts) {
            Some((prefix, breaks)) => {
                found.push(Address { start: at, breaks_at: at + breaks });
                at += prefix.len();
            }
            None => at += 1,
        }
    }
    found
}

/// The text that was written as `line`.
fn unescape(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((c, after)) = escaped_char(rest) {
            text.push(c);
            rest = after;
        } else {
            text.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    text + rest
}

/// The character that a backslash or a reference at the start of `text` stands for, and what follows.
fn escaped_char(text: &str) -> Option<(char, &str)> {
    if let Some(rest) = text.strip_prefix('\\') {
        let c = rest.chars().next().filter(char::is_ascii_punctuation)?;
        return Some((c, &rest[1..]));
    }
    let rest = text.strip_prefix("&#")?;
    let digits = rest.bytes().take(8).take_while(u8::is_ascii_digit).count();
    let c = char::from_u32(rest[..digits].parse().ok()?)?;
    Some((c, rest[digits..].strip_prefix(';')?)).filter(|_| digits <= 7)
}

fn read(text: &str, _: &ReadOptions) -> Result<(Seed, Layout), ReadError> {
    after_bom(text, read_document)
}

/// A line without its end and the blanks before it, which editors and git change.
struct Line<'t> {
    number: usize,
    start: usize,
    text: &'t str,
}

impl Line<'_> {
    /// From byte `from` of the line to its end.
    fn span_from(&self, from: usize) -> Span {
        Span::new(self.start + from, self.start + self.text.len())
    }
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut next = 0;
    text.split('\n').enumerate().map(move |(index, line)| {
        let start = next;
        next += line.len() + 1;
        Line { number: index + 1, start, text: line.trim_end_matches([' ', '\t', '\r']) }
    })
}

fn read_document(text: &str) -> Result<(Seed, Layout), ReadError> {
    let keys = Keys::of(COLUMNS);
    let mut lines = lines(text);
    let Some(fence) = lines.next().filter(|line| line.text == FENCE) else {
        return Err(ReadError::at(format!("there is no front matter: line 1 must be `{FENCE}`"), text, 0));
    };
    let Some(end) = lines.find(|line| line.text == FENCE) else {
        let message = format!("the front matter that starts on line 1 has no end: close it with `{FENCE}`");
        return Err(ReadError::new(message, Some(fence.span_from(0))));
    };
    let front_start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut record =
        read_record(&text[front_start..end.start], &keys).map_err(|error| error.shifted(front_start))?;

    let mut blocks = read_blocks(lines)?.into_iter().peekable();
    let heading = blocks.next_if(|(block, ..)| *block == Block::Heading);
    match (&record.title, heading) {
        (None, None) => {
            let message = "there is no title: add `title` to the front matter, or a heading after it";
            return Err(ReadError::new(message, Some(end.span_from(0))));
        }
        (_, None) => {}
        (None, Some((_, title, _))) => record.title = Some(title),
        (Some(front), Some((_, title, _))) if *front == title => {}
        (Some(front), Some((_, title, line))) => {
            let (front, heading) = (excerpt(front), excerpt(&title));
            let message = format!(
                "the title in the front matter, {front:?}, and the heading on line {}, {heading:?}, differ: make \
                 them the same or remove one",
                line.number
            );
            return Err(ReadError::new(message, Some(line.span_from(0))));
        }
    }
    record.body = Some(Texts::List(blocks.map(|(_, paragraph, _)| paragraph).collect()));
    record.into_seed(&keys)
}

/// The contents of the blocks after the front matter. Only the first one can be a heading.
fn read_blocks<'t>(
    lines: impl Iterator<Item = Line<'t>>,
) -> Result<Vec<(Block, String, Line<'t>)>, ReadError> {
    let mut blocks = Vec::new();
    let mut after_blank = false;
    let mut written = String::new();
    for line in lines {
        if line.text.is_empty() {
            after_blank = true;
            continue;
        }
        if !after_blank {
            let message = format!(
                "there is no blank line before line {}: a paragraph is one line, and Markdown that seedkit did not \
                 write is not imported",
                line.number
            );
            return Err(ReadError::new(message, Some(line.span_from(0))));
        }
        after_blank = false;
        let is_heading = blocks.is_empty() && (line.text == "#" || line.text.starts_with("# "));
        let block = if is_heading { Block::Heading } else { Block::Paragraph };
        let content = block.read(line.text);
        // Only a reference such as `&#10;` stands for one within a line.
        if content.contains('\n') {
            let message = format!(
                "line {} has a reference to a line feed, which ends a paragraph and cannot stand in one: make two of it",
                line.number
            );
            return Err(ReadError::new(message, Some(line.span_from(0))));
        }
        written.clear();
        block.write(&content, &mut written);
        if written != line.text {
            return Err(not_canonical(&line, &written));
        }
        blocks.push((block, content, line));
    }
    Ok(blocks)
}

/// The error for a line that would be `written` otherwise.
fn not_canonical(line: &Line<'_>, written: &str) -> ReadError {
    let same = line.text.bytes().zip(written.bytes()).take_while(|(given, ours)| given == ours).count();
    let (from, column) = match line.text.floor_char_boundary(same) {
        0 => (0, 1),
        from => (from, line.text[..from].chars().count() + 1),
    };
    let message = format!(
        "line {}, from column {column} on, is not as seedkit writes it, and other Markdown is not imported: for \
         plain text write `{}`",
        line.number,
        excerpt(&written[written.floor_char_boundary(from)..])
    );
    ReadError::new(message, Some(line.span_from(from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(block: Block, text: &str) -> String {
        let mut out = String::new();
        Inline::new(block, text).write(&mut out);
        assert_eq!(unescape(&out), text);
        out
    }

    fn paragraph(text: &str) -> String {
        encoded(Block::Paragraph, text)
    }

    fn read_ok(text: &str) -> (Seed, Layout) {
        read(text, &ReadOptions::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// The message, and the text that the error points to.
    fn error(text: &str) -> (String, &str) {
        let error = read(text, &ReadOptions::default()).unwrap_err();
        (error.message, error.span.map_or("", |span| span.of(text)))
    }

    fn written(style: MarkdownTitle) -> String {
        let seed = Seed::new(["Norway", "1814"], "NO #1", ["# One", "", "Two."]).unwrap();
        let layout = Layout { final_newline: true, ..Layout::default() };
        let options = WriteOptions { markdown_title: style, ..WriteOptions::default() };
        let text = write(&seed, &layout, &options).unwrap();
        assert_eq!(read_ok(&text), (seed, layout));
        text
    }

    #[test]
    fn a_document_has_front_matter_a_heading_and_paragraphs() {
        let front = "categories:\n  - Norway\n  - \"1814\"\nseed: final-newline\n---\n";
        let body = "\n\\# One\n\n<!-- -->\n\nTwo.\n";
        let (title, heading) = ("title: \"NO #1\"\n", "\n# NO \\#1\n");
        assert_eq!(written(MarkdownTitle::Both), format!("---\n{title}{front}{heading}{body}"));
        assert_eq!(written(MarkdownTitle::Heading), format!("---\n{front}{heading}{body}"));
        assert_eq!(written(MarkdownTitle::FrontMatter), format!("---\n{title}{front}{body}"));
    }

    #[test]
    fn nothing_is_escaped_that_need_not_be() {
        for text in [
            "snake_case, 2 < 3, AT&T, 100% & co.",
            "&1a; &; &#; &#x; &#12345678; &#x1234567; &#1a; &#xag;",
            "It cost $5 (or ~4).",
            "-5 degrees",
            "1.5 m",
            "1234567890. x",
            "https://example.org/a?b=c#d",
            "www.example.org",
            "write to mailto:a@b.org",
            "{x}",
            "C#",
            "a: b",
            "x^2",
            "a  b",
            "a | b",
            "!x",
            "a ] b",
            "(1) x",
        ] {
            assert_eq!(paragraph(text), text);
        }
    }

    #[test]
    fn markup_is_escaped() {
        let cases = [
            ("*a* `b` [c]", r"\*a\* \`b\` \[c]"),
            ("_a_ é_é", r"\_a\_ é\_é"),
            ("<b> </b> <!--", r"\<b> \</b> \<!--"),
            ("&amp; &#65; &#x41; &a", r"\&amp; \&#65; \&#x41; &a"),
            ("&#1234567; &#xABCDEF; &a1;", r"\&#1234567; \&#xABCDEF; \&a1;"),
            ("$5 and $6", r"\$5 and \$6"),
            ("x^2^", r"x\^2\^"),
            ("~~a~~", r"\~\~a\~\~"),
            ("{{a}} {%b%} %%c%% ==d==", r"{\{a}} {\%b%} %\%c%\% =\=d=\="),
            ("# a", r"\# a"),
            ("> a", r"\> a"),
            ("||||||", r"\||||||"),
            (": a", r"\: a"),
            ("~ a", r"\~ a"),
            ("- a", r"\- a"),
            ("--", r"\--"),
            ("+", r"\+"),
            ("12. a", r"12\. a"),
            ("12)", r"12\)"),
            ("<!-- -->", r"\<!-- -->"),
            (" a\t", "&#32;a&#9;"),
            ("a\0\rb\u{2028}", "a&#0;&#13;b&#8232;"),
        ];
        for (text, expected) in cases {
            assert_eq!(paragraph(text), expected);
        }
        assert_eq!(encoded(Block::Heading, "a # b {c}"), r"a \# b \{c\}");
        assert_eq!(encoded(Block::Heading, "C#, {}x"), r"C#, \{}x");
    }

    #[test]
    fn links_hold_no_escapes() {
        let cases = [
            ("https://a.org/B_(c)", r"https\://a.org/B\_(c)"),
            ("https://a.org/b *c*", r"https://a.org/b \*c\*"),
            ("WWW.a.org/*", r"WWW\.a.org/\*"),
            ("xmpp:mailto:a_", r"xmpp\:mailto\:a\_"),
            ("http://a http://b_ ftp://c", r"http://a http\://b\_ ftp://c"),
            ("http://a\u{A0}*", "http\\://a\u{A0}\\*"),
            ("http://a ", "http\\://a&#32;"),
        ];
        for (text, expected) in cases {
            assert_eq!(paragraph(text), expected);
        }
    }

    #[test]
    fn many_links_in_a_word_break_in_one_pass() {
        for (address, broken) in [("http://", r"http\://"), ("www.", r"www\."), ("mailto:", r"mailto\:")] {
            let count = 200_000 / address.len();
            assert_eq!(paragraph(&(address.repeat(count) + "*")), broken.repeat(count) + r"\*");
            assert_eq!(paragraph(&address.repeat(count)), address.repeat(count));
        }
    }

    #[test]
    fn what_editors_and_git_change_is_tolerated() {
        let text = written(MarkdownTitle::Both);
        let expected = read_ok(&text);
        let variants = [
            text.replace('\n', "\r\n"),
            text.replace('\n', " \t\n"),
            text.replace("\n\n", "\n \n\n"),
            text.trim_end().to_owned(),
            format!("\u{FEFF}{text}\n\n"),
        ];
        for variant in variants {
            assert_eq!(read_ok(&variant), expected, "{variant}");
        }
    }

    #[test]
    fn front_matter_is_any_yaml() {
        let text = "---\ncategories: ['A'] # one\n\ntitle: >-\n  Peat\n  moss\n---\n";
        assert_eq!(read_ok(text).0, Seed::new(["A"], "Peat moss", [""; 0]).unwrap());
    }

    #[test]
    fn errors_say_what_and_where() {
        let not_imported =
            "is not as seedkit writes it, and other Markdown is not imported: for plain text write";
        let document = |body: &str| format!("---\ncategories: []\ntitle: É\n---\n{body}");
        let cases = [
            (document("\nA *b*."), format!("line 6, from column 3 on, {not_imported} `\\*b\\*.`"), "*b*."),
            (document("\n- É"), format!("line 6, from column 1 on, {not_imported} `\\- É`"), "- É"),
            (document("\n## É"), format!("line 6, from column 1 on, {not_imported} `\\## É`"), "## É"),
            (document("\nÉ\\é"), format!("line 6, from column 3 on, {not_imported} `\\é`"), "é"),
            (
                document("\na&#10;b"),
                "line 6 has a reference to a line feed, which ends a paragraph and cannot stand in one: make two of it"
                    .to_owned(),
                "a&#10;b",
            ),
            (document("\n&#65;"), format!("line 6, from column 1 on, {not_imported} `A`"), "&#65;"),
            (document("\n    code"), format!("line 6, from column 1 on, {not_imported} `&#32;   code`"), "    code"),
            (document("\na\n\n# b"), format!("line 8, from column 1 on, {not_imported} `\\# b`"), "# b"),
            (
                document("\n\nOne\ntwo"),
                "there is no blank line before line 8: a paragraph is one line, and Markdown that seedkit did not \
                 write is not imported"
                    .to_owned(),
                "two",
            ),
            (
                document("\n# E"),
                "the title in the front matter, \"É\", and the heading on line 6, \"E\", differ: make them the same \
                 or remove one"
                    .to_owned(),
                "# E",
            ),
            (
                "---\ncategories: []\n---\n\nÉ".to_owned(),
                "there is no title: add `title` to the front matter, or a heading after it".to_owned(),
                "---",
            ),
            (
                "---\ncategories: []\nlayout: É\n---\n".to_owned(),
                "the key \"layout\" is unknown: the keys are `title`, `categories`, `seed`".to_owned(),
                "l",
            ),
            ("---\ntitle: a\n---\n".to_owned(), "the key `categories` is missing: add it".to_owned(), ""),
            ("É".to_owned(), "there is no front matter: line 1 must be `---`".to_owned(), "É"),
            (
                "---\ntitle: a".to_owned(),
                "the front matter that starts on line 1 has no end: close it with `---`".to_owned(),
                "---",
            ),
        ];
        for (text, message, place) in cases {
            assert_eq!(error(&text), (message.clone(), place), "{text}");
            let marked = format!("\u{FEFF}{text}");
            assert_eq!(error(&marked), (message, place), "with a byte order mark: {text}");
        }
    }
}
