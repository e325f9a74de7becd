"""Follows the pages word for word on a machine that has nothing of seedkit: an empty directory and an empty home.

python check.py --wheels DIRECTORY [--cargo]

DIRECTORY has the wheel of .ci/wheel, which is put where somebody would have downloaded it to. A clone of this repository takes the
place of the one that the pages name; what is not committed is not in it. With --cargo the page's `cargo install` is run
too, which compiles all there is; without, it is left out, and said.
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

# Pages with commands that need a machine; after the last of them what is asked in `main` has to be there.
PAGES = ["README.md", "docs/integrations.md"]

# A command may find something and end with 1; `git commit` does so when a hook refuses.
RULES = r"""
set -u
check() {
    local status=$? command=$1
    if ((status == 1)) && [[ $command =~ ^(exec )?(seedkit|git\ commit)\  ]]; then return; fi
    printf 'status %s: %s\n' "$status" "$command" >&2
    exit 99
}
trap 'check "$BASH_COMMAND"' ERR
"""


def blocks(page):
    """The blocks of commands of a page, with what the comment before each says."""
    pattern = r"(?:<!-- test: (\w+) -->\n)?```sh\n(.*?)```"
    for match in re.finditer(pattern, (ROOT / page).read_text(), re.S):
        yield match[1] or "", match[2]


def follow(page, scratch, wheels, with_cargo):
    home, work, venv = scratch / "home", scratch / "work", scratch / "venv"
    for folder in (home, work):
        folder.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    clone = scratch / "seedkit.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(clone)], check=True)
    repository = re.search(r'^repository = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.M)[1]
    # Git takes the clone where a page or a configuration names the repository; committing needs a name.
    (home / ".gitconfig").write_text(
        f'[url "{clone}"]\ninsteadOf = {repository}\n[user]\nname = Ada\nemail = ada@example.org\n'
        "[init]\ndefaultBranch = main\n[safe]\ndirectory = *\n"
    )
    real = Path.home()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    env = {
        "HOME": str(home), "TERM": "dumb", "LANG": "C.UTF-8",
        # Nothing of this repository is in it: the command comes from where the page says.
        "PATH": os.pathsep.join([str(venv / "bin"), str(real / ".cargo/bin"), "/usr/local/bin", "/usr/bin", "/bin"]),
        "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(real / ".rustup")),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # The hook is compiled without optimisation, beside those of .ci/hooks, of which it takes the dependencies.
        "CARGO_TARGET_DIR": str(target / "hooks"), "CARGO_PROFILE_RELEASE_LTO": "off",
        "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16", "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0",
        "CARGO_NET_GIT_FETCH_WITH_CLI": "true",
    }
    for name, value in os.environ.items():
        if name.lower().endswith("_proxy") or name in ("SSL_CERT_FILE", "PIP_CERT", "PIP_INDEX_URL", "RUSTUP_TOOLCHAIN"):
            env[name] = value
    for wheel in wheels.glob("*.whl"):
        shutil.copy(wheel, work)
    # The README says how to install it; other pages take that for done, and a repository to be there.
    if page != "README.md":
        subprocess.run(["git", "init", "--quiet", str(work)], check=True)
        subprocess.run([venv / "bin/python", "-m", "pip", "install", "--quiet", *work.glob("*.whl")], check=True)
    log, skipped = "", []
    for test, text in blocks(page):
        if test == "clone":
            continue
        if text.startswith("cargo install") and not with_cargo:
            skipped.append(text.strip())
            continue
        run = subprocess.run(
            ["bash", "-c", RULES + text], cwd=work, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )
        log += f"$ {text}{run.stdout}"
        if run.returncode not in (0, 1):
            sys.exit(f"{page}: {run.returncode}:\n{log}")
    for one in skipped:
        print(f"{page}: skipped without --cargo: {one}")
    return work, env, log


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True)
    parser.add_argument("--cargo", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="seedkit-readme-") as scratch:
        for number, page in enumerate(PAGES):
            work, env, log = follow(page, Path(scratch) / str(number), args.wheels.resolve(), args.cargo)
            if page == "README.md":
                commits = subprocess.run(
                    ["git", "log", "--format=%s"], cwd=work, env=env, check=True, capture_output=True, text=True
                ).stdout.split("\n")
                # A linted corpus, a refused commit, a converted file.
                expected = [
                    ("1 file: no findings" in log, "the corpus is linted"),
                    (commits == ["Peat moss", ""], f"the second commit is refused, and the first is not: {commits}"),
                    ("seedkit..." in log and "Failed" in log and "sundew.seed" in log, "the hook says why"),
                    ((work / "out/json/moss.json").is_file(), "a file is converted"),
                    ((work / "out/seeds/moss.seed").read_bytes() == (work / "seeds/moss.seed").read_bytes(), "and comes back"),
                ]
            else:
                expected = [((work / "seedkit.xml").is_file(), "the report for CI is written")]
            for holds, what in expected:
                if not holds:
                    sys.exit(f"{page}: not so: {what}\n{log}")
            print(f"{page}: {log.count('$ ')} blocks: ok", flush=True)


if __name__ == "__main__":
    main()
