"""Common ground: how far the European Union and China share text on a topic. The rule stands on every topic page."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from .atlas import Atlas
from .model import Adoption, Confidence, Degree, Rung, Standard

EU, CHINA, US = "european-union", "china", "united-states"


class Status(StrEnum):
    """Outcome of the rule."""

    common = "common"
    parallel = "parallel"
    one_sided = "one-sided"
    open = "open"


MEANING = {
    Status.common: "Both have adopted, or are adopting, the same international text.",
    Status.parallel: "Both have documents of their own; a shared international text is not established.",
    Status.one_sided: "Only one of the two has a document.",
    Status.open: "Neither has a document recorded here.",
}
SYMBOL = {Status.common: "●", Status.parallel: "‖", Status.one_sided: "◐", Status.open: "○"}

RULE = (
    "Only documents recorded here count, whatever their stage, unless withdrawn. "
    "Common: at least one international text on the topic is taken over, identically or modified, by a European and by a Chinese document; "
    "an adoption known on weak evidence only is shown, but not counted. "
    "Parallel: both have a document on the topic, but none such text is shared. "
    "One-sided: only one of the two has a document. Open: neither has."
)


class Shared(NamedTuple):
    """An international text that both have taken over."""

    text: Standard
    eu: list[tuple[Standard, Adoption]]
    cn: list[tuple[Standard, Adoption]]


class Ground(NamedTuple):
    """What the rule finds on a topic."""

    status: Status
    shared: list[Shared]
    doubtful: list[Shared]
    """Texts that would be shared if adoptions of low confidence counted."""
    documents: dict[str | None, list[Standard]]
    """Jurisdiction id (None: international) -> documents, withdrawn ones left out."""
    one_side: str | None
    """For a one-sided topic, the jurisdiction that has a document."""


def common_ground(atlas: Atlas, topic: str) -> Ground:
    """Apply RULE to a topic."""
    documents: dict[str | None, list[Standard]] = {}
    for standard in atlas.related(topic, "topics"):
        if isinstance(standard, Standard) and standard.stage.rung is not Rung.withdrawn:
            documents.setdefault(atlas.jurisdiction(standard), []).append(standard)
    found = list(_shared(atlas, documents))
    shared = [s for s in found if all(any(a.confidence is not Confidence.low for _, a in side) for side in (s.eu, s.cn))]
    eu, cn = documents.get(EU), documents.get(CHINA)
    if shared:
        status = Status.common
    elif eu and cn:
        status = Status.parallel
    elif eu or cn:
        status = Status.one_sided
    else:
        status = Status.open
    return Ground(status, shared, [s for s in found if s not in shared], documents, (EU if eu else CHINA) if status is Status.one_sided else None)


def _shared(atlas: Atlas, documents: dict[str | None, list[Standard]]) -> Iterator[Shared]:
    """International texts on the topic that are taken over on both sides."""
    ours = {s.id for group in documents.values() for s in group}
    for text in atlas.kinds["standards"]:
        if atlas.jurisdiction(text) is not None or text.id not in ours:
            continue
        sides: dict[str, list[tuple[Standard, Adoption]]] = {EU: [], CHINA: []}
        for standard, adoption in atlas.adopters.get(text.id, ()):
            side = atlas.jurisdiction(standard)
            if side in sides and adoption.degree in (Degree.identical, Degree.modified) and standard.stage.rung is not Rung.withdrawn:
                sides[side].append((standard, adoption))
        if all(sides.values()):
            yield Shared(text, sides[EU], sides[CHINA])
