"""A generated programme: its distributors, products, partners and batches, in plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import numpy as np

from benchmarks.sizes import AS_OF, FIRST_MONTH, N_MONTHS, Size
from scorecard.ids import stable_id
from scorecard.names import fold
from scorecard.period import add_months, month_start

COUNTRIES = ("PL", "DE", "RO", "HU", "CZ", "ES", "FR", "IT")
REGIONS = ("CEE", "DACH", "SEE", "SEE", "CEE", "Iberia", "West", "South")
TIERS = ("Platinum", "Gold", "Silver", "Registered")
TYPES = ("reseller", "integrator", "referral")
CLASSES = ("product", "product", "product", "solution", "service", "subscription")
MONTHS = [add_months(FIRST_MONTH, n) for n in range(N_MONTHS)]
# Every day of the 36 months as text, 28 a month, so that a day is one index.
DAYS = np.array(
    [f"{m // 100}-{m % 100:02d}-{d:02d}" for m in MONTHS for d in range(1, 29)], dtype=object
)


@dataclass(frozen=True)
class Programme:
    """Ids and weights that every table of a generated store shares.

    Args:
        partner_ids: ascending, so that lines are written in the order of their key.
        weights: share of the lines of each partner; a few have most (log-normal).
        batch_ids: one a distributor and month, shape (distributors, months).
    """

    size: Size
    partner_ids: np.ndarray
    weights: np.ndarray
    distributor_ids: np.ndarray
    product_ids: np.ndarray
    prices: np.ndarray
    batch_ids: np.ndarray


def make_programme(size: Size, seed: int = 7) -> Programme:
    random = np.random.default_rng(seed)
    ids = sorted(stable_id("partner", partner_code(n)) for n in range(size.partners))
    weights = random.lognormal(0, 1.4, size.partners)
    # Batches are numbered as they land: month by month, one a distributor.
    batches = np.arange(N_MONTHS)[None, :] * size.distributors
    batches = batches + np.arange(size.distributors)[:, None] + 1
    return Programme(
        size=size,
        partner_ids=np.array(ids, dtype="int64"),
        weights=weights / weights.sum(),
        distributor_ids=_ids("distributors", [f"D{n}" for n in range(size.distributors)]),
        product_ids=_ids("products", [f"SKU-{n}" for n in range(size.products)]),
        prices=random.integers(500, 250_000, size.products),
        batch_ids=batches,
    )


def partner_code(n: int) -> str:
    return f"P{n:06d}"


def _ids(kind: str, codes: list[str]) -> np.ndarray:
    return np.array([stable_id(kind, code) for code in codes], dtype="int64")


def reference_rows(made: Programme) -> dict[str, list[dict[str, Any]]]:
    """Rows of the small tables, by table name, in the order they must be written."""
    return {
        "upload_file": [_file(made, d, m) for d, m in _batches(made)],
        "upload_batch": [_batch(made, d, m) for d, m in _batches(made)],
        "distributor": [_distributor(made, n) for n in range(made.size.distributors)],
        "product": [_product(made, n) for n in range(made.size.products)],
        "partner": [_partner(made, n) for n in range(made.size.partners)],
    }


def _batches(made: Programme) -> list[tuple[int, int]]:
    return [(d, m) for d in range(made.size.distributors) for m in range(N_MONTHS)]


def _content(d: int, m: int) -> bytes:
    return f"generated {d} {MONTHS[m]}".encode()


def _file(_made: Programme, d: int, m: int) -> dict[str, Any]:
    content = _content(d, m)
    return {"sha256": sha256(content).hexdigest(), "size": len(content), "content": content}


def _batch(made: Programme, d: int, m: int) -> dict[str, Any]:
    month = MONTHS[m]
    landed = datetime.combine(month_start(add_months(month, 1)), datetime.min.time(), tzinfo=UTC)
    return {
        "batch_id": int(made.batch_ids[d, m]),
        "kind": "sell_through",
        "distributor_id": int(made.distributor_ids[d]),
        "file_name": f"D{d}_{month}.csv",
        "sha256": sha256(_content(d, m)).hexdigest(),
        "status": "landed",
        "mapping": {},
        "totals": {},
        "issues": [],
        "n_accepted": made.size.lines // made.batch_ids.size,
        "n_rejected": 0,
        "n_ignored": 0,
        "covers_from": month_start(month),
        "covers_to": min(AS_OF, month_start(add_months(month, 1))),
        "landed_at": landed,
        "landed_by": "benchmark",
    }


def _distributor(made: Programme, n: int) -> dict[str, Any]:
    return {
        "distributor_id": int(made.distributor_ids[n]),
        "distributor_code": f"D{n}",
        "name": f"Distributor {n}",
        "country": COUNTRIES[n % len(COUNTRIES)],
        "currency": "EUR",
        "cadence": "monthly",
        "due_days": 5,
        "batch_id": 0,
    }


def _product(made: Programme, n: int) -> dict[str, Any]:
    return {
        "product_id": int(made.product_ids[n]),
        "sku": f"SKU-{n}",
        "name": f"Article {n}",
        "product_class": CLASSES[n % len(CLASSES)],
        "family": f"Family {n % 12}",
        "batch_id": 0,
    }


def _partner(made: Programme, n: int) -> dict[str, Any]:
    # Owners look after one country; tier and type are spread over all of them.
    owner = int(n * 2_654_435_761 % 2**32 % made.size.owners)
    country = owner % len(COUNTRIES)
    return {
        "partner_id": stable_id("partner", partner_code(n)),
        "partner_code": partner_code(n),
        "name": f"Partner {n:06d} Ltd",
        "search_key": fold(f"Partner {n:06d} Ltd {partner_code(n)}"),
        "country": COUNTRIES[country],
        "region": REGIONS[country],
        "partner_type": TYPES[n // 10 % len(TYPES)],
        "owner": f"Owner {owner:03d}",
        "tier": TIERS[min(3, n % 10)],
        "signed_on": month_start(add_months(202001, n % 60)),
        "batch_id": 0,
    }
