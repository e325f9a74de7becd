//! The laws of files with many seeds.

use crate::tests::{cases, documents, texts};
use crate::*;
use proptest::prelude::*;
use seedkit_syntax::Seed;
use std::io;
use std::sync::{Arc, Mutex};

/// Bytes in memory, to write to and to read at any place.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Memory {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

struct Bytes(Vec<u8>);

impl RandomAccess for Bytes {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.0.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        Ok(len)
    }
}

/// Every format for many seeds.
fn sequences() -> impl Iterator<Item = (&'static Format, &'static SequenceCodec)> {
    FORMATS.iter().filter_map(|format| Some((*format, format.sequence.as_ref()?)))
}

pub(crate) fn codec(name: &str) -> &'static SequenceCodec {
    by_name(name).unwrap().sequence.as_ref().unwrap()
}

pub(crate) fn written(codec: &SequenceCodec, rows: &[Row], options: &WriteOptions) -> Vec<u8> {
    let memory = Memory::default();
    let mut writer = (codec.create)(Box::new(memory.clone()), options).unwrap();
    for row in rows {
        writer.write((codec.encode)(row.clone(), options).unwrap()).unwrap();
    }
    writer.finish().unwrap();
    memory.bytes()
}

/// What each record reads as, and then why it cannot be read on, if it cannot.
fn read(
    codec: &SequenceCodec,
    bytes: &[u8],
    options: &ReadOptions,
) -> (Vec<Result<Row, String>>, Option<String>) {
    let source = Source::Random(Arc::new(Bytes(bytes.to_vec())));
    let mut reader = match (codec.open)(source, options) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Some(error.message)),
    };
    let mut rows = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(frame)) => {
                let bytes = frame.bytes().to_vec();
                rows.push(frame.read(options).map(|read| read.row).map_err(|error| {
                    // Slicing panics where a span is not on a character boundary.
                    let _ = error.span.map(|span| span.of(&String::from_utf8(bytes).unwrap()).len());
                    error.message
                }));
            }
            Ok(None) => return (rows, None),
            Err(error) => return (rows, Some(error.message)),
        }
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let path = prop_oneof![Just(None), texts().prop_map(|text| Some(text).filter(|text| !text.is_empty()))];
    let row = (path, documents()).prop_map(|(path, (seed, layout))| Row { path, seed, layout });
    prop::collection::vec(row, 0..6)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn rows_are_read_back(rows in rows(), key in prop_oneof![Just(None), Just(Some("text")), Just(Some("whole"))]) {
        let options = WriteOptions { text_key: key.map(str::to_owned), ..WriteOptions::default() };
        for (format, codec) in sequences() {
            let bytes = written(codec, &rows, &options);
            let expected = rows.iter().cloned().map(Ok).collect();
            prop_assert_eq!(read(codec, &bytes, &options.reading()), (expected, None), "{}", format.name);
        }
    }

    #[test]
    fn lines_are_lines_for_everyone(rows in rows()) {
        let text = String::from_utf8(written(codec("jsonl"), &rows, &WriteOptions::default())).unwrap();
        let ends_line = |c: char| matches!(c, '\u{B}' | '\u{C}' | '\r' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        prop_assert!(!text.contains(ends_line));
        prop_assert_eq!(text.matches('\n').count(), rows.len());
    }

    #[test]
    fn damaged_files_are_refused_or_read(rows in rows(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        for (_, codec) in sequences() {
            let mut bytes = written(codec, &rows, &WriteOptions::default());
            if bytes.is_empty() {
                continue;
            }
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] = byte }
            let (rows, error) = read(codec, &bytes, &ReadOptions::default());
            let messages = rows.into_iter().filter_map(Result::err).chain(error);
            for message in messages {
                prop_assert!(!message.is_empty());
            }
        }
    }
}

fn row(path: &str, body: &str) -> Row {
    Row {
        path: Some(path.to_owned()),
        seed: Seed::new(["A"], "T", [body]).unwrap(),
        layout: seedkit_syntax::Layout::default(),
    }
}

#[test]
fn json_lines_are_as_documented() {
    let rows = [row("a.seed", "x\u{85}\u{2028}\u{7f}é")];
    let text = String::from_utf8(written(codec("jsonl"), &rows, &WriteOptions::default())).unwrap();
    assert_eq!(
        text,
        "{\"path\":\"a.seed\",\"categories\":[\"A\"],\"title\":\"T\",\"body\":[\"x\\u0085\\u2028\\u007fé\"],\"seed\":\"\"}\n"
    );
}

#[test]
fn yaml_streams_are_as_documented() {
    let rows = [row("a.seed", "one"), Row { path: None, ..row("", "two") }];
    let text = String::from_utf8(written(codec("yaml"), &rows, &WriteOptions::default())).unwrap();
    assert_eq!(
        text,
        "---\npath: a.seed\ncategories:\n  - A\ntitle: T\nbody:\n  - one\n---\ncategories:\n  - A\ntitle: T\nbody:\n  - two\n"
    );
}

