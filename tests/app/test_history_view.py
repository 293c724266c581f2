"""An upload's past on its page: refused money, files about the same period, any past day."""

from __future__ import annotations

from datetime import timedelta

from db import uploads
from db.store import Store
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from tests.app.conftest import AS_OF, AT, CHIEF, SENDER, OpenApp, go, texts

HEADER = "invoice_no,invoice_date,vendor_partner_id,sku,qty,line_amount,currency\n"
FIRST = HEADER + (
    "H1,2025-11-13,P-0001,SW-24P,1,400.00,PLN\n"
    "H2,2025-11-14,P-0001,SW-24P,2,800.00,PLN\n"
    "H3,2025-11-14,P-0001,NOSUCH,2,70.50,PLN\n"
)
SECOND = FIRST.replace("400.00", "300.00")


def _send(store: Store, name: str, text: str, days: int) -> int:
    data, mapping = text.encode(), Mapping(resend="replace")
    report = uploads.prepare(store, CHIEF, kind=FileKind.SELL_THROUGH, data=data, file_name=name,
                             sender=SENDER, as_of=AS_OF, mapping=mapping)  # fmt: skip
    at = AT + timedelta(days=days)
    return uploads.land(store, CHIEF, report, data, landed_at=at, mapping=mapping).batch_id or 0


def test_an_upload_tells_its_refused_money_and_its_rivals(
    open_app: OpenApp, small_store: Store
) -> None:
    first = _send(small_store, "november.csv", FIRST, 0)
    app = go(open_app(), "upload", batch=str(first))
    said = texts(app)
    assert "PLN70.50" in said
    assert "Files about this period" not in said
    _send(small_store, "november-again.csv", SECOND, 3)
    said = texts(go(app, "upload", batch=str(first)))
    assert "Files about this period" in said
    assert said.count("november-again.csv") == 2  # in the versions and in the list
    assert "2 lines, " in said


def test_a_past_day_is_known_as_it_stood(open_app: OpenApp, small_store: Store) -> None:
    first = _send(small_store, "november.csv", FIRST, 0)
    _send(small_store, "november-again.csv", SECOND, 3)
    net = {
        batch.batch_id: small_store.versions(CHIEF.scope, first)[at].net_minor
        for at, batch in enumerate(reversed(small_store.batches(CHIEF.scope, limit=2)))
    }
    app = go(open_app(), "upload", batch=str(first))
    before = app.date_input(key="known_on").set_value(AT.date()).run()
    said = [text for text in texts(before).split("\n") if "ps-known" in text]
    assert f"{net[first] / 100:,.2f}" in said[0]
    later = app.date_input(key="known_on").set_value((AT + timedelta(days=4)).date()).run()
    said = [text for text in texts(later).split("\n") if "ps-known" in text]
    assert f"{net[first + 1] / 100:,.2f}" in said[0]
    assert net[first] > net[first + 1]
    early = app.date_input(key="known_on").set_value((AT - timedelta(days=1)).date()).run()
    assert "Nothing was known of 1 Nov 2025 – 30 Nov 2025." in texts(early)
