"""Report cards of senders from a store: money by hand, within the scope."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from db import uploads
from db.engine import writing
from db.facts import PARTNER
from db.store import Store
from scorecard.access import EVERYTHING
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.trust import Standing, TrustCard, Unknown
from tests.programme import AS_OF, AT, CHIEF, NORD_JUNE, OF_NORD, OF_SUD, send

JUNE_N1 = "N1,2026-06-02,A1,Kunde Eins,P-1,10,1000.00,EUR"
JUNE_N4 = "N4,2026-06-20,B1,Client Unu,P-1,3,300.00,EUR\n"


def _nord(store: Store, as_of: date = AS_OF) -> TrustCard:
    return store.trust(OF_NORD, as_of)[0]


def test_the_small_programme_by_hand(loaded: Store) -> None:
    assert _nord(loaded) == TrustCard(
        code="NORD",
        name="Nord Distribution",
        month=202606,
        standing=Standing.WHOLE,
        due_on=date(2026, 7, 5),
        arrived_on=date(2026, 7, 20),
        days_late=Unknown.LOADED_LATER,
        n_lines=5,
        net_minor=4050_75,
        matched=1.0,
        restated=0.0,
        against_mean=Unknown.SHORT_HISTORY,
        asked=False,
        recomputed=Unknown.NO_PRICES,
        rejected=0.0,
    )


def test_who_sees_whose_card(loaded: Store) -> None:
    codes = {scope: [c.code for c in loaded.trust(scope, AS_OF)] for scope in (OF_NORD, OF_SUD)}
    assert codes == {OF_NORD: ["NORD"], OF_SUD: ["SUD"]}
    assert [(c.code, c.month) for c in loaded.trust(EVERYTHING, AS_OF, 2)] == [
        ("NORD", 202606), ("NORD", 202605), ("SUD", 202606), ("SUD", 202605),
    ]  # fmt: skip


def test_money_at_resellers_not_yet_matched(loaded: Store) -> None:
    with writing(loaded.engine) as connection:
        of_b1 = update(PARTNER).where(PARTNER.c.partner_code == "B1")
        connection.execute(of_b1.values(provisional=True))
    # B1 has 300.00 of 4,050.75.
    assert _nord(loaded).matched == (4050_75 - 300_00) / 4050_75


@pytest.mark.parametrize("rule", ["replace", "add"])
def test_restated_is_what_changed_not_what_was_sent_again(loaded: Store, rule: str) -> None:
    corrected = NORD_JUNE.replace(JUNE_N1, JUNE_N1.replace("1000.00", "900.00"))
    corrected = corrected.replace(JUNE_N4, "").encode()
    mapping = Mapping.model_validate({"resend": rule})
    report = uploads.prepare(
        loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=corrected, file_name="again.csv",
        sender="NORD", as_of=AS_OF, mapping=mapping,
    )  # fmt: skip
    uploads.land(loaded, CHIEF, report, corrected, mapping=mapping, landed_at=AT)
    card = _nord(loaded)
    # N1 was 1,000.00 and is 900.00. N4 of 300.00 is gone when the month is replaced.
    live, changed = (3650_75, 1300_00) if rule == "replace" else (3950_75, 1000_00)
    assert (card.net_minor, card.restated) == (live, changed / (live + changed))


def test_refused_rows_and_amounts_that_do_not_fit(loaded: Store) -> None:
    text = (
        b"invoice_no,invoice_date,vendor_partner_id,sku,qty,unit_price,line_amount,currency\n"
        b"J1,2026-07-02,A1,P-1,2,100.00,200.00,EUR\n"
        b"J2,2026-07-03,A1,P-1,2,100.00,250.00,EUR\n"
        b"J3,2026-07-04,A1,P-1,many,100.00,200.00,EUR\n"
        b"J4,2026-07-05,A2,P-1,1,100.00,100.00,EUR\n"
    )
    report = uploads.prepare(
        loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=text, file_name="nord-july.csv",
        sender="NORD", as_of=AS_OF,
    )  # fmt: skip
    assert [issue.code for issue in report.issues] == ["AMOUNT_MISMATCH", "BAD_QTY"]
    uploads.land(loaded, CHIEF, report, text, landed_at=AT.replace(month=8, day=2))
    card = _nord(loaded, date(2026, 8, 5))
    assert (card.month, card.days_late, card.n_lines) == (202607, 0, 2)
    assert (card.recomputed, card.rejected) == (1 - 1 / 3, 2 / 4)


def test_more_amounts_that_do_not_fit_than_issues_are_kept(loaded: Store) -> None:
    head = "invoice_no,invoice_date,vendor_partner_id,sku,qty,unit_price,line_amount,currency"
    wrong = [f"J{n},2026-07-03,A1,P-1,2,100.00,250.00,EUR" for n in range(1_500)]
    right = [f"K{n},2026-07-03,A1,P-1,2,100.00,200.00,EUR" for n in range(500)]
    text = "\n".join([head, *wrong, *right]).encode()
    report = uploads.prepare(
        loaded, CHIEF, kind=FileKind.SELL_THROUGH, data=text, file_name="nord-july.csv",
        sender="NORD", as_of=AS_OF,
    )  # fmt: skip
    uploads.land(loaded, CHIEF, report, text, landed_at=AT.replace(month=8, day=2))
    card = _nord(loaded, date(2026, 8, 5))
    assert (card.n_lines, card.recomputed, card.rejected) == (500, 1 - 1500 / 2000, 1500 / 2000)


def test_a_missing_month_after_a_long_history_has_a_band(loaded: Store) -> None:
    head = NORD_JUNE.splitlines()[0]
    months = [(year, month) for year in (2023, 2024) for month in range(1, 13)]
    lines = [f"H{y}{m},{y}-{m:02d}-15,A1,Kunde,P-1,1,{m}00.00,EUR" for y, m in months]
    send(loaded, FileKind.SELL_THROUGH, "NORD", "history.csv", "\n".join([head, *lines]))
    (card, *_more) = loaded.trust(OF_NORD, date(2025, 2, 10))
    assert (card.month, card.standing) == (202501, Standing.MISSING)
    assert card.expected is not None
    # January was 100.00 in both years, and no month was ever another than a year before.
    assert (card.expected.low, card.expected.high, card.expected.method) == (
        100_00, 100_00, "seasonal",
    )  # fmt: skip


def test_an_undone_file_leaves_the_card_as_it_was(loaded: Store, batches: dict[str, int]) -> None:
    uploads.undo(loaded, CHIEF, batches["nord-june.csv"], at=AT)
    card = _nord(loaded)
    assert (card.standing, card.net_minor) == (Standing.MISSING, Unknown.NOT_HERE)
    assert card.n_lines is Unknown.NOT_HERE
