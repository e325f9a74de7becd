//! Writes groups of rows.

use super::{COLUMNS, VERSION_KEY, parquet_schema};
use crate::error::WriteError;
use crate::format::WriteOptions;
use crate::formats::check;
use crate::record::Column;
use crate::sequence::{Content, Encoded, MAX_RECORD, Row, Sink, WriteRows};
use bytes::Bytes;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::page::{CompressedPage, PageWriteSpec, PageWriter};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnDescPtr, ColumnPath};
use seedkit_syntax::FORMAT_VERSION;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How much text a group of rows has, in bytes. Groups are held in memory, compressed, until they are whole.
const GROUP: usize = 32 << 20;

/// How much text is compressed at once, in bytes: so that it is while rows come, and not all of it once a group is whole.
const BATCH: usize = 256 << 10;

/// How many rows a group has at most.
const GROUP_ROWS: usize = 1 << 20;

#[expect(clippy::needless_pass_by_value, reason = "as every format has it")]
pub(super) fn encode(row: Row, _: &WriteOptions) -> Result<Encoded, WriteError> {
    check(&row.seed, &row.layout)?;
    let weight = row.weight();
    if weight > MAX_RECORD {
        Err(WriteError::TooLong(weight))
    } else {
        Ok(Encoded(Content::Packed(pack(&row))))
    }
}

/// The texts of a row, one after the other, each after its length in bytes: path, title, layout where it is not the usual
/// one, and the categories and the paragraphs after how many there are. So a row is one piece of memory on its way to where it is
/// written, maybe by another thread.
fn pack(row: &Row) -> Vec<u8> {
    let seed = &row.seed;
    let path = row.path.as_deref().unwrap_or_default();
    let layout = if row.layout.is_canonical() { String::new() } else { row.layout.to_string() };
    let single = [path, seed.title(), &layout];
    let lists = [seed.categories(), seed.body()];
    let len = |text: &str| size_of::<u32>() + text.len();
    let bytes = single.into_iter().map(len).sum::<usize>()
        + lists.into_iter().flatten().map(|text| len(text)).sum::<usize>()
        + lists.len() * size_of::<u32>();
    let mut packed = Vec::with_capacity(bytes);
    // No record is longer than MAX_RECORD.
    let number =
        |packed: &mut Vec<u8>, number: usize| packed.extend_from_slice(&(number as u32).to_le_bytes());
    let push = |packed: &mut Vec<u8>, text: &str| {
        number(packed, text.len());
        packed.extend_from_slice(text.as_bytes());
    };
    for text in single {
        push(&mut packed, text);
    }
    for list in lists {
        number(&mut packed, list.len());
        for text in list {
            push(&mut packed, text);
        }
    }
    packed
}

/// A row of a group of packed ones: where its texts are.
#[derive(Default)]
struct Unpacked {
    path: Range<usize>,
    title: Range<usize>,
    layout: Range<usize>,
    categories: Vec<Range<usize>>,
    body: Vec<Range<usize>>,
}

impl Unpacked {
    /// Goes through the rows of a group.
    fn each(packed: &[u8], mut look: impl FnMut(&Self)) {
        let mut at = 0;
        let number = |at: &mut usize| {
            let bytes = packed[*at..].first_chunk().copied().unwrap_or_default();
            *at += size_of::<u32>();
            u32::from_le_bytes(bytes) as usize
        };
        let text = |at: &mut usize| {
            let len = number(at);
            *at += len;
            *at - len..*at
        };
        let mut row = Self::default();
        while at < packed.len() {
            row.path = text(&mut at);
            row.title = text(&mut at);
            row.layout = text(&mut at);
            for list in [&mut row.categories, &mut row.body] {
                list.clear();
                let len = number(&mut at);
                list.extend((0..len).map(|_| text(&mut at)));
            }
            look(&row);
        }
    }
}

