//! Texts that want to be more than text, in every part of a seed and every format: readers that know nothing of seeds
//! see the keys that are ours, the values as they are, and nothing else.

use crate::tests::documents;
use crate::*;
use proptest::prelude::*;
use seedkit_syntax::{Layout, Seed};
use serde_json::Value;
use std::collections::BTreeSet;

/// Texts that mean something to somebody. None has a line feed, which no part can hold.
const LURES: &[&str] = &[
    "\",\"title\":\"other",
    "\\u0022,\\",
    "- other",
    "x: y",
    "!!python/object/apply:os.system ['x']",
    "&a [*a]",
    "---",
    "...",
    "title: other",
    "# other",
    "\u{1B}]0;x\u{7}\u{9B}2J",
    "\u{202E}\u{2028}\u{2029}\u{85}\u{B}\u{C}\r",
    "\0\u{FEFF}\u{E0041}\u{FFFE}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- --> <![CDATA[ <?x ?>",
    "[x](javascript:alert(1)) ![x](http://a.b/c)",
    "[x]: http://a.b",
    "&lt;b&gt; &#60;b&#62;",
    "```",
    "    code",
    "| a | b |",
    "|---|---|",
    "$x$ {{x}} {% x %} ${{ x }}",
    "=cmd|' /C calc'!A0",
    "../../x",
    "||||||",
];

/// What JSON and YAML show of a seed.
fn assert_same(value: &Value, seed: &Seed, what: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("{what} is no object"));
    let known: BTreeSet<_> = ["path", "categories", "title", "body", "seed"].into_iter().collect();
    assert!(object.keys().all(|key| known.contains(key.as_str())), "{what}: {:?}", object.keys());
    let list = |key: &str| -> Vec<&str> {
        let texts = value[key].as_array().unwrap_or_else(|| panic!("{what}: {key} is no list"));
        texts.iter().map(|text| text.as_str().expect("a text")).collect()
    };
    assert_eq!(value["title"], seed.title(), "{what}");
    assert!(list("categories").iter().eq(seed.categories()), "{what}");
    assert!(list("body").iter().eq(seed.body()), "{what}");
}

fn written(name: &str, seed: &Seed, layout: &Layout) -> String {
    by_name(name).unwrap().write(seed, layout, &WriteOptions::default()).unwrap()
}

fn row(name: &str, seed: &Seed, layout: &Layout, path: &str) -> Vec<u8> {
    let row = Row { path: Some(path.to_owned()), seed: seed.clone(), layout: *layout };
    crate::sequence_tests::written(crate::sequence_tests::codec(name), &[row], &WriteOptions::default())
}

fn check(seed: &Seed, layout: &Layout) {
    let json = written("json", seed, layout);
    assert_same(&serde_json::from_str(&json).unwrap(), seed, "json");
    let yaml = written("yaml", seed, layout);
    assert_same(&serde_yaml::from_str(&yaml).unwrap(), seed, "yaml");
    // A terminal that shows them has nothing to obey.
    for text in [&json, &yaml] {
        assert!(!text.contains(|c: char| c < ' ' && c != '\n'), "{text:?}");
    }
    assert!(!yaml.contains(['\u{7F}', '\u{85}', '\u{9B}', '\u{2028}', '\u{202E}', '\u{FEFF}']), "{yaml:?}");
    let lines = String::from_utf8(row("jsonl", seed, layout, "a\u{85}b\"\u{1B}/c.seed")).unwrap();
    // One line, whatever a reader takes for its end.
    let ends = ['\r', '\u{B}', '\u{C}', '\u{1C}', '\u{1D}', '\u{1E}', '\u{85}', '\u{2028}', '\u{2029}'];
    assert!(!lines.contains(ends) && lines.matches('\n').count() == 1, "{lines:?}");
    let line: Value = serde_json::from_str(&lines).unwrap();
    assert_same(&line, seed, "jsonl");
    assert_eq!(line["path"], "a\u{85}b\"\u{1B}/c.seed");
    let stream = String::from_utf8(row("yaml", seed, layout, "x\ntitle: other\n---\n")).unwrap();
    assert_eq!(stream.lines().filter(|line| line.starts_with("---")).count(), 1, "{stream}");
    assert_same(&serde_yaml::from_str(&stream).unwrap(), seed, "yaml, many");
    check_markdown(&written("markdown", seed, layout), seed);
}

/// As GitHub shows it, with every extension and with what HTML there is: a heading, and a paragraph for each that is not
/// empty.
fn check_markdown(text: &str, seed: &Seed) {
    let mut options = comrak::Options::default();
    options.extension.front_matter_delimiter = Some("---".to_owned());
    let on = &mut options.extension;
    (on.table, on.strikethrough, on.footnotes, on.tasklist, on.superscript) = (true, true, true, true, true);
    (on.math_dollars, on.description_lists) = (true, true);
    options.render.r#unsafe = true;
    let html = comrak::markdown_to_html(text, &options);
    let mut tags: Vec<_> =
        html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default().to_owned()).collect();
    tags.retain(|tag| tag != "!-- --");
    let paragraphs = seed.body().iter().filter(|paragraph| !paragraph.is_empty()).count();
    let mut wanted = vec!["h1", "/h1"];
    wanted.extend(["p", "/p"].repeat(paragraphs));
    assert_eq!(tags, wanted, "{text}\n{html}");
}

#[test]
fn lures_are_text_in_every_part_of_every_format() {
    for lure in LURES {
        let name = lure.replace('~', "-");
        let seed = Seed::new([name.as_str(), "b", &name], *lure, [*lure, "mid", *lure, lure]).unwrap();
        let mut layout = seed.canonical_layout();
        layout.crlf |= seedkit_syntax::serialise(&seed, &layout).is_err();
        check(&seed, &layout);
    }
}

proptest! {
    #![proptest_config(crate::tests::cases(300))]

    #[test]
    fn what_is_written_holds_nothing_but_its_texts((seed, layout) in documents()) {
        check(&seed, &layout);
    }
}