#[test]
fn streams_of_others_are_taken_apart() {
    let one = "title: a\ncategories: []\nbody: [x]\n";
    let streams = [
        format!("{one}---\n{one}"),
        format!("\u{FEFF}# a comment\n---\n{one}...\n# another\n--- # third\n{one}...\n"),
        format!("%YAML 1.2\n---\r\n{}...\n%YAML 1.2\n---\n{one}", one.replace('\n', "\r\n")),
        format!("--- {{title: a, categories: [], body: [x]}}\n---\n{one}"),
    ];
    for stream in streams {
        let (rows, error) = read(codec("yaml"), stream.as_bytes(), &ReadOptions::default());
        let expected = Row {
            path: None,
            seed: Seed::new([""; 0], "a", ["x"]).unwrap(),
            layout: seedkit_syntax::Layout::default(),
        };
        assert_eq!((rows, error), (vec![Ok(expected.clone()), Ok(expected)], None), "{stream}");
    }
    let two = Source::Random(Arc::new(Bytes(format!("{one}---\n{one}").into_bytes())));
    let mut reader = (codec("yaml").open)(two, &ReadOptions::default()).unwrap();
    let numbers = std::iter::from_fn(|| reader.next().unwrap()).map(|frame| frame.number);
    assert_eq!(numbers.collect::<Vec<_>>(), [1, 2]);
    let (rows, _) = read(codec("yaml"), b"---\n---\n", &ReadOptions::default());
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.as_ref().is_err_and(|error| error.starts_with("there is no data"))));
}

