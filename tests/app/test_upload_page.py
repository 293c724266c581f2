"""The way in as a person walks it: drop, preview, confirm, see it, take it back."""

from __future__ import annotations

import csv
import io

import pytest
from streamlit.testing.v1 import AppTest

from db import skus
from db.store import Store
from pages.ui.sending import clean_name
from scorecard.access import EVERYTHING, Role
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.template import template_csv
from tests.app.conftest import SENDER, OpenApp, go, texts

HOSTILE = "../../etc/<img src=x onerror=alert(1)>[a](javascript:alert)\u202e\x07.csv"
CLEAN = "<img src=x onerror=alert(1)>[a](javascript:alert).csv"


def _sell_through(*rows: dict[str, str]) -> bytes:
    """The template's header with rows that change its first example."""
    table = list(
        csv.DictReader(io.StringIO(template_csv(FileKind.SELL_THROUGH).decode("utf-8-sig")))
    )
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(table[0]))
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow(table[0] | {"invoice_no": f"NEW/{number}"} | row)
    return text.getvalue().encode()


GOOD = _sell_through({}, {"qty": "2"})
PARTLY = _sell_through({}, {"invoice_date": "2026-13-45"}, {"sku": "NOSUCH"})


def _choose_sender(app: AppTest) -> AppTest:
    for box in app.selectbox:
        if box.key == "send_sender":
            box.select(SENDER)
    return app.run()


def _drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    _choose_sender(go(app, "upload", view="send"))
    for name, content in files:
        app.file_uploader[0].upload(name, content)
    return app.run()


def _n_batches(store: Store) -> int:
    return len(store.batches(EVERYTHING, limit=1000))


def test_a_good_file_is_shown_then_lands(open_app: OpenApp, small_store: Store) -> None:
    before = _n_batches(small_store)
    app = _drop(open_app(), ("january.csv", GOOD))
    assert not app.exception
    said = texts(app)
    assert "january.csv" in said
    assert "2 rows accepted · 0 refused · 0 left aside" in said
    # 25 x 481.43 = 12,035.75 and 2 x 481.43 = 962.86 złoty
    assert "PLN12,998.61" in said
    assert list(app.dataframe[0].value["qty"]) == ["25", "2"]
    assert _n_batches(small_store) == before, "drawing must store nothing"

    app.button(key="confirm").click().run()
    assert [element.value for element in app.success] == ["2 rows have landed."]
    newest = small_store.batches(EVERYTHING, limit=1)[0]
    assert (newest.file_name, newest.n_accepted, newest.distributor_code) == (
        "january.csv",
        2,
        SENDER,
    )
    assert newest.landed_by == "chief@example.com"
    assert not app.file_uploader[0].value, "the drop zone is empty again"


def test_refused_rows_are_explained_and_left_out(open_app: OpenApp, small_store: Store) -> None:
    app = _drop(open_app(), ("partly.csv", PARTLY))
    assert "1 row accepted · 2 refused · 0 left aside" in texts(app)
    issues = app.dataframe[0].value
    assert list(issues["Line"]) == [3, 4]
    assert list(issues["Column"]) == ["invoice_date", "sku"]
    assert list(issues["Cell"]) == ["2026-13-45", "NOSUCH"]
    assert list(issues["Code"]) == ["BAD_DATE", "UNKNOWN_SKU"]
    assert app.button(key="confirm").label == "Confirm: land 1 row, leave 2 out"
    assert len(app.get("download_button")) == 1
    app.button(key="confirm").click().run()
    newest = small_store.batches(EVERYTHING, limit=1)[0]
    assert (newest.n_accepted, newest.n_rejected) == (1, 2)


def test_an_unknown_article_number_is_settled_before_the_file_lands(
    open_app: OpenApp, small_store: Store
) -> None:
    app = _drop(open_app(), ("partly.csv", PARTLY), ("partly-again.csv", PARTLY + b"\r\n"))
    assert not app.exception, "the same number in two files"
    key = f"0_{skus.sku_key(stable_id('distributors', SENDER), 'NOSUCH')}"
    app.text_input(key=f"words_{key}").set_value("SW-24P").run()
    before = _n_batches(small_store)
    app.button(key=f"product_{key}_SW-24P").click().run()
    assert [element.value for element in app.success] == ["“NOSUCH” is SW-24P now."]
    assert texts(app).count("2 rows accepted · 1 refused · ") == 2
    assert _n_batches(small_store) == before


def test_the_same_file_again_says_so_and_changes_nothing(
    open_app: OpenApp, small_store: Store
) -> None:
    app = _drop(open_app(), ("january.csv", GOOD))
    app.button(key="confirm").click().run()
    before = small_store.data_version()
    app = _drop(app, ("other name.csv", GOOD))
    assert "Refused" in texts(app)
    assert not [button for button in app.button if button.key == "confirm"]
    assert small_store.data_version() == before


