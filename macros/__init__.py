"""Turns `data/` into the pages of Common Ground. This module only hands the macros to the builder."""

import sys
import traceback
from typing import Any


def define_env(env: Any) -> None:
    """The macros that pages call. Nothing is cached here: a builder may run this for every page."""
    from . import atlas, ground, pages, raw_html
    from .views.counts import counted, figures
    from .views.written import chapter_list, data_flow, ladder

    def page_html(path: str) -> str:
        try:
            view = pages.by_path(atlas.current())[path].view
            assert view, "only pages made from data call this"
            return raw_html.fence(view())
        except Exception:
            # A quiet build would stop without a word.
            print(f"{path}: the page could not be written", file=sys.stderr)
            traceback.print_exc()
            raise

    env.macro(page_html)
    env.macro(lambda: raw_html.fence(figures(atlas.current())), "figures")
    env.macro(lambda: raw_html.fence(ladder()), "ladder")
    env.macro(lambda: raw_html.fence(data_flow()), "data_flow")
    env.macro(lambda: raw_html.fence(chapter_list("../", pages.chapters(atlas.current()))), "chapters")
    env.macro(lambda name: counted(atlas.current())[name], "figure")
    env.macro(lambda: ground.RULE, "ground_rule")
