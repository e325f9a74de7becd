"""Commits with the hooks of this repository, as pre-commit and prek run them.

python check.py --wheels DIRECTORY [--tool pre-commit] [--tool prek]

The hooks are built from a copy of the working tree, in an empty home. DIRECTORY has the wheel of .ci/wheel.
Cargo compiles without optimisation, below the target directory.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CLEAN = (
    "Mathematicians~Programmers~\n||||||\nAda Byron\n||||||\nAda Byron was a mathematician who wrote the first published "
    "program for the Analytical Engine."
)
# The last category has no terminator: one finding, S007, that a safe fix mends.
BAD = CLEAN.replace("~\n", "\n", 1)


def clean(title):
    """A clean seed that shares no title and no paragraph with another one."""
    return CLEAN.replace("Ada Byron", title)


def bad(title):
    return BAD.replace("Ada Byron", title)


class Machine:
    """A home with nothing in it but git's identity."""

    def __init__(self, scratch, target):
        self.home = scratch / "home"
        self.home.mkdir()
        (self.home / ".gitconfig").write_text(
            "[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n[commit]\ngpgsign = false\n"
            "[core]\nautocrlf = false\n[protocol \"file\"]\nallow = always\n[advice]\ndetachedHead = false\n"
        )
        real = Path.home()
        self.env = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(real / ".rustup")),
            "CARGO_HOME": os.environ.get("CARGO_HOME", str(real / ".cargo")),
            "CARGO_TARGET_DIR": str(target),
            "CARGO_PROFILE_RELEASE_LTO": "off",
            "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16",
            "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        # How this machine reaches registries.
        for name, value in os.environ.items():
            if name.lower().endswith("_proxy") or name in ("SSL_CERT_FILE", "PIP_CERT", "PIP_INDEX_URL", "RUSTUP_TOOLCHAIN"):
                self.env[name] = value

    def run(self, *command, where, ends_with=0, shows=(), hides=()):
        """Runs a command; its status and what it prints have to be as said."""
        run = subprocess.run(
            command, cwd=where, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )
        problems = [f"does not print {text!r}" for text in shows if text not in run.stdout]
        problems += [f"prints {text!r}" for text in hides if text in run.stdout]
        if (run.returncode == 0) != (ends_with == 0):
            problems.append(f"ends with {run.returncode}")
        if problems:
            sys.exit(f"{' '.join(map(str, command))}: {', '.join(problems)}:\n{run.stdout}")
        return run.stdout


class Repository:
    """A repository with hooks installed by `tool`."""

    def __init__(self, machine, path, tool):
        self.machine, self.path, self.tool = machine, path, tool
        path.mkdir()
        self.git("init", "--quiet")

    def git(self, *args, **expected):
        return self.machine.run("git", *args, where=self.path, **expected)

    def configure(self, config):
        self.write(".pre-commit-config.yaml", config)
        self.git("add", ".pre-commit-config.yaml")
        self.machine.run(self.tool, "install", where=self.path)

    def write(self, name, text):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="")

    def read(self, name):
        return (self.path / name).read_bytes().decode()

    def stage(self, **_):
        self.git("add", "--all")

    def commits(self):
        return int(self.git("rev-list", "--count", "--all").strip() or 0)

    def passes(self, *shows, **expected):
        before = self.commits()
        self.git("commit", "--message", "one more", shows=shows, **expected)
        assert self.commits() == before + 1, "the commit is not there"

    def refused(self, *shows, **expected):
        before = self.commits()
        self.git("commit", "--message", "one more", ends_with=1, shows=shows, **expected)
        assert self.commits() == before, "the commit is there all the same"

    def reset(self):
        self.git("reset", "--quiet", "--hard")
        self.git("clean", "--quiet", "-d", "--force")


