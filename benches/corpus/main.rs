//! Writes a corpus: `cargo run --release -p seedkit-bench --bin corpus -- OUT [OPTION VALUE]...`
#![expect(clippy::print_stderr, reason = "this is a command")]

use seedkit_bench::{Corpus, Document};
use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

const USAGE: &str = "corpus OUT [OPTION VALUE]...

Writes documents to measure on: always the same ones for the same options.

  --as FORMAT   seed, markdown, yaml, text: a directory OUT with a file for each document, at most
                1,000 in a directory below it; jsonl: one file OUT; one: one seed OUT [seed]
  --files N     how many documents [1000]
  --mean BYTES  their mean size; with `--as one` the size of the document [1200]
  --dirty N     how many of 100 are damaged [0]
  --others N    how many of 100 are in other languages than English [15]
  --seed N      another number gives other documents [1]
";

struct Arguments {
    out: PathBuf,
    format: String,
    files: u64,
    corpus: Corpus,
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments, Box<dyn Error>> {
    let out = given.next().filter(|out| !out.starts_with('-')).ok_or(USAGE)?;
    let mut read =
        Arguments { out: out.into(), format: "seed".to_owned(), files: 1000, corpus: Corpus::default() };
    while let Some(option) = given.next() {
        let value = given.next().ok_or(USAGE)?;
        match &*option {
            "--as" => read.format = value,
            "--files" => read.files = value.parse()?,
            "--mean" => read.corpus.mean = value.parse()?,
            "--dirty" => read.corpus.dirty = value.parse()?,
            "--others" => read.corpus.others = value.parse()?,
            "--seed" => read.corpus.seed = value.parse()?,
            _ => return Err(USAGE.into()),
        }
    }
    Ok(read)
}

type Write1 = fn(&Document) -> Result<String, Box<dyn Error + Send + Sync>>;

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let Arguments { out, corpus, files, .. } = arguments;
    let (extension, write): (_, Write1) = match &*arguments.format {
        "seed" => ("seed", |document| Ok(document.seed()?)),
        "markdown" => ("md", |document| Ok(document.markdown())),
        "yaml" => ("yaml", |document| Ok(document.yaml())),
        "text" => ("txt", |document| Ok(document.text())),
        "jsonl" => {
            let mut file = BufWriter::new(fs::File::create(out)?);
            for index in 0..*files {
                let path = Document::path(index) + ".seed";
                file.write_all(corpus.document(index).json(&path).as_bytes())?;
            }
            return Ok(file.flush()?);
        }
        "one" => return Ok(fs::write(out, corpus.one(corpus.mean).seed()?)?),
        _ => return Err(USAGE.into()),
    };
    // A directory that has files already would not be the corpus that was asked for.
    fs::create_dir(out)?;
    let threads = thread::available_parallelism()?.get() as u64;
    let folders = files.div_ceil(1000);
    thread::scope(|scope| {
        let work = |thread| (thread..folders).step_by(threads as usize);
        let threads: Vec<_> = (0..threads)
            .map(|thread| {
                scope.spawn(move || {
                    work(thread).try_for_each(|folder| {
                        let documents = folder * 1000..(folder * 1000 + 1000).min(*files);
                        write_folder(out, documents, corpus, extension, write)
                    })
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread has panicked")?)
    })
    .map_err(|error| error as Box<dyn Error>)
}

fn write_folder(
    out: &Path,
    documents: std::ops::Range<u64>,
    corpus: &Corpus,
    extension: &str,
    write: Write1,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    for index in documents {
        let path = out.join(format!("{}.{extension}", Document::path(index)));
        if index % 1000 == 0
            && let Some(folder) = path.parent()
        {
            fs::create_dir(folder)?;
        }
        fs::write(path, write(&corpus.document(index))?)?;
    }
    Ok(())
}

fn main() -> ExitCode {
    match arguments(std::env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
