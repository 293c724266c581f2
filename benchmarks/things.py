"""Deals, targets, certifications, answers, events and marketing money of a generated store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.programme import DAYS, MONTHS, Programme
from benchmarks.sizes import N_MONTHS

Table = tuple[str, list[str], Iterator[tuple[Any, ...]]]
AT_ONCE = 200_000
LAST_DAY = len(DAYS) - 1
LATER = np.array([f"{year}-06-30" for year in range(2024, 2030)], dtype=object)
ACTIVITIES = np.array(["open", "visit", "click", "webinar", "event", "training"], dtype=object)
CERTIFICATES = np.array(["Sales", "Presales", "Engineer"], dtype=object)
TARGET_MONTHS = 24  # the last ones


def thing_rows(made: Programme) -> Iterator[Table]:
    """(table, columns, rows) in portions of bounded size."""
    random = np.random.default_rng(13)
    yield from _deals(made, random)
    yield from _targets(made)
    n = made.size.partners
    yield from _portioned(made, random, 2 * n, _certifications)
    yield from _portioned(made, random, 3 * n, _answers)
    yield from _portioned(made, random, 10 * n, _events)
    yield from _portioned(made, random, n // 2, _mdf)


def _portioned(
    made: Programme, random: np.random.Generator, total: int, make: Any
) -> Iterator[Table]:
    for start in range(0, total, AT_ONCE):
        n = min(AT_ONCE, total - start)
        who = np.sort(random.integers(0, made.size.partners, n))
        yield make(made, random, start, who)


def _day(random: np.random.Generator, n: int) -> np.ndarray:
    return random.integers(0, LAST_DAY + 1, n)


def _deals(made: Programme, random: np.random.Generator) -> Iterator[Table]:
    for start in range(0, made.size.deals, AT_ONCE):
        n = min(AT_ONCE, made.size.deals - start)
        who = np.sort(random.choice(made.size.partners, n, p=made.weights))
        yield from _some_deals(made, random, start, who)


def _some_deals(
    made: Programme, random: np.random.Generator, start: int, who: np.ndarray
) -> Iterator[Table]:
    n = len(who)
    created = _day(random, n)
    closes = created + random.integers(20, 160, n)
    closed = closes <= LAST_DAY
    won = closed & (random.random(n) < 0.35)
    status = np.where(won, "won", np.where(closed, "lost", "open"))
    days = [DAYS[min(day, LAST_DAY)] if shut else None
            for day, shut in zip(closes.tolist(), closed.tolist(), strict=True)]  # fmt: skip
    amount = random.integers(100_000, 9_000_000, n).tolist()
    ids = range(start + 1, start + n + 1)
    decision = random.choice(["approved", "approved", "rejected", "submitted", "expired"], n)
    partner, opened = made.partner_ids[who].tolist(), DAYS[created].tolist()
    stage = np.where(won, "Won", np.where(closed, "Lost", "Proposal")).tolist()
    expected = DAYS[np.minimum(closes, LAST_DAY)].tolist()
    yield "deal", [
        "partner_id", "deal_id", "deal_code", "distributor_id", "amount_own_minor", "currency",
        "amount_minor", "created_on", "registered_on", "decision", "decided_on",
        "originated_by", "stage", "status", "expected_close_on", "closed_on", "mdf_request",
        "batch_id", "record",
    ], zip(
        partner, ids, [f"DR-{number}" for number in ids],
        made.distributor_ids[who % made.size.distributors].tolist(), amount, ["EUR"] * n, amount,
        opened, opened, decision.tolist(), opened,
        np.where(random.random(n) < 0.7, "partner", "vendor").tolist(), stage, status.tolist(),
        expected, days, [""] * n, [0] * n, ids, strict=True,
    )  # fmt: skip
    yield "deal_stage", [
        "partner_id", "deal_id", "entered_on", "stage", "status", "amount_minor", "batch_id",
        "record",
    ], zip(partner, ids, opened, ["Registered"] * n, ["open"] * n, amount, [0] * n, ids,
           strict=True)  # fmt: skip


def _targets(made: Programme) -> Iterator[Table]:
    months = MONTHS[-TARGET_MONTHS:]
    columns = ["partner_id", "target_id", "level", "month", "amount_own_minor", "currency",
               "amount_minor", "batch_id", "owner"]  # fmt: skip
    at_once = AT_ONCE // TARGET_MONTHS
    per_line = 1_000_000  # the mean amount of a line is a little higher
    monthly = np.maximum(10_000, made.weights * made.size.lines / N_MONTHS * per_line)
    for start in range(0, made.size.partners, at_once):
        yield "target", columns, (
            (int(made.partner_ids[who]), who * TARGET_MONTHS + m + 1, "partner", month,
             int(monthly[who]), "EUR", int(monthly[who]), 0, "")
            for who in range(start, min(start + at_once, made.size.partners))
            for m, month in enumerate(months)
        )  # fmt: skip


def _certifications(
    made: Programme, random: np.random.Generator, start: int, who: np.ndarray
) -> Table:
    n = len(who)
    ids = range(start + 1, start + n + 1)
    columns = ["partner_id", "certification_id", "person_id", "certification", "role",
               "valid_from", "valid_to", "batch_id", "record"]  # fmt: skip
    name = CERTIFICATES[random.integers(0, len(CERTIFICATES), n)].tolist()
    return "certification", columns, zip(
        made.partner_ids[who].tolist(), ids, [f"person {number}" for number in ids], name, name,
        DAYS[_day(random, n)].tolist(), LATER[random.integers(0, len(LATER), n)].tolist(),
        [0] * n, ids, strict=True,
    )  # fmt: skip


def _answers(made: Programme, random: np.random.Generator, start: int, who: np.ndarray) -> Table:
    n = len(who)
    ids = range(start + 1, start + n + 1)
    columns = ["partner_id", "answer_id", "wave", "respondent_id", "answered_on", "score",
               "batch_id", "record"]  # fmt: skip
    half = random.integers(0, 6, n)
    return "nps_answer", columns, zip(
        made.partner_ids[who].tolist(), ids, [f"wave {number}" for number in half.tolist()],
        [f"person {number}" for number in ids], DAYS[half * 168 + 14].tolist(),
        random.integers(2, 11, n).tolist(), [0] * n, ids, strict=True,
    )  # fmt: skip


def _events(made: Programme, random: np.random.Generator, start: int, who: np.ndarray) -> Table:
    n = len(who)
    ids = range(start + 1, start + n + 1)
    columns = ["partner_id", "event_id", "activity", "happened_on", "n_events", "batch_id",
               "record"]  # fmt: skip
    return "engagement_event", columns, zip(
        made.partner_ids[who].tolist(), ids,
        ACTIVITIES[random.integers(0, len(ACTIVITIES), n)].tolist(),
        DAYS[_day(random, n)].tolist(), random.integers(1, 9, n).tolist(), [0] * n, ids,
        strict=True,
    )  # fmt: skip


def _mdf(made: Programme, random: np.random.Generator, start: int, who: np.ndarray) -> Table:
    n = len(who)
    ids = range(start + 1, start + n + 1)
    asked = random.integers(0, LAST_DAY - 90, n)
    amount = random.integers(50_000, 2_000_000, n)
    columns = ["partner_id", "mdf_id", "request_id", "currency", "requested_on",
               "requested_minor", "approved_on", "approved_minor", "claimed_on", "claimed_minor",
               "paid_minor", "batch_id", "record"]  # fmt: skip
    return "mdf_request", columns, zip(
        made.partner_ids[who].tolist(), ids, [f"MDF-{number}" for number in ids], ["EUR"] * n,
        DAYS[asked].tolist(), amount.tolist(), DAYS[asked + 7].tolist(), amount.tolist(),
        DAYS[asked + 60].tolist(), (amount * 3 // 4).tolist(), [0] * n, [0] * n, ids, strict=True,
    )  # fmt: skip
