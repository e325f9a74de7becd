#!/usr/bin/env python3
"""A decoder, an encoder and a converter for the seed format, in plain Python, written from docs/format.md alone.

    seed.py decode            seed on stdin, JSON on stdout; reads strictly
    seed.py decode-lenient    the same, leniently, with the layout
    seed.py encode            JSON on stdin, seed on stdout
    seed.py convert FROM TO   one of seed, json, yaml, markdown to another

Exit status: 0 accepted, 1 refused; then stderr has one line of JSON with the kind of the error and its place. It shares
no code with seedkit, so that the two check each other, and is short, so that it can be read beside the specification.
Numbers in comments are sections of the specification.
"""

import json
import re
import sys

SEPARATOR = "||||||"
FLAGS = ("bom", "crlf", "unterminated", "final-newline", "no-body")
PARTS = ("categories", "title", "body")
# 1: the characters with the property White_Space.
WHITE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]+")
SURROGATE = re.compile("[\ud800-\udfff]")


class Refused(Exception):
    """A text or data that is refused: the kind of the error, and its line and column where there is one."""

    def __init__(self, kind, line=None, column=None):
        super().__init__(kind)
        self.kind, self.line, self.column = kind, line, column


# --- Reading (3, 5) -------------------------------------------------------------------------------------------------


