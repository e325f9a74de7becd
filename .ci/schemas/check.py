"""Checks workflows, the action, the hooks, the templates of `init` and every script.

python check.py SEEDKIT

SEEDKIT is the binary. Schemas are those that check-jsonschema comes with; a file that is fetched from elsewhere has to be
named by a commit.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]

# What cannot be pinned, with the reason. GitLab takes images by digest, and the digest has to be asked of a registry.
MUTABLE = {"python:3.13-slim": "the digest of the image was not known when the template was written"}


def run(*command, where=ROOT):
    done = subprocess.run(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ends with {done.returncode}:\n{done.stdout}")
    return done.stdout


def schema(name, *files):
    files = [str(file) for file in files]
    run("check-jsonschema", "--builtin-schema", name, *files)
    print(f"{name}: {len(files)} files")


def fetched(node):
    """What a workflow or an action takes from elsewhere."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("uses", "image") and isinstance(value, str):
                yield value
            else:
                yield from fetched(value)
    elif isinstance(node, list):
        for one in node:
            yield from fetched(one)


def pinned(*files):
    count = 0
    for file in files:
        for name in fetched(yaml.safe_load(file.read_text())):
            count += 1
            # The action of this repository, as CI uses it, is of the commit that is checked.
            ok = name == "./" or re.search(r"@[0-9a-f]{40}$", name) or re.search(r"@sha256:[0-9a-f]{64}$", name)
            if not ok and name not in MUTABLE:
                sys.exit(f"{file}: {name} is not pinned by a commit")
    print(f"{count} references, of which cannot be pinned: {', '.join(MUTABLE)}")


def scripts():
    """Every file of the repository that is a shell script."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and path.read_bytes()[:64].startswith((b"#!/usr/bin/env bash", b"#!/bin/sh", b"#!/bin/bash")):
            yield str(path)


def script_of(node):
    """The scripts that a workflow or an action has in itself."""
    if isinstance(node, dict):
        if isinstance(node.get("run"), str):
            yield node["run"]
        for value in node.values():
            yield from script_of(value)
    elif isinstance(node, list):
        for one in node:
            yield from script_of(one)


def main():
    seedkit = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="seedkit-schemas-") as scratch:
        scratch = Path(scratch)
        (scratch / "source/.git").mkdir(parents=True)
        (scratch / "installed").mkdir()
        run(seedkit, "init", "--all", where=scratch / "source")
        run(seedkit, "init", "--pre-commit=installed", where=scratch / "installed")

        workflows = sorted((ROOT / ".github/workflows").glob("*.yml"))
        workflows.append(scratch / "source/.github/workflows/seedkit.yml")
        gitlab = scratch / "source/.gitlab-ci.yml"
        action = ROOT / "action.yml"
        schema("vendor.github-workflows", *workflows)
        schema("vendor.github-actions", action)
        schema("vendor.gitlab-ci", gitlab)
        schema("vendor.dependabot", ROOT / ".github/dependabot.yml")
        run("pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
        run("prek", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
        for variant in ["source", "installed"]:
            config = str(scratch / variant / ".pre-commit-config.yaml")
            run("pre-commit", "validate-config", config)
            run("prek", "validate-config", config)
        # The schema of seedkit.toml is right by its own schema, and the template by it.
        config_schema = scratch / "config.json"
        config_schema.write_text(run(seedkit, "config", "schema"))
        run("check-jsonschema", "--check-metaschema", str(config_schema))
        run("check-jsonschema", "--schemafile", str(config_schema), str(scratch / "source/seedkit.toml"))
        print("pre-commit and prek: the hooks and the two templates; seedkit.toml: its schema and the template")

        pinned(*workflows, action, gitlab)

        found = list(scripts())
        run("shellcheck", *found)
        inner = 0
        for file in [*workflows, action]:
            for text in script_of(yaml.safe_load(file.read_text())):
                inner += 1
                # Expressions are filled in before a shell sees them.
                text = re.sub(r"\$\{\{.*?\}\}", "expression", text)
                path = scratch / f"step-{inner}.sh"
                path.write_text("#!/usr/bin/env bash\nset -e\n" + text)
                run("shellcheck", str(path))
        print(f"shellcheck: {len(found)} scripts, {inner} steps")

        # An auditor of workflows: injection, credentials, permissions, pins. Offline: it asks GitHub nothing.
        audited = [*map(str, workflows), str(action)]
        run("zizmor", "--offline", "--no-progress", "--no-config", "--min-severity", "medium", *audited)
        print("zizmor: no findings of medium or high severity")


if __name__ == "__main__":
    main()
