"""Reads every report of `seedkit lint` with readers of other projects, and compares what they see.

    reports.py --seedkit BINARY --work DIRECTORY [--sarif-schema FILE]

Each case is a folder of files. Every format is asked for in one run and read by a program that shares no code with
the one that wrote it. What a format must be is in the schema of its owner where there is one, and else written down
here from the documentation that its source names. All formats have to agree with the JSON report, and the places of
that with places counted here from the bytes of the files.
"""

import argparse
import base64
import gzip
import hashlib
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema
import junitparser

FORMATS = [
    "full", "concise", "grouped", "summary", "markdown", "json", "jsonl", "sarif", "github", "gitlab", "junit",
    "checkstyle", "rdjson", "azure",
]
MARKS = re.compile("[\u27e6\u27e7]")
HEAD = "Mosses~\n||||||\nPeat moss\n||||||\n"
CLEAN = (
    "Bog plants~Mosses~\n||||||\nPeat moss\n||||||\nPeat moss holds many times its own weight in water, and what is left "
    "of it builds up the peat of bogs."
)
failures = []


def expect(condition, *what):
    if not condition:
        failures.append(" ".join(str(one) for one in what)[:600])
    return condition


# --- Cases ------------------------------------------------------------------------------------------------------------


def unmarked(text):
    return MARKS.sub("", text).encode()


def examples(seedkit):
    """A file for each bad example of each rule, so that all rules fire."""
    rules = json.loads(subprocess.run([seedkit, "rules", "--output-format", "json"], stdout=subprocess.PIPE, check=True).stdout)
    files = {}
    for rule in rules:
        for number, example in enumerate(rule["examples"]):
            folder = f"{rule['code']}/{number}"
            if "bad" in example:
                files[f"{folder}.seed"] = unmarked(example["bad"])
            elif "bad_bytes" in example:
                escaped = re.sub(r"\\x([0-9A-F]{2})", lambda byte: chr(int(byte[1], 16)), example["bad_bytes"])
                files[f"{folder}.seed"] = escaped.encode("latin-1")
            elif "bad_files" in example:
                for name, text in example["bad_files"].items():
                    files[f"{folder}/{name}"] = unmarked(text)
    return files, {rule["code"] for rule in rules}


def cases(seedkit):
    """Names, files by their names as bytes, and rules that have to fire."""
    controls = "".join(chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if code != 0x0A)
    strange = controls + "\u202e\u2028\u2029\ufeff\ufffe\uffff\U000e0041\u200b"
    places = "\t日本語  e\u0301a\u0308  👩\u200d👩\u200d👧  x  y  the the end"
    by_rule, codes = examples(seedkit)
    yield "no file", {}, set()
    yield "no finding", {b"clean.seed": CLEAN.encode()}, set()
    yield "every rule", {name.encode(): content for name, content in by_rule.items()}, codes
    yield "strange name", {b'we,ird%0A:n;]"&#.seed': (HEAD + "It  holds water.").encode()}, {"B306"}
    yield "name with controls", {
        b"a\x1b[31m\nb\t\x07.seed": (HEAD + "It  holds water.").encode(),
        "\u202e.seed".encode(): (HEAD + "It  holds water.").encode(),
        b"::error file=x::y ##vso[task.complete].seed": (HEAD + "It  holds water.").encode(),
        b"<b>|x|</b>`'$a.seed": (HEAD + "It  holds water.").encode(),
    }, {"B306"}
    yield "name that is not UTF-8", {b"caf\xe9/\xff%FF.seed": (HEAD + "It  holds water.").encode()}, {"B306"}
    yield "controls", {
        b"body.seed": (HEAD + "It " + " ".join(f"a{one}b" for one in strange) + " holds  water.").encode(),
        b"parts.seed": f"{strange}~Mosses~{strange}\n||||||\n{strange} x\n||||||\n{strange} x  y.".encode(),
        b"quoted.seed": f"[[{strange}]]~]]>&amp;<x>~\n||||||\n<{strange}>\n||||||\n<b>{strange}</b> '''x''' ]]> -->".encode(),
        b"latin.seed": (HEAD + "Caf").encode() + b"\xe9  and \xff\xfe more.",
    }, {"U401", "S001"}
    yield "places", {
        b"plain.seed": (HEAD + places + "\n" + places).encode(),
        b"crlf.seed": (HEAD + places + "\n" + places + "\n").replace("\n", "\r\n").encode(),
        b"mark.seed": ("\ufeff" + HEAD.replace("Mosses", "日本~Mosses~Mosses") + places).encode(),
        b"both.seed": ("\ufeff" + HEAD.replace("Mosses", "😀~Mosses~Mosses") + places).replace("\n", "\r\n").encode(),
        b"long.seed": (HEAD + "Water 日本 😀 holds. " * 200 + "  x  ,  y").encode(),
    }, {"B306", "U403", "S008"}
    yield "many", {
        b"a.seed": (HEAD + "\n".join(["It  holds water."] * 40)).encode(),
        b"b.seed": HEAD.replace("Mosses~", "Mosses").encode() + b"It  holds water.",
    }, {"B306", "S007"}


