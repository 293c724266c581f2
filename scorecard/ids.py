"""Ids made by the application: the same natural key gives the same id in every store."""

from __future__ import annotations

from hashlib import blake2b


def stable_id(kind: str, *parts: object) -> int:
    """Return a positive 63-bit id for a natural key, for example `stable_id("partner", "P001")`.

    Two of a million keys share an id with probability 5e-8; the stores' unique constraints
    on the natural key turn that into an error instead of a mix-up.
    """
    text = "\x1f".join([kind, *map(str, parts)])
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
    return number or 1
