"""What a file leaves open is asked in place; what was misread is corrected in place."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from db.layouts import mapping_of
from db.store import Store
from scorecard.access import EVERYTHING
from scorecard.ingest.giveback import with_reasons
from scorecard.ingest.kinds import FileKind
from tests.app.conftest import AS_OF, CHIEF, SENDER, OpenApp, go, send, texts
from tests.app.test_upload_page import _drop

HEAD = "Invoice Number;Invoice Date;SKU;Qty;Unit Price;vendor_partner_id\n"
OPEN_DATES = HEAD + "Q1;01/02/2026;SW-24P;3;10,50;P-0001\nQ2;02/01/2026;SW-24P;1;7,25;P-0001\n"
OPEN_NUMBER = HEAD + "Q1;2026-01-13;SW-24P;1;1.234;P-0001\n"
BOTH = HEAD + "Q1;01/02/2026;SW-24P;1;1.234;P-0001\n"


def _answer(app: AppTest, code: str, place: int) -> AppTest:
    return app.button(key=f"answer_0_{code}_{place}").click().run()


def _kept(store: Store) -> dict[str, object]:
    found = mapping_of(store, CHIEF, FileKind.SELL_THROUGH, SENDER)
    return found.as_json() if found else {}


def _has_confirm(app: AppTest) -> bool:
    return any(button.key == "confirm" for button in app.button)


def test_the_order_of_dates_is_asked_with_the_cells_that_leave_it_open(
    open_app: OpenApp, small_store: Store
) -> None:
    app = _drop(open_app(), ("dates.csv", OPEN_DATES.encode()))
    said = texts(app)
    assert "Does the day or the month come first?" in said
    assert "“01/02/2026” in column Invoice Date, line 2" in said
    assert "Nothing in the file decides how to read 2 cells." in said
    assert "2 rows wait for an answer" in said
    assert not _has_confirm(app)
    labels = [button.label for button in app.button if str(button.key).startswith("answer_0_")]
    assert labels == [
        "Day first: 01/02/2026 = 1 Feb 2026",
        "Month first: 01/02/2026 = 2 Jan 2026",
    ]
    before = small_store.data_version()

    app = _answer(app, "AMBIGUOUS_DATE", 0)
    said = texts(app)
    assert "2 rows accepted" in said
    assert "You said: <b>day first</b>." in said
    assert small_store.data_version() == before, "an answer alone stores nothing"
    app.button(key="confirm").click().run()
    newest = small_store.batches(EVERYTHING, limit=1)[0]
    assert (newest.covers_from, newest.covers_to) == (date(2026, 1, 2), date(2026, 2, 1))
    assert _kept(small_store) == {"date_order": "dmy"}

    later = OPEN_DATES.replace("Q1", "Q8").replace("Q2", "Q9").encode()
    app = _drop(app, ("later.csv", later))
    assert "2 rows accepted" in texts(app), "the sender is not asked twice"
    assert "the mapping says so" in texts(app)


def test_both_questions_are_asked_and_can_be_asked_again(
    open_app: OpenApp, small_store: Store
) -> None:
    app = _drop(open_app(), ("both.csv", BOTH.encode()))
    app = _answer(app, "AMBIGUOUS_DATE", 0)
    labels = [button.label for button in app.button if str(button.key).startswith("answer_0_")]
    assert labels == ["Decimal point: 1.234 = 1.234", "Decimal comma: 1.234 = 1234"]
    app = _answer(app, "AMBIGUOUS_NUMBER", 1)
    assert "PLN1,234.00" in texts(app)
    assert "You said: <b>day first · decimal comma</b>." in texts(app)
    app.button(key="forget_0").click().run()
    assert "Does the day or the month come first?" in texts(app)
    assert "You said" not in texts(app)
    assert not _has_confirm(app)


def test_a_period_sent_again_is_asked_about_and_replaced(
    open_app: OpenApp, small_store: Store
) -> None:
    first = HEAD + "Q1;2026-01-13;SW-24P;3;10,50;P-0001\nQ2;2026-01-14;SW-24P;1;7,25;P-0001\n"
    send(small_store, FileKind.SELL_THROUGH, first.encode(), "first.csv", SENDER)
    again = HEAD + "Q2;2026-01-14;SW-24P;5;7,25;P-0001\nQ3;2026-01-15;SW-24P;1;7,25;P-0001\n"
    app = _drop(open_app(), ("again.csv", again.encode()))
    said = texts(app)
    assert "Does this file replace its period, or add to it?" in said
    # Two lines of the template and Q1, Q2; of these the file repeats Q2.
    assert "1 line of this file is here already, of 4 of the same period." in said
    assert "Replacing takes out 3 lines that are not in this file" in said
    assert not _has_confirm(app)
    app = _answer(app, "RESEND_RULE", 0)
    assert "You said: <b>the file replaces its period</b>." in texts(app)
    app.button(key="confirm").click().run()
    assert not app.error
    assert _kept(small_store) == {"resend": "replace"}
    newest = small_store.batches(EVERYTHING, limit=1)[0]
    assert (newest.file_name, newest.n_accepted) == ("again.csv", 2)


def test_a_column_nobody_knows_is_named_in_place_and_remembered(
    open_app: OpenApp, small_store: Store
) -> None:
    strange = (HEAD + "Q1;2026-01-13;SW-24P;3;10,50;P-0001\n").replace("Invoice Date", "Qwerty")
    app = _drop(open_app(), ("strange.csv", strange.encode()))
    assert "Refused" in texts(app)
    assert app.selectbox(key="column_0_1").label == "Qwerty"
    assert app.selectbox(key="column_0_2").value == "sku"
    app.selectbox(key="column_0_1").select("invoice_date").run()
    assert "1 row accepted" in texts(app)
    assert "You said: <b>Qwerty → invoice_date</b>." in texts(app)
    app.button(key="confirm").click().run()
    assert _kept(small_store) == {"columns": {"invoice_date": ["Qwerty"]}}


def test_a_misread_column_can_be_left_out(open_app: OpenApp, small_store: Store) -> None:
    app = _drop(open_app(), ("dates.csv", OPEN_NUMBER.replace("1.234", "1,5").encode()))
    assert not any(str(box.key).startswith("column_") for box in app.selectbox)
    app.session_state["columns_0"] = True
    app.run()
    assert app.selectbox(key="column_0_0").value == "invoice_no"
    app.selectbox(key="column_0_0").select("").run()
    assert "not read: Invoice Number" in texts(app)
    assert app.selectbox(key="column_0_0").value == ""


def test_what_was_understood_is_said_with_how_it_is_known(open_app: OpenApp) -> None:
    app = _drop(open_app(), ("plain.csv", OPEN_NUMBER.replace("1.234", "1,5").encode()))
    said = texts(app)
    assert "<dt>Delimiter</dt><dd>semicolon<" in said
    assert "<dt>Header</dt><dd>record 1<" in said
    assert "<dt>Decimal mark</dt><dd>comma<" in said
    assert "<dt>Currency</dt><dd>PLN<" in said
    assert "the sender&#x27;s own" in said or "the sender's own" in said
    assert "<dt>Period</dt><dd>13 Jan 2026<" in said


def test_a_changed_layout_is_flagged_before_it_lands(open_app: OpenApp, small_store: Store) -> None:
    first = HEAD + "Q1;2026-01-13;SW-24P;3;10,50;P-0001\n"
    send(small_store, FileKind.SELL_THROUGH, first.encode(), "first.csv", SENDER)
    drifted = (
        "invoice number;Document date;SKU;Qty;Unit Price;vendor_partner_id;Colour\n"
        "R1;2026-01-20;SW-24P;3;10,50;P-0001;red\n"
    )
    app = _drop(open_app(), ("drifted.csv", drifted.encode()))
    said = texts(app)
    assert "The columns differ from this sender&#x27;s last file, first.csv." in said.replace(
        "sender's", "sender&#x27;s"
    )
    assert "Renamed: Invoice Date → Document date; new: Colour." in said
    same = first.replace("Q1", "Q7")
    assert "The columns differ" not in texts(_drop(app, ("same.csv", same.encode())))


def test_the_rows_given_back_land_after_mending(open_app: OpenApp, small_store: Store) -> None:
    bad = HEAD + (
        "Q1;2026-01-13;SW-24P;3;10,50;P-0001\nQ2;2026-13-45;SW-24P;1;7,25;P-0001\n"
        "Q3;2026-01-15;NOSUCH;1;7,25;P-0001\n"
    )
    app = _drop(open_app(), ("bad.csv", bad.encode()))
    assert app.get("download_button")[0].proto.label == "Rows left out, with reasons (CSV)"
    app.button(key="confirm").click().run()
    assert small_store.batches(EVERYTHING, limit=1)[0].n_rejected == 2
    back = _given_back(small_store, bad.encode())
    assert b"Q1" not in back
    mended = back.replace(b"2026-13-45", b"2026-01-14").replace(b"NOSUCH", b"SW-24P")
    app = _drop(app, ("mended.csv", mended))
    said = texts(app)
    assert "2 rows accepted · 0 refused" in said
    assert "PLN14.50" in said
    app.button(key="confirm").click().run()
    newest = small_store.batches(EVERYTHING, limit=1)[0]
    assert (newest.file_name, newest.n_accepted, newest.n_rejected) == ("mended.csv", 2, 0)


def _given_back(store: Store, content: bytes) -> bytes:
    from db import uploads

    report = uploads.prepare(
        store, CHIEF, kind=FileKind.SELL_THROUGH, data=content.replace(b"Q1", b"X1"),
        file_name="bad.csv", sender=SENDER, as_of=AS_OF,
    )  # fmt: skip
    return with_reasons(content, report, only_rejected=True)


def test_two_columns_for_one_thing_are_a_choice(open_app: OpenApp, small_store: Store) -> None:
    twice = (
        "Invoice Number;Invoice Date;SKU;Qty;Qty;Unit Price;vendor_partner_id\n"
        "Q1;2026-01-13;SW-24P;3;5;10,50;P-0001\n"
    ).replace("Qty;Qty", "Quantity sold;Sold qty")
    app = _drop(open_app(), ("twice.csv", twice.encode()))
    assert "Which of the columns is it?" in texts(app)
    labels = [button.label for button in app.button if str(button.key).startswith("answer_0_")]
    assert labels == ["Quantity sold is qty", "Sold qty is qty"]
    app = _answer(app, "AMBIGUOUS_COLUMN", 1)
    assert "PLN52.50" in texts(app)
    app.button(key="confirm").click().run()
    assert _kept(small_store) == {"columns": {"qty": ["Sold qty"]}}


def test_lines_of_unknown_resellers_are_announced(open_app: OpenApp) -> None:
    unknown = HEAD.replace("vendor_partner_id", "Reseller") + (
        "Q1;2026-01-13;SW-24P;3;10,50;Nobody Knows\nQ2;2026-01-13;SW-24P;1;1,50;NOBODY KNOWS\n"
        "Q3;2026-01-13;SW-24P;2;1,00;Somebody Else\n"
    )
    said = texts(_drop(open_app(), ("unknown.csv", unknown.encode())))
    assert "3 lines of 2 resellers are not matched to a partner yet (PLN35.00)." in said


def test_questions_of_a_hostile_file_are_only_text(open_app: OpenApp) -> None:
    evil = OPEN_DATES.replace("Invoice Number", "<img src=x onerror=alert(1)>")
    app = _drop(open_app(), ("evil.csv", evil.encode()))
    assert not app.exception
    assert "<img" not in texts(app)
    assert "<img" not in texts(go(app, "upload", view="send"))
