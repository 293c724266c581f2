"""The demo programme as files, as the vendor and its distributors would have sent them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise

import numpy as np
import pandas as pd

from db.demo.calendar import (
    GO_LIVE,
    HISTORY,
    WEEKLY_FROM,
    Cut,
    go_live,
    month_cut,
    quarter_cuts,
    sent,
    week_cuts,
)
from db.demo.distributors import DISTRIBUTORS, Distributor
from db.demo.pipeline import as_known
from db.demo.sources import export
from db.demo.window import N_MONTHS
from db.demo.world import World
from scorecard.ingest.kinds import ROWS, FileKind

# Days after a month's end on which each distributor sends, and at what time (UTC).
_HABITS = {
    "WISLOKA": (1, time(6, 12)),
    "CARPADIS": (2, time(9, 41)),
    "TISZAKER": (3, time(7, 5)),
    "NORVIA": (1, time(5, 55)),
}
_NAMES = {
    "WISLOKA": "WISLOKA_POS_HELIO_{label}.csv",
    "CARPADIS": "carpadis_sell_through_{label}.csv",
    "TISZAKER": "Tiszaker_Helio_ertekesites_{label}.csv",
    "NORVIA": "NORVIA-POS-{label}.csv",
}


@dataclass(frozen=True)
class DemoFile:
    """One file as it came: `sender` is a distributor's code, None for the vendor's own."""

    kind: FileKind
    sender: str | None
    file_name: str
    data: bytes
    landed_at: datetime


def build_files(world: World) -> list[DemoFile]:
    """All files that have come, in the order in which they came (the late one has not)."""
    files = [*_master_files(world), *_distributor_files(world), *_programme_files(world)]
    return sorted(files, key=lambda file: file.landed_at)


def build_late_file(world: World) -> DemoFile:
    """The file that is late: load it to see what it changes."""
    late = world.lines[~world.lines["landed"]]
    sender = DISTRIBUTORS[int(late["distributor"].iloc[0])]
    cut = month_cut(world.window, N_MONTHS - 1, N_MONTHS - 1, *_HABITS[sender.code])
    return _sell_through(late, sender, cut)


def _csv(frame: pd.DataFrame, kind: FileKind) -> bytes:
    """The canonical layout: UTF-8, comma, the kind's columns in their order, ISO dates."""
    columns = [name for name in ROWS[kind].model_fields if name in frame.columns]
    text = frame.to_csv(columns=columns, index=False, date_format="%Y-%m-%d",
                        float_format="%.2f", lineterminator="\n")  # fmt: skip
    return text.encode()


def _master_files(world: World) -> Iterator[DemoFile]:
    """Distributors, articles, partners (new ones every month) and their targets."""
    window, day = world.window, go_live(world.window)

    def own(kind: FileKind, name: str, frame: pd.DataFrame, when: datetime) -> DemoFile:
        return DemoFile(kind, None, f"helio_{name}.csv", _csv(frame, kind), when)

    start = [sent(window, day, time(4, minute)) for minute in (0, 2, 5, 9)]
    yield own(FileKind.DISTRIBUTORS, "distributors", world.distributors, start[0])
    yield own(FileKind.PRODUCTS, f"articles_{day.year}", world.products, start[1])
    joined = world.window.month_index(world.partners["signed_on"].to_numpy(dtype="datetime64[D]"))
    targets = world.targets
    for t in range(GO_LIVE - 1, N_MONTHS):
        new = (joined <= t) if t < GO_LIVE else (joined == t)
        if not new.any():
            continue
        when = start[2:] if t < GO_LIVE else _month_end(world, t)
        label = str(day.year) if t < GO_LIVE else f"new_{window.months[t]}"
        yield own(FileKind.PARTNERS, f"partners_{label}", world.partners[new], when[0])
        mine = targets[new[targets["p"]]]
        if len(mine):
            yield own(FileKind.TARGETS, f"targets_{label}", mine, when[1])


def _month_end(world: World, t: int) -> list[datetime]:
    day = month_cut(world.window, t, t, 0, time(4, 0)).upto
    return [sent(world.window, day, time(4, minute)) for minute in (5, 9)]


def _distributor_files(world: World) -> Iterator[DemoFile]:
    lines = world.lines[world.lines["landed"]]
    for number, sender in enumerate(DISTRIBUTORS):
        own = lines[lines["distributor"] == number]
        for cut in _cuts(world, sender):
            file = _sell_through(own, sender, cut)
            if file.data.count(b"\n") > 1:
                yield file


def _cuts(world: World, sender: Distributor) -> list[Cut]:
    window, (lag, at) = world.window, _HABITS[sender.code]
    cuts = [month_cut(window, first, after - 1, lag, at) for first, after in pairwise(HISTORY)]
    weekly = sender.cadence == "weekly"
    months = range(GO_LIVE, WEEKLY_FROM if weekly else N_MONTHS)
    cuts += [month_cut(window, t, t, lag, at) for t in months]
    return [*cuts, *week_cuts(window, at)] if weekly else cuts


