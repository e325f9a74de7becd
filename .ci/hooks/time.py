"""How much time the hook adds to a commit of one seed: what pre-commit takes with it, less what it takes without.

python time.py --wheels DIRECTORY [--rounds N]

Compared are a hook that does nothing (`true`) and one that is seedkit, both of `language: system`, so that what differs is
seedkit alone. DIRECTORY has the wheel of .ci/wheel. Nothing depends on the result.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEED = (
    "Mathematicians~Programmers~\n||||||\nAda Byron\n||||||\nAda Byron was a mathematician who wrote the first published "
    "program for the Analytical Engine."
)


def used():
    """The time that processors worked for programs which were started here and have ended, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def config(entry):
    return (
        "repos:\n  - repo: local\n    hooks:\n      - id: one\n        name: one\n"
        f"        entry: \"{entry}\"\n        language: system\n        files: \\.seed$\n        require_serial: true\n"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=30)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="seedkit-time-") as scratch:
        scratch = Path(scratch)
        subprocess.run([sys.executable, "-m", "venv", str(scratch / "venv")], check=True)
        python = scratch / "venv/bin/python"
        (wheel,) = args.wheels.glob("seedkit-*.whl")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-index", str(wheel.resolve())], check=True)
        repository = scratch / "repository"
        repository.mkdir()
        env = os.environ | {"HOME": str(scratch), "PRE_COMMIT_HOME": str(scratch / "cache")}
        run = lambda *command: subprocess.run(command, cwd=repository, env=env, check=True, stdout=subprocess.DEVNULL)
        run("git", "init", "--quiet")
        (repository / "a.seed").write_text(SEED)
        run("git", "add", "a.seed")
        hooks = {"true": "true", "seedkit": f"{scratch}/venv/bin/seedkit lint --"}
        for name, entry in hooks.items():
            (repository / f"{name}.yaml").write_text(config(entry))
        times = {name: [] for name in hooks}
        processor = {name: [] for name in hooks}
        # In turns, so that a slower minute of the machine is shared.
        for _ in range(args.rounds + 1):
            for name in hooks:
                before, start = used(), time.perf_counter()
                run("pre-commit", "run", "--config", f"{name}.yaml")
                times[name].append(1000 * (time.perf_counter() - start))
                processor[name].append(1000 * (used() - before))
        # The first round fills caches. Of the clock the fastest counts, which other programs disturbed least.
        clock = {name: min(taken[1:]) for name, taken in times.items()}
        busy = {name: statistics.median(taken[1:]) for name, taken in processor.items()}
        for name, what in [("true", "that does nothing"), ("seedkit", "that is seedkit")]:
            print(f"pre-commit with a hook {what}: {clock[name]:.0f} ms, of which the processor works {busy[name]:.0f} ms")
        print(f"seedkit adds {clock['seedkit'] - clock['true']:.0f} ms by the clock, {busy['seedkit'] - busy['true']:.0f} ms of work")


if __name__ == "__main__":
    main()
