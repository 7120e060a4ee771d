"""Commands: check, build, schema, materialize, finish, addresses, new, edition, editions. The build uses the same functions."""

from __future__ import annotations

import argparse
import gc
import sys
from collections import Counter
from pathlib import Path

from . import clock


def _check() -> None:
    gc.disable()  # one short pass that keeps what it makes
    from . import atlas

    numbers = Counter(record.folder for record in atlas.load(clock.root(), clock.today()).records.values())
    print(f"{numbers.total()} records, no problem: " + ", ".join(f"{n} {kind}" for kind, n in sorted(numbers.items())))


def _build(site: str, builder: str) -> None:
    from .build import build

    build(Path(site), builder)


def _schema(folder: str) -> None:
    from .schema import write

    write(Path(folder))


def _materialize(folder: str) -> None:
    from .pages import materialize

    materialize(Path(folder))


def _finish(folder: str) -> None:
    gc.disable()
    from . import atlas, exports, search

    exports.write(atlas.current(), Path(folder))
    search.write(atlas.current(), Path(folder))


def _addresses() -> None:
    from . import addresses, atlas

    print(f"{addresses.append(atlas.current(), clock.root())} new in {addresses.LEDGER}")


def _new(kind: str, id: str) -> None:
    from .new import new

    file = new(kind, id, clock.root(), clock.today())
    print(f"{file.relative_to(clock.root())} written. Fill it in, then: make check FILES={file.relative_to(clock.root())}")


def _edition(name: str) -> None:
    from . import editions

    made = editions.make(name, clock.root())
    print(f"Edition {made.name}: data of {made.date}, commit {made.commit[:12]}, sha256 {made.sha256}\nOn the branch {editions.BRANCH}; commit {editions.LIST}, then push both.")


def _editions(folder: str) -> None:
    from . import editions

    found = editions.put_up(Path(folder), clock.root())
    print(f"{len(found)} edition(s) below {folder}/editions/: {', '.join(e.name for e in found) or 'none'}")


def main(arguments: list[str] | None = None) -> int:
    """Runs a command. Returns 1, with every problem printed, if `data/` does not pass the check."""
    parser = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("check", help="check all of data/; name files to see only their problems")
    command.add_argument("files", nargs="*")
    command = commands.add_parser("build", help="build the site beside the old one, and put it in its place when it is whole")
    command.add_argument("site", nargs="?", default="site")
    command.add_argument("--builder", default="mkdocs", help="mkdocs or zensical")
    command = commands.add_parser("schema", help="write the JSON Schemas that editors use")
    command.add_argument("folder", nargs="?", default=str(clock.PROJECT / "docs" / "schemas"))
    command = commands.add_parser("materialize", help="write every page as a Markdown file, for any builder")
    command.add_argument("folder")
    command = commands.add_parser("finish", help="add to a built site what is not pages: exports and the search index")
    command.add_argument("folder")
    commands.add_parser("addresses", help="add to the ledger of published addresses what is new")
    command = commands.add_parser("new", help="write the skeleton of a record, with what each field means")
    command.add_argument("kind", help="forum, standard, instrument, topic, term, event, source ...")
    command.add_argument("id", help="the file name, which becomes the address")
    command = commands.add_parser("edition", help="make a frozen copy of the site from the tag edition-NAME")
    command.add_argument("name")
    command = commands.add_parser("editions", help="put all editions below a built site")
    command.add_argument("folder")
    options = vars(parser.parse_args(arguments))
    run = {"check": _check, "build": _build, "schema": _schema, "materialize": _materialize, "finish": _finish, "addresses": _addresses, "new": _new, "edition": _edition, "editions": _editions}[options.pop("command")]
    wanted = {Path(f).resolve() for f in options.pop("files", ())}
    from .load import CommandError, DataProblems

    try:
        run(**options)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"a file could not be written or read: {error}", file=sys.stderr)
        return 1
    except DataProblems as error:
        problems = [p for p in error.problems if not wanted or (clock.root() / p.file).resolve() in wanted]
        for problem in problems:
            print(problem)
        print(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {len({p.file for p in problems})} file(s)", file=sys.stderr)
        return 1 if problems else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
