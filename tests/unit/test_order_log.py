"""How a plain order log is to be read."""

from __future__ import annotations

import pytest

from scorecard.errors import UserError
from scorecard.ingest.orders import order_log


def test_needed_columns_only() -> None:
    log = order_log(
        b"partner,date,amount\nB,2026-01-02,10\nA,2026-01-03,5\nA,2026-01-09,5\n", "EUR"
    )
    assert log.partners == ("A", "B")
    assert log.brands == ()
    assert dict(log.mapping.columns) == {
        "vendor_partner_id": ("partner",), "invoice_date": ("date",), "line_amount": ("amount",),
    }  # fmt: skip
    assert log.mapping.constants == {"currency": "EUR", "sku": "ORDERS", "qty": "1"}


def test_other_usual_names_units_and_brands() -> None:
    log = order_log(
        b"CustomerID;Order_Date;amt;Units;Brand\n7;2026-01-02;10;3;Ridge\n7;2026-01-03;5;1;Slope\n",
        "PLN",
    )
    assert log.partners == ("7",)
    assert log.brands == ("Ridge", "Slope")
    assert log.mapping.columns["qty"] == ("Units",)
    assert log.mapping.values == {"sku": {"Ridge": "ORDERS:Ridge", "Slope": "ORDERS:Slope"}}
    assert log.mapping.constants == {"currency": "PLN"}


def test_a_log_without_amounts_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        order_log(b"partner,date,colour\nA,2026-01-02,red\n", "EUR")
    assert (caught.value.code, caught.value.params) == ("orders_columns", {"columns": "amount"})


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        order_log(b"%PDF-1.7 nothing to read", "EUR")
    assert caught.value.code == "orders_unread"