def _sell_through(lines: pd.DataFrame, sender: Distributor, cut: Cut) -> DemoFile:
    rows = _between(lines, "invoice_on", cut)
    table = rows.assign(
        invoice_date=rows["invoice_on"],
        unit_price=rows["unit_minor"] / 100,
        line_amount=rows["amount_minor"] / 100,
    )
    data = _csv(table, FileKind.SELL_THROUGH)
    name = _NAMES[sender.code].format(label=cut.label)
    return DemoFile(FileKind.SELL_THROUGH, sender.code, name, data, cut.sent_at)


def _between(frame: pd.DataFrame, column: str, cut: Cut) -> pd.DataFrame:
    days = frame[column]
    return frame[(days > np.datetime64(cut.after)) & (days <= np.datetime64(cut.upto))]


def _programme_files(world: World) -> Iterator[DemoFile]:
    """What the vendor's own systems export every quarter, and the survey after each wave."""
    for cut in quarter_cuts(world.window, time(4, 30)):
        dated = (
            (FileKind.DEALS, "crm_deals", _deals(world, cut)),
            (FileKind.CERTIFICATIONS, "academy_certificates",
             _between(world.certifications, "valid_from", cut)),
            (FileKind.ENGAGEMENT, "portal_activity",
             _between(world.engagement, "happened_on", cut)),
            (FileKind.MDF, "mdf_requests", _mdf(world, cut)),
        )  # fmt: skip
        for kind, name, rows in dated:
            if len(rows):
                file_name = f"helio_{name}_{cut.upto.isoformat()}.csv"
                yield DemoFile(kind, None, file_name, _csv(rows, kind), cut.sent_at)
    yield from _other_sources(world)
    yield from _survey_files(world)


def _other_sources(world: World) -> Iterator[DemoFile]:
    """Deals as the CRM, the portal and the distributors know them, of the last quarters."""
    sources = world.sources
    *_, before, last = quarter_cuts(world.window, time(4, 45))
    for cut in (before, last):
        rows = export(sources.crm, np.datetime64(cut.upto))
        name = f"helio_crm_opportunities_{cut.upto.isoformat()}.csv"
        yield DemoFile(FileKind.DEALS, None, name, _csv(rows, FileKind.DEALS), cut.sent_at)
    name = f"helio_portal_registrations_{last.upto.isoformat()}.csv"
    yield DemoFile(FileKind.DEALS, None, name, _csv(sources.portal, FileKind.DEALS), last.sent_at)
    quotes = export(sources.quotes, np.datetime64(last.upto))
    for sender, rows in quotes.groupby("distributor_code"):
        name = f"{sender}_quotes_{last.upto.isoformat()}.csv"
        yield DemoFile(FileKind.DEALS, str(sender), name, _csv(rows, FileKind.DEALS), last.sent_at)


def _survey_files(world: World) -> Iterator[DemoFile]:
    for wave, rows in world.invitations.groupby("wave"):
        day = rows["invited_on"].iloc[0].date()
        when = max(sent(world.window, go_live(world.window), time(4, 38)),
                   sent(world.window, day, time(9, 5)))  # fmt: skip
        name = f"helio_survey_invitations_{wave}.csv"
        yield DemoFile(FileKind.INVITATIONS, None, name, _csv(rows, FileKind.INVITATIONS), when)
    for wave, rows in world.nps.groupby("wave"):
        last = rows["answered_on"].max().date()
        when = max(sent(world.window, go_live(world.window), time(4, 40)),
                   sent(world.window, last, time(15, 20)))  # fmt: skip
        name = f"helio_partner_survey_{wave}.csv"
        yield DemoFile(FileKind.NPS, None, name, _csv(rows, FileKind.NPS), when)


def _deals(world: World, cut: Cut) -> pd.DataFrame:
    """Stages entered since the last export, and those decided since; the rest not yet known."""
    deals, upto = world.deals, np.datetime64(cut.upto)
    touched = deals[["stage_entered_on", "decided_on"]].max(axis=1)
    rows = deals[(deals["stage_entered_on"] <= upto) & (touched > np.datetime64(cut.after))]
    return as_known(rows, upto)


def _mdf(world: World, cut: Cut) -> pd.DataFrame:
    """Requests that moved since the last export, as they stood then."""
    steps = ["requested", "approved", "claimed", "paid"]
    rows = world.mdf[world.mdf["requested_on"] <= np.datetime64(cut.upto)].copy()
    for step in steps[1:]:
        later = rows[f"{step}_on"] > np.datetime64(cut.upto)
        for column in (f"{step}_on", f"{step}_amount"):
            rows[column] = rows[column].mask(later)
    moved = rows[[f"{step}_on" for step in steps]].max(axis=1)
    return rows[moved > np.datetime64(cut.after)]
