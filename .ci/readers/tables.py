"""Asks readers of tables whether they see in our JSON Lines and Parquet what is in the seeds.

    tables.py --seedkit BINARY --work DIRECTORY [--readers NAMES] [--strings FILE]... [SEEDS]...

Documents are made as in check.py, which this imports: the seeds in the directories SEEDS, and seeds made from the
strings in the files. The binary puts them into one file of each format, and readers that share no code with it read
the files. Readers whose package is not installed are an error, unless they are not asked for.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from check import Refused, Report, Seed, copy_seeds, load_strings, read_seed, write_documents

COLUMNS = ("path", "categories", "title", "body", "seed")
FILES = ("seeds.jsonl", "seeds.jsonl.gz", "seeds.jsonl.zst", "seeds.parquet")


def rows_of(columns):
    """Rows as tuples, of columns by their names."""
    return list(zip(*(columns[name] for name in COLUMNS), strict=True))


def plain(value):
    """Lists and strings of Python, whatever kind of array a reader has. Other types stay, and are mismatches then."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, list) or type(value).__name__ in ("ndarray", "Series"):
        return [plain(item) for item in value]
    return value


def read_json(path):
    """Lines as Python splits them, at all it takes for line ends: one record each."""
    lines = path.read_bytes().decode("utf-8").splitlines()
    return [tuple(json.loads(line)[name] for name in COLUMNS) for line in lines]


def read_pyarrow(path):
    import pyarrow
    import pyarrow.json
    import pyarrow.parquet

    if path.suffix == ".parquet":
        assert pyarrow.parquet.read_metadata(path).metadata[b"seed.format"] == b"1.0"
        return rows_of(pyarrow.parquet.read_table(path).to_pydict())
    text, texts = pyarrow.string(), pyarrow.list_(pyarrow.string())
    schema = pyarrow.schema([(name, texts if name in ("categories", "body") else text) for name in COLUMNS])
    options = pyarrow.json.ParseOptions(explicit_schema=schema)
    size = pyarrow.json.ReadOptions(block_size=1 << 26)
    return rows_of(pyarrow.json.read_json(path, parse_options=options, read_options=size).to_pydict())


def read_pandas(path):
    import pandas

    if path.suffix == ".parquet":
        table = pandas.read_parquet(path)
    else:
        # Without `dtype=False` titles that are all digits become numbers.
        table = pandas.read_json(path, lines=True, dtype=False)
    missing = table["seed"].isna()
    rows = rows_of({name: table[name].tolist() for name in COLUMNS})
    return [(*row[:-1], None if is_missing else row[-1]) for row, is_missing in zip(rows, missing, strict=True)]


def read_polars(path):
    import polars

    texts = polars.List(polars.String)
    schema = {name: texts if name in ("categories", "body") else polars.String for name in COLUMNS}
    table = polars.read_parquet(path) if path.suffix == ".parquet" else polars.read_ndjson(path, schema=schema)
    return rows_of(table.to_dict(as_series=False))


def read_duckdb(path):
    import duckdb

    types = "{path: 'VARCHAR', categories: 'VARCHAR[]', title: 'VARCHAR', body: 'VARCHAR[]', seed: 'VARCHAR'}"
    source = "read_parquet(?)" if path.suffix == ".parquet" else f"read_json(?, format='newline_delimited', columns={types})"
    return duckdb.execute(f"SELECT {', '.join(COLUMNS)} FROM {source}", [str(path)]).fetchall()


def read_datasets(path):
    """By the card alone, as from the Hub: `load_dataset` is told no types."""
    import datasets

    folder = path.parent / f"card-{path.name}"
    loaded = datasets.load_dataset(str(folder), split="train", cache_dir=str(path.parent / "cache"))
    return rows_of(loaded.to_dict())


READERS = {
    "json": (read_json, ("seeds.jsonl",)),
    "pyarrow": (read_pyarrow, ("seeds.jsonl", "seeds.parquet")),
    "pandas": (read_pandas, ("seeds.jsonl", "seeds.jsonl.gz", "seeds.parquet")),
    "polars": (read_polars, ("seeds.jsonl", "seeds.parquet")),
    "DuckDB": (read_duckdb, ("seeds.jsonl", "seeds.jsonl.gz", "seeds.parquet")),
    "datasets": (read_datasets, ("seeds.jsonl", "seeds.parquet")),
}


