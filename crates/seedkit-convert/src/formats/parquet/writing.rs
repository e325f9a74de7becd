//! Writes groups of rows.

use super::{COLUMNS, VERSION_KEY, parquet_schema};
use crate::error::WriteError;
use crate::format::WriteOptions;
use crate::formats::check;
use crate::record::Column;
use crate::sequence::{Content, Encoded, MAX_RECORD, Row, Sink, WriteRows};
use bytes::Bytes;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;
use seedkit_syntax::FORMAT_VERSION;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// How much text a group of rows has, in bytes. Groups are held in memory while they are written.
const GROUP: usize = 32 << 20;

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
    Ok(Box::new(Groups { writer, text_key: text_key.is_some(), packed: Vec::new(), rows: 0 }))
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
    packed: Vec<u8>,
    rows: usize,
}

impl WriteRows for Groups {
    fn write(&mut self, row: Encoded) -> io::Result<()> {
        let Content::Packed(row) = row.0 else {
            return Err(io::Error::other("the row was prepared for another format"));
        };
        self.packed.extend_from_slice(&row);
        self.rows += 1;
        if self.packed.len() * (1 + usize::from(self.text_key)) >= GROUP || self.rows >= GROUP_ROWS {
            self.write_group().map_err(error)?;
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

/// What a group has in a column, as the library wants it: levels only where not every row has one value.
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
    fn write_group(&mut self) -> ParquetResult<()> {
        self.rows = 0;
        let packed = Bytes::from(std::mem::take(&mut self.packed));
        let value = |range: &Range<usize>| ByteArray::from(packed.slice(range.clone()));
        let columns = || COLUMNS.iter().filter(|column| self.text_key || **column != Column::Text);
        let mut all: Vec<Values> = columns().map(|_| Values::default()).collect();
        Unpacked::each(&packed, |row| {
            for (column, into) in columns().zip(&mut all) {
                match column {
                    Column::Path => into.texts.push(value(&row.path)),
                    Column::Title => into.texts.push(value(&row.title)),
                    Column::Categories => into.push_list(row.categories.iter().map(value)),
                    Column::Body => into.push_list(row.body.iter().map(value)),
                    Column::Text => {
                        let lines: Vec<_> = row.body.iter().map(|line| &packed[line.clone()]).collect();
                        into.texts.push(lines.join(&b'\n').into());
                    }
                    Column::Seed => {
                        into.push_optional((!row.layout.is_empty()).then(|| value(&row.layout)));
                    }
                }
            }
        });
        let mut group = self.writer.next_row_group()?;
        let levels = |levels: Vec<i16>| (!levels.is_empty()).then_some(levels);
        for Values { texts, defined, repeated } in all {
            let Some(mut writer) = group.next_column()? else { break };
            let (defined, repeated) = (levels(defined), levels(repeated));
            writer.typed::<ByteArrayType>().write_batch(&texts, defined.as_deref(), repeated.as_deref())?;
            writer.close()?;
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
