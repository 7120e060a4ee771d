"""`make build` as it fares in the world: killed, out of room, twice at once, with another builder; the old site stands until a whole one is there."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

from .conftest import PROJECT, TODAY, TOY, once, run

FORUM = "data/forums/toy-body.yml"


def _build(project: Path, site: Path, builder: str = "mkdocs", **options) -> subprocess.CompletedProcess[str]:
    return run("-m", "macros", "build", str(site), "--builder", builder, root=project, **options)


def _digest(site: Path) -> str:
    """Of every path and byte."""
    whole = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(site)}\0".encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy site, as `make build` makes it."""

    def make(folder: Path) -> None:
        done = _build(TOY, folder)
        assert done.returncode == 0, done.stdout + done.stderr

    return once(tmp_path_factory, "built", make)


@pytest.fixture
def standing(built: Path, tmp_path: Path) -> Path:
    """A site of the project that stands already, with what an earlier build left."""
    site = tmp_path / "www/site"
    shutil.copytree(built, site.parent / ".site/build-first")
    (site.parent / ".site/build-older").mkdir()
    site.symlink_to(".site/build-first")
    return site


def _change(project: Path, old: str = "one vote", new: str = "nine votes") -> None:
    (project / FORUM).write_text((project / FORUM).read_text("utf-8").replace(old, new), "utf-8")


def test_a_new_build_takes_the_place_of_the_old_one_which_stays_for_who_is_reading_it(project: Path, standing: Path) -> None:
    _change(project)
    assert _build(project, standing).returncode == 0
    assert "nine votes" in (standing / "forums/toy-body/index.html").read_text("utf-8")
    assert standing.is_symlink() and not os.path.isabs(standing.readlink()), "the whole may be moved elsewhere"
    assert {p.name for p in (standing.parent / ".site").glob("build-*")} == {"build-first", standing.resolve().name}
    assert standing.resolve().stat().st_mode & 0o777 == 0o755, "a web server may read it"


def test_what_a_server_wants_is_there_when_a_build_takes_its_place(project: Path, standing: Path) -> None:
    done = run("-m", "macros", "build", str(standing), "--editions", "--compress", root=project)
    assert done.returncode == 0, done.stderr
    pages = list(standing.rglob("index.html"))
    assert pages and all(page.with_name("index.html.gz").is_file() for page in pages if page.stat().st_size >= 1024)
    assert not list(standing.rglob("*~"))


