"""What a reader of files needs to know of the store, as plain dictionaries."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.decided import DECISION, decided_products
from db.facts import PARTNER, TARGET
from db.models import Distributor, Product
from db.readmodel import table_of
from scorecard.ids import stable_id
from scorecard.ingest.report import Directory

DISTRIBUTOR = table_of(Distributor)
PRODUCT = table_of(Product)


def load_directory(connection: Connection, sender: str | None = None) -> Directory:
    """Codes and ids of everything an uploaded row can name, in the words of a sender.

    For the way in only: it knows all partners whoever sends, and tells the sender no more
    than whether a code that is in its own file is known.
    """
    known = PARTNER.c.provisional.is_(False)
    codes_and_ids = select(PARTNER.c.partner_code, PARTNER.c.partner_id).where(known)
    partners = connection.execute(codes_and_ids).all()
    products = connection.execute(select(PRODUCT.c.sku, PRODUCT.c.product_id, PRODUCT.c.gtin)).all()
    senders = connection.execute(
        select(
            DISTRIBUTOR.c.distributor_code,
            DISTRIBUTOR.c.distributor_id,
            DISTRIBUTOR.c.currency,
            DISTRIBUTOR.c.country,
        )
    ).all()
    owners = connection.execute(select(PARTNER.c.owner).distinct()).scalars()
    codes = {int(row[1]): str(row[0]) for row in senders}
    aliases = connection.execute(
        select(DECISION.c.distributor_id, DECISION.c.alias, DECISION.c.target_id).where(
            DECISION.c.subject == "reseller", DECISION.c.target_id != 0, DECISION.c.alias != "",
            DECISION.c.target_id.in_(select(PARTNER.c.partner_id).where(known)),
        )
    ).all()  # fmt: skip
    level = connection.execute(select(TARGET.c.level).limit(1)).scalar()
    return Directory(
        partners={str(code): int(number) for code, number in partners},
        products={
            **decided_products(connection, stable_id("distributors", sender) if sender else 0),
            **{str(sku): int(number) for sku, number, _gtin in products},
        },
        gtins={str(gtin): int(number) for _sku, number, gtin in products if gtin},
        distributors={str(row[0]): int(row[1]) for row in senders},
        currencies={str(row[0]): str(row[2]) for row in senders if row[2]},
        countries={str(row[0]): str(row[3]) for row in senders if row[3]},
        aliases={
            (codes[int(sender)], str(alias)): int(partner)
            for sender, alias, partner in aliases
            if int(sender) in codes
        },
        owners=frozenset(str(owner) for owner in owners if owner),
        target_level=None if level is None else str(level),
    )
