//! The laws of readers and of the ways there and back.

use seedkit_convert::{
    Format, MarkdownTitle, RandomAccess, ReadError, ReadOptions, Row, SequenceCodec, SequenceError, Sink,
    Source, WriteOptions, by_name,
};
use seedkit_syntax::{Layout, Seed, parse, serialise};
use std::io::{self, Cursor, Write};
use std::sync::{Arc, Mutex};

fn format(name: &str) -> &'static Format {
    by_name(name).expect("the format exists")
}

/// All ways to write that differ.
fn ways_to_write() -> impl Iterator<Item = WriteOptions> {
    let ways = [
        (MarkdownTitle::Both, 2, None),
        (MarkdownTitle::Heading, 0, Some("text")),
        (MarkdownTitle::FrontMatter, 9, Some("whole")),
    ];
    ways.into_iter().map(|(markdown_title, json_indent, key)| WriteOptions {
        markdown_title,
        json_indent,
        text_key: key.map(str::to_owned),
    })
}

fn assert_error(error: &ReadError, text: &str) {
    assert!(!error.message.is_empty() && !error.message.contains('\n'), "{:?}", error.message);
    if let Some(span) = error.span {
        assert!(
            text.get(span.start as usize..span.end as usize).is_some(),
            "{span:?} does not lie in {text:?}"
        );
    }
}

/// What was read can be written, as a seed file too.
fn assert_can_be_written(seed: &Seed, layout: &Layout) -> String {
    serialise(seed, layout).unwrap_or_else(|error| panic!("it was read and cannot be written: {error}"))
}

/// One document is read or refused, and what is read comes back.
pub fn assert_reads(name: &str, text: &str) {
    let format = format(name);
    match format.read(text, &ReadOptions::default()) {
        Ok((seed, layout)) => {
            assert_can_be_written(&seed, &layout);
            let options = WriteOptions::default();
            let written = format.write(&seed, &layout, &options).expect("what was read can be written");
            format.verify(&written, &seed, &layout, &options).expect("what was written reads back");
        }
        Err(error) => assert_error(&error, text),
    }
    match format.import.map(|import| import(text)) {
        Some(Ok(imported)) => {
            assert_can_be_written(&imported.seed, &imported.seed.canonical_layout());
        }
        Some(Err(error)) => assert_error(&error, text),
        None => {}
    }
}

/// Many documents are read or refused, those of others too, and what is read comes back.
pub fn assert_rows_read(name: &str, bytes: &[u8]) {
    let codec = format(name).sequence.as_ref().expect("it holds many seeds");
    let foreign =
        ReadOptions { columns: "body=text".parse().ok(), blank_lines: true, ..ReadOptions::default() };
    rows(codec, bytes, &foreign);
    let read = rows(codec, bytes, &ReadOptions::default());
    if codec.streams {
        let source = Source::Stream(Box::new(Cursor::new(bytes.to_vec())));
        assert_eq!(rows_of(codec, source, &ReadOptions::default()), read, "a pipe reads as a file does");
    }
    let (rows, _) = read;
    for row in &rows {
        assert_can_be_written(&row.seed, &row.layout);
    }
    assert_rows_come_back(codec, &rows, &WriteOptions::default());
}

/// A seed comes back from every format, with every way to write.
pub fn assert_comes_back(seed: &Seed, layout: &Layout) {
    let text = assert_can_be_written(seed, layout);
    assert_eq!(parse(&text).read(Default::default()), Ok((seed.clone(), *layout)));
    for options in ways_to_write() {
        for format in seedkit_convert::FORMATS {
            if format.document.is_some() {
                let written = format.write(seed, layout, &options).expect("a seed file can hold it");
                let back = format.verify(&written, seed, layout, &options);
                assert_eq!(back, Ok(()), "{}: {written:?}", format.name);
            }
            // Many are one here: a title makes a path as good as any.
            if let Some(codec) = format.sequence.as_ref().filter(|codec| codec.streams) {
                let path = Some(seed.title().to_owned()).filter(|path| !path.is_empty());
                let row = Row { path, seed: seed.clone(), layout: *layout };
                assert_rows_come_back(codec, &[row.clone(), row], &options);
            }
        }
    }
}

fn assert_rows_come_back(codec: &SequenceCodec, rows: &[Row], options: &WriteOptions) {
    let memory = Memory::default();
    let mut writer = (codec.create)(Box::new(memory.clone()), options).expect("memory can be written");
    for row in rows {
        writer
            .write((codec.encode)(row.clone(), options).expect("it is short"))
            .expect("memory can be written");
    }
    writer.finish().expect("memory can be written");
    let bytes = memory.0.lock().expect("no thread panicked").clone();
    let read = self::rows(codec, &bytes, &options.reading());
    assert_eq!(read, (rows.to_vec(), Vec::new()), "{:?}", String::from_utf8_lossy(&bytes));
}

/// The rows of a file, and what is wrong with the others.
fn rows(codec: &SequenceCodec, bytes: &[u8], options: &ReadOptions) -> (Vec<Row>, Vec<String>) {
    rows_of(codec, Source::Random(Arc::new(Bytes(bytes.to_vec()))), options)
}

fn rows_of(codec: &SequenceCodec, source: Source, options: &ReadOptions) -> (Vec<Row>, Vec<String>) {
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    let end = |error: SequenceError| {
        assert!(!error.message.is_empty());
        error.message
    };
    let mut reader = match (codec.open)(source, options) {
        Ok(reader) => reader,
        Err(error) => return (rows, vec![end(error)]),
    };
    loop {
        match reader.next() {
            Ok(Some(frame)) => {
                let text = String::from_utf8_lossy(frame.bytes()).into_owned();
                match frame.read(options) {
                    Ok(read) => rows.push(read.row),
                    Err(error) => {
                        assert_error(&error, &text);
                        errors.push(error.message);
                    }
                }
            }
            Ok(None) => return (rows, errors),
            Err(error) => {
                errors.push(end(error));
                return (rows, errors);
            }
        }
    }
}

/// Bytes to be read at any place.
struct Bytes(Vec<u8>);

impl RandomAccess for Bytes {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let rest = self.0.get(from..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        Ok(len)
    }
}

/// Bytes to be written.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no thread panicked").extend_from_slice(bytes);
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
