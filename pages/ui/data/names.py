"""What pages read about names in files: what waits for a person, and what was decided."""

from __future__ import annotations

from datetime import date

from db import customer_queue as similar
from db import customers
from db import decisions as kept_decisions
from db import match_queue as waiting
from db import sku_queue as articles
from db.customer_queue import Customer
from db.decisions import Decision
from db.match_queue import Known, Unmatched
from db.sku_queue import UnknownSku
from pages.ui.data.opened import cached, store
from scorecard.access import Scope
from scorecard.ids import stable_id
from scorecard.ingest.report import Refusal
from scorecard.views import Filters

MOST_WAITING, MOST_FOUND = 200, 8


@cached
def unmatched(scope: Scope, as_of: date) -> tuple[int, int]:
    """Resellers that wait for a decision, and the money of their lines."""
    del as_of
    return store().unmatched(scope, None)


@cached
def match_queue(scope: Scope, as_of: date) -> list[Unmatched]:
    """Resellers that wait, most money first, the first of many (chief only)."""
    del as_of
    return waiting.queue(store(), scope, limit=MOST_WAITING)


@cached
def decisions(scope: Scope, as_of: date) -> list[Decision]:
    """What people decided about names in files, newest first (chief only)."""
    del as_of
    return kept_decisions.decisions(store(), scope)


@cached
def outsiders(scope: Scope, as_of: date) -> tuple[int, int]:
    """Resellers that are no partners by a person's word, and the money of their lines."""
    del as_of
    return store().unmatched(scope, None, outsiders=True)


@cached
def resellers_of(scope: Scope, as_of: date, partner_code: str) -> list[Known]:
    """How senders write a partner (chief only)."""
    del as_of
    return waiting.resellers_of(store(), scope, partner_code)


@cached
def sku_queue(scope: Scope, as_of: date) -> list[UnknownSku]:
    """Unknown article numbers, most money first, the first of many (chief only)."""
    del as_of
    return articles.queue(store(), scope, limit=MOST_WAITING)


@cached
def unknown_in(
    scope: Scope, as_of: date, sender: str, refused: tuple[Refusal, ...]
) -> list[UnknownSku]:
    """Unknown article numbers of a file that is not landed (chief only)."""
    del as_of
    return articles.unknown_in(store(), scope, sender, refused)


@cached
def customer_queue(scope: Scope, as_of: date) -> list[Customer]:
    """End customers whose names are alike, most money first (chief only)."""
    del as_of
    return similar.queue(store(), scope, limit=MOST_WAITING)


@cached
def partner_name(scope: Scope, as_of: date, partner_code: str) -> str:
    """Name of a partner the scope may see; its code when there is none."""
    del as_of
    number = stable_id("partner", partner_code)
    return store().partner_name(scope, number) or partner_code


def customer_key(sender: str, name: str) -> int:
    """Key of a decision on an end customer's name."""
    return customers.name_key(stable_id("distributors", sender) if sender else 0, name)


@cached
def find_products(scope: Scope, as_of: date, words: str) -> list[tuple[str, str]]:
    """Products whose number or name holds the words: (number, name), the first of many."""
    del as_of
    return articles.find_products(store(), scope, words, limit=MOST_FOUND)


@cached
def find_partners(scope: Scope, as_of: date, words: str) -> list[tuple[str, str, str]]:
    """Partners whose name or code holds the words: (code, name, country), the first of many."""
    del as_of
    keys = store().periods(scope)
    if not keys:
        return []
    found = store().list_partners(scope, keys[-1], Filters(search=words), "name", MOST_FOUND, 0)
    columns = (found[name] for name in ("partner_code", "name", "country"))
    return [(str(code), str(name), str(land)) for code, name, land in zip(*columns, strict=True)]