#[test]
fn records_from_elsewhere() {
    let options = |map: &str| ReadOptions { columns: Some(map.parse().unwrap()), ..ReadOptions::default() };
    let read_one = |text: &str, map: &str| {
        let (mut rows, error) = read(codec("jsonl"), text.as_bytes(), &options(map));
        assert_eq!((rows.len(), error), (1, None));
        rows.remove(0)
    };
    let text = r#"{"id": 7, "name": "T", "text": "one\ntwo\n", "tags": "A~B~", "url": {"x": [null]}}"#;
    let row = read_one(text, "title=name,body=text,categories=tags").unwrap();
    assert_eq!(row.seed, Seed::new(["A", "B"], "T", ["one", "two"]).unwrap());
    assert_eq!(row.layout.to_string(), "final-newline");
    assert_eq!(row.path, None);

    let row = read_one(text, "path=name,title=,body=text,categories=").unwrap();
    assert_eq!(row.seed, Seed::new([""; 0], "", ["one", "two"]).unwrap());
    assert_eq!(row.path.as_deref(), Some("T"));

    let crlf = r#"{"title": "T", "text": "one\r\ntwo", "categories": ["A~"]}"#;
    assert_eq!(
        read_one(crlf, "body=text").unwrap_err(),
        "category 1 holds `~`, which ends a category and cannot be escaped"
    );
    let row = read_one(&crlf.replace("A~", "A"), "body=text").unwrap();
    assert_eq!(
        (row.seed.body(), row.layout.to_string()),
        (&["one".to_owned(), "two".to_owned()][..], "crlf".to_owned())
    );

    assert_eq!(
        read_one(r#"{"title": null}"#, "body=text").unwrap_err(),
        "the title has no value: write `\"\"` for an empty one"
    );
    assert_eq!(
        read_one(r#"{"name": "x"}"#, "title=name,categories=").unwrap_err(),
        "the key `body` is missing: add it"
    );
}

#[test]
fn blank_lines_are_told() {
    let line = "{\"title\":\"\",\"categories\":[],\"body\":[]}";
    let text = format!("\u{FEFF}{line}\r\n\r\n{line}");
    let (rows, error) = read(codec("jsonl"), text.as_bytes(), &ReadOptions::default());
    assert_eq!(error, None);
    assert_eq!(rows.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    let lenient = ReadOptions { blank_lines: true, ..ReadOptions::default() };
    assert_eq!(read(codec("jsonl"), text.as_bytes(), &lenient).0.len(), 2);
}

#[test]
fn a_line_without_an_end_does_not_fill_the_memory() {
    let source = Source::Stream(Box::new(io::BufReader::new(io::repeat(b'a'))));
    let mut reader = (codec("jsonl").open)(source, &ReadOptions::default()).unwrap();
    let error = reader.next().unwrap_err();
    assert!(error.message.starts_with("line 1 makes a record of more than 128 MiB"), "{error}");
}

/// Lines, then faults one after the other.
struct Faulty(&'static [u8], Vec<io::ErrorKind>);

impl io::Read for Faulty {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.1.pop() {
            _ if !self.0.is_empty() => io::Read::read(&mut self.0, buffer),
            Some(kind) => Err(kind.into()),
            None => Ok(0),
        }
    }
}

#[test]
fn a_fault_in_reading_is_told_with_the_line_before_it() {
    let line = concat!(r#"{"path":"a","categories":["A"],"title":"T","body":[]}"#, "\n").as_bytes();
    for (kind, told) in [
        (io::ErrorKind::UnexpectedEof, "after line 1 it cannot be read: the compressed data end too early"),
        (io::ErrorKind::PermissionDenied, "after line 1 it cannot be read: permission denied"),
    ] {
        // The first fault is used up while there are lines.
        let faults = vec![kind, io::ErrorKind::Interrupted, kind];
        let source = Source::Stream(Box::new(io::BufReader::new(Faulty(line, faults))));
        let mut reader = (codec("jsonl").open)(source, &ReadOptions::default()).unwrap();
        let frame = reader.next().unwrap().unwrap();
        assert_eq!((frame.number, frame.weight() > 0), (1, true));
        let error = reader.next().unwrap_err();
        assert!(error.to_string().starts_with(told), "{error}");
    }
}

#[test]
fn formats_for_many_seeds_alone_take_no_single_one() {
    let seed = Seed::new(["A"], "T", [""; 0]).unwrap();
    for (format, _) in sequences().filter(|(format, _)| format.document.is_none()) {
        let many = format!("{} holds many seeds a file", format.name);
        let error = format.read("", &ReadOptions::default()).unwrap_err();
        assert!(error.message.starts_with(&many), "{error:?}");
        let error = format.write(&seed, &seed.canonical_layout(), &WriteOptions::default()).unwrap_err();
        assert!(error.to_string().starts_with(&many), "{error}");
    }
    assert!(FORMATS.iter().all(|format| format.is_lossless()));
}

#[test]
fn names_of_columns_are_read_and_printed() {
    for text in ["title=name,body=text,categories=", "path=file", "seed=,title="] {
        assert_eq!(text.parse::<Columns>().unwrap().to_string(), text);
    }
    for (text, part, reason) in [
        ("title", "title", "is no pair"),
        ("", "", "is no pair"),
        ("name=title", "name", "is no column of ours"),
        ("title=a,title=b", "title=b", "names a column a second time"),
        ("title=a,body=a", "body=a", "names a column a second time"),
    ] {
        let error = text.parse::<Columns>().unwrap_err().to_string();
        assert!(error.starts_with(&format!("{part:?} {reason}")), "{error}");
    }
}

#[test]
fn a_record_too_long_to_be_read_is_not_written() {
    let text = "a".repeat(MAX_RECORD + 1);
    let error = crate::sequence::within_limit(text).unwrap_err();
    assert_eq!(error, WriteError::TooLong(MAX_RECORD + 1));
    assert!(error.to_string().ends_with("is the limit: convert it into a file of its own"));
}

#[cfg(feature = "parquet")]
#[test]
fn groups_of_rows_come_back() {
    let body = "x".repeat(1 << 20);
    let rows: Vec<_> =
        (0..120).map(|number| row(&format!("{number}.seed"), &format!("{number}{body}"))).collect();
    let bytes = written(codec("parquet"), &rows, &WriteOptions::default());
    let (read, error) = read(codec("parquet"), &bytes, &ReadOptions::default());
    assert_eq!(error, None);
    assert!(read.into_iter().map(Result::unwrap).eq(rows));
}

/// A group is compressed little by little.
#[cfg(feature = "parquet")]
#[test]
fn many_small_rows_of_a_group_come_back() {
    let rows: Vec<_> = (0..9000_usize)
        .map(|number| {
            let categories = (0..number % 4).map(|index| format!("Category {}", number * index % 97));
            let body =
                (0..number % 3).map(|index| format!("Paragraph {index} of {number}. {}", "x".repeat(90)));
            let seed = Seed::new(categories, format!("Title {number}"), body).unwrap();
            let layout = seed.canonical_layout();
            Row { path: (number % 5 > 0).then(|| format!("{number}.seed")), seed, layout }
        })
        .collect();
    let options = WriteOptions { text_key: Some("text".to_owned()), ..WriteOptions::default() };
    let bytes = written(codec("parquet"), &rows, &options);
    let (read, error) = read(codec("parquet"), &bytes, &ReadOptions::default());
    assert_eq!(error, None);
    assert!(read.into_iter().map(Result::unwrap).eq(rows));
}

#[cfg(feature = "parquet")]
#[test]
fn other_columns_are_told() {
    let rows = [row("a.seed", "b")];
    let options = WriteOptions { text_key: Some("extra".to_owned()), ..WriteOptions::default() };
    let bytes = written(codec("parquet"), &rows, &options);
    let (_, error) = read(codec("parquet"), &bytes, &ReadOptions::default());
    assert!(error.unwrap().starts_with("the column \"extra\" is unknown: the columns are `path`,"));
    let map = |map: &str| ReadOptions { columns: Some(map.parse().unwrap()), ..ReadOptions::default() };
    let (_, error) = read(codec("parquet"), &bytes, &map("title=name"));
    assert_eq!(error.unwrap(), "the column `name` is missing: `--map` tells which one it is");
    let (_, error) = read(codec("parquet"), &bytes, &map("title=body,body=title"));
    assert_eq!(error.unwrap(), "the column `body` has another type than a string");
    let (read_rows, error) = read(codec("parquet"), &bytes, &map("title=path,path="));
    assert_eq!(error, None);
    assert_eq!(read_rows[0].as_ref().unwrap().seed.title(), "a.seed");
}
