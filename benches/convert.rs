//! Every writer and reader: `cargo bench -p seedkit-bench --bench convert`, with `--features parquet` for Parquet.
//!
//! All speeds are in bytes of the seeds, so that those of all formats compare by their ratio.
#![expect(clippy::unwrap_used, reason = "a benchmark without its texts has nothing to measure")]

mod texts;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use seedkit_convert::{
    FORMATS, Format, RandomAccess, ReadOptions, Row, SequenceCodec, Sink, Source, WriteOptions, by_name,
};
use seedkit_syntax::{Acceptance, Layout, Seed, parse};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use texts::{len, texts};

fn main() {
    divan::main();
}

const COUNT: usize = 500;

/// The formats that hold one seed a file.
fn documents() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().filter(|format| format.document.is_some()).map(|format| format.name)
}

/// The formats that hold many.
fn sequences() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().filter(|format| format.sequence.is_some()).map(|format| format.name)
}

fn format(name: &str) -> &'static Format {
    by_name(name).unwrap()
}

fn codec(name: &str) -> &'static SequenceCodec {
    format(name).sequence.as_ref().unwrap()
}

fn seeds(texts: &[String]) -> Vec<(Seed, Layout)> {
    texts.iter().map(|text| parse(text).read(Acceptance::Lenient).unwrap()).collect()
}

#[divan::bench(args = documents())]
fn writing(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts("mixed", COUNT);
    let (seeds, options, format) = (seeds(&texts), WriteOptions::default(), format(name));
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        for (seed, layout) in &seeds {
            black_box(format.write(seed, layout, &options).unwrap());
        }
    });
}

#[divan::bench(args = documents())]
fn reading(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts("mixed", COUNT);
    let (options, format) = (ReadOptions::default(), format(name));
    let written: Vec<_> = seeds(&texts)
        .iter()
        .map(|(seed, layout)| format.write(seed, layout, &WriteOptions::default()).unwrap())
        .collect();
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        for text in &written {
            black_box(format.read(text, &options).unwrap());
        }
    });
}

fn rows(texts: &[String]) -> Vec<Row> {
    let row = |(index, (seed, layout))| Row { path: Some(format!("{index}.seed")), seed, layout };
    seeds(texts).into_iter().enumerate().map(row).collect()
}

/// A file in memory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
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

impl RandomAccess for Memory {
    fn size(&self) -> u64 {
        self.0.lock().unwrap().len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.0.lock().unwrap();
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        Ok(len)
    }
}

fn write_all(codec: &SequenceCodec, rows: Vec<Row>) -> Memory {
    let (memory, options) = (Memory::default(), WriteOptions::default());
    let mut writer = (codec.create)(Box::new(memory.clone()), &options).unwrap();
    for row in rows {
        writer.write((codec.encode)(row, &options).unwrap()).unwrap();
    }
    writer.finish().unwrap();
    memory
}

#[divan::bench(args = sequences())]
fn writing_many(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts("mixed", COUNT);
    let (rows, codec) = (rows(&texts), codec(name));
    bencher
        .counter(BytesCount::new(len(&texts)))
        .with_inputs(|| rows.clone())
        .bench_values(|rows| write_all(codec, rows));
}

#[divan::bench(args = sequences())]
fn reading_many(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts("mixed", COUNT);
    let (codec, options) = (codec(name), ReadOptions::default());
    let written = write_all(codec, rows(&texts));
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        let mut reader = (codec.open)(Source::Random(Arc::new(written.clone())), &options).unwrap();
        let mut count = 0;
        while let Some(frame) = reader.next().unwrap() {
            black_box(frame.read(&options).unwrap());
            count += 1;
        }
        assert_eq!(count, texts.len());
    });
}
