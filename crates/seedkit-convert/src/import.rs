//! Markdown that seedkit did not write, read for its text.
//!
//! Every block with text becomes a paragraph, and markup becomes the text it marks. What is lost by that is counted by
//! construct, so that whoever asked for it can tell whether it matters.

use crate::error::ReadError;
use crate::format::{Imported, ReadOptions};
use crate::formats::read_front_matter;
use crate::record::{Column, Keys, Record, RecordReader};
use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, arena_tree::NodeEdge, parse_document};
use seedkit_syntax::{BOM, Seed};
use serde::de::DeserializeSeed as _;
use std::collections::BTreeMap;

/// What stands between the cells of a row of a table.
const CELL: &str = " | ";

/// Reads any Markdown.
///
/// The title is that of the front matter, or the first heading of the first level, or else the first heading. The
/// categories are `categories` of the front matter, or else its `tags`. The front matter is YAML between lines of `---`,
/// or TOML between lines of `+++`.
pub(crate) fn import(text: &str) -> Result<Imported, ReadError> {
    let body = text.strip_prefix(BOM).unwrap_or(text);
    let (front, body) = front_matter(body);
    let mut lost = Lost::default();
    let record = match front {
        Some(front) => read_front(front, &mut lost)?,
        None => Record::default(),
    };
    lost.count("NUL", body.matches('\0').count());

    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    let root = parse_document(&arena, body, &options);
    let mut flat = Flat { title: record.title.clone(), paragraphs: Vec::new(), lost };
    flat.walk(root, title_node(root));

    let Some(title) = flat.title else {
        let message = "there is no title: add a heading, or `title` to the front matter";
        return Err(ReadError::new(message, None));
    };
    let keys = Keys { foreign: true, ..Keys::of(&[]) };
    let record = Record {
        title: Some(title),
        body: Some(crate::record::Texts::List(flat.paragraphs)),
        categories: record.categories.or(Some(crate::record::Texts::List(Vec::new()))),
        ..Record::default()
    };
    let (seed, _): (Seed, _) = record.into_seed(&keys)?;
    Ok(Imported { seed, flattened: flat.lost.0.into_iter().map(|(what, n)| (what.to_owned(), n)).collect() })
}

/// Front matter, by what it is written in.
#[derive(Clone, Copy)]
enum Front<'s> {
    Yaml(&'s str),
    Toml(&'s str),
}

/// The front matter, if there is one, and what follows it.
fn front_matter(text: &str) -> (Option<Front<'_>>, &str) {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else { return (None, text) };
    let (ends, front): (&[&str], fn(_) -> _) = match first.trim_end() {
        "---" => (&["---", "..."], Front::Yaml),
        "+++" => (&["+++"], Front::Toml),
        _ => return (None, text),
    };
    let mut at = first.len();
    for line in lines {
        if ends.contains(&line.trim_end()) {
            return (Some(front(&text[first.len()..at])), &text[at + line.len()..]);
        }
        at += line.len();
    }
    (None, text)
}

fn read_front(front: Front<'_>, lost: &mut Lost) -> Result<Record, ReadError> {
    if let Front::Yaml(text) = front
        && text.trim().is_empty()
    {
        return Ok(Record::default());
    }
    // Places count from the start of the front matter, which says too little.
    let read = |options: &ReadOptions| {
        let keys = Keys { foreign: true, ..Keys::named(&[Column::Title, Column::Categories], options) };
        let record = match front {
            Front::Yaml(text) => read_front_matter(text, &keys),
            Front::Toml(text) => read_toml(text, &keys),
        };
        record.map_err(|error| ReadError::new(format!("in the front matter, {}", error.message), None))
    };
    let mut record = read(&ReadOptions::default())?;
    let mut left_out = record.left_out.len();
    if record.categories.is_none() && record.left_out.iter().any(|key| key == "tags") {
        let columns = "categories=tags".parse().ok();
        record = read(&ReadOptions { columns, ..ReadOptions::default() })?;
        left_out -= 1;
    }
    lost.count("front matter key", left_out);
    Ok(record)
}

fn read_toml(text: &str, keys: &Keys<'_>) -> Result<Record, ReadError> {
    let unreadable = |error: &toml::de::Error| format!("the TOML cannot be read: {}", error.message());
    let parsed = toml::Deserializer::parse(text).map_err(|error| ReadError::new(unreadable(&error), None))?;
    let reader = RecordReader::new(keys, true, text.len());
    reader.deserialize(parsed).map_err(|error| {
        let message = match reader.into_refusal() {
            Some(refusal) => refusal.message,
            None => unreadable(&error),
        };
        ReadError::new(message, None)
    })
}

/// The heading that is the title, if the front matter has none.
fn title_node<'a>(root: Node<'a>) -> Option<Node<'a>> {
    let level = |node: Node<'a>| match node.data().value {
        NodeValue::Heading(heading) => Some(heading.level),
        _ => None,
    };
    let mut first = None;
    for node in root.children() {
        match level(node) {
            Some(1) => return Some(node),
            Some(_) => first = first.or(Some(node)),
            None => {}
        }
    }
    first
}

