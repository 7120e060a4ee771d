"""The common ladder: how the stage codes of the bodies map onto six rungs.

Sources of the codes: the harmonized stage codes of ISO and IEC (ISO Guide 69), which CEN and
CENELEC use in their own form; the stages of China's national standards as named in its national
standards measures; IEEE SA, ITU-T and ETSI by the words of their procedures.
"""

from __future__ import annotations

import re

from .model import Rung

LADDER: list[tuple[Rung, str, dict[str, str]]] = [
    (Rung.proposed, "Somebody has asked for the document; the body has not begun to write.", {"ISO, IEC": "00, 10", "CEN, CENELEC": "00, 10", "China": "立项"}),
    (Rung.drafting, "Experts write, inside the committee.", {"ISO, IEC": "20, 30", "CEN, CENELEC": "20, 30", "China": "起草"}),
    (Rung.enquiry, "The draft is out for comment or vote by the members or the public.", {"ISO, IEC": "40", "CEN, CENELEC": "40", "China": "征求意见"}),
    (Rung.approval, "The final text is up for adoption.", {"ISO, IEC": "50", "CEN, CENELEC": "50", "China": "审查, 报批"}),
    (Rung.published, "The document is out, also while under review.", {"ISO, IEC": "60, 90", "CEN, CENELEC": "60, 90", "China": "发布"}),
    (Rung.withdrawn, "The document or project has been withdrawn.", {"ISO, IEC": "95", "CEN, CENELEC": "99", "China": "废止"}),
]
"""Rung, meaning, and the codes of each body that fall on it."""

RUNGS = [r for r in Rung if r is not Rung.withdrawn]
"""The rungs of the common ladder, from the lowest."""

_HARMONIZED = {
    "00": Rung.proposed,
    "10": Rung.proposed,
    "20": Rung.drafting,
    "30": Rung.drafting,
    "40": Rung.enquiry,
    "50": Rung.approval,
    "60": Rung.published,
    "90": Rung.published,
    "95": Rung.withdrawn,
    "99": Rung.withdrawn,
}


def rung_of(code: str) -> Rung | None:
    """Rung of an ISO, IEC, CEN or CENELEC harmonized stage code (`40.20`, ISO Guide 69); None for any other code.

    Projects dropped in the middle of a stage (substage 98) count as withdrawn.
    """
    match = re.match(r"^(\d\d)[.](\d\d)$", code)
    if not match:
        return None
    return Rung.withdrawn if match[2] == "98" else _HARMONIZED.get(match[1])
