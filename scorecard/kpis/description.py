"""The parts of a KPI's docstring that people read: its rule, what it counts, its source."""

from __future__ import annotations

import re

_SECTION = re.compile(r"^(Args|Returns|Raises|Source):\s*", re.MULTILINE)
_FRAME = re.compile(r"^Frame indexed by `by`[;,.:]?\s*")


def sections(description: str) -> dict[str, list[str]]:
    """Paragraphs of a docstring: `rule` (all before the first section), Returns, Source.

    What `Returns` says of the frame itself is left out; what is counted stays.
    """
    pieces = _SECTION.split(description)
    found: dict[str, list[str]] = {"rule": _paragraphs(pieces[0]), "Returns": [], "Source": []}
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        found[name] = _paragraphs(text)
    found["Returns"] = [_counted(text) for text in found["Returns"]]
    return found


def paragraphs(description: str) -> list[str]:
    """Every paragraph that is shown."""
    parts = sections(description)
    return [text for name in ("rule", "Returns", "Source") for text in parts[name]]


def _counted(text: str) -> str:
    bare = _FRAME.sub("", text)
    return bare[:1].upper() + bare[1:]


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
