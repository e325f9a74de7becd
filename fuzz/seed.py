"""Starts the corpora of all targets: python3 fuzz/seed.py SEEDKIT CORPUS

SEEDKIT is the binary, CORPUS the directory of the corpora, one a target. They are made of the conformance suite, of the
example seeds, of the examples of the rules, and of what the binary makes of those. What is in a corpus already stays.
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SUITE = ROOT / "tests" / "conformance"


def seedkit(*args, **options):
    """Runs the binary; what it prints. It may refuse some of its input: that is what the suite is for."""
    command = [str(binary), *map(str, args)]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)
    if run.returncode not in (0, 1):
        sys.exit(f"{command}: {run.stderr.decode()}")
    return run.stdout


def add(targets, contents):
    """Adds files to corpora, named by what they hold."""
    for target in targets.split():
        directory = corpus / target
        directory.mkdir(parents=True, exist_ok=True)
        for content in contents:
            (directory / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)


def files(*patterns):
    found = [path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]
    if not found:
        sys.exit(f"nothing matches {patterns}")
    return found


def examples():
    """The texts of the rules, without the marks of what is found in them."""
    for rule in json.loads(seedkit("rules", "--output-format", "json")):
        for example in rule["examples"]:
            texts = [example.get("bad"), example.get("good"), example.get("fixed")]
            for text in texts:
                if isinstance(text, str):
                    yield text.replace("⟦", "").replace("⟧", "").encode()


def written(suffix, *args):
    """A file that `convert` writes of the example seeds."""
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / f"out{suffix}"
        seedkit("convert", ROOT / "seeds", "-o", path, *args)
        return path.read_bytes()


def baseline():
    """The findings of the suite, as a baseline."""
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / "baseline.jsonl"
        seedkit("baseline", "create", SUITE / "invalid", SUITE / "lenient", "--baseline", path)
        return path.read_bytes()


def toml_blocks(page):
    parts = page.decode().split("```toml\n")[1:]
    return [part.split("```")[0].encode() for part in parts]


binary = pathlib.Path(sys.argv[1]).resolve()
corpus = pathlib.Path(sys.argv[2])

seeds = [*files("tests/conformance/**/*.seed", "seeds/*.seed"), *examples()]
add("parse lint fix fmt convert", seeds)
add("read_json", files("tests/conformance/convert/**/*.json", "tests/conformance/valid/**/*.json"))
lines = written(".jsonl")
add("read_json", [lines[:3000], *lines.splitlines(keepends=True)[:40]])
add("read_yaml", files("tests/conformance/convert/**/*.yaml"))
add("read_yaml", [written(".yaml")[:3000]])
add("read_markdown", files("tests/conformance/convert/**/*.md", "docs/*.md"))
add("config", [*files("crates/seedkit/init/*.toml"), *toml_blocks(*files("docs/configuration.md"))])
for text in ['fail-on = "never"\n[rules]\nall = "error"\n', '[[per-file]]\nfiles = ["{a,b}/**"]\nrules.S = "off"\n']:
    add("config", [text.encode()])
known = baseline()
add("baseline", [known[:2000], b"".join(known.splitlines(keepends=True)[:2]), b'{"seedkit-baseline":1}\n'])
# A binary without Parquet says that it has none.
if "parquet" in seedkit("formats").decode():
    add("read_parquet", [written(".parquet")])
for directory in sorted(corpus.iterdir()):
    print(f"{directory.name}: {sum(1 for _ in directory.iterdir())} files")