/// What was flattened or left out.
#[derive(Default)]
struct Lost(BTreeMap<&'static str, usize>);

impl Lost {
    fn count(&mut self, what: &'static str, number: usize) {
        if number > 0 {
            *self.0.entry(what).or_default() += number;
        }
    }
}

struct Flat {
    title: Option<String>,
    paragraphs: Vec<String>,
    lost: Lost,
}

impl Flat {
    fn walk<'a>(&mut self, root: Node<'a>, title: Option<Node<'a>>) {
        let front_title = self.title.is_some();
        let mut text = String::new();
        let mut cells: Vec<String> = Vec::new();
        // No recursion: quotes and lists nest as deep as a file is long.
        for edge in root.traverse() {
            match edge {
                NodeEdge::Start(node) => self.start(&node.data().value, &mut text),
                NodeEdge::End(node) => match &node.data().value {
                    NodeValue::Paragraph => self.paragraph(&mut text),
                    NodeValue::Heading(_) => {
                        let is_title = title.is_some_and(|title| std::ptr::eq(title, node));
                        let same = self.title.as_deref() == Some(text.as_str());
                        if is_title && !front_title {
                            self.title = Some(std::mem::take(&mut text));
                        } else if is_title && same {
                            text.clear();
                        } else {
                            self.lost.count("heading", 1);
                            self.paragraph(&mut text);
                        }
                    }
                    NodeValue::TableCell => cells.push(std::mem::take(&mut text)),
                    NodeValue::TableRow(_) => {
                        text = std::mem::take(&mut cells).join(CELL);
                        self.paragraph(&mut text);
                    }
                    _ => {}
                },
            }
        }
    }

    /// What starts with this node.
    fn start(&mut self, node: &NodeValue, text: &mut String) {
        let construct = match node {
            NodeValue::Text(piece) => {
                push(text, piece);
                return;
            }
            // A paragraph is one line here.
            NodeValue::SoftBreak => {
                text.push(' ');
                return;
            }
            NodeValue::LineBreak => {
                text.push(' ');
                "hard line break"
            }
            NodeValue::Code(code) => {
                push(text, &code.literal);
                "code span"
            }
            NodeValue::CodeBlock(block) => {
                self.paragraphs.extend(block.literal.lines().filter(|line| !line.is_empty()).map(clean));
                "code block"
            }
            NodeValue::HtmlBlock(_) => "HTML block",
            NodeValue::HtmlInline(_) => "HTML tag",
            NodeValue::Emph | NodeValue::Strong => "emphasised span",
            NodeValue::Strikethrough => "strikethrough",
            NodeValue::Link(_) => "link",
            NodeValue::Image(_) => "image",
            NodeValue::FootnoteReference(_) => "footnote mark",
            NodeValue::FootnoteDefinition(_) => "footnote",
            NodeValue::BlockQuote => "block quote",
            NodeValue::List(_) => "list",
            NodeValue::TaskItem(_) => "task mark",
            NodeValue::Table(_) => "table",
            NodeValue::ThematicBreak => "thematic break",
            _ => return,
        };
        self.lost.count(construct, 1);
    }

    fn paragraph(&mut self, text: &mut String) {
        let text = std::mem::take(text);
        // An image without a description, or HTML alone.
        if !text.trim().is_empty() {
            self.paragraphs.push(text);
        }
    }
}