def test_a_build_killed_at_any_moment_leaves_the_old_site_whole(project: Path, standing: Path) -> None:
    """The real builders, killed with all they started, at moments spread over their run."""
    old = _digest(standing)
    _change(project)
    environment = {**os.environ, "COMMON_GROUND_ROOT": str(project)}
    seen = []
    for moment in (0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4, 2.7):
        process = subprocess.Popen(
            [sys.executable, "-m", "macros", "build", str(standing)],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        seen.append((process.returncode, _digest(standing)))
    assert (-signal.SIGKILL, old) in seen
    assert _build(project, standing).returncode == 0, "what the killed ones left is in nobody's way"
    new = _digest(standing)
    assert new != old and {digest for _, digest in seen} <= {old, new}
    assert len(list((standing.parent / ".site").glob("build-*"))) <= 2


EVERY_STEP = """
import os, shutil, signal, sys
from pathlib import Path
from macros import build

site, watching = Path(sys.argv[1]), False
first = site.resolve()
build.refresh()

def builder(new):
    global watching
    watching = False  # its own steps are in the new folder only
    shutil.copytree(first, new, copy_function=os.link, dirs_exist_ok=True)
    watching = True

def killed_at(step):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    def watch(event, arguments):
        nonlocal step
        if watching and (event == "open" or event.startswith(("os.", "shutil.", "tempfile."))):
            step -= 1
            if not step:
                os.kill(os.getpid(), signal.SIGKILL)
    global watching
    sys.addaudithook(watch)
    watching = True
    build.build(site, "mkdocs")
    os._exit(0)

build.BUILDERS["mkdocs"] = builder
step, goes_on = 0, True
while goes_on:
    stale = first.with_name("build-stale")
    stale.mkdir(exist_ok=True)
    (stale / "index.html").touch()
    step += 1
    goes_on = killed_at(step)
    print(sum(1 for p in site.rglob("*") if p.is_file()), "old" if site.resolve() == first else "new")
    site.unlink()
    site.symlink_to(os.path.relpath(first, site.parent))
    for other in first.parent.glob("build-*"):
        if other != first:
            other.unlink() if other.is_symlink() else shutil.rmtree(other)
"""


def test_a_build_killed_at_each_step_between_the_builder_and_the_link_leaves_a_whole_site(project: Path, standing: Path) -> None:
    """At every call to the file system that the build itself makes, one after the other."""
    files = sum(1 for p in standing.rglob("*") if p.is_file())
    done = run("-c", EVERY_STEP, str(standing), root=project)
    assert done.returncode == 0, done.stderr
    seen = [(int(number), state) for number, state in map(str.split, done.stdout.splitlines())]
    assert {number for number, _ in seen} == {files}, "nothing is ever missing"
    states = [state for _, state in seen]
    turn = states.index("new")
    assert 10 < turn < len(states) and set(states[:turn]) == {"old"} and set(states[turn:]) == {"new"}, "one step sets the new site in place"


def test_a_broken_record_leaves_the_old_site(project: Path, standing: Path) -> None:
    before = _digest(standing)
    _change(project, "short: TSB", "shrot: TSB")
    done = _build(project, standing)
    assert done.returncode == 1 and _digest(standing) == before
    assert f"{FORUM}:4:1: shrot: is no field here; did you mean 'short'?" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_page_that_fails_leaves_the_old_site(project: Path, standing: Path) -> None:
    before = _digest(standing)
    page = project / "docs/about/index.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text("---\ntitle: About\ndescription: About this.\n---\n\n{{ no_such_macro() }}\n", "utf-8")
    done = _build(project, standing)
    assert done.returncode == 1 and "no_such_macro" in done.stderr and _digest(standing) == before


def test_a_full_disk_is_said_and_leaves_the_old_site(project: Path, standing: Path) -> None:
    """A file system of 1 MB in a name space of its own, where the system lets an ordinary user have one; else the limit of a file's size."""
    before = _digest(standing)
    command = f"{sys.executable} -m macros build {standing}"
    room = standing.parent / ".site"
    if subprocess.run(["unshare", "--map-root-user", "--mount", "true"], capture_output=True).returncode == 0:
        command = f"mount -t tmpfs -o size=1m none {room} && {command}"
        shell = ["unshare", "--map-root-user", "--mount", "sh", "-c", command]
    else:
        shell = ["sh", "-c", f"ulimit -f 16 && {command}"]
    done = subprocess.run(shell, cwd=PROJECT, env={**os.environ, "COMMON_GROUND_ROOT": str(project)}, capture_output=True, text=True)
    assert done.returncode == 1 and _digest(standing) == before
    assert "the site could not be written: [Errno" in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_a_target_that_cannot_be_written_is_said(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = _build(project, tmp_path / "file/site")
    assert done.returncode == 1 and "could not be written" in done.stderr and "Traceback" not in done.stderr


def test_a_folder_is_not_replaced_since_that_takes_two_steps(project: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("mine")
    done = _build(project, tmp_path / "site")
    assert done.returncode == 1 and "move it away once: mv" in done.stderr
    assert (tmp_path / "site/index.html").read_text() == "mine"


def test_two_builds_at_once_are_one(project: Path, standing: Path) -> None:
    environment = {**os.environ, "COMMON_GROUND_ROOT": str(project)}
    both = [
        subprocess.Popen([sys.executable, "-m", "macros", "build", str(standing)], cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = {p.communicate()[1]: p.returncode for p in both}
    assert sorted(said.values()) == [0, 1] and any("another build is under way" in text for text in said)


def test_a_build_that_lacks_a_page_is_not_put_in_place(project: Path, standing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the builder is content."""
    from macros import build as module
    from macros.load import CommandError

    def careless(new: Path) -> None:
        shutil.copytree(standing, new, dirs_exist_ok=True)
        (new / "forums/toy-body/index.html").unlink()
        (new / "404.html").unlink()
        page = new / "index.html"
        page.write_bytes(page.read_bytes()[:500])

    before = _digest(standing)
    monkeypatch.setenv("COMMON_GROUND_ROOT", str(project))
    monkeypatch.setitem(module.BUILDERS, "mkdocs", careless)
    with pytest.raises(CommandError, match=r"index\.html is cut off; forums/toy-body/index\.html is missing; 404\.html is missing"):
        module.build(standing, "mkdocs")
    assert _digest(standing) == before


def test_time_place_and_order_leave_no_trace(built: Path, project: Path, tmp_path: Path) -> None:
    """From another folder, in another time zone and language, with another order of sets, at another hour: the same bytes."""
    elsewhere = {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "0",
        "COMMON_GROUND_TODAY": TODAY,
    }
    shutil.copytree(project, tmp_path / "Ünter wegs/p")
    for name in ("macros", "overrides", "mkdocs.yml"):
        (tmp_path / "Ünter wegs/p" / name).symlink_to(PROJECT / name)
    done = subprocess.run(
        [sys.executable, "-m", "macros", "build", str(tmp_path / "Ünter wegs/www")],
        cwd=PROJECT,
        env={**os.environ, **elsewhere, "COMMON_GROUND_ROOT": str(tmp_path / "Ünter wegs/p")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    one, other = ({p.relative_to(s).as_posix(): p.read_bytes() for p in s.rglob("*") if p.is_file()} for s in (built, tmp_path / "Ünter wegs/www"))
    assert one.keys() == other.keys() and [name for name in one if one[name] != other[name]] == []


# ---------------------------------------------------------------------------------------------
# Two builders


@pytest.fixture(scope="session")
def zensical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy site, built by Zensical."""

    def make(folder: Path) -> None:
        done = _build(TOY, folder, "zensical")
        assert done.returncode == 0, done.stdout + done.stderr

    return once(tmp_path_factory, "zensical", make)


def parts(page: Path) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    """Main text, what the head says, and every link: as a reader, a machine and a browser take them, whatever the spelling of the file."""
    root = html.document_fromstring(page.read_bytes())
    text = [" ".join(t.split()) for t in root.body.itertext() if t.strip()]
    head = [(e.tag, " ".join(f"{k}={v}" for k, v in sorted(e.attrib.items())) + " ".join((e.text or "").split())) for e in root.head]
    links = [(e.tag, str(e.get("href") or e.get("src") or e.get("action"))) for e in root.iter("a", "link", "script", "img", "form", "use")]
    return text, head, links


def test_both_builders_make_the_same_site(built: Path, zensical: Path) -> None:
    """Page by page: addresses, main text, head, links; and every other file byte by byte."""
    files = [{p.relative_to(s).as_posix(): p for p in s.rglob("*") if p.is_file()} for s in (built, zensical)]
    assert files[0].keys() == files[1].keys()
    for name, page in files[0].items():
        if name.endswith(".html") and not name.endswith(".cite.html"):
            assert parts(page) == parts(files[1][name]), name
        else:
            assert page.read_bytes() == files[1][name].read_bytes(), name


def test_an_unknown_builder_is_refused(tmp_path: Path) -> None:
    done = _build(TOY, tmp_path / "site", "hugo")
    assert done.returncode == 1 and done.stderr == "'hugo' is no builder here; one of mkdocs, zensical\n"
