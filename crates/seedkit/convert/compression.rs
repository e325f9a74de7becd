//! Compressed files: read by what they start with, written by their names.

use crate::formats::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use seedkit_convert::Sink;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

/// How much is read and written at once, in bytes.
const BUFFER: usize = 1 << 18;

/// The bytes of a file, decompressed if they are compressed.
pub(super) fn reader(bytes: impl io::Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut bytes = BufReader::with_capacity(BUFFER, bytes);
    // No text starts like this.
    let start = bytes.fill_buf()?;
    if start.starts_with(&[0x1F, 0x8B]) {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(bytes))));
    }
    if start.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, zstd::Decoder::with_buffer(bytes)?)));
    }
    Ok(Box::new(bytes))
}

/// Writes to a file, compressed as asked for.
pub(super) fn writer(file: Output, compression: Compression) -> io::Result<Box<dyn Sink>> {
    let file = BufWriter::with_capacity(BUFFER, file);
    Ok(match compression {
        Compression::None => Box::new(Plain(file)),
        Compression::Gzip => Box::new(Gzip(GzEncoder::new(file, flate2::Compression::default()))),
        Compression::Zstd => {
            let mut encoder = zstd::Encoder::new(file, 0)?;
            encoder.include_checksum(true)?;
            Box::new(Zstd(encoder))
        }
    })
}

/// Where the bytes of a file go.
pub(super) type Output = Box<dyn Write + Send>;

struct Plain(BufWriter<Output>);

struct Gzip(GzEncoder<BufWriter<Output>>);

struct Zstd(zstd::Encoder<'static, BufWriter<Output>>);

macro_rules! write_through {
    ($($sink:ty),*) => {$(
        impl Write for $sink {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.write(bytes)
            }

            fn flush(&mut self) -> io::Result<()> {
                self.0.flush()
            }
        }
    )*};
}

write_through!(Plain, Gzip, Zstd);

impl Sink for Plain {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for Gzip {
    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.finish()?.flush()
    }
}

impl Sink for Zstd {
    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.finish()?.flush()
    }
}