/// Adds text without what no paragraph can have: references such as `&#10;` stand for it.
fn push(text: &mut String, piece: &str) {
    text.push_str(&piece.replace(['\n', '\r'], " "));
}

fn clean(line: &str) -> String {
    line.replace('\r', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imported(text: &str) -> (Seed, String) {
        let imported = import(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let lost: Vec<_> = imported.flattened.iter().map(|(what, n)| format!("{n} {what}")).collect();
        (imported.seed, lost.join(", "))
    }

    #[test]
    fn text_is_kept_and_markup_is_counted() {
        let text = "---\ntitle: Moss\ntags: [Plants, 1984]\ndate: 2020-01-01\n---\n\n# Moss\n\n*Moss* is a\n**plant**; see \
                    [here](u) and `code`.<br>\n\n- one\n- two\n\n> quoted[^1]\n\n```\nlet x;\n\nx\n```\n\n| a | b |\n|---|---|\n\
                    | 1 | 2 |\n\n---\n\n## More\n\n![alt](x.png)\n\n[^1]: A note.\n";
        let (seed, lost) = imported(text);
        assert_eq!(seed.title(), "Moss");
        assert_eq!(seed.categories(), ["Plants", "1984"]);
        let body = [
            "Moss is a plant; see here and code.",
            "one",
            "two",
            "quoted",
            "let x;",
            "x",
            "a | b",
            "1 | 2",
            "More",
            "alt",
            "A note.",
        ];
        assert_eq!(seed.body(), body);
        assert_eq!(
            lost,
            "1 HTML tag, 1 block quote, 1 code block, 1 code span, 2 emphasised span, 1 footnote, 1 footnote mark, \
             1 front matter key, 1 heading, 1 image, 1 link, 1 list, 1 table, 1 thematic break"
        );
    }

    #[test]
    fn the_title_is_a_heading_where_nothing_else_says() {
        assert_eq!(imported("Intro\n\n# A *b*\n\ntext").0.title(), "A b");
        assert_eq!(imported("## A\n\n### B\n\ntext").0, Seed::new([""; 0], "A", ["B", "text"]).unwrap());
        let (seed, _) = imported("---\ntitle: Front\n---\n# Other\n\ntext");
        assert_eq!((seed.title(), seed.body()), ("Front", &["Other".to_owned(), "text".to_owned()][..]));
        assert!(import("no heading").unwrap_err().message.starts_with("there is no title"));
        assert!(import("---\ntitle: [a]\n---\n").unwrap_err().message.starts_with("in the front matter, "));
    }

    #[test]
    fn front_matter_may_be_toml() {
        let front = "+++\ntitle = 'Moss'\ndate = 2020-01-01T00:00:00Z\ntags = ['Plants', \"1984\"]\n[params]\na = 1\n+++\n";
        let (seed, lost) = imported(&format!("{front}\n# Moss\n\nMoss is green."));
        assert_eq!(seed, Seed::new(["Plants", "1984"], "Moss", ["Moss is green."]).unwrap());
        assert_eq!(lost, "2 front matter key");
        assert_eq!(imported("+++\n+++\n# Moss").0.title(), "Moss");
        for front in ["title = 1", "title = ", "title = 'a'\ntitle = 'b'"] {
            let error = import(&format!("+++\n{front}\n+++\n# Moss")).unwrap_err();
            assert!(error.message.starts_with("in the front matter, "), "{}", error.message);
        }
    }

    #[test]
    fn nothing_hostile_breaks_it() {
        for text in [
            format!("+++\na = {}\n+++\n# a", "[".repeat(20_000)),
            format!("+++\n{}\n+++\n# a", "[a.b]\n".repeat(2_000)),
            "> ".repeat(20_000) + "# a",
            "# a\n\n".to_owned() + &"[".repeat(20_000),
            "# a\n\nx&#10;y&#13;\n".to_owned(),
            "# a\n\n\0\r\nb\r".to_owned(),
            "---\n---\n# a".to_owned(),
            "---\ntitle: a".to_owned(),
        ] {
            if let Ok(imported) = import(&text) {
                let layout = imported.seed.canonical_layout();
                assert!(seedkit_syntax::serialise(&imported.seed, &layout).is_ok());
            }
        }
    }
}
