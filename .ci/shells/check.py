"""Completions in bash, zsh and fish, manual pages in man and mandoc, and the questions of `init` on a terminal.

python check.py SEEDKIT

SEEDKIT is the binary. The shells are the real ones, on a terminal of their own where they need one, in an empty home.
"""

import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# How long a shell may take for an answer, in seconds; only a broken one takes as long.
PATIENCE = 60

# What is typed before the tab, and what has to appear after it.
CASES = [
    ("seedkit li", "lint"),
    ("seedkit lint --uns", "--unsafe-fixes"),
    ("seedkit config sch", "schema"),
    ("seedkit convert --to yam", "yaml"),
    ("seedkit lint a-se", "a-seed-to-lint.seed"),
]


class Terminal:
    """A program on a terminal."""

    def __init__(self, command, where, env):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(where)
            os.execvpe(command[0], command, env)
        self.seen = ""

    def send(self, text):
        os.write(self.terminal, text.encode())

    def wait_for(self, *texts):
        """Reads until one of these was printed; gives what was printed up to then."""
        end = time.monotonic() + PATIENCE
        while not any(text in self.seen for text in texts):
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            try:
                new = os.read(self.terminal, 65536) if ready else b""
            except OSError:
                new = b""
            if not new:
                sys.exit(f"none of {texts} was printed, but {self.seen!r}")
            self.seen += new.decode(errors="replace")
        seen, self.seen = self.seen, ""
        return seen

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.process, 0)


def complete_on_terminal(name, command, setup, home, env):
    terminal = Terminal(command, home, env)
    # The prompt is set last and in two parts, so that it is not seen in the echo of the command that sets it.
    terminal.send(setup + "; PS1='rea''dy> '\n")
    terminal.wait_for("ready> ")
    for number, (typed, expected) in enumerate(CASES):
        terminal.send(typed + "\t")
        terminal.wait_for(expected)
        # Off with the line, and a word that tells that the shell has got so far.
        terminal.send(f"\x15echo do''ne {number}\n")
        terminal.wait_for(f"done {number}")
    terminal.close()
    print(f"{name}: {len(CASES)} completions")


def complete_in_fish(home, env):
    for typed, expected in CASES:
        script = f"complete -C {typed!r}"
        run = subprocess.run(["fish", "-c", script], cwd=home, env=env, check=True, capture_output=True, text=True)
        found = [line.split("\t")[0] for line in run.stdout.splitlines()]
        if expected not in found or run.stderr:
            sys.exit(f"fish: {typed}: {found} {run.stderr}")
    print(f"fish: {len(CASES)} completions")


def manual(seedkit, home, env):
    subprocess.run([seedkit, "man", "--output", "man/man1"], cwd=home, env=env, check=True, stderr=subprocess.DEVNULL)
    pages = sorted((home / "man/man1").iterdir())
    assert len(pages) > 10, pages
    for page in pages:
        # Warnings are about style and dates.
        subprocess.run(["mandoc", "-T", "lint", "-W", "error", str(page)], check=True)
        shown = subprocess.run(["mandoc", "-T", "utf8", str(page)], check=True, capture_output=True, text=True).stdout
        # Bold is a letter upon itself.
        shown = re.sub(".\b", "", shown)
        for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"]:
            assert heading in shown, f"{page}: {heading}"
    print(f"mandoc: {len(pages)} pages")


def questions(seedkit, home, env):
    """`init` asks on a terminal, takes only a clear yes for one, and never asks where an option was given."""
    project = home / "project"
    (project / ".git").mkdir(parents=True)
    terminal = Terminal([seedkit, "init"], project, env)
    for name, answer in [(".pre-commit-config.yaml", "y"), ("seedkit.yml", ""), (".gitlab-ci.yml", "no"), (".gitattributes", "yes")]:
        assert name in terminal.wait_for("[y/N] "), name
        terminal.send(answer + "\n")
    terminal.wait_for("next: ")
    terminal.close()
    written = sorted(path.name for path in project.iterdir())
    assert written == [".git", ".gitattributes", ".pre-commit-config.yaml", "seedkit.toml"], written
    terminal = Terminal([seedkit, "init", "--gitlab"], project, env)
    assert "[y/N]" not in terminal.wait_for("next: ")
    terminal.close()
    print("init: asks on a terminal")


def main():
    seedkit = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="seedkit-shells-") as home:
        home = Path(home)
        env = {
            "HOME": str(home), "ZDOTDIR": str(home), "TERM": "dumb", "LANG": "C.UTF-8",
            "PATH": f"{Path(seedkit).parent}:{os.environ['PATH']}",
        }
        (home / "a-seed-to-lint.seed").write_text("")
        for shell, place in [
            ("bash", "seedkit.bash"), ("zsh", "functions/_seedkit"), ("fish", ".config/fish/completions/seedkit.fish"),
        ]:
            script = subprocess.run([seedkit, "completions", shell], env=env, check=True, capture_output=True).stdout
            (home / place).parent.mkdir(parents=True, exist_ok=True)
            (home / place).write_bytes(script)
        complete_on_terminal("bash", ["bash", "--norc", "-i"], "source ./seedkit.bash", home, env)
        loads = "fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -d ./dump; bindkey '^I' complete-word"
        complete_on_terminal("zsh", ["zsh", "-f", "-i"], loads, home, env)
        complete_in_fish(home, env)
        manual(seedkit, home, env)
        questions(seedkit, home, env)


if __name__ == "__main__":
    main()
