"""Writes a project of N generated records, in the proportions of the real data, to measure checks and builds with.

python tests/generate.py 1000 /tmp/g1000
COMMON_GROUND_ROOT=/tmp/g1000 python -m macros check
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

SHARES = {"standards": 32, "sources": 30, "events": 14, "terms": 10, "instruments": 7, "forums": 5, "topics": 2}
WRITTEN = ("about", "data", "guide", "maintain")
"""Hand-written pages that the menu names."""

TEXT = (
    "The committee of record number {n} decides by vote of its members, as the rules of procedure provide. "
    "It works with [[forums-0|the first forum]] and reports to it once a year in writing."
)


def evidence(n: int, sources: int) -> dict:
    return {"source": f"sources-{n % sources}", "locator": f"Article {n % 90}", "quote": "decides by vote of its members, as the rules of procedure provide"}


def claims(n: int, sources: int, section: str, count: int) -> list[dict]:
    return [
        {
            "id": f"claim-{i}",
            "section": section,
            "text": TEXT.format(n=n),
            "evidence": [evidence(n + i, sources)],
            "as_of": "2025-06",
            "confidence": "medium",
        }
        for i in range(count)
    ]


def record(kind: str, n: int, counts: dict[str, int]) -> dict:
    sources = counts["sources"]
    proof = {"evidence": [evidence(n, sources)], "as_of": "2025-06", "confidence": "medium"}
    base = {
        "id": f"{kind}-{n}",
        "name": {"en": f"Record number {n} of {kind}"},
        "summary": f"It stands for the {kind} of a large site.",
        "reviewed": "2026-01-10",
    }
    match kind:
        case "sources":
            return {
                "id": f"sources-{n}",
                "type": "webpage",
                "title": f"Source number {n}",
                "issued": "2025-05-01",
                "URL": f"https://source{n}.example/page",
                "publisher": f"Publisher {n % 40}",
                "language": "en",
                "accessed": "2026-01-09",
                "tier": "secondary",
                "reviewed": "2026-01-10",
            }
        case "forums":
            return base | {
                "claims": claims(n, sources, "role", 6),
                "forum_type": "committee",
                "jurisdiction": ["european-union", "china", "united-states"][n % 3],
            }
        case "topics":
            return base | {"claims": claims(n, sources, "why", 4), "group": "foundations"}
        case "standards":
            return base | {
                "claims": claims(n, sources, "scope", 2),
                "reference": f"STD {n}:2025",
                "document_type": "national-standard",
                "bodies": [f"forums-{n % counts['forums']}"],
                "stage": {"rung": "published", "code": "60.60", "date": "2025-02", **proof},
                "adopts": [{"standard": f"standards-{n - 1}", "degree": "IDT", **proof}] if n % 3 == 1 else [],
                "topics": [f"topics-{n % counts['topics']}"],
            }
        case "instruments":
            return base | {
                "claims": claims(n, sources, "content", 4),
                "jurisdiction": "china",
                "instrument_type": "law",
                "issued_by": "A parliament",
                "force": {"value": "in-force", **proof},
                "dates": [{"what": "adopted", "date": "2024-01-01", **proof}],
            }
        case "events":
            return base | {
                "kind": "meeting",
                "date": f"{2000 + n % 26}-0{1 + n % 9}-11",
                "what": proof,
                "text": TEXT.format(n=n),
                "about": [f"forums-{n % counts['forums']}"],
            }
        case _:
            return base | {"definition": TEXT.format(n=n), "definitions": [{"by": "Somebody", "text": TEXT.format(n=n), **proof}]}


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def main(total: int, folder: Path) -> None:
    """Write about `total` records (and three jurisdictions) below `folder`/data, and the pages that the menu names."""
    counts = {kind: max(1, total * share // 100) for kind, share in SHARES.items()}
    made = [(kind, record(kind, n, counts)) for kind, count in counts.items() for n in range(count)]
    for id, code in (("european-union", "EU"), ("china", "CN"), ("united-states", "US")):
        made.append(("jurisdictions", {"id": id, "name": {"en": id}, "summary": "A jurisdiction.", "reviewed": "2026-01-10", "code": code}))
    for kind, values in made:
        path = folder / "data" / kind / f"{values['id']}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.dump(values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")
    for name in WRITTEN:
        page = folder / "docs" / name / "index.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"---\ntitle: {name}\ndescription: Generated.\n---\n\n# {name}\n\nGenerated.\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