def publish(machine, path):
    """A repository with the working tree of this one, as it would be pushed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    ).stdout.split(b"\0")
    for name in filter(None, listed):
        source = ROOT / os.fsdecode(name)
        if source.is_file():
            target = path / os.fsdecode(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    machine.run("git", "init", "--quiet", where=path)
    machine.run("git", "add", "--all", where=path)
    machine.run("git", "commit", "--quiet", "--message", "release", where=path)
    machine.run("git", "tag", "v0", where=path)


def config(hooks, *ids):
    lines = "".join(f"      - id: {one}\n" for one in ids)
    return f"repos:\n  - repo: {hooks}\n    rev: v0\n    hooks:\n{lines}"


def try_repo(machine, scratch, tool, hooks):
    """All hooks, without a configuration. Once: every `try-repo` builds them anew."""
    repository = Repository(machine, scratch / f"try-{tool}", tool)
    repository.write("good.seed", clean("Ada"))
    repository.write("bad.seed", bad("Grace"))
    repository.write("notes.txt", "No seed.\n")
    repository.stage()
    shown = machine.run(
        tool, "try-repo", str(hooks), "--all-files", where=repository.path, ends_with=1,
        shows=["bad.seed", "S007", "files were modified"], hides=["good.seed:", "notes.txt", "Skipped"],
    )
    # The first reports, one mends, and nothing is left for the one after it. pre-commit runs them by name, so that the
    # corpus comes before it is mended; prek runs them in the order of the list.
    results = dict(re.findall(r"^(seedkit[\w -]*?)\.+(Passed|Failed)$", shown, re.M))
    corpus = results.pop("seedkit --corpus")
    assert results == {"seedkit": "Failed", "seedkit --fix": "Failed", "seedkit fmt": "Passed"}, shown
    assert corpus == ("Failed" if shown.index("seedkit --corpus..") < shown.index("seedkit --fix..") else "Passed"), shown
    assert repository.read("bad.seed") == clean("Grace")


def story(machine, scratch, tool, hooks):
    """A repository with the hook `seedkit`, and every sort of commit."""
    repository = Repository(machine, scratch / f"story-{tool}", tool)
    repository.write("seedkit.toml", 'exclude = ["drafts/**"]\n')
    repository.configure(config(hooks, "seedkit"))
    repository.stage()
    repository.passes("no files to check")

    # What is no seed is none of its business; what is clean passes; names are not taken apart.
    repository.write("notes.txt", "No seed.\n")
    repository.write("picture.png", "\x00")
    repository.stage()
    repository.passes("no files to check")
    names = ["good.seed", "seeds/deep/er.txt", "with blank.seed", "ünï.seed", "--exclude=*.seed"]
    for name, title in zip(names, ["Ada", "Hedy Lamarr", "Mary Anning", "Lise Meitner", "Emmy Noether"]):
        repository.write(name, clean(title))
    repository.stage()
    repository.passes("Passed")

    # A broken seed is refused, in each of the places where seeds are.
    for name in ["bad.seed", "seeds/bad.txt", "a/seeds/b/bad.txt", "with blank.seed", "--fix.seed"]:
        repository.write(name, bad("Grace"))
        repository.stage()
        repository.refused("S007", Path(name).name)
        repository.reset()

    # What is staged counts: a broken file that is not staged passes, and stays as it is.
    repository.write("good.seed", clean("Ada Lovelace"))
    repository.stage()
    repository.write("good.seed", bad("Ada Lovelace"))
    repository.passes("Passed")
    assert repository.read("good.seed") == bad("Ada Lovelace"), "the file that was not staged is changed"
    # ... and the other way round.
    repository.stage()
    repository.write("good.seed", clean("Ada Lovelace"))
    repository.refused("S007")
    assert repository.read("good.seed") == clean("Ada Lovelace"), "the file that was not staged is changed"
    repository.reset()

    # A broken seed that somebody let through is looked at again when it gets another name, and not when it goes.
    repository.write("old.seed", bad("Hedy"))
    repository.stage()
    repository.git("commit", "--quiet", "--no-verify", "--message", "let through")
    repository.git("mv", "old.seed", "new.seed")
    repository.refused("new.seed", "S007", hides=["old.seed"])
    repository.reset()
    repository.git("rm", "--quiet", "old.seed")
    repository.passes("no files to check")

    # Excluded files are left alone, although pre-commit names them.
    repository.write("drafts/bad.seed", bad("Grace"))
    repository.stage()
    repository.passes("Passed")


def mend(machine, scratch, tool, hooks):
    """Hooks that change files: refused once, and then it passes."""
    for hook in ["seedkit-fix", "seedkit-fmt"]:
        repository = Repository(machine, scratch / f"{hook}-{tool}", tool)
        repository.configure(config(hooks, hook))
        repository.write("a.seed", bad("Ada"))
        repository.stage()
        repository.git("commit", "--message", "one", ends_with=1, shows=["files were modified by this hook"])
        assert repository.read("a.seed") == clean("Ada")
        repository.stage()
        repository.git("commit", "--message", "one", shows=["Passed"])
        assert repository.git("show", "HEAD:a.seed") == clean("Ada")
    # What cannot be mended is refused until somebody does.
    repository.configure(config(hooks, "seedkit-fix"))
    repository.write("b.seed", "Only one line\n")
    repository.stage()
    repository.refused("b.seed", "S003")

    repository = Repository(machine, scratch / f"corpus-{tool}", tool)
    repository.configure(config(hooks, "seedkit", "seedkit-corpus"))
    repository.write("a.seed", clean("Ada"))
    repository.stage()
    repository.git("commit", "--message", "one", shows=["Passed"])
    # Clean by itself, and the second of its title.
    repository.write("b.seed", clean("Ada"))
    repository.stage()
    repository.refused("X602")


def from_wheel(machine, scratch, tool, wheels):
    """The command from the wheel: as `seedkit init --pre-commit=installed` has it, and installed by the tool."""
    venv = scratch / f"venv-{tool}"
    (wheel,) = wheels.glob("seedkit-*.whl")
    machine.run(sys.executable, "-m", "venv", str(venv), where=scratch)
    machine.run(str(venv / "bin/python"), "-m", "pip", "install", "--quiet", "--no-index", str(wheel), where=scratch)
    path = machine.env["PATH"]
    for way in ["installed", "python"]:
        repository = Repository(machine, scratch / f"{way}-{tool}", tool)
        if way == "installed":
            machine.env["PATH"] = os.pathsep.join([str(venv / "bin"), path])
            machine.run("seedkit", "init", "--pre-commit=installed", where=repository.path)
        else:
            machine.env["PATH"] = path
            repository.write(
                ".pre-commit-config.yaml",
                "repos:\n  - repo: local\n    hooks:\n      - id: seedkit\n        name: seedkit\n"
                "        entry: seedkit lint --\n        language: python\n        files: \\.seed$\n"
                f"        additional_dependencies: ['{wheel}']\n        require_serial: true\n",
            )
        machine.run(tool, "install", where=repository.path)
        repository.write("bad.seed", bad("Grace"))
        repository.stage()
        repository.git("commit", "--message", "one", ends_with=1, shows=["bad.seed", "S007"])
        repository.write("bad.seed", clean("Grace"))
        repository.stage()
        repository.git("commit", "--message", "one", shows=["Passed"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True)
    parser.add_argument("--tool", action="append")
    args = parser.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "hooks"
    with tempfile.TemporaryDirectory(prefix="seedkit-hooks-") as scratch:
        scratch = Path(scratch)
        machine = Machine(scratch, target)
        hooks = scratch / "seedkit"
        hooks.mkdir()
        publish(machine, hooks)
        for tool in args.tool or ["pre-commit", "prek"]:
            version = machine.run(tool, "--version", where=scratch).strip()
            for part in [try_repo, story, mend]:
                part(machine, scratch, tool, hooks)
                print(f"{version}: {part.__name__}: ok", flush=True)
            from_wheel(machine, scratch, tool, args.wheels.resolve())
            print(f"{version}: from_wheel: ok", flush=True)


if __name__ == "__main__":
    main()
