#!/usr/bin/env python3
"""Runs an implementation against the suite. README.md says what it has to answer.

    run.py --decoder CMD --lenient-decoder CMD --encoder CMD --converter CMD [--run GLOB]... [--skip GLOB]...
           [--format human|tap|junit|json] [--random N]

CMD is a command line, split as a shell does it. The converter gets `{from}` and `{to}` replaced by names of formats.
Roles that are not given are not tested. Needs Python alone.
"""

import argparse
import concurrent.futures
import fnmatch
import json
import os
import random
import shlex
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).resolve().parent
TIME_LIMIT = 5  # seconds
EXTENSION = {"json": "json", "yaml": "yaml", "markdown": "md", "seed": "seed"}


class Failure(Exception):
    pass


def ask(command, data):
    """What a program answers: its output, or None if it refuses."""
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        raise Failure(f"no answer within {TIME_LIMIT} s") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == 1:
        return None
    raise Failure(f"exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-500:]}")


def codes(command, data):
    """The code and the place of the first diagnostic, if the program gives them as JSON."""
    done = subprocess.run(command, input=data, capture_output=True, timeout=TIME_LIMIT)
    try:
        first = json.loads(done.stderr.decode("utf-8").splitlines()[0])
        return first["code"], [first["line"], first["column"]] if "line" in first else None
    except (ValueError, IndexError, KeyError, TypeError):
        return None


def expect_refusal(answer):
    if answer is not None:
        raise Failure(f"accepted, and has to be refused: {answer[:300]!r}")


def expect_json(answer, expected):
    if answer is None:
        raise Failure("refused, and has to be accepted")
    try:
        given = json.loads(answer.decode("utf-8"))
    except ValueError as error:
        raise Failure(f"the answer is no JSON: {error}") from None
    if given != expected:
        raise Failure(f"expected {json.dumps(expected)[:500]}, got {json.dumps(given)[:500]}")


def expect_parts(answer, expected):
    """The categories, the title and the body; a layout is not looked at."""
    if answer is not None:
        try:
            answer = json.dumps(without_layout(json.loads(answer.decode("utf-8")))).encode("ascii")
        except (ValueError, AttributeError) as error:
            raise Failure(f"the answer is no JSON object: {error}") from None
    expect_json(answer, without_layout(expected))


def expect_bytes(answer, expected, may_refuse=False):
    if answer is None and may_refuse:
        return
    if answer is None:
        raise Failure("refused, and has to be accepted")
    if answer != expected:
        raise Failure(f"expected {expected[:500]!r}, got {answer[:500]!r}")


def without_layout(data):
    return {key: value for key, value in data.items() if key != "seed"}


def tests(case, roles):
    """Every question of a case: its name, and a function that fails if the answer is wrong."""
    path = HERE / case["file"]
    data = path.read_bytes()
    kind = case["class"]
    decoder, lenient, encoder, converter = (roles.get(role) for role in ("decoder", "lenient", "encoder", "converter"))

    def converted(source, target, data):
        return ask([part.replace("{from}", source).replace("{to}", target) for part in converter], data)

    if kind in ("valid", "lenient", "invalid"):
        companion = path.with_suffix(".json")
        expected = json.loads(companion.read_bytes()) if companion.exists() else None
        if decoder:
            if case["strict"] == "accept":
                yield "strict", lambda: expect_parts(ask(decoder, data), expected)
            else:
                yield "strict", lambda: expect_refusal(ask(decoder, data))
                yield "code", lambda: expect_code(case, codes(decoder, data))
        if lenient:
            if case["lenient"] == "accept":
                yield "lenient", lambda: expect_json(ask(lenient, data), expected)
            else:
                yield "lenient", lambda: expect_refusal(ask(lenient, data))
        if encoder and expected is not None:
            source = companion.read_bytes()
            yield "encode", lambda: expect_bytes(ask(encoder, source), data)
            canonical = path.with_suffix(".canonical.seed")
            if canonical.exists() and lenient:
                yield "canonical", lambda: expect_parts(ask(lenient, canonical.read_bytes()), expected)
    elif kind == "unrepresentable" and encoder:
        yield "encode", lambda: expect_refusal(ask(encoder, data))
    elif kind == "convert" and converter:
        for target in case["formats"]:
            other = path.with_suffix("." + EXTENSION[target]).read_bytes()
            if target != "json":  # the white space of JSON is the writer's
                yield f"to {target}", lambda t=target, o=other: expect_bytes(converted("seed", t, data), o)
            else:
                yield f"to {target}", lambda o=other: expect_json(converted("seed", "json", data), json.loads(o))
            yield f"from {target}", lambda t=target, o=other: expect_bytes(converted(t, "seed", o), data)
    elif kind == "import" and converter:
        source = case["format"]
        if case["read"] == "accept":
            expected_seed = path.with_suffix(".seed").read_bytes()
            may_refuse = case.get("level") == "should"
            yield "read", lambda: expect_bytes(converted(source, "seed", data), expected_seed, may_refuse)
        else:
            yield "read", lambda: expect_refusal(converted(source, "seed", data))


