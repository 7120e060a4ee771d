"""The commands behind the Makefile. The build uses the same functions."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from . import clock


def _check() -> None:
    gc.disable()  # one short pass that keeps what it makes
    from . import atlas

    numbers = Counter(record.folder for record in atlas.load(clock.root(), clock.today()).records.values())
    print(f"{numbers.total()} records, no problem: " + ", ".join(f"{n} {kind}" for kind, n in sorted(numbers.items())))


def _build(site: str, builder: str, editions: bool, compress: bool) -> None:
    from .build import build

    build(Path(site), builder, editions, compress)


def _preview(base: str, site: str, summary: str) -> None:
    from . import proposed

    os.environ["COMMON_GROUND_BASE"] = proposed.branched(base, clock.root())
    from .atlas import current
    from .build import build
    from .views import preview

    build(Path(site), "mkdocs")
    Path(summary).write_text(preview.summary(current()), "utf-8")
    print(f"What the change does: {site}/{preview.PREVIEW}index.html; in short: {summary}")


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
    print(
        f"Edition {made.name}: data of {made.date}, commit {made.commit[:12]}, sha256 {made.sha256}\nOn the branch {editions.BRANCH}; commit {editions.LIST}, then push both."
    )


def _editions(folder: str) -> None:
    from . import editions

    found = editions.put_up(Path(folder), clock.root())
    print(f"{len(found)} edition(s) below {folder}/editions/: {', '.join(e.name for e in found) or 'none'}")


def _compress(folder: str) -> None:
    from .compress import compress

    print(f"{compress(Path(folder))} texts compressed in {folder}/")


def _headers(file: str) -> None:
    from .exports.listing import for_nginx

    Path(file).write_text(for_nginx(), "utf-8")


def _links(report: str) -> None:
    from . import links
    from .atlas import current

    text = links.check(current(), clock.PROJECT, clock.today(), links.Manners())
    Path(report).write_text(text, "utf-8")
    print(text or "Nothing to look at.")


def _audit(report: str) -> None:
    from . import audit

    text = audit.report(clock.PROJECT)
    Path(report).write_text(text, "utf-8")
    print(text or "No package in the lock file has a known fault.")


def _licences() -> None:
    from . import licences

    (clock.PROJECT / licences.PAGE).write_text(licences.page(clock.PROJECT), "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Runs a command. Returns 1, with every problem printed, if `data/` does not pass the check."""
    parser = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(run: Callable[..., None], help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(run.__name__.strip("_"), help=help)
        made.set_defaults(run=run)
        return made

    command(_check, "check all of data/; name files to see only their problems").add_argument("files", nargs="*")
    made = command(_build, "build the site beside the old one, and put it in its place when it is whole")
    made.add_argument("site", nargs="?", default="site")
    made.add_argument("--builder", default="mkdocs", help="mkdocs or zensical")
    made.add_argument("--editions", action="store_true", help="with all editions below it")
    made.add_argument("--compress", action="store_true", help="with a compressed copy beside each text")
    made = command(_preview, "build the site with a page on what differs from a commit")
    made.add_argument("base", help="a commit or branch; compared is with where the change left it")
    made.add_argument("--site", default="preview")
    made.add_argument("--summary", default=str(Path(".cache") / "preview.html"))
    command(_schema, "write the JSON Schemas that editors use").add_argument("folder", nargs="?", default=str(clock.PROJECT / "docs" / "schemas"))
    command(_materialize, "write every page as a Markdown file, for any builder").add_argument("folder")
    command(_finish, "add to a built site what is not pages: exports and the search index").add_argument("folder")
    command(_addresses, "add to the ledger of published addresses what is new")
    made = command(_new, "write the skeleton of a record, with what each field means")
    made.add_argument("kind", help="forum, standard, instrument, topic, term, event, source ...")
    made.add_argument("id", help="the file name, which becomes the address")
    command(_edition, "make a frozen copy of the site from the tag edition-NAME").add_argument("name")
    command(_editions, "put all editions below a built site").add_argument("folder")
    command(_compress, "put a compressed copy beside each text of a built site").add_argument("folder")
    command(_headers, "write the response headers as nginx includes them").add_argument("file")
    command(_links, "ask whether the addresses of others still answer").add_argument("report")
    command(_audit, "ask whether a package in the lock file has a known fault").add_argument("report")
    command(_licences, "list the licences of the packages in the lock file")
    options = vars(parser.parse_args(arguments))
    run = options.pop("run")
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
