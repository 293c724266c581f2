"""Numbers: KPIs of groups, the card of one partner."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.options import DEFAULT_DB, AsOf, Db, Json, day_of, open_store, period_of, show

PeriodText = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help="2019Q2, 2019 or 2019-04.")
]


def kpis(
    period: PeriodText,
    by: Annotated[
        str,
        typer.Option(
            metavar="GRAIN",
            help="all, region, country, tier, partner_type, owner, distributor_id or partner_id.",
        ),
    ] = "all",
    kpi: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="Only this KPI; may be repeated.")
    ] = None,
    as_of: AsOf = None,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """KPIs of a period by group, each with the parts it was made from."""
    from scorecard.access import EVERYTHING
    from scorecard.reports.plain import plain, plain_reading, reading_line, text_table
    from scorecard.usecases import build_stamp, roll_up

    store, wanted = open_store(db), known_kpis(kpi)
    refuse_grain(by)
    asked, day = period_of(store, period), day_of(store, as_of)
    groups = roll_up(store, EVERYTHING, asked, by, day, kpis=wanted)
    currency = store.settings().reporting_currency
    values = {
        "period": asked.key,
        "by": by,
        **plain(build_stamp(store, EVERYTHING, day)),
        "groups": {
            group: {key: plain_reading(reading, currency) for key, reading in found.items()}
            for group, found in groups.items()
        },
    }
    rows = [(g, *reading_line(r, currency)) for g, found in groups.items() for r in found.values()]
    show(as_json, lambda: values, lambda: text_table((by, "KPI", "value", "n"), rows))


def card(
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help="Its code.")],
    period: PeriodText,
    as_of: AsOf = None,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """The scorecard of one partner: status, score, measures, reasons, evidence."""
    from scorecard.access import EVERYTHING
    from scorecard.reports.cards import card_text, card_values
    from scorecard.usecases import build_partner

    store = open_store(db)
    page = build_partner(store, EVERYTHING, partner, period_of(store, period), day_of(store, as_of))
    show(as_json, lambda: card_values(page), lambda: card_text(page))


def known_kpis(keys: list[str] | None) -> list[str] | None:
    """The keys as they are; None for all.

    Raises:
        UserError: `unknown_kpi`, with the nearest one.
    """
    from scorecard.errors import UserError, did_you_mean
    from scorecard.kpis import registry

    for key in keys or []:
        if key not in registry:
            raise UserError("unknown_kpi", key=key, hint=did_you_mean(key, registry.keys))
    return keys or None


def refuse_grain(by: str) -> None:
    """Raise `UserError` when `by` is no grain."""
    from scorecard.errors import UserError, did_you_mean
    from scorecard.facts import GRAINS

    if by not in GRAINS:
        hint = did_you_mean(by, list(GRAINS))
        raise UserError("unknown_grain", by=by, hint=hint, grains=", ".join(GRAINS))
