"""A template to fill in for each kind of record, for whoever writes one in the browser: what `make new` writes, without id and day."""

from __future__ import annotations

from ..atlas import Atlas
from ..new import SINGULAR, skeleton
from ..views.fields import examples
from . import Files


def files(atlas: Atlas) -> Files:
    """`data/templates/forum.yml` and so on."""
    general = examples(atlas.records.values())
    for one, folder in SINGULAR.items():
        yield f"data/templates/{one}.yml", skeleton(folder, "", "", general | examples(atlas.kinds.get(folder, [])))