# --- Places, counted from the bytes -----------------------------------------------------------------------------------


def readable(data):
    """The text, with U+001A for every byte that is not UTF-8."""
    text, at = [], 0
    while at < len(data):
        try:
            text.append(data[at:].decode())
            break
        except UnicodeDecodeError as error:
            text.append(data[at : at + error.start].decode())
            text.append("\x1a" * (error.end - error.start))
            at += error.end
    return "".join(text).encode()


def place(data, offset):
    """Line, and columns in code points, UTF-16 units and bytes."""
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    before = data[mark : max(offset, mark)]
    line = before[before.rfind(b"\n") + 1 :].decode()
    return before.count(b"\n") + 1, len(line) + 1, len(line.encode("utf-16-le")) // 2 + 1, len(line.encode()) + 1


WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
WHOLE_FILE = {
    ("S001", "utf-16"), ("S001", "utf-16-without-bom"), ("S001", "utf-32"), ("S008", "crlf"), ("S008", "mixed"),
    ("X604", "colliding-path"),
}


def fingerprint(one, path, data, seen):
    """As docs/reports.md defines it."""
    start, end = one["span"]["start"], one["span"]["end"]
    inside, before, after = data[start:end].decode(), data[:start].decode(), data[end:].decode()
    line = before[before.rfind("\n") + 1 :] if "\n" in before else before.removeprefix("\ufeff")
    rest = "" if inside.endswith("\n") else after.split("\n")[0]
    if "\n" in after:
        rest = rest.removesuffix("\r")
    fold = lambda text: re.sub(f"[{WHITE_SPACE}]+", " ", text)
    middle = inside if len(inside) <= 32 else inside[:32] + inside[max(32, len(inside) - 32) :]
    window = "\x1f".join([fold(line[-32:]), fold(middle), fold(rest[:32])])
    if (one["rule"], one["kind"]) in WHOLE_FILE:
        window = ""
    fields = [b"seedkit/v1", one["rule"].encode(), path, window.encode()]
    hashed = b"".join(len(field).to_bytes(8, "little") + field for field in fields)
    seen[hashed] = seen.get(hashed, -1) + 1
    return hashlib.sha256(hashed + seen[hashed].to_bytes(8, "little")).hexdigest()[:32]


def check_place(one, data, what):
    start, end = place(data, one["span"]["start"]), place(data, one["span"]["end"])
    seen = (one["line"], one["column"], one["column_utf16"], one["column_bytes"])
    expect(seen == start, what, "starts at", start, "and not at", seen)
    seen = (one["end_line"], one["end_column"], one["end_column_utf16"], one["end_column_bytes"])
    expect(seen == end, what, "ends at", end, "and not at", seen)


# --- Readers ----------------------------------------------------------------------------------------------------------


def strict(schema):
    """The schema with no room for what it does not name."""
    if isinstance(schema, dict):
        closed = {key: strict(value) for key, value in schema.items()}
        if "properties" in closed:
            closed["unevaluatedProperties"] = False
        return closed
    return [strict(one) for one in schema] if isinstance(schema, list) else schema


class Case:
    def __init__(self, name, folder, files, reports, context):
        self.name, self.folder, self.files, self.reports, self.context = name, folder, files, reports, context
        self.report = json.loads(reports["json"].decode("utf-8"))
        self.findings = self.report["findings"]
        self.fresh = [one for one in self.findings if one["baseline"] != "suppressed"]

    def say(self, format):
        return f"{self.name}: {format}:"

    def path(self, finding):
        """The bytes of the path that a finding names."""
        if "path_bytes" in finding:
            return base64.b64decode(finding["path_bytes"], validate=True)
        return finding["path"].encode()

    def same(self, format, seen, key, findings=None):
        wanted = [key(one) for one in (self.fresh if findings is None else findings)]
        if expect(len(seen) == len(wanted), self.say(format), len(seen), "findings and not", len(wanted)):
            for one, other in zip(seen, wanted):
                expect(one == other, self.say(format), one, "and not", other)


