"""What a reader of files needs to know of the store, as plain dictionaries."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.facts import PARTNER, TARGET
from db.models import Distributor, PartnerAlias, Product
from db.readmodel import table_of
from scorecard.ingest.report import Directory

DISTRIBUTOR = table_of(Distributor)
PRODUCT = table_of(Product)
ALIAS = table_of(PartnerAlias)


def load_directory(connection: Connection) -> Directory:
    """Codes and ids of everything an uploaded row can name.

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
        select(ALIAS.c.distributor_id, ALIAS.c.alias, ALIAS.c.partner_id)
    ).all()
    level = connection.execute(select(TARGET.c.level).limit(1)).scalar()
    return Directory(
        partners={str(code): int(number) for code, number in partners},
        products={str(sku): int(number) for sku, number, _gtin in products},
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
