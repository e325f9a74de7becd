"""Time in proportion to size: python3 .ci/growth/check.py SEEDKIT

Each of many pieces, repeated, makes one long paragraph, or many lines, or the input of a reader. A text of four times the
length may take at most six times the instructions: sorting fits, and what grows with the square takes sixteen times as
many. valgrind counts the instructions, so that the load of the machine decides nothing. SEEDKIT is a binary built with
--release.
"""

import functools
import pathlib
import re
import subprocess
import sys
import tempfile

LIMIT = 6.0
SMALL = 30_000
HEAD = "A~B~\n||||||\nTitle\n||||||\n"

# What rules look for, what nests, what opens and never closes, what readers take apart.
PIECES = [
    "a", "word ", "Word. ", "é", "日本", "e\u0301", "||||||", "|", "~", " ", "\t", "\r", "\u00a0", "\u200b", "\u202e", "\0",
    "(", ")", "( ", "()", "(;", "[", "]", "[[", "[[a|", "]]", "{{", "}}", "{|", "<", "<b>", "<ref>", "</ref>", "<!--", "-->",
    "[1]", "[a](b)", "![", "&", "&amp;", "&#x7C;", "'", "'''", "=", "*", "_", "`", "~~", "#", ">", "> ", "\\", "\"", ",", " ,",
    "..", "the the ", "of ", "a.B", "http://a.b/c ", "www.a.", "a@b.c", "Category:", "File:A.jpg|", "__TOC__", "Ã©", "bоg ",
    "<<<<<<< ", "- ", "1. ", "\n", "\n\n", "a\n", "||||||\n", "|||||\n", "A~\n", "<<<<<<< x\n", "=======\n", "* a\n", "|a|b|\n", "> a\n",
]
YAML = ["[", "{a: ", "- ", "&a ", "*a ", "a: b\n", "'", "\"", "\\n", "# x\n", "---\n", "? ", "!t ", "|\n", "  - x\n"]
JSON = ["[", "{\"a\":", "\"", "\\u0041", "\\", ",", "1", "[],", "{},", "\"\",", " "]

binary = sys.argv[1]
scratch = pathlib.Path(tempfile.mkdtemp(prefix="seedkit-growth-"))


@functools.cache
def instructions(text, args, suffix):
    """How many instructions one run takes. It may refuse the text; it must not break."""
    path = scratch / f"text{suffix}"
    path.write_text(text, encoding="utf-8", newline="")
    count = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    run = subprocess.run([*count, binary, *args, path], capture_output=True, check=False, stdin=subprocess.DEVNULL)
    said = run.stderr.decode(errors="replace")
    found = re.search(r"I +refs: +([\d,]+)", said)
    if run.returncode not in (0, 1, 2) or not found:
        sys.exit(f"{args}, {text[:200]!r}: {run.returncode}\n{said}")
    return int(found[1].replace(",", ""))


def growth(text_of, piece, args, suffix):
    """How many times the instructions a text of four times the length takes, and those of the short one; both without
    what an empty text takes."""
    texts = [text_of(piece * (size // len(piece.encode()))) for size in [0, SMALL, 4 * SMALL]]
    empty, small, large = (instructions(text, tuple(args), suffix) for text in texts)
    return (large - empty) / max(small - empty, 1), small - empty


ways = []
lint = ["lint", "-j", "1", "--select", "all", "--no-config", "--output-format", "concise"]
ways += [("lint", lambda text: HEAD + text, piece, lint, ".seed") for piece in PIECES]
ways += [("line 1", lambda text: text + "\n||||||\nT\n||||||\nB", piece, lint, ".seed") for piece in ["A~", "A", "~", "Category:A~"]]
# A title that the body nearly has, again and again.
nearly = ["A", "a", "é", "word ", "A b "]
ways += [("title", lambda text: f"A~\n||||||\n{text[: len(text) // 3]}B\n||||||\n{text}", piece, lint, ".seed") for piece in nearly]
fix = ["lint", "-j", "1", "--select", "all", "--no-config", "--diff", "--unsafe-fixes"]
ways += [("fix", lambda text: HEAD + text, piece, fix, ".seed") for piece in PIECES]
for to in ["markdown", "yaml"]:
    args = ["convert", "--to", to]
    ways += [(f"to {to}", lambda text: HEAD + text, piece, args, ".seed") for piece in PIECES]
for start, pieces, name, suffix in [
    ("", [*YAML, *JSON], "yaml", ".yaml"),
    ("title: a\ncategories: []\nbody: ", YAML, "yaml", ".yaml"),
    ("", JSON, "json", ".json"),
    ("{\"title\":\"a\",\"categories\":[],\"body\":[", JSON, "json", ".json"),
    ("", JSON, "jsonl", ".jsonl"),
    ("# a\n\n", PIECES, "markdown", ".md"),
]:
    args = ["convert", "--from", name, "--to", "json"]
    ways += [(f"from {name}", lambda text, start=start: start + text, piece, args, suffix) for piece in pieces]
ways += [("lossy", lambda text: "# a\n\n" + text, piece, ["convert", "--lossy", "--from", "markdown", "--to", "json"], ".md") for piece in PIECES]

if len(sys.argv) > 2:
    ways = [way for way in ways if way[0] in sys.argv[2:]]
worst, broken = [], 0
for name, text_of, piece, args, suffix in ways:
    times, spent = growth(text_of, piece, args, suffix)
    # What is refused at once takes nothing to speak of.
    if spent < SMALL:
        continue
    worst.append((times, name, piece))
    if times > LIMIT:
        broken += 1
        print(f"{name}, {piece!r}: {times:.1f} times the instructions for four times the length", flush=True)
worst.sort(reverse=True)
shown = ", ".join(f"{times:.1f} ({name}, {piece!r})" for times, name, piece in worst[:3])
print(f"{len(worst)} texts of {SMALL} and {4 * SMALL} bytes; the steepest: {shown}")
sys.exit(broken > 0)