def check_json(case):
    jsonschema.validate(case.report, case.context["schema"], cls=jsonschema.Draft202012Validator)
    prints = [one["fingerprint"] for one in case.findings]
    expect(len(set(prints)) == len(prints), case.say("json"), "a fingerprint occurs twice")
    seen = {}
    for one in case.findings:
        path = case.path(one)
        if not expect(path in case.files, case.say("json"), "no file is named", path):
            continue
        expect(("path_bytes" in one) == (path.decode(errors="replace").encode() != path), case.say("json"), one["path"])
        data = readable(case.files[path])
        wanted = fingerprint(one, path, data, seen)
        expect(one["fingerprint"] == wanted, case.say("json"), one["rule"], one["path"], one["fingerprint"], "and not", wanted)
        for place in [one, *one["related"], *(one["fix"] or {"edits": []})["edits"]]:
            check_place(place, data, f"{case.say('json')} {one['path']}: {one['rule']}")
    lines = [json.loads(line) for line in case.reports["jsonl"].decode().splitlines()]
    expect(lines == case.findings, case.say("jsonl"), "differs from json")
    expect(case.reports["json"].endswith(b"\n"), case.say("json"), "the last line has no end")


def check_sarif(case):
    report = json.loads(case.reports["sarif"].decode())
    if case.context["sarif"] is not None:
        for error in case.context["sarif"].iter_errors(report):
            expect(False, case.say("sarif"), error.json_path, error.message)
    check_code_scanning(case, report)
    results = report["runs"][0]["results"]
    key = lambda one: (one["rule"], one["line"], one["column"], one["end_line"], one["end_column"], one["fingerprint"])
    seen = []
    for one, finding in zip(results, case.findings):
        physical = one["locations"][0]["physicalLocation"]
        region = physical["region"]
        seen.append((one["ruleId"], region["startLine"], region["startColumn"], region["endLine"], region["endColumn"],
                     one["partialFingerprints"]["primaryLocationLineHash"]))
        uri = physical["artifactLocation"]["uri"]
        expect(re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri), case.say("sarif"), "no plain URI:", uri)
        expect(urllib.parse.unquote_to_bytes(uri) == case.path(finding), case.say("sarif"), uri)
        span = finding["span"]
        expect((region["byteOffset"], region["byteLength"]) == (span["start"], span["end"] - span["start"]), uri, region)
        edits = [edit["span"] for edit in (finding["fix"] or {"edits": []})["edits"]]
        changes = [change for fix in one.get("fixes", []) for change in fix["artifactChanges"]]
        spans = [
            {"start": region["byteOffset"], "end": region["byteOffset"] + region["byteLength"]}
            for change in changes for region in (one["deletedRegion"] for one in change["replacements"])
        ]
        expect(spans == edits, case.say("sarif"), "fixes", spans, "and not", edits)
        known = finding["baseline"]
        expect(one.get("baselineState") == {None: None, "new": "new", "suppressed": "unchanged"}[known], known, one)
        expect(bool(one.get("suppressions")) == (known == "suppressed"), known, one)
    case.same("sarif", seen, key, case.findings)


