"""A plain order log on its way in: what it needs in the store is made first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store
    from scorecard.ingest.mapping import Mapping
    from scorecard.ingest.orders import OrderLog

KIND = "orders"


def is_orders(kind: str) -> bool:
    """Whether a kind of file, as it was typed, is an order log."""
    return kind.strip().lower() == KIND


def ready_for_orders(store: Store, data: bytes) -> tuple[bytes, str, Mapping]:
    """Land what an order log needs and does not find: its sender, products and partners.

    Each is an upload of its own, so it can be undone. Returns the log's bytes, unpacked, its
    sender, and how it is to be read as sell-through.

    Raises:
        UserError: `orders_columns`, `orders_unread`.
    """
    import gzip

    from scorecard.ingest.orders import SENDER, order_log

    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    currency = store.settings().reporting_currency
    log = order_log(data, currency)
    _land_needed(store, log, currency)
    return data, SENDER, log.mapping


def _land_needed(store: Store, log: OrderLog, currency: str) -> None:
    from commands.registry import land_table
    from db.directory import load_directory
    from db.engine import reading
    from scorecard.ingest.kinds import FileKind
    from scorecard.ingest.orders import BRANDED, SENDER, SKU
    from scorecard.ingest.places import NOT_KNOWN

    with reading(store.engine) as connection:
        known = load_directory(connection)
    if SENDER not in known.distributors:
        row = {"distributor_code": SENDER, "name": "Order log", "currency": currency}
        land_table(store, FileKind.DISTRIBUTORS, [row], "orders-sender.csv")
    named = {BRANDED + brand: brand for brand in log.brands} or {SKU: "Orders"}
    products = [{"sku": sku, "name": name} for sku, name in named.items()
                if sku not in known.products]  # fmt: skip
    if products:
        land_table(store, FileKind.PRODUCTS, products, "orders-products.csv")
    partners = [{"partner_code": code, "name": code, "country": NOT_KNOWN}
                for code in log.partners if code not in known.partners]  # fmt: skip
    if partners:
        land_table(store, FileKind.PARTNERS, partners, "orders-partners.csv")
