"""Commands: check, schema, materialize, finish. The build uses the same functions."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

from . import clock


def _check(files: list[str]) -> int:
    gc.disable()  # one short pass that keeps what it makes
    from .atlas import written
    from .load import read
    from .rules import Context, check, counts

    root = clock.root()
    context = Context(read(root / "data", root, root / ".cache" / "values.json"), clock.today(), written(root))
    problems = check(context)
    if files:
        wanted = {Path(f).resolve() for f in files}
        problems = [p for p in problems if (root / p.file).resolve() in wanted]
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem{'s' * (len(problems) > 1)} in {len({p.file for p in problems})} file(s)", file=sys.stderr)
        return 1
    numbers = counts(context.reading)
    print(f"{sum(numbers.values())} records, no problem: " + ", ".join(f"{n} {kind}" for kind, n in sorted(numbers.items())))
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("check", help="check all of data/; name files to see only their problems")
    command.add_argument("files", nargs="*")
    command = commands.add_parser("schema", help="write the JSON Schemas that editors use")
    command.add_argument("folder", nargs="?", default=str(clock.PROJECT / "docs" / "schemas"))
    command = commands.add_parser("materialize", help="write every page as a Markdown file, for any builder")
    command.add_argument("folder")
    command = commands.add_parser("finish", help="add to a built site what is not pages: exports and the search index")
    command.add_argument("folder")
    options = parser.parse_args(arguments)
    if options.command == "check":
        return _check(options.files)
    if options.command == "schema":
        from .schema import write

        write(Path(options.folder))
        return 0
    if options.command == "finish":
        from . import atlas, exports, search

        exports.write(atlas.current(), Path(options.folder))
        search.write(atlas.current(), Path(options.folder))
        return 0
    from .pages import materialize

    return materialize(Path(options.folder))


if __name__ == "__main__":
    sys.exit(main())
