"""Mappings that come with the product: exports of deals from the common systems."""

from __future__ import annotations

from pathlib import Path

from scorecard.errors import UserError, did_you_mean
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping, load_mapping

FOLDER = Path(__file__).with_name("mappings")


def shipped_names() -> tuple[str, ...]:
    """Names of the mappings, for example `salesforce`."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def shipped_mapping(name: str) -> Mapping:
    """The mapping of one system's export of deals.

    Raises:
        UserError: `unknown_mapping`, with the nearest name.
    """
    known = shipped_names()
    if name not in known:
        hint = did_you_mean(name, list(known))
        raise UserError("unknown_mapping", mapping=name, hint=hint, known=", ".join(known))
    text = FOLDER.joinpath(f"{name}.yaml").read_text("utf-8")
    return load_mapping(text, "yaml", FileKind.DEALS)
