"""What changed between two days, worked by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd

from scorecard.usecases.pipeline_changes import changes

END = date(2026, 7, 1)  # first day after the period


def known(*rows: tuple[int, str, int | None, str | None]) -> pd.DataFrame:
    """(deal, status, amount in cents, expected close)."""
    frame = pd.DataFrame(rows, columns=["deal_id", "status", "amount_minor", "expected_close_on"])
    days = pd.to_datetime(frame["expected_close_on"])
    return frame.assign(amount_minor=frame["amount_minor"].astype("Int64"), expected_close_on=days)


def test_every_deal_takes_one_step_and_the_steps_add_up() -> None:
    before = known(
        (1, "open", 100_00, "2026-06-10"),  # won for more
        (2, "open", 200_00, "2026-06-10"),  # lost
        (3, "open", 300_00, "2026-06-10"),  # moved to July, and grew
        (4, "open", 400_00, "2026-08-10"),  # pulled in
        (5, "open", 500_00, "2026-06-10"),  # grew by 50
        (6, "open", 600_00, None),  # shrank by 1 cent
        (7, "open", None, "2026-06-10"),  # is given an amount
        (8, "open", 800_00, "2026-09-10"),  # stays outside
        (9, "open", 900_00, "2026-06-30"),  # stays as it is
    )
    now = known(
        (1, "won", 150_00, "2026-06-10"), (2, "cancelled", 200_00, "2026-06-10"),
        (3, "open", 350_00, "2026-07-01"), (4, "open", 440_00, "2026-06-30"),
        (5, "open", 550_00, "2026-06-12"), (6, "open", 599_99, None),
        (7, "open", 70_00, "2026-06-10"), (8, "open", 810_00, "2026-09-10"),
        (9, "open", 900_00, "2026-06-30"), (10, "open", 10_00, "2026-06-20"),
        (11, "open", 11_00, "2026-07-20"), (12, "won", 12_00, "2026-06-20"),
    )  # fmt: skip
    steps = changes(before, now, END)
    told = {int(row.deal_id): (row.kind, int(row.minor)) for row in steps.itertuples()}
    assert told == {
        1: ("won", -100_00), 2: ("lost", -200_00), 3: ("slipped", -300_00),
        4: ("pulled_in", 440_00), 5: ("grown", 50_00), 6: ("shrunk", -1), 7: ("grown", 70_00),
        10: ("created", 10_00),
    }  # fmt: skip
    start = 100_00 + 200_00 + 300_00 + 500_00 + 600_00 + 900_00
    end = 440_00 + 550_00 + 599_99 + 70_00 + 900_00 + 10_00
    assert start + steps["minor"].sum() == end