def expect_code(case, given):
    """Where a decoder tells codes, the code has to be one of the case; places only of texts that can be read leniently,
    since what others report about the rest is left open (section 7)."""
    if given is None:
        return
    code, at = given
    if case["lenient"] == "accept" and (code not in case["codes"] or (code == case["codes"][0] and at != case["at"])):
        raise Failure(f"expected {case['codes']} at {case['at']}, got {code} at {at}")


def random_tests(number, start, roles):
    """Random texts and data, compared with the decoder and the encoder of this suite."""
    sys.path.insert(0, str(HERE / "python"))
    import seed as reference

    for index in range(number):
        chance = random.Random(start + index)
        data = random_text(chance).encode("utf-8")
        if chance.random() < 0.1:
            at = chance.randrange(len(data) + 1)
            data = data[:at] + bytes([chance.randrange(256)]) + data[at:]
        for name, lenient in (("decoder", False), ("lenient", True)):
            if roles.get(name):
                yield (
                    f"random/{start + index}",
                    name,
                    lambda d=data, n=name, l=lenient: compare(
                        roles[n], d, lambda: reference.decode(d, l), "json" if l else "parts"
                    ),
                )
        value = json.dumps(random_data(chance)).encode("ascii")
        if roles.get("encoder"):
            yield (
                f"random/{start + index}",
                "encoder",
                lambda v=value: compare(roles["encoder"], v, lambda: reference.convert(v, "json", "seed"), "bytes"),
            )
        if roles.get("converter"):
            for target in ("yaml", "markdown"):
                command = [part.replace("{from}", "seed").replace("{to}", target) for part in roles["converter"]]
                yield (
                    f"random/{start + index}",
                    f"to {target}",
                    lambda d=data, c=command, t=target: compare(c, d, lambda: reference.convert(d, "seed", t), "bytes"),
                )


def compare(command, data, reference, how):
    try:
        expected = reference()
    except Exception as refusal:
        if type(refusal).__name__ != "Refused":
            raise
        expected = None
    answer = ask(command, data)
    try:
        if expected is None:
            expect_refusal(answer)
        elif how == "parts":
            expect_parts(answer, expected)
        elif how == "json":
            expect_json(answer, expected)
        else:
            expect_bytes(answer, expected)
    except Failure as failure:
        raise Failure(f"{data!r}: {failure}") from None


PIECES = [
    "a", "B", "word", " ", "  ", "\t", "~", "|", "||||||", "é", "日本", "😀", "\r", "\0", "\x1b", "\x7f", "\x85",
    "\u00a0", "\u2028", "\ufeff", "\u200b", "\u3000", "\ufffe", "*", "_", "`", "[", "]", "<", ">", "&amp;", "&#65;",
    "#", "- ", "+", "1. ", "2)", ":", ": ", "\\", "$", "^", "=", "==", "{{", "{%", "%%", "}", "'", '"', "NO", "null",
    "1984", "e5", "https://a.b/", "www.", "mailto:", "xmpp:", "HTTP://", "(", ")", "!", ",", "---", "...", "<!-- -->",
]  # fmt: skip