def decode_bytes(data):
    """3.1"""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        raise Refused("not-utf-8")
    head = data[:64]
    nuls = head.count(0)
    if nuls >= 8 and 3 * nuls >= len(head):
        raise Refused("not-utf-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("not-utf-8") from error


def place(text, offset):
    """7: line and column of an offset, both from 1. A byte order mark at the start is not counted."""
    start = text.rfind("\n", 0, offset) + 1
    column = offset - start + 1
    if start == 0 and text.startswith("\ufeff") and offset > 0:
        column -= 1
    return text.count("\n", 0, offset) + 1, column


def read(text):
    """5.2: data, flags, and the errors that strict reading refuses, each with its place."""
    errors = []

    def note(kind, offset):
        errors.append((kind, *place(text, offset)))

    rest = text
    bom = text.startswith("\ufeff")
    if bom:
        note("byte-order-mark", 0)
        rest = text[1:]
    ends, pairs = rest.count("\n"), rest.count("\r\n")
    crlf = ends > 0 and ends == pairs
    if crlf:
        note("crlf", text.index("\r\n"))
        rest = rest.replace("\r\n", "\n")
    elif pairs:
        raise Refused("mixed-line-endings", *place(text, text.index("\r\n")))
    lines = rest.split("\n")
    if len(lines) < 4 or lines[1] != SEPARATOR or lines[3] != SEPARATOR:
        raise Refused("separators")

    # Where each line starts in the text as it was given.
    starts, offset = [], int(bom)
    for line in lines:
        starts.append(offset)
        offset += len(line) + 1 + crlf
    for line, start in zip(lines, starts):
        for found in CONTROL.finditer(line):
            note("control-character", start + found.start())
    *names, tail = lines[0].split("~")
    unterminated = bool(tail.strip(WHITE))
    if unterminated:
        note("unterminated-category", starts[0] + len(lines[0].rstrip(WHITE)))
        names.append(tail)
    elif tail:
        raise Refused("blank-tail", *place(text, starts[0] + len(lines[0]) - len(tail)))
    at = starts[0]
    for name in names:
        if not name:
            note("empty-name", at)
        at += len(name) + 1
    title = lines[2]
    if title == SEPARATOR:
        note("title-is-separator", starts[2])
    body = lines[4:]
    no_body, final_newline = not body, False
    if no_body:
        note("no-body", len(text))
    elif body[-1] == "":
        body.pop()
        final_newline = bool(body)
        if final_newline and body[-1] == "":
            note("trailing-blank-line", starts[4 + len(body) - 1])
    on = (bom, crlf, unterminated, final_newline, no_body)
    data = {"categories": names, "title": title, "body": body}
    errors.sort(key=lambda error: error[1:])
    return data, " ".join(flag for flag, is_on in zip(FLAGS, on) if is_on), errors


def decode(data, lenient):
    parts, flags, errors = read(decode_bytes(data))
    if not lenient:
        if errors:
            raise Refused(*errors[0])
        return parts
    return {**parts, **({"seed": flags} if flags else {})}


# --- Writing (6) ----------------------------------------------------------------------------------------------------


def check_data(data):
    """8: the keys and their types."""
    if not isinstance(data, dict):
        raise Refused("not-an-object")
    unknown = set(data) - {*PARTS, "seed"}
    if unknown:
        raise Refused("unknown-key")
    for key in PARTS:
        if key not in data:
            raise Refused("missing-key")
        values = [data[key]] if key == "title" else data[key]
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise Refused("wrong-type")
        if any(SURROGATE.search(value) for value in values):
            raise Refused("surrogate")
    if not isinstance(data.get("seed", ""), str):
        raise Refused("wrong-type")


def layout(flags):
    """2.1"""
    on = flags.split(" ") if flags else []
    if on != [flag for flag in FLAGS if flag in on]:
        raise Refused("no-layout")
    return [flag in on for flag in FLAGS]


def write(data):
    """6.1, and 6.3 by its law: what reading would not give back is refused."""
    check_data(data)
    bom, crlf, unterminated, final_newline, no_body = layout(data.get("seed", ""))
    categories, title, body = (data[part] for part in PARTS)
    if any("\n" in text for text in (*categories, title, *body)):
        raise Refused("line-feed")
    if any("~" in name for name in categories):
        raise Refused("tilde")
    if unterminated and not categories:
        raise Refused("nothing-to-leave-unterminated")
    if final_newline and not body:
        raise Refused("no-paragraph-to-end")
    if no_body and body:
        raise Refused("body-present")
    end = "\r\n" if crlf else "\n"
    names = "~".join(categories) if unterminated else "".join(name + "~" for name in categories)
    text = ("\ufeff" if bom else "") + names + end + SEPARATOR + end + title + end + SEPARATOR
    if not no_body:
        text += end
    text += end.join(body) + (end if final_newline else "")
    try:
        back, flags, _ = read(text)
    except Refused:
        raise Refused("not-representable") from None
    if back != {part: data[part] for part in PARTS} or flags != data.get("seed", ""):
        raise Refused("not-representable")
    return text


# --- JSON, YAML, Markdown (8) ---------------------------------------------------------------------------------------


def no_repetition(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise Refused("repeated-key")
    return dict(pairs)


def from_json(text):
    """8.1"""
    try:
        data = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=no_repetition)
    except ValueError as error:
        raise Refused("not-json") from error
    if isinstance(data, dict):
        if isinstance(data.get("body"), str):
            data["body"] = data["body"].split("\n") if data["body"] else []
        if "text" in data:
            text = data.pop("text")
            if not isinstance(text, str):
                raise Refused("wrong-type")
            body = data.setdefault("body", text.split("\n") if text else [])
            if not isinstance(body, list) or "\n".join(map(str, body)) != text:
                raise Refused("text-differs")
    check_data(data)
    if not data.get("seed", True):
        del data["seed"]
    return data


def to_json(data):
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity"}
# 8.2: what must be escaped. Of every plane the last two characters.
ESCAPED = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
WIDE = re.compile("[\u1680\u2000-\u200a\u202f\u205f\u3000]")
SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(text):
    plain = (
        re.match("[A-Za-z\u00a1-\U0010ffff]", text)
        and text[-1] not in " :"
        and ": " not in text
        and " #" not in text
        and text.translate(LOWER) not in WORDS
        and not re.fullmatch("[eE][0-9]+", text)
        and not ESCAPED.search(text)
        and not WIDE.search(text)
    )
    if plain:
        return text
    return '"' + "".join(map(quoted, text)) + '"'


# ASCII letters alone have cases here.
LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def quoted(c):
    if c in SHORT:
        return SHORT[c]
    if not ESCAPED.match(c):
        return c
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"


def yaml_lines(data, keys):
    for key in keys:
        value = data.get(key)
        if isinstance(value, str):
            yield f"{key}: {scalar(value)}"
        elif value == []:
            yield f"{key}: []"
        elif value is not None:
            yield f"{key}:"
            yield from (f"  - {scalar(item)}" for item in value)


def to_yaml(data):
    return "".join(line + "\n" for line in yaml_lines(data, (*PARTS, "seed")))


def unscalar(text):
    """A scalar of the subset that writers use."""
    if not text.startswith('"'):
        if not text or text in ("null", "Null", "NULL", "~"):
            raise Refused("null")
        if scalar(text) != text:
            raise Refused("yaml-beyond-the-subset")
        return text
    found = re.fullmatch(r'"((?:[^"\\]|\\(?:["\\ntr]|u[0-9a-f]{4}|U[0-9a-f]{8}))*)"', text)
    if not found:
        raise Refused("yaml-beyond-the-subset")

    def character(escape):
        if escape[1][0] in "uU":
            return chr(int(escape[1][1:], 16))
        return {"n": "\n", "t": "\t", "r": "\r"}.get(escape[1], escape[1])

    return re.sub(r"\\(u[0-9a-f]{4}|U[0-9a-f]{8}|.)", character, found[1])


def from_yaml_subset(text, keys):
    """8.2: only what a writer writes, which is all that a reader has to accept."""
    data, items = {}, None
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        if not line.strip(" \t"):
            continue
        if line.startswith("  - ") and items is not None:
            items.append(unscalar(line[4:]))
            continue
        key, colon, value = line.partition(":")
        if key not in keys or not colon:
            raise Refused("unknown-key")
        if key in data:
            raise Refused("repeated-key")
        value, items = value.removeprefix(" "), None
        if key in ("categories", "body"):
            if value not in ("", "[]"):
                raise Refused("wrong-type")
            data[key] = []
            items = data[key] if value == "" else None
        else:
            data[key] = unscalar(value)
    return data


def from_yaml(text):
    data = from_yaml_subset(text.removeprefix("\ufeff"), (*PARTS, "seed"))
    check_data(data)
    if not data.get("seed", True):
        del data["seed"]
    return data


FENCE, EMPTY = "---", "<!-- -->"
ALWAYS_REFERENCE = "\0\r\u2028\u2029"
EDGE_REFERENCE = "\t\v\f \xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000\ufeff"
REFERENCE = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,63});")
ADDRESS = re.compile("https?://|ftp://|www\\.|mailto:|xmpp:", re.IGNORECASE | re.ASCII)
NUMBER = re.compile("[0-9]{1,9}[.)](?=[ \t\v\f\r]|$)")


