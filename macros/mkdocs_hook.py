"""The only module that knows MkDocs: checks the data first, then adds the pages that `pages()` lists.

While serving, only pages whose content changed are built again, so that a saved record shows at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files

from macros import atlas, clock, search
from macros.build import THEME_FILES
from macros.pages import by_path
from macros.pages import files as other_files

_serving = False
_finish: subprocess.Popen[bytes] | None = None
_shown: dict[str, int] = {}
"""Path of a page -> mark of what is being served there."""


class PageFile(File):
    """A generated page that knows whether it differs from what is being served."""

    changed = True

    def is_modified(self) -> bool:
        return self.changed or not os.path.isfile(self.abs_dest_path)


def on_startup(*, command: str, dirty: bool) -> None:
    """Remember whether an earlier, good state of the site is being shown."""
    global _serving
    _serving = command == "serve"


def on_config(config: Any) -> None:
    """Read and check `data/`. A faulty record stops a build; while serving, the last good pages stay up."""
    try:
        atlas.refresh()
    except atlas.DataProblems as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        summary = f"{len(error.problems)} problem(s) in data/"
        if not (_serving and atlas.is_loaded()):
            raise Abort(f"{summary}; nothing was written.") from None
        print(f"{summary}; the last good pages stay up.", file=sys.stderr)
    # It lies beside the pages: see macros/exports/listing.py.
    config.theme.static_templates.discard("sitemap.xml")


def on_files(files: Files, config: Any) -> Files:
    """Add every page as a generated file; hand-written ones take the place of their source."""
    pages = by_path(atlas.current())
    _begin_finish(config.site_dir)
    for file in list(files):
        if file.src_uri.startswith(THEME_FILES) or (file.is_documentation_page() and file.src_uri not in pages):
            files.remove(file)
    look = _look() if _serving else 0
    for page in pages.values():
        existing = files.get_file_from_path(page.path)
        if existing:
            files.remove(existing)
        file = PageFile.generated(config, page.path, content=page.markdown)
        assert isinstance(file, PageFile)
        if _serving:
            mark = hash((look, page.markdown, page.view() if page.view else ""))
            file.changed = _shown.get(page.path) != mark
            _shown[page.path] = mark
        files.append(file)
    for path, text in other_files(atlas.current()):
        files.append(File.generated(config, path, content=text))
    return files


def on_post_build(config: Any) -> None:
    """The site is built when what lies beside the pages is, too."""
    if _finish and _finish.wait():
        raise Abort("The exports or the search index failed; see above.")


def on_build_error(error: Exception) -> None:
    """Nothing goes on writing into a site that failed."""
    if _finish:
        _finish.kill()


def _begin_finish(site: str) -> None:
    """Starts to write the exports and the search index, which come from the data alone, while the pages are built: each has a core.

    While serving, those of the start stay.
    """
    global _finish
    stands = _serving and os.path.isdir(os.path.join(site, search.FOLDER))
    _finish = None if stands else subprocess.Popen([sys.executable, "-m", "macros", "finish", site], cwd=clock.PROJECT)


def on_serve(server: Any, config: Any, builder: Any) -> None:
    """Say where the site is: the builder itself is kept quiet."""
    print(f"Serving on {server.url}  (Ctrl+C stops; changes of data/ and docs/ show at once, changes of Python after a restart)", flush=True)


def _look() -> int:
    """Mark of the theme's templates, on which every page depends."""
    folder = clock.PROJECT / "overrides"
    return hash(tuple((str(p), p.stat().st_mtime_ns) for p in sorted(folder.rglob("*.*"))))
