//! Parquet: a row a seed, written and read one group of rows at a time.

mod writing;

use crate::error::ReadError;
use crate::format::{Format, ReadOptions};
use crate::record::{Column, Keys, Record, Texts};
use crate::sequence::{
    Frame, FrameContent, MAX_RECORD, RandomAccess, ReadRows, Row, SequenceCodec, SequenceError, Sequential,
    Source, some_path,
};
use bytes::Bytes;
use parquet::basic::{LogicalType, Type as PhysicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::schema::types::Type;
use seedkit_syntax::Part;
use std::collections::VecDeque;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub(super) static FORMAT: Format = Format {
    name: "parquet",
    aliases: &[],
    extensions: &["parquet"],
    media_type: "application/vnd.apache.parquet",
    summary: "Parquet: a row a seed, compressed",
    document: None,
    sequence: Some(SequenceCodec {
        unit: "row",
        streams: false,
        compresses: true,
        open,
        encode: writing::encode,
        create: writing::create,
    }),
    import: None,
};

const COLUMNS: &[Column] =
    &[Column::Path, Column::Categories, Column::Title, Column::Body, Column::Text, Column::Seed];

/// How much text is read at once, in bytes, as far as the sizes in the file tell.
const BATCH: u64 = 4 << 20;

/// The key of the metadata that tells the version of the seed format.
const VERSION_KEY: &str = "seed.format";

/// The schema that is written, as the message type of the Parquet format. With a text key it has that column, too.
#[must_use]
pub fn parquet_schema(text_key: Option<&str>) -> String {
    let list = |name| {
        format!(
            "  required group {name} (LIST) {{\n    repeated group list {{\n      required binary element (STRING);\n    }}\n  }}\n"
        )
    };
    let text = text_key.map(|key| format!("  required binary {key} (STRING);\n")).unwrap_or_default();
    format!(
        "message seed {{\n  required binary path (STRING);\n{}  required binary title (STRING);\n{}{text}  optional binary seed (STRING);\n}}\n",
        list("categories"),
        list("body"),
    )
}

/// Bytes at any place, as the library wants them.
struct Chunks(Arc<dyn RandomAccess>);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.size()
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<Sequential>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(BufReader::new(Sequential { random: Arc::clone(&self.0), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        // A file may claim any size: memory is for what is there.
        if start.checked_add(length as u64).is_none_or(|end| end > self.len()) {
            return Err(ParquetError::EOF("the file ends too early".to_owned()));
        }
        let mut bytes = Vec::with_capacity(length);
        self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            Err(ParquetError::EOF("the file ends too early".to_owned()))
        } else {
            Ok(bytes.into())
        }
    }
}

thread_local! {
    static GUARDED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether a panic on this thread is caught here and told as an error: a hook can then be silent.
///
/// The Parquet library panics on some damaged files.
#[must_use]
pub fn panic_is_caught() -> bool {
    GUARDED.get()
}

/// Makes an error of a panic.
fn guarded<T>(work: impl FnOnce() -> Result<T, SequenceError>) -> Result<T, SequenceError> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    result.unwrap_or_else(|_| Err(SequenceError::new("the Parquet file is damaged")))
}

fn open(source: Source, options: &ReadOptions) -> Result<Box<dyn ReadRows>, SequenceError> {
    guarded(|| open_file(source, options))
}

fn open_file(source: Source, options: &ReadOptions) -> Result<Box<dyn ReadRows>, SequenceError> {
    let Source::Random(random) = source else {
        return Err(SequenceError::new("Parquet is read at any place, and this source has one direction"));
    };
    let reader = SerializedFileReader::new(Chunks(random)).map_err(|error| damaged(&error))?;
    let keys = Keys::named(COLUMNS, options);
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut columns = Vec::new();
    let mut left_out = Vec::new();
    for field in schema.root_schema().get_fields() {
        match keys.names.iter().find(|(_, name)| name == field.name()) {
            None if keys.foreign => left_out.push(field.name().to_owned()),
            None => {
                return Err(SequenceError::new(format!(
                    "the column {:?} is unknown: the columns are {}; `--map` reads a file with other ones",
                    field.name(),
                    keys.listed()
                )));
            }
            Some((column, name)) => {
                if columns.iter().any(|known: &LeafColumn| known.column == *column) {
                    return Err(SequenceError::new(format!("the column `{name}` stands in the file twice")));
                }
                let leaves = (0..schema.num_columns())
                    .filter(|index| schema.column(*index).path().parts()[0] == **name);
                let leaves: Vec<_> = leaves.collect();
                let kind = Kind::of(field).filter(|_| leaves.len() == 1).filter(|kind| match kind {
                    Kind::Text => *column != Column::Categories || keys.foreign,
                    Kind::Null => true,
                    Kind::List(..) => matches!(column, Column::Categories | Column::Body),
                });
                let Some(kind) = kind else {
                    let wanted = match column {
                        Column::Categories if keys.foreign => "a list of strings, or a string",
                        Column::Categories => "a list of strings",
                        Column::Body => "a list of strings, or a string",
                        _ => "a string",
                    };
                    return Err(SequenceError::new(format!(
                        "the column `{name}` has another type than {wanted}"
                    )));
                };
                columns.push(LeafColumn { column: *column, leaf: leaves[0], kind, reader: None });
            }
        }
    }
    for column in [Column::Categories, Column::Title, Column::Body] {
        let by_text = column == Column::Body && columns.iter().any(|known| known.column == Column::Text);
        if !by_text && !keys.empty.contains(&column) && !columns.iter().any(|known| known.column == column) {
            return Err(SequenceError::new(format!(
                "the column `{}` is missing: `--map` tells which one it is",
                keys.name(column)
            )));
        }
    }
    let foreign = keys.foreign;
    let names = keys.names.iter().map(|(column, name)| (*column, name.clone().into_owned().into())).collect();
    let keys = Keys { names, empty: keys.empty.clone(), foreign };
    Ok(Box::new(Rows {
        reader,
        keys,
        columns,
        left_out,
        group: 0,
        in_group: 0,
        batch: 1,
        number: 0,
        ready: VecDeque::new(),
    }))
}

fn damaged(error: &ParquetError) -> SequenceError {
    SequenceError::new(format!("the Parquet file cannot be read: {error}"))
}

/// How a column holds its texts.
#[derive(Clone, Copy)]
enum Kind {
    /// A column without a type, in which all is null.
    Null,
    Text,
    /// A list: the level of definition at which it has an element, and the one at which that is no null.
    List(i16, i16),
}

impl Kind {
    fn of(field: &Type) -> Option<Self> {
        if field.get_basic_info().logical_type_ref() == Some(&LogicalType::Unknown) {
            return Some(Self::Null);
        }
        let mut level = 0;
        let mut list = None;
        let mut node = field;
        // A list is a group with a repeated group with the element, or older and simpler forms of that.
        for _ in 0..3 {
            if node.get_basic_info().has_repetition() {
                match node.get_basic_info().repetition() {
                    parquet::basic::Repetition::REQUIRED => {}
                    parquet::basic::Repetition::OPTIONAL => level += 1,
                    parquet::basic::Repetition::REPEATED if list.is_some() => return None,
                    parquet::basic::Repetition::REPEATED => {
                        level += 1;
                        list = Some(level);
                    }
                }
            }
            if node.is_primitive() {
                let is_text = node.get_physical_type() == PhysicalType::BYTE_ARRAY;
                let at_top = std::ptr::eq(node, field);
                return match list {
                    _ if !is_text => None,
                    Some(element) => Some(Self::List(element, level)),
                    None => at_top.then_some(Self::Text),
                };
            }
            match node.get_fields() {
                [only] => node = only,
                _ => return None,
            }
        }
        None
    }
}

struct LeafColumn {
    column: Column,
    leaf: usize,
    kind: Kind,
    reader: Option<ColumnReaderImpl<ByteArrayType>>,
}

/// What a column has in a row.
enum Cell {
    Null,
    Text(ByteArray),
    List(Vec<Option<ByteArray>>),
}

struct Rows {
    reader: SerializedFileReader<Chunks>,
    keys: Keys<'static>,
    columns: Vec<LeafColumn>,
    left_out: Vec<String>,
    /// The next group to read.
    group: usize,
    /// How many rows of the last one are left.
    in_group: usize,
    /// How many rows to read at once.
    batch: usize,
    number: u64,
    /// Rows that were read, each with its cells in the order of the columns.
    ready: VecDeque<Vec<Cell>>,
}

impl ReadRows for Rows {
    fn next(&mut self) -> Result<Option<Frame>, SequenceError> {
        guarded(|| self.next_row())
    }

    fn count(&self) -> Option<u64> {
        u64::try_from(self.reader.metadata().file_metadata().num_rows()).ok()
    }

    fn left_out(&self) -> Vec<String> {
        self.left_out.clone()
    }
}

impl Rows {
    fn next_row(&mut self) -> Result<Option<Frame>, SequenceError> {
        while self.ready.is_empty() {
            if self.in_group == 0 && !self.open_group().map_err(|error| damaged(&error))? {
                return Ok(None);
            }
            if self.in_group > 0 {
                self.read_batch()?;
            }
        }
        self.number += 1;
        let cells = self.ready.pop_front().unwrap_or_default();
        let row = self.row(cells)?;
        Ok(Some(Frame { number: self.number, content: FrameContent::Read(row) }))
    }

    /// Starts the next group; false if there is none.
    fn open_group(&mut self) -> ParquetResult<bool> {
        if self.group >= self.reader.num_row_groups() {
            return Ok(false);
        }
        let group = self.reader.get_row_group(self.group)?;
        self.group += 1;
        let metadata = group.metadata();
        self.in_group = usize::try_from(metadata.num_rows()).unwrap_or(0);
        let bytes = u64::try_from(metadata.total_byte_size()).unwrap_or(u64::MAX);
        let a_row = bytes / self.in_group.max(1) as u64;
        self.batch = usize::try_from(BATCH / a_row.max(1)).unwrap_or(1).clamp(1, 4096);
        for column in &mut self.columns {
            if !matches!(column.kind, Kind::Null) {
                let reader: ColumnReader = group.get_column_reader(column.leaf)?;
                column.reader = Some(get_typed_column_reader(reader));
            }
        }
        Ok(true)
    }

    fn read_batch(&mut self) -> Result<(), SequenceError> {
        let wanted = self.batch.min(self.in_group);
        let mut cells: Vec<VecDeque<Cell>> = Vec::new();
        for column in &mut self.columns {
            let Some(reader) = &mut column.reader else {
                cells.push((0..wanted).map(|_| Cell::Null).collect());
                continue;
            };
            let read = read_cells(reader, column.kind, wanted).map_err(|error| damaged(&error))?;
            if read.len() != wanted {
                return Err(SequenceError::new(format!(
                    "the Parquet file is damaged: a column has {} rows from row {} on instead of {wanted}",
                    read.len(),
                    self.number + 1
                )));
            }
            cells.push(read);
        }
        self.in_group -= wanted;
        for _ in 0..wanted {
            self.ready
                .push_back(cells.iter_mut().map(|column| column.pop_front().unwrap_or(Cell::Null)).collect());
        }
        Ok(())
    }

    /// The row of some cells; the outer error is one of the file as a whole.
    fn row(&self, cells: Vec<Cell>) -> Result<Result<Row, ReadError>, SequenceError> {
        let mut weight = 0;
        for cell in &cells {
            weight += match cell {
                Cell::Null => 0,
                Cell::Text(text) => text.len(),
                Cell::List(texts) => {
                    texts.iter().flatten().map(|text| text.len() + size_of::<String>()).sum()
                }
            };
        }
        if weight > MAX_RECORD.saturating_mul(2) {
            return Err(SequenceError::new(format!(
                "row {} has more than {} MiB, which is the limit",
                self.number,
                MAX_RECORD >> 20
            )));
        }
        Ok(self.read_row(cells))
    }

    fn read_row(&self, cells: Vec<Cell>) -> Result<Row, ReadError> {
        let mut record = Record::default();
        for (column, cell) in self.columns.iter().zip(cells) {
            let name = self.keys.name(column.column);
            let whole = || format!("the column `{name}`");
            let part = |index| match column.column {
                Column::Categories => Part::Category(index).to_string(),
                _ => Part::Paragraph(index).to_string(),
            };
            match (column.column, cell) {
                // Only these two may have nothing to say.
                (Column::Path | Column::Seed | Column::Text, Cell::Null) => {}
                (_, Cell::Null) => return Err(ReadError::new(format!("{} is null", whole()), None)),
                (Column::Path, Cell::Text(value)) => record.path = Some(text(&value, &whole)?),
                (Column::Title, Cell::Text(value)) => record.title = Some(text(&value, &whole)?),
                (Column::Text, Cell::Text(value)) => record.text = Some(text(&value, &whole)?),
                (Column::Seed, Cell::Text(value)) => record.seed = Some(text(&value, &whole)?),
                (Column::Categories, cell) => record.categories = Some(texts(cell, &whole, part)?),
                (_, cell) => record.body = Some(texts(cell, &whole, part)?),
            }
        }
        let path = some_path(record.path.take());
        let (seed, layout) = record.into_seed(&self.keys)?;
        Ok(Row { path, seed, layout })
    }
}

fn text(value: &ByteArray, what: &dyn Fn() -> String) -> Result<String, ReadError> {
    let not_utf8 = |_| ReadError::new(format!("{} is not UTF-8", what()), None);
    String::from_utf8(value.data().to_vec()).map_err(not_utf8)
}

fn texts(cell: Cell, whole: &dyn Fn() -> String, part: impl Fn(usize) -> String) -> Result<Texts, ReadError> {
    match cell {
        Cell::Text(value) => text(&value, whole).map(Texts::One),
        Cell::Null => Ok(Texts::List(Vec::new())),
        Cell::List(values) => {
            let one = |(index, value): (usize, Option<ByteArray>)| match value {
                Some(value) => text(&value, &|| part(index)),
                None => Err(ReadError::new(format!("{} is null", part(index)), None)),
            };
            values.into_iter().enumerate().map(one).collect::<Result<_, _>>().map(Texts::List)
        }
    }
}

/// The next rows of a column.
fn read_cells(
    reader: &mut ColumnReaderImpl<ByteArrayType>,
    kind: Kind,
    wanted: usize,
) -> ParquetResult<VecDeque<Cell>> {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    let mut rows = 0;
    while rows < wanted {
        let (read, ..) =
            reader.read_records(wanted - rows, Some(&mut defined), Some(&mut repeated), &mut values)?;
        if read == 0 {
            break;
        }
        rows += read;
    }
    let mut values = values.into_iter();
    Ok(match kind {
        Kind::Null => (0..rows).map(|_| Cell::Null).collect(),
        // Without levels every value is there.
        Kind::Text if defined.is_empty() => values.map(Cell::Text).collect(),
        Kind::Text => defined
            .iter()
            .map(|level| if *level > 0 { values.next().map_or(Cell::Null, Cell::Text) } else { Cell::Null })
            .collect(),
        Kind::List(element, full) => {
            let mut cells: VecDeque<Cell> = VecDeque::with_capacity(rows);
            for (level, again) in defined.iter().zip(&repeated) {
                if *again == 0 {
                    cells.push_back(if *level < element - 1 { Cell::Null } else { Cell::List(Vec::new()) });
                }
                if *level >= element
                    && let Some(Cell::List(list)) = cells.back_mut()
                {
                    list.push(if *level >= full { values.next() } else { None });
                }
            }
            cells
        }
    })
}
