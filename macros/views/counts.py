"""What is counted: the size of the data, what stands behind it, and the figures that sentences use."""

from __future__ import annotations

from .. import ground
from ..atlas import Atlas, check_of, sourced
from ..changes import corrections
from ..model import Against, Confidence, Degree, Stance
from .render import render
from .view import View


def numbers(atlas: Atlas) -> dict[str, int]:
    """Records by kind, and claims: everything that carries evidence."""
    count = {kind: len(records) for kind, records in atlas.kinds.items()}
    count["claims"] = sum(1 for r in atlas.records.values() for _ in sourced(r))
    return count


def figures(atlas: Atlas) -> str:
    """The size and freshness of the data, for the about page."""
    items = [item for record in atlas.records.values() for item in sourced(record)]
    primary = sum(any(atlas.records[e.source].tier == "primary" for e in item.evidence) for item in items)
    percent = lambda count: f"{100 * count / len(items):.0f} %" if items else "0 %"  # noqa: E731
    return render(
        "figures.html", View(atlas, "about/"), numbers=numbers(atlas), items=len(items), primary=primary, percent=percent, checks=checks(atlas),
        levels={level: sum(item.confidence is level for item in items) for level in Confidence},
        asked=sum(len(getattr(r, "open_questions", ())) for r in atlas.records.values()),
    )  # fmt: skip


def checks(atlas: Atlas) -> dict[str, int]:
    """How many statements were checked against what, and how many checks corrected something."""
    count: dict[str, int] = dict.fromkeys(Against, 0)
    for record in atlas.records.values():
        for item in sourced(record):
            if check := check_of(record, item):
                count[check.against] += 1
    return {**count, "corrected": len(corrections(atlas))}


def tally(atlas: Atlas, recommendation: str) -> dict[Stance, int]:
    """How many events advance a recommendation, set it back, or do both."""
    entries = atlas.ledger.get(recommendation, [])
    return {stance: sum(b.stance is stance for _, b in entries) for stance in Stance}


def counted(atlas: Atlas) -> dict[str, int]:
    """Computed figures by name, for the text of hand-written pages."""
    found = [ground.common_ground(atlas, topic.id) for topic in atlas.kinds["topics"]]
    adoptions = [(atlas.jurisdiction(s), a) for s in atlas.kinds["standards"] for a in s.adopts]
    return {
        **{kind: len(records) for kind, records in atlas.kinds.items()},
        **{status.value: sum(g.status is status for g in found) for status in ground.Status},
        "doubtful": sum(bool(g.doubtful) and g.status is not ground.Status.common for g in found),
        "adoptions": len(adoptions),
        "unknown": sum(a.degree is Degree.unknown for _, a in adoptions),
        "european adoptions": sum(j == ground.EU for j, _ in adoptions),
        "chinese adoptions": sum(j == ground.CHINA for j, _ in adoptions),
        **{f"{id} {stance.value}": sum(b.stance is stance for _, b in entries) for id, entries in atlas.ledger.items() for stance in Stance},
    }