def check_code_scanning(case, report):
    """What GitHub documents as needed, and its limits."""
    say = case.say("sarif")
    expect(report["version"] == "2.1.0" and "2.1.0" in report["$schema"], say, "version")
    expect(len(report["runs"]) == 1, say, "one run")
    run = report["runs"][0]
    driver = run["tool"]["driver"]
    expect(driver["name"] == "seedkit" and driver["semanticVersion"], say, "driver")
    expect(run["automationDetails"]["id"].endswith("/"), say, "the category")
    expect(run["columnKind"] == "unicodeCodePoints", say, "columnKind")
    expect(len(run["results"]) <= 25_000, say, "too many results")
    expect(len(gzip.compress(case.reports["sarif"])) <= 10_000_000, say, "too large")
    for rule in driver["rules"]:
        for text in [rule["id"], rule["name"], rule["shortDescription"]["text"], rule["fullDescription"]["text"],
                     rule["help"]["text"], rule["help"]["markdown"]]:
            expect(text.strip(), say, rule["id"], "has an empty text")
        expect(len(rule["fullDescription"]["text"]) <= 1024, say, rule["id"], "is described at length")
        expect(len(rule["shortDescription"]["text"]) <= 1024 and len(rule["id"]) <= 255, say, rule["id"])
        expect(rule["defaultConfiguration"]["level"] in ("note", "warning", "error"), say, rule["id"])
        expect(len(rule["properties"]["tags"]) <= 10, say, rule["id"], "has too many tags")
    for one in run["results"]:
        expect(driver["rules"][one["ruleIndex"]]["id"] == one["ruleId"], say, one["ruleId"], "has another index")
        expect(one["level"] in ("note", "warning", "error") and one["message"]["text"], say, one)
        expect(len(one["locations"]) == 1, say, "one location")
        region = one["locations"][0]["physicalLocation"]["region"]
        start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
        expect((1, 1) <= start <= end, say, region)
        expect(one["partialFingerprints"]["primaryLocationLineHash"], say, "no fingerprint")


def command_data(text):
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def command_property(text):
    return command_data(text.replace("%3A", ":").replace("%2C", ","))


def printable(text):
    """As a name is shown where there is no escape for what a terminal obeys."""
    unprintable = re.compile("[\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")
    signs = {code: 0x2400 + code for code in range(0x20) if code not in (0x0A, 0x0D)} | {0x7F: 0x2421}
    return unprintable.sub(lambda one: f"<U+{ord(one[0]):04X}>", text.translate(signs))


def lines_of(data):
    """Lines as programs see them that know no end of line but a line feed."""
    return data.decode().removesuffix("\n").split("\n") if data else []


def check_github(case):
    """As the runner reads commands: a line `::name key=value,key=value::data`, with escapes."""
    say = case.say("github")
    lines = lines_of(case.reports["github"])
    shown = {"error": 0, "warning": 0, "notice": 0}
    places = {(one["rule"], one["line"], one["column"], printable(one["path"])) for one in case.fresh}
    for line in lines:
        command = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        if not expect(command, say, "no command:", line):
            continue
        shown[command[1]] += 1
        pairs = [pair.split("=", 1) for pair in command[2].split(",")]
        properties = {name: command_property(value) for name, value in pairs}
        expect(set(properties) <= {"file", "line", "col", "endLine", "endColumn", "title"}, say, line)
        if "file" not in properties:
            continue
        if "col" in properties:
            expect(properties["line"] == properties["endLine"], say, "columns of several lines:", line)
            found = (properties["title"][:4], int(properties["line"]), int(properties["col"]), properties["file"])
            expect(found in places, say, found, "is no finding")
        data = command_data(command[3])
        expect(not re.search("[\x00-\x1f\x7f-\x9f\u2028\u202e]", data), say, repr(data))
        expect(f":{properties['line']}:" in data and properties["title"][:4] in data, say, "the log lacks the place:", data)
    for level, severity, limit in [("error", "error", 10), ("warning", "warning", 10), ("notice", "info", 9)]:
        wanted = sum(one["severity"] == severity for one in case.fresh)
        more = 1 if level == "notice" and lines and "title=seedkit::and " in lines[-1] else 0
        expect(shown[level] == min(wanted, limit) + more, say, level, shown[level], "of", wanted)
    left = sum(max(0, sum(one["severity"] == severity for one in case.fresh) - limit)
               for severity, limit in [("error", 10), ("warning", 10), ("info", 9)])
    told = sum(int(number.replace(",", "")) for number in re.findall(r"([\d,]+) (?:errors?|warnings?|info)\b", lines[-1])) if left else 0
    expect(told == left, say, "left out are", left, "and told are", told)


def check_gitlab(case):
    """What GitLab documents for a code quality report."""
    say = case.say("gitlab")
    expect(not case.reports["gitlab"].startswith(b"\xef\xbb\xbf"), say, "a byte order mark")
    issues = json.loads(case.reports["gitlab"].decode())
    expect(isinstance(issues, list), say, "no array")
    prints = [one["fingerprint"] for one in issues]
    expect(len(set(prints)) == len(prints), say, "a fingerprint occurs twice")
    for one in issues:
        expect(one["severity"] in ("info", "minor", "major", "critical", "blocker"), say, one)
        expect(one["description"] and one["check_name"] in one["description"], say, one)
        path = one["location"]["path"]
        expect(path and not path.startswith(("./", "/")), say, path)
    key = lambda one: (one["rule"], one["path"], one["fingerprint"], one["line"], one["column"], one["end_line"], one["end_column"])
    seen = []
    for one in issues:
        begin, end = one["location"]["positions"]["begin"], one["location"]["positions"]["end"]
        seen.append((one["check_name"], one["location"]["path"], one["fingerprint"], begin["line"], begin["column"],
                     end["line"], end["column"]))
    case.same("gitlab", seen, key)