@pytest.mark.parametrize(
    ("content", "title"),
    [(b"", "Empty file"), (b"%PDF-1.7 \x00\xff", None), (b"a,b\n1,2\n", None)],
)
def test_what_is_no_such_file_is_refused_whole(
    content: bytes, title: str | None, open_app: OpenApp, small_store: Store
) -> None:
    before = _n_batches(small_store)
    app = _drop(open_app(), ("january.csv", content))
    assert not app.exception
    assert not app.error
    assert "Refused" in texts(app)
    assert not [button for button in app.button if button.key == "confirm"]
    assert _n_batches(small_store) == before


def test_a_hostile_name_is_only_text(open_app: OpenApp, small_store: Store) -> None:
    app = _drop(open_app(), (HOSTILE, GOOD))
    said = texts(app)
    assert "<img" not in said
    assert "&lt;img src=x onerror=alert(1)&gt;" in said
    app.button(key="confirm").click().run()
    newest = small_store.batches(EVERYTHING, limit=1)[0]
    assert newest.file_name == CLEAN
    listed = texts(go(app, "upload", view="uploads", batch=str(newest.batch_id)))
    assert "<img" not in listed


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.csv", "report.csv"),
        ("C:\\Users\\me\\report.csv", "report.csv"),
        ("../../etc/passwd", "passwd"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\x00\x07", "file"),
        ("x" * 200 + ".xlsx", "x" * 115 + ".xlsx"),
    ],
)
def test_clean_name(name: str, expected: str) -> None:
    assert clean_name(name) == expected


def test_a_mapping_file_is_used_and_a_broken_one_explained(open_app: OpenApp) -> None:
    foreign = b"Tag;Artikel;Menge;Preis;Partner\n19.01.2026;SW-24P;3;10,50;P-0001\n"
    mapping = (
        b"columns: {invoice_date: Tag, sku: Artikel, qty: Menge, unit_price: Preis,"
        b" vendor_partner_id: Partner}\n"
    )
    app = _choose_sender(go(open_app(), "upload", view="send"))
    app.file_uploader[1].upload("mine.yaml", mapping)
    app.file_uploader[0].upload("foreign.csv", foreign)
    app.run()
    said = texts(app)
    assert "1 row accepted" in said
    assert "PLN31.50" in said
    assert "<b>Artikel</b>" in said
    app = _choose_sender(go(app, "upload", view="send"))
    app.file_uploader[1].upload("mine.yaml", b"columns: [")
    app.run()
    assert [error.value[:32] for error in app.error] == ["Line 1 of the mapping cannot be "]


def test_an_upload_can_be_taken_back(open_app: OpenApp, small_store: Store) -> None:
    app = _drop(open_app(), ("january.csv", GOOD))
    app.button(key="confirm").click().run()
    number = small_store.batches(EVERYTHING, limit=1)[0].batch_id
    app = go(app, "upload", batch=str(number))
    assert "2 accepted, 0 refused, 0 left aside" in texts(app)
    app.button(key="undo").click().run()
    assert [e.value for e in app.success] == [f"Upload {number} is taken back."]
    assert small_store.batches(EVERYTHING, limit=1)[0].status == "undone"
    assert "Taken back" in texts(app)


def test_a_distributor_sees_and_sends_only_its_own(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(Role.DISTRIBUTOR), "upload", view="uploads")
    said = texts(app)
    assert "sell_through.csv" in said
    assert "partners.csv" not in said
    foreign = next(b for b in small_store.batches(EVERYTHING, limit=99) if b.kind == "partners")
    said = texts(go(app, "upload", batch=str(foreign.batch_id)))
    assert f"There is no upload {foreign.batch_id}." in said
    assert "partners.csv" not in said
    app = _drop(app, ("mine.csv", GOOD))
    assert [box.key for box in app.selectbox] == ["send_kind"], "the sender is no choice"
    assert app.selectbox(key="send_kind").options == ["Sell-through", "Stock reports", "Deals"]
    app.button(key="confirm").click().run()
    newest = small_store.batches(EVERYTHING, limit=1)[0]
    assert (newest.distributor_code, newest.landed_by) == (SENDER, "pos@example.com")


def test_templates_are_offered_for_every_kind(open_app: OpenApp) -> None:
    app = go(open_app(), "upload", view="templates")
    assert len(app.get("download_button")) == 2 * len(FileKind)
    app = go(open_app(Role.DISTRIBUTOR), "upload", view="templates")
    assert len(app.get("download_button")) == 6  # sell-through, stock, deals


def test_what_arrived_is_answered_first(open_app: OpenApp) -> None:
    said = texts(go(open_app(), "upload", view="state"))
    assert "late" in said
    assert "Example Distribution" in said
    assert 'class="is-missing"' in said


@pytest.mark.parametrize("query", [{"batch": "x"}, {"batch": "9" * 30}, {"page": "-1"},
                                   {"page": "9" * 30}, {"view": "nonsense"}])  # fmt: skip
def test_nonsense_in_the_address_does_no_harm(query: dict[str, str], open_app: OpenApp) -> None:
    app = go(open_app(), "upload", **query)
    assert not app.exception
    assert not app.error


def test_nothing_can_be_dropped_before_the_sender_is_chosen(open_app: OpenApp) -> None:
    app = go(open_app(), "upload", view="send")
    assert app.selectbox(key="send_sender").value is None
    assert not app.file_uploader
    assert "Choose who sent the files, then drop them." in texts(app)
