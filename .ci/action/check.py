"""Runs the steps of action.yml as GitHub does, without GitHub.

python check.py --wheels DIRECTORY

DIRECTORY has the wheel of .ci/wheel, which takes the place of a release. The step that uploads is another project's action: of
it only the condition and what it would be given are checked.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())

CLEAN = (
    "Mathematicians~Programmers~\n||||||\nAda Byron\n||||||\nAda Byron was a mathematician who wrote the first published "
    "program for the Analytical Engine."
)
BAD = CLEAN.replace("~\n", "\n", 1)


class Job:
    """One use of the action, in a job of its own."""

    def __init__(self, scratch, wheels, files, fork=False, path="", **inputs):
        unknown = set(inputs) - {name.replace("-", "_") for name in ACTION["inputs"]}
        assert not unknown, f"the action has no input {unknown}"
        self.inputs = {name: inputs.get(name.replace("-", "_"), one["default"]) for name, one in ACTION["inputs"].items()}
        self.workspace, self.temp, self.fork = scratch / "workspace", scratch / "temp", fork
        for folder in (self.workspace, self.temp):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        for name, text in files.items():
            target = self.workspace / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, newline="")
        self.files = {name: self.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for file in self.files.values():
            file.write_text("")
        self.env = {
            "PATH": os.pathsep.join(filter(None, [path, os.environ["PATH"]])),
            "HOME": str(scratch), "LANG": "C.UTF-8", "RUNNER_TEMP": str(self.temp),
            "GITHUB_WORKSPACE": str(self.workspace), "SEEDKIT_RELEASE": str(wheels),
        }
        self.steps, self.log, self.uploads, self.status = {}, "", [], 0
        for step in ACTION["runs"]["steps"]:
            if self.status == 0 and self.holds(step.get("if", "true")):
                self.step(step)

    def value(self, expression):
        """What an expression without operators stands for."""
        expression = expression.strip()
        if expression.startswith("'"):
            return expression.strip("'")
        if expression in ("true", "false"):
            return expression
        if expression == "github.action_path":
            return str(ROOT)
        if expression == "github.event.pull_request.head.repo.fork":
            return "true" if self.fork else ""
        if match := re.fullmatch(r"inputs\.([\w-]+)", expression):
            return self.inputs[match[1]]
        if match := re.fullmatch(r"steps\.([\w-]+)\.outputs\.([\w-]+)", expression):
            return self.steps.get(match[1], {}).get(match[2], "")
        sys.exit(f"action.yml: this check does not know the expression {expression!r}")

    def holds(self, condition):
        for part in condition.split("&&"):
            match = re.fullmatch(r"(.*?)([!=]=)(.*)", part.strip())
            if match:
                same = self.value(match[1]) == self.value(match[3])
                if same != (match[2] == "=="):
                    return False
            elif self.value(part) != "true":
                return False
        return True

    def fill(self, text):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: self.value(match[1]), text)

    def step(self, step):
        if "uses" in step:
            self.uploads.append({name: self.fill(value) for name, value in step["with"].items()})
            return
        assert step["shell"] == "bash"
        script = self.temp / "step.sh"
        script.write_text(self.fill(step["run"]))
        env = self.env | {name: self.fill(value) for name, value in step.get("env", {}).items()}
        env |= {name: str(file) for name, file in self.files.items()}
        paths = self.files["GITHUB_PATH"].read_text().split()
        env["PATH"] = os.pathsep.join([*reversed(paths), env["PATH"]])
        self.files["GITHUB_OUTPUT"].write_text("")
        # As GitHub calls it: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions
        run = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace / self.fill(step.get("working-directory", ".")), env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        self.log += run.stdout
        self.status = run.returncode
        if "id" in step:
            lines = self.files["GITHUB_OUTPUT"].read_text().splitlines()
            self.steps[step["id"]] = dict(line.split("=", 1) for line in lines)

    def output(self, name):
        return self.fill(ACTION["outputs"][name]["value"])

    @property
    def summary(self):
        return self.files["GITHUB_STEP_SUMMARY"].read_text()

    def expect(self, holds, what):
        if not holds:
            sys.exit(f"{what}\nstatus {self.status}, outputs {self.steps}, uploads {self.uploads}\n{self.log}\n{self.summary}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True)
    wheels = parser.parse_args().wheels.resolve()
    with tempfile.TemporaryDirectory(prefix="seedkit-action-") as scratch:
        scratch = Path(scratch)

        job = Job(scratch, wheels, {"a.seed": CLEAN})
        job.expect(job.status == 0 and job.output("status") == "0", "a clean corpus passes")
        job.expect("seedkit 0." in job.log and "::error" not in job.log, "the version is told")
        report = json.loads(Path(job.output("sarif-file")).read_text())
        job.expect(report["version"] == "2.1.0" and report["runs"][0]["results"] == [], "an empty report is uploaded too")
        job.expect([one["category"] for one in job.uploads] == ["seedkit"], "it is uploaded once")
        # From here on the command is in PATH, as it would be in an image with it: installing it again takes seconds.
        bin = scratch / "bin"
        bin.mkdir()
        shutil.copy(next((scratch / "temp/seedkit/bin").glob("seedkit")), bin)
        again = lambda files, **more: Job(scratch, wheels, files, path=str(bin), install="none", **more)

        bad = {"a b/bad one.seed": BAD, "good.seed": CLEAN, "more/x.seed": BAD.replace("Ada", "Eva")}
        job = again(bad)
        job.expect(job.status == 1 and job.output("status") == "1", "findings fail the job")
        job.expect("::error file=a b/bad one.seed,line=1" in job.log, "findings are shown at their lines")
        job.expect("S007" in job.summary and "bad one" in job.summary, "the job has a summary")
        job.expect(len(job.uploads) == 1, "the report is uploaded before the job fails")
        results = json.loads(Path(job.output("sarif-file")).read_text())["runs"][0]["results"]
        job.expect({one["ruleId"] for one in results} >= {"S007"}, "the report has the findings")

        job = again(bad, paths="a b\ngood.seed\n\n")
        job.expect(job.status == 1 and "more/x.seed" not in job.log, "paths are taken, one a line")
        job = again(bad, working_directory="more")
        job.expect(job.status == 1 and "bad one" not in job.log and "x.seed" in job.log, "the working directory counts")
        job = again(bad, args="--fail-on=never\n--ignore\nX\n")
        job.expect(job.status == 0 and "S007" in job.log, "arguments are taken, one a line")
        job = again(bad, annotations="false", summary="false", sarif="false", sarif_file="out.sarif")
        job.expect(job.status == 1 and "::error" not in job.log and "bad one.seed:1:" in job.log, "without annotations")
        job.expect(job.summary == "" and not job.uploads, "without a summary and without an upload")
        job.expect((job.workspace / "out.sarif").is_file(), "the report is where it is wanted")
        job = again(bad, fork=True)
        job.expect(job.status == 1 and not job.uploads, "a pull request of a fork uploads nothing")

        # An input is never run or taken for an option.
        job = again({"a.seed": CLEAN}, paths="$(touch pwned)\n`touch pwned`\n--exit-zero; touch pwned")
        job.expect(job.status == 2 and not (job.workspace / "pwned").exists(), "paths are paths, whatever they hold")
        job.expect(not job.uploads and job.output("status") == "2", "a report about a part of the files is not uploaded")
        job = again(bad, args="--no-such-option")
        job.expect(job.status == 2, "a wrong argument fails the job")
        job = Job(scratch, wheels, bad, version="1; touch pwned")
        job.expect(job.status == 2 and "which is no version" in job.log, "the version is a version")
        job = Job(scratch, wheels, bad, install="magic")
        job.expect(job.status == 2 and "write wheel, source or none" in job.log, "the ways to install are named")
        job = Job(scratch, wheels, bad, version="99.0.0")
        job.expect(job.status != 0 and "::error" not in job.log, "a version that is not there fails the job")

        # More findings than a summary can hold.
        many = {f"{number:05}.seed": BAD.replace("Ada", f"Ada{'x' * 100}") for number in range(4000)}
        job = again(many, annotations="false")
        size = len(job.summary.encode())
        job.expect(job.status == 1 and 0 < size <= 1024 * 1024, f"the summary has {size} bytes, of which GitHub takes 1 MiB")
    print("the steps of action.yml: ok")


if __name__ == "__main__":
    main()