def random_line(chance):
    return "".join(chance.choice(PIECES) for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 8))))


def random_text(chance):
    lines = [random_line(chance) for _ in range(chance.randrange(3))]
    if chance.random() < 0.9:
        names = "".join(random_line(chance).replace("~", "") + "~" for _ in range(chance.randrange(4)))
        tail = chance.choice(("", "", "", "", random_line(chance)))
        lines = [names + tail, "||||||", random_line(chance), "||||||", *lines]
    if chance.random() < 0.05:
        lines.insert(chance.randrange(len(lines) + 1), random_line(chance))
    text = "\n".join(lines) + chance.choice(("", "", "\n", "\n", "\n\n"))
    if chance.random() < 0.15:
        text = text.replace("\n", "\r\n")
    return chance.choice(("", "", "", "", "", "", "", "\ufeff")) + text


def random_data(chance):
    flags = [flag for flag in ("bom", "crlf", "unterminated", "final-newline", "no-body") if chance.random() < 0.15]
    data = {
        "categories": [random_line(chance) for _ in range(chance.randrange(3))],
        "title": random_line(chance),
        "body": [random_line(chance) for _ in range(chance.randrange(4))],
    }
    if chance.random() < 0.6:
        data["categories"] = [name.replace("~", "") for name in data["categories"]]
    return {**data, "seed": " ".join(flags)} if flags else data


def report(results, style):
    failed = [result for result in results if result[2] is not None]
    if style == "tap":
        print(f"TAP version 13\n1..{len(results)}")
        for number, (case, question, problem) in enumerate(results, 1):
            print(f"{'not ok' if problem else 'ok'} {number} - {case}: {question}")
            if problem:
                print("\n".join("# " + line for line in problem.splitlines()))
    elif style == "junit":
        print('<?xml version="1.0" encoding="UTF-8"?>')
        print(f'<testsuite name="seed conformance" tests="{len(results)}" failures="{len(failed)}">')
        for case, question, problem in results:
            inside = f"<failure message={quoteattr(ascii(problem))}/>" if problem else ""
            print(f"<testcase classname={quoteattr(case)} name={quoteattr(question)}>{inside}</testcase>")
        print("</testsuite>")
    elif style == "json":
        rows = [{"case": case, "question": question, "problem": problem} for case, question, problem in results]
        print(json.dumps({"passed": len(results) - len(failed), "failed": len(failed), "results": rows}, indent=1))
    else:
        for case, question, problem in failed:
            print(f"{case}: {question}: {problem}")
        print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not results else 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for role in ("decoder", "lenient-decoder", "encoder", "converter"):
        arguments.add_argument(f"--{role}", type=shlex.split, metavar="CMD")
    arguments.add_argument("--run", action="append", metavar="GLOB", help="these cases only")
    arguments.add_argument("--skip", action="append", default=[], metavar="GLOB", help="not these cases")
    arguments.add_argument("--format", choices=("human", "tap", "junit", "json"), default="human")
    arguments.add_argument("--random", type=int, default=0, metavar="N", help="N random documents as well")
    arguments.add_argument("--start", type=int, default=0, metavar="N", help="the number of the first random document")
    given = arguments.parse_args()
    roles = {
        "decoder": given.decoder,
        "lenient": given.lenient_decoder,
        "encoder": given.encoder,
        "converter": given.converter,
    }
    if not any(roles.values()):
        arguments.error("name a program to test, such as --decoder CMD")
    questions = []
    for line in (HERE / "manifest.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        wanted = not given.run or any(fnmatch.fnmatch(case["id"], glob) for glob in given.run)
        if wanted and not any(fnmatch.fnmatch(case["id"], glob) for glob in given.skip):
            questions += [(case["id"], name, test) for name, test in tests(case, roles)]
    questions += random_tests(given.random, given.start, roles)

    def answer(question):
        case, name, test = question
        try:
            test()
        except Failure as failure:
            return case, name, str(failure)
        return case, name, None

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(answer, questions))
    return report(results, given.format)


if __name__ == "__main__":
    sys.exit(main())