def in_xml(text):
    """Text as an attribute of XML 1.0 can keep it, with numbers for characters that it cannot."""
    allowed = re.compile("[\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
    return "".join(one if allowed.match(one) else f"<U+{ord(one):04X}>" for one in text)


def check_junit(case):
    say = case.say("junit")
    report = junitparser.JUnitXml.fromstring(case.reports["junit"])
    suites = list(report)
    cases = [one for suite in suites for one in suite]
    if not case.fresh:
        expect(len(cases) == 1 and cases[0].is_passed, say, "a clean run is one case that passes")
        return
    expect(report.tests == len(cases) == sum(suite.tests for suite in suites), say, "tests")
    expect(report.failures == sum(suite.failures for suite in suites), say, "failures")
    expect(len({suite.name for suite in suites}) == len(suites), say, "a file has two suites")
    # Suites keep what concerns several files together with the rest of a file.
    order = {name: at for at, name in enumerate(dict.fromkeys(one["path"] for one in case.fresh))}
    findings = sorted(case.fresh, key=lambda one: order[one["path"]])
    seen = []
    for one in cases:
        expect(len(one.result) == 1, say, "one result a case")
        seen.append((one.classname, one.name.split()[0], one.name.rsplit(" ", 1)[1], one.result[0].type,
                     isinstance(one.result[0], junitparser.Failure)))
    case.same("junit", seen, lambda one: (in_xml(one["path"]), one["rule"], f"{one['line']}:{one['column']}",
                                          one["severity"], one["severity"] != "info"), findings)


def check_checkstyle(case):
    root = ElementTree.fromstring(case.reports["checkstyle"])
    expect(root.tag == "checkstyle" and root.get("version"), case.say("checkstyle"), root.tag)
    seen = []
    for file in root:
        expect(file.tag == "file" and len(file), case.say("checkstyle"), "an empty file")
        for error in file:
            seen.append((file.get("name"), error.get("source").rsplit(".")[-1], int(error.get("line")),
                         int(error.get("column")), error.get("severity")))
            expect(error.get("message"), case.say("checkstyle"), "no message")
    case.same("checkstyle", seen,
              lambda one: (in_xml(one["path"]), one["rule"], one["line"], one["column"], one["severity"]))


def check_rdjson(case):
    say = case.say("rdjson")
    report = json.loads(case.reports["rdjson"].decode())
    expect(report["source"]["name"] == "seedkit", say, "source")
    seen = []
    for one, finding in zip(report["diagnostics"], case.fresh):
        start, end = one["location"]["range"]["start"], one["location"]["range"]["end"]
        seen.append((one["code"]["value"], one["location"]["path"], one["severity"], start["line"], start["column"],
                     end["line"], end["column"]))
        expect(one["message"], say, "no message")
        for suggestion in one.get("suggestions", []):
            [edit] = finding["fix"]["edits"]
            expect(suggestion["text"] == edit["replacement"], say, suggestion)
            # By bytes within lines, as the format says, and without a byte order mark to be wrong about.
            data = case.files[case.path(finding)]
            lines = [0, *(at.end() for at in re.finditer(b"\n", data))]
            offsets = [lines[suggestion["range"][at]["line"] - 1] + suggestion["range"][at]["column"] - 1 for at in ("start", "end")]
            expect(offsets == [edit["span"]["start"], edit["span"]["end"]], say, suggestion, edit)
    case.same("rdjson", seen, lambda one: (one["rule"], one["path"], one["severity"].upper(), one["line"],
                                           one["column_bytes"], one["end_line"], one["end_column_bytes"]))


def check_azure(case):
    """As the agent reads commands: `##vso[area.action key=value;key=value;]data`, with escapes."""
    say = case.say("azure")
    undo = lambda text: text.replace("%3B", ";").replace("%5D", "]").replace("%0D", "\r").replace("%0A", "\n").replace("%AZP25", "%")
    seen = []
    for line in lines_of(case.reports["azure"]):
        command = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.+)", line)
        if not expect(command, say, "no command:", line):
            continue
        properties = dict(pair.split("=", 1) for pair in command[1].rstrip(";").split(";"))
        expect(properties["type"] in ("error", "warning"), say, line)
        seen.append((undo(properties["sourcepath"]), properties["code"], int(properties["linenumber"]), int(properties["columnnumber"])))
    case.same("azure", seen, lambda one: (printable(one["path"]), one["rule"], one["line"], one["column"]))


