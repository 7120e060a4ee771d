"""What runs on the forge: its scripts are the Makefile's, its rights are the least, its actions are fixed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from macros.load import Problem

from .conftest import PROJECT, problems

FORGE = PROJECT / ".github"
WORKFLOWS = sorted((FORGE / "workflows").glob("*.yml"))
MAY_WRITE = {"deploy.yml": {"deploy": {"pages": "write", "id-token": "write"}}, "scheduled.yml": {"upkeep": {"issues": "write"}}}
"""The only jobs that change anything."""


def _read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 (plain texts only; `on` is no truth value)


def _tool(name: str, *arguments: str) -> None:
    done = subprocess.run([str(Path(sys.executable).parent / name), *arguments], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_are_sound_and_safe() -> None:
    """zizmor looks for words of strangers in scripts, rights too wide, actions not fixed, tokens left behind."""
    _tool("zizmor", "--offline", "--quiet", "--pedantic", str(FORGE))
    _tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS))
    _tool(
        "check-jsonschema",
        "--builtin-schema",
        "vendor.github-issue-forms",
        *(str(f) for f in sorted((FORGE / "ISSUE_TEMPLATE").glob("*.yml")) if f.name != "config.yml"),
    )
    _tool("check-jsonschema", "--builtin-schema", "vendor.github-issue-config", str(FORGE / "ISSUE_TEMPLATE/config.yml"))
    _tool("check-jsonschema", "--builtin-schema", "vendor.dependabot", str(FORGE / "dependabot.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_the_least_rights(path: Path) -> None:
    workflow = _read(path)
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow["on"] and "workflow_run" not in workflow["on"], "these would lend a stranger our rights"
    for name, job in workflow["jobs"].items():
        written = {right: how for right, how in job["permissions"].items() if how == "write"}
        assert written == MAY_WRITE.get(path.name, {}).get(name, {}), name
        assert int(job["timeout-minutes"]) <= 120
        for step in job["steps"]:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step.get("uses", "actions/a@" + "0" * 40)), step
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] == "false"
    # The comment names the version for people; the same commit is the same version everywhere.
    pinned = re.findall(r"uses: (\S+) # (v\d+\.\d+\.\d+)$", path.read_text("utf-8"), re.M)
    assert len(pinned) == path.read_text("utf-8").count("uses:")


def test_one_version_of_each_action() -> None:
    pinned = {pin for path in WORKFLOWS for pin in re.findall(r"uses: (\S+)@(\S+) # (\S+)$", path.read_text("utf-8"), re.M)}
    assert len(pinned) == len({action for action, _, _ in pinned})


def test_pull_requests_know_no_secret() -> None:
    text = (FORGE / "workflows/pull-request.yml").read_text("utf-8")
    assert "secrets" not in text and "token" not in text.lower()


def test_scripts_are_those_that_run_locally() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M))
    called = set()
    for path in WORKFLOWS:
        for job in _read(path)["jobs"].values():
            for step in job["steps"]:
                script = step.get("run", "")
                called |= set(re.findall(r"^\s*make ([a-z-]+)", script, re.M))
                assert "python" not in script and "pip" not in script, "what a workflow does can be done on any machine"
                for local in re.findall(r"(\.(?:ci|github)/\S+\.?\w*)", script):
                    assert (PROJECT / local.rstrip('"')).exists(), local
    assert {"check", "preview", "build", "links", "audit"} <= called <= targets


def test_a_problem_becomes_a_note_on_its_line(project: Path) -> None:
    """As the forge reads it: file, line, column, message."""
    (pattern,) = json.loads((FORGE / "check-matcher.json").read_text("utf-8"))["problemMatcher"][0]["pattern"]
    forum = project / "data/forums/toy-body.yml"
    forum.write_text(forum.read_text("utf-8").replace("short: TSB", "shrot: TSB"), "utf-8")
    (project / "data/forums/a name: with 1:2: in it.yml").write_text("", "utf-8")
    found = {
        m[pattern["file"]]: (int(m[pattern["line"]]), int(m[pattern["column"]]), m[pattern["message"]])
        for m in (re.match(pattern["regexp"], line) for line in problems(project))
        if m
    }
    assert found["data/forums/toy-body.yml"] == (4, 1, "shrot: is no field here; did you mean 'short'?")
    assert len(found) == 2


def test_no_problem_breaks_its_line() -> None:
    """A name of a file or field is a stranger's: a line of its own could be a command to the forge."""
    text = str(Problem("data/forums/a\n::error::b.yml", 1, 1, "x\r\n::set-output name=y::z", "wrong\u2028\u202e", "right\x1b[2J"))
    assert text == r"data/forums/a\n::error::b.yml:1:1: x\r\n::set-output name=y::z: wrong\u2028\u202e; right\x1b[2J"


def test_how_to_open_the_preview() -> None:
    done = subprocess.run([str(FORGE / "how-to-open-the-preview.sh"), "https://forge.example/artifacts/7"], capture_output=True, text=True, check=True)
    assert "(https://forge.example/artifacts/7)" in done.stdout and "http.server --directory preview" in done.stdout
