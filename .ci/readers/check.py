"""Asks readers of other projects whether they see in our output what is in the seed.

    check.py --seedkit BINARY --work DIRECTORY [--strings FILE]... [SEEDS]...

Documents are the seeds in the directories SEEDS, and seeds made from the strings in the files, where each string is
title, category and paragraph. The binary converts them, and readers that share no code with it read the result. Then
the other way round: what writers of other projects write is read by the binary as the same, or refused if no seed
can hold it.

The seed reader and writer below follow docs/format.md, not the sources.
"""

import argparse
import html
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import commonmark
import markdown_it
import ruamel.yaml
import yaml

EXTENSION = {"seed": "seed", "json": "json", "yaml": "yaml", "markdown": "md"}
SHOWN = 5  # mismatches printed of each reader; more of them seldom say more


# --- The format, from docs/format.md, section 5.2 -------------------------------------------------------------------


class Seed(NamedTuple):
    categories: list
    title: str
    body: list
    flags: str = ""

    def strings(self):
        return [*self.categories, self.title, *self.body]


class Refused(Exception):
    pass


def read_seed(data):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(str(error)) from None
    head = data[:64]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or head.count(0) >= max(8, len(head) / 3):
        raise Refused("UTF-16")
    bom = text.startswith("\ufeff")
    text = text[bom:]
    ends, pairs = text.count("\n"), text.count("\r\n")
    crlf = 0 < ends == pairs
    if crlf:
        text = text.replace("\r\n", "\n")
    elif pairs:
        raise Refused("mixed line ends")
    lines = text.split("\n")
    if len(lines) < 4 or lines[1] != "||||||" or lines[3] != "||||||":
        raise Refused("no separators")
    *names, tail = lines[0].split("~")
    unterminated = bool(tail.strip(" \t\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + WIDE_SPACES))
    if unterminated:
        names.append(tail)
    elif tail:
        raise Refused("blank tail")
    body = lines[4:]
    no_body = not body
    final_newline = body[-1:] == [""] and len(body) > 1
    if body[-1:] == [""]:
        body.pop()
    flags = {"bom": bom, "crlf": crlf, "unterminated": unterminated, "final-newline": final_newline, "no-body": no_body}
    return Seed(names, lines[2], body, " ".join(name for name, on in flags.items() if on))


WIDE_SPACES = "".join(map(chr, range(0x2000, 0x200B)))


def write_seed(categories, title, body):
    """The text, or None if the format cannot hold these strings."""
    first = "".join(name + "~" for name in categories)
    text = "\n".join([first, "||||||", title, "||||||", *body]) + ("" if body else "\n")
    try:
        data = text.encode("utf-8")
        return data if read_seed(data) == Seed(categories, title, body) else None
    except (UnicodeEncodeError, Refused):
        return None


# --- Readers of other projects --------------------------------------------------------------------------------------


def from_mapping(data):
    # Types matter: a title that a reader takes for a number is a mismatch, even if it prints the same.
    return Seed(data["categories"], data["title"], data["body"], data.get("seed", ""))


def read_json(path):
    return from_mapping(json.loads(path.read_bytes()))


def read_pyyaml(path):
    return from_mapping(yaml.safe_load(path.read_bytes()))


def read_ruamel(path):
    return from_mapping(ruamel.yaml.YAML(typ="safe", pure=True).load(path.read_bytes()))


def read_jq(paths):
    """One process for many files. jq tells code points, so that this is how jq, not Python, reads the escapes."""
    program = "[.categories, [.title], .body, [.seed // empty]] | map(map(explode))"
    done = subprocess.run(["jq", "-c", program, *paths], capture_output=True)
    if done.returncode != 0:
        raise ValueError(done.stderr.decode("utf-8", "replace").strip())
    seeds = []
    for line in done.stdout.decode("ascii").splitlines():
        categories, (title,), body, flags = (
            ["".join(map(chr, points)) for points in part] for part in json.loads(line)
        )
        seeds.append(Seed(categories, title, body, "".join(flags)))
    return seeds


def split_front_matter(path):
    _, front, document = re.split(r"^---\n", path.read_bytes().decode("utf-8"), maxsplit=2, flags=re.MULTILINE)
    return yaml.safe_load(front), document


def gfm():
    parser = markdown_it.MarkdownIt("gfm-like")
    # By design it shows addresses decoded (%20, xn--). What it takes for an address is what matters here.
    parser.normalizeLinkText = lambda url: url
    return parser.render


RENDERERS = {
    "commonmark.py": commonmark.commonmark,
    "markdown-it-py": markdown_it.MarkdownIt("commonmark").render,
    "markdown-it-py +tables +strike": markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).render,
    "markdown-it-py GFM +linkify": gfm(),
}


def read_html(text, links):
    """The text of the heading and of each paragraph, as a browser would show it. Any other tag is kept as text, which
    makes it a mismatch, whatever the markup was."""
    title, body, block = None, [], None
    for token in re.split(r"(<[^>]*>)", text):
        if token in ("<h1>", "<p>") and block is None:
            block = ""
        elif token == "</h1>" and title is None:
            title, block = block, None
        elif token == "</p>":
            body.append(block)
            block = None
        elif token == "<!-- -->" and block is None:
            body.append("")
        elif links and (token == "</a>" or token.startswith("<a href=")):
            pass
        elif token.startswith("<") or (block is None and token.strip("\n")):
            body.append(f"unexpected {token!r}")
        elif block is not None:
            block += html.unescape(token)
    return title, body


def markdown_can_show(text):
    """CommonMark replaces NUL, and renderers drop or refuse references to control characters."""
    return not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", text)


# --- Comparing ------------------------------------------------------------------------------------------------------


class Report:
    def __init__(self):
        self.rows = {}
        self.mismatches = []

    def row(self, reader):
        return self.rows.setdefault(reader, Counter())

    def compare(self, reader, name, expected, actual):
        """Two lists of strings."""
        row = self.row(reader)
        row["compared"] += len(expected)
        if actual == expected:
            return
        if not isinstance(actual, list) or len(actual) != len(expected):
            self.mismatch(reader, name, f"{len(expected)} strings, read as {ascii(actual)[:600]}")
            return
        for one, other in zip(expected, actual, strict=True):
            if one != other:
                self.mismatch(reader, name, f"{ascii(one)[:300]} read as {ascii(other)[:300]}")

    def mismatch(self, reader, name, what):
        self.row(reader)["mismatches"] += 1
        self.mismatches.append((reader, f"{name}: {what}"))

    def skip(self, reader, number=1):
        self.row(reader)["skipped"] += number

    def show(self):
        shown = Counter()
        for reader, line in self.mismatches:
            shown[reader] += 1
            if shown[reader] <= SHOWN:
                print(f"{reader}: {line}")
        width = max(map(len, self.rows))
        print(f"{'':{width}}  {'compared':>9}  {'mismatches':>10}  {'skipped':>7}")
        for reader, row in self.rows.items():
            print(f"{reader:{width}}  {row['compared']:9}  {row['mismatches']:10}  {row['skipped']:7}")


class Converter:
    def __init__(self, binary, report):
        self.binary, self.report = binary, report

    def run(self, source, target, inputs, outputs):
        """Converts a directory into another. What is refused has no output; that is for the caller to judge."""
        command = [self.binary, "convert", "-f", source, "-t", target, inputs, "-o", f"{outputs}/"]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
        if done.returncode not in (0, 1) or "because of a defect of seedkit" in done.stderr:
            self.report.mismatch("seedkit", f"{source} to {target}", f"exit {done.returncode}: {done.stderr[-1500:]}")
        return done.stderr


# --- The documents --------------------------------------------------------------------------------------------------


def write_documents(strings, folder, report):
    """Each string alone in a file, then fifty paragraphs a file, so that blocks stand beside all kinds of others.
    Strings that Markdown cannot show stand in files of their own: they would hide the blocks after them."""
    documents = []
    for text in strings:
        # "end" last: an empty last line would be a final newline. "first" first: U+FEFF would be a byte order mark.
        documents.append((["first"] + ([] if "~" in text else [text]), text, [text, "mid", text, "end"]))
    for portable in (True, False):
        chosen = [text for text in strings if markdown_can_show(text) == portable and not text.endswith("\r")]
        for start in range(0, len(chosen), 50):
            batch = chosen[start : start + 50]
            documents.append((["first", *(text for text in batch if "~" not in text)], "batch", [*batch, "end"]))
    for number, (categories, title, body) in enumerate(documents):
        data = write_seed(categories, title, body)
        if data is None:
            report.skip("seed (no such seed can be written)")
        else:
            (folder / f"string-{number:05}.seed").write_bytes(data)


def copy_seeds(directories, folder):
    for directory in directories:
        files = sorted(path for path in directory.rglob("*") if path.suffix in (".seed", ".txt"))
        if not files:
            sys.exit(f"{directory}: no seeds here")
        for number, path in enumerate(files):
            shutil.copyfile(path, folder / f"{directory.name}-{number:05}-{path.stem}.seed")


def check_outputs(convert, report, work, programs):
    """From seeds to other formats, and back to the same bytes."""
    inputs = work / "seeds"
    seeds = {}
    for path in sorted(inputs.iterdir()):
        try:
            seeds[path.stem] = read_seed(path.read_bytes())
        except Refused:
            seeds[path.stem] = None
    for target in ("json", "yaml", "markdown"):
        outputs, back = work / target, work / f"{target}-back"
        errors = convert.run("seed", target, inputs, outputs) + convert.run(target, "seed", outputs, back)
        there = {}
        for name, seed in seeds.items():
            path = outputs / f"{name}.{EXTENSION[target]}"
            if path.exists() != (seed is not None):
                verdict = "refused by seedkit alone" if seed else "refused by the reference reader alone"
                report.mismatch("seedkit", f"{name} to {target}", f"{verdict}: {errors[-800:]}")
            elif seed:
                there[path] = seed
                returned = back / f"{name}.seed"
                same = returned.exists() and returned.read_bytes() == (inputs / f"{name}.seed").read_bytes()
                report.compare(f"seedkit, back from {target}", name, ["same bytes"], ["same bytes" if same else "not"])
        readers = {"json": [("json", read_json)], "yaml": [("PyYAML", read_pyyaml), ("ruamel.yaml", read_ruamel)]}
        for reader, read in readers.get(target, []):
            for path, seed in there.items():
                compare_seed(report, reader, path, seed, attempt(read, path))
        if target == "json":
            check_jq(report, there)
        if target == "yaml":
            check_programs(report, programs, there)
        if target == "markdown":
            for path, seed in there.items():
                check_markdown(report, path, seed)


def attempt(read, path):
    """What is read, or the error, which then differs from every seed."""
    try:
        return read(path)
    except Exception as error:  # whatever a reader raises, it has not read the file
        return Seed([], f"{type(error).__name__}: {error}", [])


def compare_seed(report, reader, path, expected, actual):
    report.compare(reader, path.name, [*expected.strings(), expected.flags], [*actual.strings(), actual.flags])
    if len(actual.body) != len(expected.body):
        report.mismatch(reader, path.name, f"{len(actual.body)} paragraphs instead of {len(expected.body)}")


def check_jq(report, there):
    if not shutil.which("jq"):
        print("jq is not installed: skipped")
        return
    paths = list(there)
    for start in range(0, len(paths), 500):  # the length of a command line is limited
        chosen = paths[start : start + 500]
        try:
            answers = read_jq(chosen)
        except ValueError:
            answers = [attempt(lambda path: read_jq([path])[0], path) for path in chosen]
        for path, actual in zip(chosen, answers, strict=True):
            compare_seed(report, "jq", path, there[path], actual)


def check_programs(report, programs, there):
    """Readers in other languages. They tell code points, as jq does, and null for a file that they refuse."""
    for reader, command in programs.items():
        paths = list(there)
        for start in range(0, len(paths), 500):  # the length of a command line is limited
            chosen = paths[start : start + 500]
            done = subprocess.run([*command, *chosen], capture_output=True, check=True)
            for path, line in zip(chosen, done.stdout.decode("ascii").splitlines(), strict=True):
                lists = json.loads(line)
                if lists is None:
                    report.mismatch(reader, path.name, "refused")
                    continue
                text = lambda points: "".join(map(chr, points)) if points != [-1] else "not a string"
                categories, (title,), body, flags = ([text(points) for points in part] for part in lists)
                compare_seed(report, reader, path, there[path], Seed(categories, title, body, "".join(flags)))


def check_markdown(report, path, seed):
    actual = attempt(lambda path: from_mapping({"body": [], **split_front_matter(path)[0]}), path)
    compare_seed(report, "PyYAML, front matter", path, seed._replace(body=[]), actual)
    for reader, render in RENDERERS.items():
        texts = [seed.title, *seed.body]
        if not all(map(markdown_can_show, texts)):
            # The others of this file stand in another one, or are the words that frame the string.
            report.skip(reader, sum(not markdown_can_show(text) for text in texts))
            continue
        title, body = read_html(render(split_front_matter(path)[1]), links="linkify" in reader)
        report.compare(reader, path.name, texts, [title, *body])


def check_inputs(convert, report, strings, work):
    """From what others write to seeds."""
    writers = {
        "PyYAML": ("yaml", lambda data: yaml.safe_dump(data, allow_unicode=True)),
        "PyYAML, ASCII": ("yaml", yaml.safe_dump),
        "json, ASCII": ("json", json.dumps),
        "json": ("json", lambda data: json.dumps(data, ensure_ascii=False)),
    }
    for number, (writer, (source, dump)) in enumerate(writers.items()):
        inputs, outputs = work / f"written-{number}", work / f"read-{number}"
        inputs.mkdir()
        expected = {}
        for index, text in enumerate(strings):
            data = {
                "categories": ["first"] + ([] if "~" in text else [text]),
                "title": text,
                "body": [text, "mid", text, "end"],
            }
            try:
                written = dump(data).encode("utf-8")
                if source == "yaml" and yaml.safe_load(written) != data:
                    raise ValueError("the writer does not read it back itself")
            except (ValueError, yaml.YAMLError):
                report.skip(f"seedkit reads {writer}")
                continue
            (inputs / f"{index:05}.{EXTENSION[source]}").write_bytes(written)
            seed = write_seed(data["categories"], data["title"], data["body"])
            expected[f"{index:05}"] = (text, data, seed)
        errors = convert.run(source, "seed", inputs, outputs)
        for name, (text, data, seed) in expected.items():
            path, reader = outputs / f"{name}.seed", f"seedkit reads {writer}"
            texts = [*data["categories"], data["title"], *data["body"]]
            if not path.exists():
                if seed is None:
                    report.row(f"{reader}: refused")["compared"] += len(texts)
                else:
                    report.mismatch(reader, name, f"refused {ascii(text)[:200]}: {errors[-600:]}")
            elif seed is None:
                report.mismatch(reader, name, f"{ascii(text)[:200]} cannot be a seed, and was written")
            else:
                report.compare(reader, name, texts, attempt(lambda path: read_seed(path.read_bytes()), path).strings())


def load_strings(files):
    """Without repetition, and without line feeds: no part of a seed holds one."""
    strings = {}
    for path in files:
        data = json.loads(path.read_bytes())
        groups = data.values() if isinstance(data, dict) else [data]
        strings.update((text, None) for group in groups for text in group)
    return list(strings)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seedkit", required=True, type=lambda path: str(Path(path).resolve(strict=True)))
    arguments.add_argument("--work", required=True, type=Path)
    arguments.add_argument("--strings", action="append", default=[], type=Path)
    arguments.add_argument("--node", help="yaml.mjs, with its packages beside it")
    arguments.add_argument("--ruby", help="yaml.rb")
    arguments.add_argument("seeds", nargs="*", type=Path)
    given = arguments.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    inputs = given.work / "seeds"
    inputs.mkdir(parents=True)

    report = Report()
    strings = load_strings(given.strings)
    one_line = [text for text in strings if "\n" not in text]
    write_documents(one_line, inputs, report)
    copy_seeds(given.seeds, inputs)
    convert = Converter(given.seedkit, report)
    print(f"{len(strings)} strings, {sum(1 for _ in inputs.iterdir())} seeds")
    programs = {}
    if given.node:
        programs = {f"npm {name}": ["node", given.node, name] for name in ("yaml", "yaml 1.1", "js-yaml")}
    if given.ruby:
        programs["Psych"] = ["ruby", given.ruby]
    check_outputs(convert, report, given.work, programs)
    if strings:
        check_inputs(convert, report, strings, given.work)
    report.show()
    return 1 if report.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