def check_concise(case):
    lines = lines_of(case.reports["concise"])
    expect(len(lines) == len(case.fresh), case.say("concise"), len(lines), "lines and not", len(case.fresh))
    for line, one in zip(lines, case.fresh):
        expect(f":{one['line']}:{one['column']}: {one['severity']}[{one['rule']}] " in line, case.say("concise"), line)


def check_people(case):
    """No byte that a terminal obeys, and the summary at the end."""
    for format in ["full", "concise", "grouped", "summary", "markdown"]:
        text = case.reports[format].decode()
        expect(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", text), case.say(format), "a control")
        if format != "concise":
            expect(re.search(r"\A(no file was checked|[\d,]+ files?: .*)\Z", text.splitlines()[-1]), case.say(format), "no summary")
    rows = [line for line in case.reports["markdown"].decode().splitlines() if line.startswith("| ")][1:]
    for row in rows:
        expect(len(re.findall(r"(?<!\\)\|", row)) == 5, case.say("markdown"), "columns:", row)
        expect(not re.search(r"(?<!\\)[<`*_\[$]", row), case.say("markdown"), "markup:", row)


CHECKS = [check_json, check_sarif, check_github, check_gitlab, check_junit, check_checkstyle, check_rdjson, check_azure,
          check_concise, check_people]


# --- Runs -------------------------------------------------------------------------------------------------------------


def write(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    # Below a repository of its own, so that paths are from here.
    (folder / ".git").mkdir(parents=True)
    for name, content in files.items():
        path = os.fsencode(folder) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def lint(seedkit, folder, *arguments):
    environment = {name: value for name, value in os.environ.items() if name not in ("CLICOLOR_FORCE", "GITHUB_STEP_SUMMARY")}
    return subprocess.run([seedkit, "lint", "--select", "all", *arguments], cwd=folder, capture_output=True, env=environment)


def reports(seedkit, folder, out, *arguments):
    """All reports of one run, in files."""
    shutil.rmtree(out, ignore_errors=True)
    wanted = [argument for format in FORMATS for argument in ("--output-format", f"{format}={out / format}")]
    run = lint(seedkit, folder, *wanted, *arguments)
    expect(run.returncode in (0, 1), folder, run.returncode, run.stderr.decode())
    expect(run.stdout == b"", folder, "stdout has what is not asked for")
    return {format: (out / format).read_bytes() for format in FORMATS}


def check_cases(context, work):
    seedkit = context["seedkit"]
    counted = 0
    for name, files, codes in cases(seedkit):
        folder = work / name.replace(" ", "-")
        write(folder, files)
        found = reports(seedkit, folder, work / "reports")
        case = Case(name, folder, files, found, context)
        missing = codes - {one["rule"] for one in case.findings}
        expect(not missing, name, "these do not fire:", sorted(missing))
        for check in CHECKS:
            check(case)
        counted += len(case.findings)
        # On stdout there is the same.
        for format in FORMATS:
            expect(lint(seedkit, folder, "--output-format", format).stdout == found[format], name, format, "differs on stdout")
        check_known(case, context, work)
    print(f"{counted} findings in {len(FORMATS)} formats")


def check_known(case, context, work):
    """The same with a baseline that has all but the findings of one file."""
    baseline = work / "baseline.jsonl"
    baseline.unlink(missing_ok=True)
    first = min((case.path(one) for one in case.findings), default=None)
    subprocess.run([context["seedkit"], "-q", "baseline", "create", "--baseline", baseline, "--select", "all", "."], cwd=case.folder, check=True)
    lines = [json.loads(line) for line in baseline.read_text("utf-8").splitlines()]
    expect(lines[0] == {"seedkit-baseline": 1}, case.name, "baseline", lines[0])
    expect(len(lines) - 1 == len(case.findings), case.name, "baseline:", len(lines) - 1, "entries")
    expect(lines[1:] == sorted(lines[1:], key=lambda one: (one["path"].encode(), one["rule"], one["fingerprint"])), case.name, "baseline: not sorted")
    if first is None:
        return
    kept = [line for line in lines if line.get("path") != next(one["path"] for one in case.findings if case.path(one) == first)]
    baseline.write_text("".join(json.dumps(line) + "\n" for line in kept), "utf-8")
    found = reports(context["seedkit"], case.folder, work / "reports", "--baseline", str(baseline))
    case = Case(f"{case.name}, with a baseline", case.folder, case.files, found, context)
    expect({one["baseline"] for one in case.findings} <= {"new", "suppressed"}, case.name, "states")
    expect(case.report["summary"]["suppressed"] == len(kept) - 1, case.name, "suppressed")
    expect(all(case.path(one) == first for one in case.fresh), case.name, "what the baseline knows is shown")
    for check in CHECKS:
        check(case)


def check_cut(context, work):
    """More results than an upload takes: the worst are there, and the cut is told."""
    files = {b"%d.seed" % number: (HEAD + "\n".join(["It  holds water."] * 5_000)).encode() for number in range(6)}
    files[b"last.seed"] = b"Mosses\n" + files[b"0.seed"].split(b"\n", 1)[1]
    folder = work / "cut"
    write(folder, files)
    run = lint(context["seedkit"], folder, "--ignore", "X,B302", "--output-format", "sarif")
    report = json.loads(run.stdout)["runs"][0]
    rules = [one["ruleId"] for one in report["results"]]
    expect(len(rules) == 25_000, "cut:", len(rules), "results")
    expect(rules.count("S007") == 1, "cut: the worst is gone")
    expect(len(gzip.compress(run.stdout)) < 10_000_000, "cut: too large")
    notes = [note["message"]["text"] for note in report["invocations"][0]["toolExecutionNotifications"]]
    expect(any("25,000 of 35,001" in note for note in notes), "cut: not told:", notes)
    expect(b"25,000 of 35,001" in run.stderr, "cut: not told on stderr")


def check_terminal(context, work):
    """A line of progress on a terminal, once a run takes longer than a second; none anywhere else."""
    folder = work / "terminal"
    write(folder, {b"later/%02d.seed" % number: CLEAN.encode() for number in range(40)})
    os.mkfifo(folder / "first.seed")
    command = [context["seedkit"], "lint", "-j", "1", "--ignore", "X", "first.seed", "later"]
    environment = {**os.environ, "TERM": "xterm"}

    def run(stderr, wait, environment=environment):
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=stderr, env=environment)
        with open(folder / "first.seed", "wb") as first:
            time.sleep(wait)
            first.write(CLEAN.encode())
        return process

    def on_terminal(wait, **more):
        ours, theirs = pty.openpty()
        process = run(theirs, wait, **more)
        os.close(theirs)
        seen = b""
        while select.select([ours], [], [], 30)[0]:
            try:
                chunk = os.read(ours, 65536)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
        expect(process.wait() == 0, "terminal:", process.returncode)
        os.close(ours)
        return seen

    expect(b"of 41 files" in on_terminal(1.3), "terminal: no progress")
    expect(b"of 41 files" not in on_terminal(1.3, environment={**environment, "TERM": "dumb"}), "terminal: progress on a dumb one")
    process = run(subprocess.PIPE, 1.3)
    said = process.stderr.read()
    process.wait()
    expect(said == b"", "terminal: a pipe gets", said)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seedkit", required=True, type=lambda path: str(Path(path).resolve(strict=True)))
    arguments.add_argument("--work", required=True, type=lambda path: Path(path).resolve())
    arguments.add_argument("--sarif-schema", type=Path)
    given = arguments.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    given.work.mkdir(parents=True)
    schema = json.loads(subprocess.run([given.seedkit, "schema", "report"], stdout=subprocess.PIPE, check=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    sarif = None
    if given.sarif_schema:
        sarif = jsonschema.Draft4Validator(json.loads(given.sarif_schema.read_text("utf-8")))
    else:
        print("skipped: the official schema of SARIF, as there is none at hand")
    context = {"seedkit": given.seedkit, "schema": strict(schema), "sarif": sarif}
    check_cases(context, given.work)
    check_cut(context, given.work)
    check_terminal(context, given.work)
    for failure in failures[:20]:
        print("wrong:", failure)
    print(f"reports: {len(failures)} things are wrong" if failures else "reports: all readers agree")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
