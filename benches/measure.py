"""What the scripts of this directory share: builds, corpora, runs, tables."""

import hashlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

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
    """Seconds and peak memory in bytes of one run, which has to end with one of these statuses."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in okay:
        sys.exit(f"{' '.join(map(str, command))} ends with {child.returncode}:\n{errors.decode(errors='replace')}")
    # Linux counts in units of 1024 bytes, macOS in bytes. This process is counted too where it is the larger one.
    return seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def paired(commands, runs, okay=(0,)):
    """Runs commands in turns, after one round that warms the caches. For each the median of its seconds, the median of
    its ratios to the first one of the same turn, and its peak memory."""
    turns, peak = [], [0] * len(commands)
    for turn in range(runs + 1):
        times = []
        for index, command in enumerate(commands):
            seconds, memory = run(command, okay)
            times.append(seconds)
            peak[index] = max(peak[index], memory)
        if turn > 0:
            turns.append(times)
    medians = [statistics.median(column) for column in zip(*turns)]
    ratios = [statistics.median(turn[index] / turn[0] for turn in turns) for index in range(len(commands))]
    return list(zip(medians, ratios, peak))


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