pub(super) fn create(sink: Box<dyn Sink>, options: &WriteOptions) -> io::Result<Box<dyn WriteRows>> {
    let text_key = options.text_key.clone();
    let schema = parse_message_type(&parquet_schema(text_key.as_deref())).map_err(io::Error::other)?;
    let column = |name: &str| ColumnPath::from(name);
    let properties = WriterProperties::builder()
        .set_created_by(concat!("seedkit ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new(VERSION_KEY.to_owned(), FORMAT_VERSION.to_owned())]))
        // A dictionary is for values that repeat: names of categories, and flags.
        .set_dictionary_enabled(false)
        .set_column_dictionary_enabled(
            ColumnPath::from(vec!["categories".to_owned(), "list".to_owned(), "element".to_owned()]),
            true,
        )
        .set_column_dictionary_enabled(column("seed"), true)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_column_statistics_enabled(column("path"), EnabledStatistics::Chunk)
        .set_column_statistics_enabled(column("title"), EnabledStatistics::Chunk)
        .build();
    let writer =
        SerializedFileWriter::new(Out(sink), Arc::new(schema), Arc::new(properties)).map_err(error)?;
    let text_key = text_key.is_some();
    Ok(Box::new(Groups { writer, text_key, chunks: Vec::new(), packed: Vec::new(), rows: 0, weight: 0 }))
}

/// A sink as the library wants it.
struct Out(Box<dyn Sink>);

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Collects rows until they make a group.
struct Groups {
    writer: SerializedFileWriter<Out>,
    text_key: bool,
    /// What the group has so far, but for the last rows; none where there are no others.
    chunks: Vec<Chunk>,
    /// The last rows.
    packed: Vec<u8>,
    /// How many rows the group has.
    rows: usize,
    /// How many bytes they have.
    weight: usize,
}

impl WriteRows for Groups {
    fn write(&mut self, row: Encoded) -> io::Result<()> {
        let Content::Packed(row) = row.0 else {
            return Err(io::Error::other("the row was prepared for another format"));
        };
        self.packed.extend_from_slice(&row);
        self.rows += 1;
        self.weight += row.len();
        if self.weight * (1 + usize::from(self.text_key)) >= GROUP || self.rows >= GROUP_ROWS {
            self.write_group().map_err(error)?;
        } else if self.packed.len() >= BATCH {
            self.compress().map_err(error)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(error)?;
        }
        self.writer.into_inner().map_err(error)?.0.finish()
    }
}

/// What a group has in a column.
struct Chunk {
    writer: ColumnWriterImpl<'static, ByteArrayType>,
    pages: Pages,
}

/// The pages of a chunk, in memory: a group is written one column after the other, and rows have all of them.
#[derive(Clone, Default)]
struct Pages(Arc<Mutex<Vec<u8>>>);

impl Pages {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PageWriter for Pages {
    fn write_page(&mut self, page: CompressedPage) -> ParquetResult<PageWriteSpec> {
        let mut bytes = self.lock();
        let start = bytes.len();
        let mut tracked = TrackedWrite::new(&mut *bytes);
        let mut written = SerializedPageWriter::new(&mut tracked).write_page(page)?;
        tracked.into_inner()?;
        // It counts from where it began to write.
        written.offset += start as u64;
        Ok(written)
    }

    fn close(&mut self) -> ParquetResult<()> {
        Ok(())
    }
}

/// What rows have in a column, as the library wants it: levels only where not every row has one value.
#[derive(Default)]
struct Values {
    texts: Vec<ByteArray>,
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

impl Values {
    fn push_list(&mut self, list: impl ExactSizeIterator<Item = ByteArray>) {
        if list.len() == 0 {
            self.defined.push(0);
            self.repeated.push(0);
        }
        for (index, value) in list.enumerate() {
            self.texts.push(value);
            self.defined.push(1);
            self.repeated.push(i16::from(index > 0));
        }
    }

    fn push_optional(&mut self, value: Option<ByteArray>) {
        self.defined.push(i16::from(value.is_some()));
        self.texts.extend(value);
    }
}

impl Groups {
    /// The columns of the file.
    fn columns(&self) -> impl Iterator<Item = Column> + use<> {
        let text_key = self.text_key;
        COLUMNS.iter().copied().filter(move |column| text_key || *column != Column::Text)
    }

    /// Starts a group.
    fn start(&mut self) {
        let columns = self.writer.schema_descr().columns();
        let chunk = |column: &ColumnDescPtr| {
            let pages = Pages::default();
            let properties = Arc::clone(self.writer.properties());
            let writer = ColumnWriterImpl::new(Arc::clone(column), properties, Box::new(pages.clone()));
            Chunk { writer, pages }
        };
        self.chunks = columns.iter().map(chunk).collect();
    }

    /// Moves the last rows into the columns.
    fn compress(&mut self) -> ParquetResult<()> {
        let packed = Bytes::from(std::mem::take(&mut self.packed));
        let value = |range: &Range<usize>| ByteArray::from(packed.slice(range.clone()));
        // A dictionary keeps its values, and is not to keep all rows.
        let kept = |range: &Range<usize>| ByteArray::from(packed[range.clone()].to_vec());
        let mut all: Vec<Values> = self.columns().map(|_| Values::default()).collect();
        Unpacked::each(&packed, |row| {
            for (column, into) in self.columns().zip(&mut all) {
                match column {
                    Column::Path => into.texts.push(value(&row.path)),
                    Column::Title => into.texts.push(value(&row.title)),
                    Column::Categories => into.push_list(row.categories.iter().map(kept)),
                    Column::Body => into.push_list(row.body.iter().map(value)),
                    Column::Text => {
                        let lines: Vec<_> = row.body.iter().map(|line| &packed[line.clone()]).collect();
                        into.texts.push(lines.join(&b'\n').into());
                    }
                    Column::Seed => {
                        into.push_optional((!row.layout.is_empty()).then(|| kept(&row.layout)));
                    }
                }
            }
        });
        if self.chunks.is_empty() {
            self.start();
        }
        let levels = |levels: Vec<i16>| (!levels.is_empty()).then_some(levels);
        for (chunk, Values { texts, defined, repeated }) in self.chunks.iter_mut().zip(all) {
            let (defined, repeated) = (levels(defined), levels(repeated));
            chunk.writer.write_batch(&texts, defined.as_deref(), repeated.as_deref())?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> ParquetResult<()> {
        self.compress()?;
        (self.rows, self.weight) = (0, 0);
        let mut group = self.writer.next_row_group()?;
        for Chunk { writer, pages } in self.chunks.drain(..) {
            let closed = writer.close()?;
            let bytes = std::mem::take(&mut *pages.lock());
            group.append_column(&Bytes::from(bytes), closed)?;
        }
        group.close()?;
        Ok(())
    }
}

fn error(error: ParquetError) -> io::Error {
    match error {
        // What the disk said is what to tell.
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
