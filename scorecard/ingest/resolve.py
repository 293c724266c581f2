"""Codes of partners, products and distributors -> the store's ids."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorecard.ingest.judge import Judged
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.products import resolve_products
from scorecard.ingest.report import Directory

Ints = NDArray[np.int64]


def resolve(
    judged: Judged, directory: Directory, sender: str | None, *, keep_unmatched: bool = False
) -> dict[str, Any]:
    """Id columns of the kind; rows that name something unknown are rejected.

    Args:
        keep_unmatched: sell-through lines of unknown resellers stay, with `partner_id` 0, to
            be matched by the caller.
    """
    kind = judged.kind
    if kind is FileKind.SELL_THROUGH:
        return _sell_through(judged, directory, sender, keep_unmatched)
    if kind is FileKind.STOCK:
        return {"product_id": resolve_products(judged, directory)}
    if kind is FileKind.SELL_IN:
        sold_to = _known(
            judged, "distributor_code", directory.distributors.get, "UNKNOWN_DISTRIBUTOR"
        )
        return {"distributor_id": sold_to, "product_id": resolve_products(judged, directory)}
    if kind is FileKind.TARGETS:
        return {"partner_id": _target_partner(judged, directory)}
    if kind is FileKind.PARTNERS:
        _parents(judged, directory)
        return {"partner_id": _ids(judged, "partner_code", directory.partners.get)}
    found: dict[str, Any] = {}
    if "partner_code" in judged.values:
        found["partner_id"] = _known(
            judged, "partner_code", directory.partners.get, "UNKNOWN_PARTNER"
        )
    if kind is FileKind.DEALS:
        for role in ("registering", "transacting", "influencer"):
            code = f"{role}_code"
            find = directory.partners.get
            found[f"{role}_id"] = _known(judged, code, find, "UNKNOWN_PARTNER")
        found["distributor_id"] = _known(
            judged, "distributor_code", directory.distributors.get, "UNKNOWN_DISTRIBUTOR"
        )
    return found


def _ids(judged: Judged, name: str, find: Callable[[str], int | None]) -> Ints:
    """The id of each row's text, 0 where it has none or it is unknown."""
    if not judged.has(name):
        return np.zeros(len(judged.table), dtype=np.int64)
    words = judged.words[name]
    ids = np.fromiter(((find(w) or 0) if w else 0 for w in words), np.int64, len(words))
    by_row: Ints = ids[judged.table.columns[name].codes]
    return by_row


def _known(judged: Judged, name: str, find: Callable[[str], int | None], code: str) -> Ints:
    ids = _ids(judged, name, find)
    judged.findings.error(code, (ids == 0) & judged.valued[name], name)
    return ids


def _sell_through(
    judged: Judged, directory: Directory, sender: str | None, keep_unmatched: bool
) -> dict[str, Any]:
    def by_alias(word: str) -> int | None:
        return directory.aliases.get((sender or "", word.casefold()))

    ids = _ids(judged, "vendor_partner_id", directory.partners.get)
    decided = ~judged.missing["vendor_partner_id"]
    for name in ("reseller_id", "reseller_name"):
        own = _ids(judged, name, by_alias)
        ids = np.where(decided | (ids != 0), ids, own)
    if not keep_unmatched:
        for name, rows in _first_filled(judged).items():
            unknown = rows & judged.valued[name] & (ids == 0)
            judged.findings.error("UNKNOWN_PARTNER", unknown, name)
    return {"partner_id": ids, "product_id": resolve_products(judged, directory)}


def _first_filled(judged: Judged) -> MappingOf[str, NDArray[np.bool_]]:
    """For each way of naming the reseller, the rows in which it is the first one filled in."""
    left = np.ones(len(judged.table), dtype=bool)
    found = {}
    for name in ("vendor_partner_id", "reseller_id", "reseller_name"):
        found[name] = left & ~judged.missing[name]
        left &= judged.missing[name]
    return found


def _target_partner(judged: Judged, directory: Directory) -> Ints:
    of_partner = judged.values["level"] == "partner"
    ids = _ids(judged, "subject", directory.partners.get)
    unknown = of_partner & (ids == 0) & judged.valued["subject"]
    judged.findings.error("UNKNOWN_PARTNER", unknown, "subject")
    return np.where(of_partner, ids, 0)


def _parents(judged: Judged, directory: Directory) -> None:
    """A parent is a partner of the store or an accepted row of this file, and no circle."""
    codes, parents = judged.values["partner_code"], judged.values["parent_code"]
    for _round in range(len(judged.table) + 1):
        good = ~judged.findings.bad
        here = set(codes[good].tolist())
        unknown = [
            row
            for row in np.flatnonzero(good & judged.valued["parent_code"]).tolist()
            if parents[row] not in here and parents[row] not in directory.partners
        ]
        if not unknown:
            break
        judged.findings.error("UNKNOWN_PARENT", unknown, "parent_code")
    judged.findings.error("PARENT_CIRCLE", _circles(judged), "parent_code")


def _circles(judged: Judged) -> list[int]:
    good = np.flatnonzero(~judged.findings.bad).tolist()
    codes, parents = judged.values["partner_code"], judged.values["parent_code"]
    above = {codes[row]: parents[row] for row in good}
    return [row for row in good if _returns_to(codes[row], above)]


def _returns_to(code: str, above: MappingOf[str, str | None]) -> bool:
    seen: set[str] = set()
    step = above.get(code)
    while step is not None and step not in seen:
        if step == code:
            return True
        seen.add(step)
        step = above.get(step)
    return False