def escape(text, heading):
    """8.3, escaping: each character as it is, after a backslash, or as a reference."""
    forms = [form(text, at, heading) for at in range(len(text))]
    # Case 10, until nothing changes.
    addresses = [found.span() for found in ADDRESS.finditer(text)]
    changed = True
    while changed:
        changed = False
        for start, end in addresses:
            reach = start
            while reach < len(text) and not (text[reach] in " \t" and forms[reach] == ""):
                reach += 1
            colon = start + len("www") if text[end - 1] == "." else text.index(":", start)
            if any(forms[start:reach]) and forms[colon] == "":
                forms[colon] = "\\"
                changed = True
    return "".join(f"&#{ord(c)};" if how == "&" else how + c for c, how in zip(text, forms))


def form(text, at, heading):
    c, last = text[at], at == len(text) - 1
    before, after = text[at - 1 : at], text[at + 1 : at + 2]

    def word(near):
        return near.isascii() and near.isalnum()

    if c in ALWAYS_REFERENCE or (c in EDGE_REFERENCE and (at == 0 or last)):
        return "&"
    number = NUMBER.match(text)
    blank_or_end = after == "" or after in " \t\v\f\r"
    escaped = (
        c in "\\*`["
        or (c == "_" and not (word(before) and word(after)))
        or (c == "<" and after != "" and (after.isascii() and after.isalpha() or after in "/!?"))
        or (c == "&" and REFERENCE.match(text, at))
        or (c in "~$^" and text.count(c) >= 2)
        or (c == "{" and before == "{")
        or (c == "%" and before != "" and before in "{%")
        or (c == "=" and before == "=")
        or (at == 0 and c in "#>|:")
        or (at == 0 and c == "~" and (after == "" or after in " \t~"))
        or (at == 0 and c in "+-" and (blank_or_end or after in "+-"))
        or (number and at == number.end() - 1)
        or (heading and (c == "{" or (c == "}" and last) or (c == "#" and (at == 0 or before in " \t#"))))
    )
    return "\\" if escaped else ""


