"""The week's alerts for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.i18n.formats import money
from scorecard.i18n.text import render, t, tn
from scorecard.reports.digest import clean
from scorecard.reports.plain import text_table
from scorecard.risk.alert_kinds import RULE_NAMES, STATE_NAMES
from scorecard.risk.alert_views import AtRiskPage, PartnerAlerts

HEADS = ("alert", "partner", "owner", "what", "state", "at stake", "certainty", "why")


def alerts_text(page: AtRiskPage, lang: str = "en") -> str:
    """What is silent as a whole, the inbox, and how much there is beside it."""
    head = [render(one, lang) for one in (page.nothing, page.stale) if one is not None]
    head += [clean(render(group.headline, lang)) for group in page.groups]
    rows = [row for partner in page.inbox for row in _rows(partner, page.stamp.currency, lang)]
    table = [text_table(HEADS, rows)] if rows else []
    return "\n".join([*head, *table, *_rest(page, lang)])


def _rows(partner: PartnerAlerts, currency: str, lang: str) -> Iterator[tuple[str, ...]]:
    for line in partner.alerts:
        yield (
            str(line.alert_id), clean(f"{partner.partner_code} {partner.name}"),
            clean(line.handler), t(RULE_NAMES[line.rule], lang), t(STATE_NAMES[line.state], lang),
            money(line.at_stake_minor, currency, lang, compact=True), line.certainty,
            clean(render(line.headline, lang)),
        )  # fmt: skip


def _rest(page: AtRiskPage, lang: str) -> Iterator[str]:
    totals = page.totals
    yield tn("{n} partner in the week's inbox", "{n} partners in the week's inbox",
             totals.n_inbox, lang)  # fmt: skip
    yield tn("{n} beyond the budgets", "{n} beyond the budgets", totals.n_queue, lang)
    yield tn("{n} asleep", "{n} asleep", totals.n_snoozed, lang)
    yield tn("{n} small partner watched", "{n} small partners watched", totals.n_tail, lang)
