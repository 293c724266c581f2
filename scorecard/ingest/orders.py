"""A plain order log (partner, date, amount) read as sell-through of one product.

So that it is judged, kept, counted and taken back like any other file. An order log may say
lines, units and a brand; each brand becomes a product of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorecard.errors import UserError
from scorecard.ingest.body import build_body
from scorecard.ingest.container import Refused
from scorecard.ingest.header import find_header
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping
from scorecard.ingest.source import open_source

SENDER = "ORDERS"
SKU = "ORDERS"
BRANDED = "ORDERS:"  # article numbers of brands begin so

HEADERS: dict[str, tuple[str, ...]] = {
    "vendor_partner_id": ("partner", "partner_id", "partner_code", "customer", "customer_id",
                          "customerid", "reseller", "account"),
    "invoice_date": ("date", "order_date", "ordered_on", "day", "invoice_date"),
    "line_amount": ("amount", "amt", "net_amount", "revenue", "value", "spend"),
    "qty": ("units", "qty", "quantity"),
    "sku": ("brand",),
}  # fmt: skip
NEEDED = {"vendor_partner_id": "partner", "invoice_date": "date", "line_amount": "amount"}


@dataclass(frozen=True)
class OrderLog:
    """What must be known before an order log can be read.

    Args:
        mapping: how its columns are to be read as sell-through.
        partners, brands: as they are written, each once.
    """

    mapping: Mapping
    partners: tuple[str, ...]
    brands: tuple[str, ...]


def order_log(data: bytes, currency: str) -> OrderLog:
    """How an order log is to be read; its columns may bear the names in `HEADERS`.

    Args:
        currency: of its amounts.

    Raises:
        UserError: `orders_columns` when the partner, the day or the amount is missing.
    """
    source = open_source(data, FileKind.SELL_THROUGH, Mapping(columns=HEADERS))
    if isinstance(source, Refused):
        raise UserError("orders_unread", reason=source.code)
    header = find_header(source.records, FileKind.SELL_THROUGH, Mapping(columns=HEADERS))
    found = {} if header is None else _columns(header.names)
    missing = [name for field, name in NEEDED.items() if field not in found]
    if header is None or missing:
        raise UserError("orders_columns", columns=", ".join(missing or NEEDED.values()))
    constants = {"currency": currency, "sku": SKU, "qty": "1"}
    mapping = Mapping(
        columns=found, constants={k: v for k, v in constants.items() if k not in found}
    )
    header = find_header(source.records, FileKind.SELL_THROUGH, mapping)
    assert header is not None
    columns = build_body(source.records, header, FileKind.SELL_THROUGH, mapping).table.columns
    brands = _words(columns["sku"].words) if "sku" in found else ()
    values = {"sku": {brand: BRANDED + brand for brand in brands}} if brands else {}
    return OrderLog(
        mapping.model_copy(update={"values": values}),
        _words(columns["vendor_partner_id"].words),
        brands,
    )


def _columns(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Canonical field -> the file's own header, of several the first that is usual."""
    own = {name.strip().casefold(): name for name in names}
    found = {
        field: next((own[name] for name in usual if name in own), None)
        for field, usual in HEADERS.items()
    }
    return {field: (name,) for field, name in found.items() if name is not None}


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word.strip() for word in words} - {""}))