def expected_rows(folder):
    """What is in the seeds, in the order of their names; those that cannot be read are left out."""
    rows = []
    for path in sorted(folder.iterdir()):
        try:
            seed = read_seed(path.read_bytes())
        except Refused:
            path.unlink()
            continue
        rows.append((path.name, seed))
    return rows


def compare(report, reader, name, expected, actual):
    if len(actual) != len(expected):
        report.mismatch(reader, name, f"{len(expected)} rows, read as {len(actual)}")
        return
    for (path, seed), row in zip(expected, actual, strict=True):
        given_path, categories, title, body, flags = map(plain, row)
        lists = [value if isinstance(value, list) else [repr(value)] for value in (categories, body)]
        given = Seed(lists[0], title, lists[1], flags or "")
        report.compare(reader, path, [path, *seed.strings(), seed.flags], [given_path, *given.strings(), given.flags])


def written_by_others(binary, report, work, expected):
    """The other way round: files that other writers made, with columns as they write them."""
    import pyarrow
    import pyarrow.parquet

    data = {
        "path": [path for path, _ in expected],
        "categories": [seed.categories for _, seed in expected],
        "title": [seed.title for _, seed in expected],
        "body": [seed.body for _, seed in expected],
        "seed": [seed.flags or None for _, seed in expected],
    }
    large = pyarrow.large_list(pyarrow.large_string())
    schemas = {
        "pyarrow": None,
        "pyarrow, large types": pyarrow.schema(
            [(name, large if name in ("categories", "body") else pyarrow.large_string()) for name in COLUMNS]
        ),
    }
    files = {}
    for number, (writer, schema) in enumerate(schemas.items()):
        for compression in ("snappy", "gzip", "brotli", "lz4", "zstd", "none"):
            path = work / f"written-{number}-{compression}.parquet"
            table = pyarrow.table(data, schema=schema)
            pyarrow.parquet.write_table(table, path, compression=compression, row_group_size=97)
            files[f"{writer}, {compression}"] = path
    for module, write in {
        "pandas": lambda module, path: module.DataFrame(data).to_parquet(path),
        "polars": lambda module, path: module.DataFrame(data).write_parquet(path),
    }.items():
        try:
            imported = __import__(module)
        except ImportError:
            continue
        path = work / f"written-{module}.parquet"
        write(imported, path)
        files[module] = path
    for writer, path in files.items():
        back = path.with_suffix(".jsonl")
        run(report, binary, "convert", path, "-o", back)
        rows = read_json(back) if back.exists() else []
        compare(report, f"seedkit reads {writer}", path.name, expected, rows)


def run(report, *command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        report.mismatch("seedkit", " ".join(map(str, command[1:])), f"exit {done.returncode}: {done.stderr[-1500:]}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seedkit", required=True, type=lambda path: str(Path(path).resolve(strict=True)))
    arguments.add_argument("--work", required=True, type=Path)
    arguments.add_argument("--readers", default=",".join(READERS))
    arguments.add_argument("--strings", action="append", default=[], type=Path)
    arguments.add_argument("seeds", nargs="*", type=Path)
    given = arguments.parse_args()
    work = given.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    inputs = work / "seeds"
    inputs.mkdir(parents=True)

    report = Report()
    write_documents([text for text in load_strings(given.strings) if "\n" not in text], inputs, report)
    copy_seeds(given.seeds, inputs)
    expected = expected_rows(inputs)
    print(f"{len(expected)} seeds")

    for name in FILES:
        run(report, given.seedkit, "convert", inputs, "-o", work / name, "--case-sensitive")
        if name in ("seeds.jsonl", "seeds.parquet"):
            folder = work / f"card-{name}"
            run(report, given.seedkit, "convert", inputs, "-o", folder / name, "--card", "--case-sensitive")
        back = work / f"{name}-back"
        run(report, given.seedkit, "convert", work / name, "-t", "seed", "-o", f"{back}/", "--case-sensitive")
        for path, _ in expected:
            same = (back / path).exists() and (back / path).read_bytes() == (inputs / path).read_bytes()
            report.compare(f"seedkit, back from {name}", path, ["same bytes"], ["same bytes" if same else "not"])
    for reader in given.readers.split(","):
        read, files = READERS[reader]
        for name in files:
            compare(report, f"{reader}, {name}", name, expected, read(work / name))
    if "pyarrow" in given.readers:
        written_by_others(given.seedkit, report, work, expected)
    report.show()
    return 1 if report.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