def unescape(text):
    def character(found):
        if found[1]:
            return found[1]
        number = int(found[2])
        return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else found[0]

    return re.sub(r"\\([!-/:-@\[-`{-~])|&#([0-9]{1,7});", character, text)


def to_markdown(data, style="both"):
    keys = ("categories", "seed") if style == "heading" else ("title", "categories", "seed")
    lines = [FENCE, *yaml_lines(data, keys), FENCE]
    if style != "front-matter":
        lines += ["", "# " + escape(data["title"], True) if data["title"] else "#"]
    for paragraph in data["body"]:
        lines += ["", escape(paragraph, False) or EMPTY]
    return "".join(line + "\n" for line in lines)


def from_markdown(text):
    """8.3, reading: up to line ends, blanks at line ends and empty lines it must be what a writer writes."""
    lines = [line.rstrip(" \t\r") for line in text.removeprefix("\ufeff").split("\n")]
    if lines[0] != FENCE or FENCE not in lines[1:]:
        raise Refused("no-front-matter")
    end = lines.index(FENCE, 1)
    data = from_yaml_subset("\n".join(lines[1:end]), ("title", "categories", "seed"))
    blocks, blank = [], False
    for line in lines[end + 1 :]:
        if line and not blank:
            raise Refused("paragraph-of-two-lines")
        if line:
            blocks.append(line)
        blank = not line
    heading = None
    if blocks and (blocks[0] == "#" or blocks[0].startswith("# ")):
        heading = unescape(blocks[0][2:])
        if ("# " + escape(heading, True) if heading else "#") != blocks.pop(0):
            raise Refused("not-canonical-markdown")
    if heading is None and "title" not in data:
        raise Refused("missing-key")
    if heading is not None and data.setdefault("title", heading) != heading:
        raise Refused("titles-differ")
    data["body"] = ["" if block == EMPTY else unescape(block) for block in blocks]
    for block, paragraph in zip(blocks, data["body"]):
        if (escape(paragraph, False) or EMPTY) != block:
            raise Refused("not-canonical-markdown")
    check_data(data)
    if not data.get("seed", True):
        del data["seed"]
    return data


def from_seed(text):
    data, flags, _ = read(text)
    return {**data, **({"seed": flags} if flags else {})}


READERS = {"seed": from_seed, "json": from_json, "yaml": from_yaml, "markdown": from_markdown}
WRITERS = {"seed": write, "json": to_json, "yaml": to_yaml, "markdown": to_markdown}


def convert(data, source, target):
    if source == "seed":
        text = decode_bytes(data)
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused("not-utf-8") from error
    read_data = READERS[source](text)
    write(read_data)
    ordered = {key: read_data[key] for key in (*PARTS, "seed") if key in read_data}
    return WRITERS[target](ordered).encode("utf-8")


def main():
    given = sys.argv[1:]
    data = sys.stdin.buffer.read()
    try:
        if given in (["decode"], ["decode-lenient"]):
            answer = json.dumps(decode(data, given == ["decode-lenient"])).encode("ascii") + b"\n"
        elif given == ["encode"]:
            answer = convert(data, "json", "seed")
        elif len(given) == 3 and given[0] == "convert" and {*given[1:]} <= {*READERS}:
            answer = convert(data, given[1], given[2])
        else:
            sys.exit(__doc__)
    except Refused as refusal:
        error = {"code": refusal.kind, "line": refusal.line, "column": refusal.column}
        print(json.dumps({key: value for key, value in error.items() if value is not None}), file=sys.stderr)
        return 1
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
