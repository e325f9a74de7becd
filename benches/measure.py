"""What the scripts of this directory share: builds, corpora, runs, tables."""

import hashlib
import os
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = (ROOT / os.environ.get("CARGO_TARGET_DIR", "target")).resolve()
# Beside the build, so that `cargo clean` removes it.
WORK = TARGET / "benches"

SEPARATOR = r"^\|{6}$"


def machine():
    """The machine, by cores and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()} on {platform.machine()}"


def say(text):
    print(text, file=sys.stderr, flush=True)


def build(*arguments):
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", *arguments], cwd=ROOT, check=True)


def seedkit():
    """The binary as it is shipped."""
    say("building seedkit")
    build("-p", "seedkit")
    return str(TARGET / "release/seedkit")


def corpus(kind="seed", **options):
    """A corpus with these options, made once."""
    build("-p", "seedkit-bench", "--bin", "corpus")
    sources = hashlib.sha256()
    for path in sorted([*HERE.glob("src/*.rs"), *HERE.glob("corpus/*.rs"), *ROOT.glob("seeds/*")]):
        sources.update(path.read_bytes())
    name = "-".join([kind, *(f"{key}{value}" for key, value in sorted(options.items())), sources.hexdigest()[:8]])
    suffix = {"jsonl": ".jsonl", "one": ".seed"}.get(kind, "")
    path = WORK / (name + suffix)
    if not path.exists():
        say(f"making {name}")
        WORK.mkdir(parents=True, exist_ok=True)
        part = WORK / ("part-" + name + suffix)
        remove(part)
        words = [word for key, value in options.items() for word in (f"--{key}", str(value))]
        subprocess.run([TARGET / "release/corpus", part, "--as", kind, *words], check=True)
        part.rename(path)
    return path


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def size(path):
    """The bytes of a file, or of all files of a directory."""
    if path.is_file():
        return path.stat().st_size
    return sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file())


def run(command, okay=(0,)):
    """Seconds, and seconds of all cores, of one run, which has to end with one of these statuses."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in okay:
        sys.exit(f"{shlex.join(map(str, command))} ends with {child.returncode}:\n{errors.decode(errors='replace')}")
    return seconds, usage.ru_utime + usage.ru_stime


class Paired(NamedTuple):
    """What a command takes: medians of all turns. Ratios are to the first command of the same turn."""

    seconds: float
    ratio: float
    # The same of the time of all cores, on which it weighs less what else the machine does.
    cpu: float
    cpu_ratio: float


def paired(commands, runs, okay=(0,), output=None):
    """Runs commands in turns, after one round that warms the caches. An output that they make is removed before each:
    to give back the room of an old one is no part of making a new one.
    """

    def turn(command):
        if output:
            remove(output)
        return run(command, okay)

    turns = [[turn(command) for command in commands] for _ in range(runs + 1)][1:]

    def median(index, part, by=None):
        return statistics.median(turn[index][part] / (turn[by][part] if by is not None else 1) for turn in turns)

    return [
        Paired(median(index, 0), median(index, 0, 0), median(index, 1), median(index, 1, 0))
        for index in range(len(commands))
    ]


def peak(command, okay=(0,)):
    """The most memory that a command takes at a time, in bytes."""
    # Not of `os.wait4`: what that says of a child is at least what this process has itself.
    gnu_time = shutil.which("gtime") or shutil.which("time")
    if not gnu_time:
        sys.exit("GNU time is missing: apt-get install time, or brew install gnu-time")
    with tempfile.NamedTemporaryFile("r") as told:
        run([gnu_time, "-f", "%M", "-o", told.name, *command], okay)
        return int(told.read().split()[-1]) * 1024


def allowance(path, files):
    """What memory linting a directory may come to: 64 MB, 128 bytes a file and 16 bytes a longer paragraph."""
    # A first line ends with `~` and no paragraph does; titles are shorter.
    found = subprocess.run(["rg", "--no-filename", "-c", "^.{79,}[^~]$", path], capture_output=True, text=True)
    return 64e6 + 128 * files + 16 * sum(map(int, found.stdout.split()))


def number(value):
    return f"{value:,.0f}"


def duration(seconds):
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def ratio(value):
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def megabytes(value):
    return f"{value / 1e6:,.0f} MB" if value >= 9.5e6 else f"{value / 1e6:.1f} MB"


def table(head, rows):
    """A table in Markdown. A column whose head starts with `>` is of numbers."""
    print()
    print("| " + " | ".join(word.lstrip(">") for word in head) + " |")
    print("|" + "|".join("---:" if word.startswith(">") else "---" for word in head) + "|")
    for row in rows:
        print("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |", flush=True)
    print()
