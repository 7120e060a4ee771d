"""The code as tools see it: form, lint, types, what it uses and under which licence."""

from __future__ import annotations

import re
import subprocess

import pytest
import yaml

from macros import licences

from .conftest import PROJECT, run


@pytest.mark.parametrize("tool", [("ruff", "format", "--check"), ("ruff", "check"), ("mypy",)], ids=lambda tool: " ".join(tool))
def test_code_is_in_form(tool: tuple[str, ...]) -> None:
    done = run("-m", *tool)
    assert done.returncode == 0, done.stdout + done.stderr


def test_make_lint_asks_the_same() -> None:
    said = subprocess.run(["make", "--dry-run", "lint"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert [
        re.sub(r" --quiet| --no-error-summary", "", line).split(" -m ")[1]
        for line in said.splitlines()
        if " -m " in line and "pip" not in line and "venv --clear" not in line
    ] == [
        "ruff format --check",
        "ruff check",
        "mypy",
    ]


def test_hooks_before_a_commit_are_targets_of_the_makefile() -> None:
    (repo,) = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    targets = re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M)
    assert {hook["entry"].removeprefix("make ") for hook in repo["hooks"]} <= set(targets)


def test_every_package_is_locked_with_its_digests() -> None:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    entries = re.split(r"\n(?=[\w.-]+==)", lock.strip())
    assert len(entries) > 50 and all("--hash=sha256:" in entry for entry in entries)


def test_licences_of_all_packages_are_listed() -> None:
    listed = {
        name: (version, licence)
        for name, version, licence in re.findall(r"^\| ([a-z0-9-]+) \| (\d\S*) \| (.+) \|$", (PROJECT / licences.PAGE).read_text("utf-8"), re.M)
    }
    for name, version, _ in licences.packages(PROJECT):
        assert listed.get(name, ("",))[0] == version, f"{name}: run `make licences`"
    assert {name: version for name, (version, _) in listed.items()}.items() <= licences.locked(PROJECT).items(), "run `make licences`"


def test_no_licence_binds_the_site() -> None:
    """What asks that works made with it be under its own terms may be used to build and test, by choice only."""
    strict = {name for name, _, licence in licences.packages(PROJECT) if re.search(r"\bA?GPL", licence) and not re.search(r"BSD|MIT|Artistic", licence)}
    assert strict <= set(), strict
