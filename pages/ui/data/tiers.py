"""Tiers: one replay of all partners a data version and day, narrowed at every read by its scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from db import gates as decided_gates
from db import programmes
from db.programmes import SavedVersion
from db.tiers import tier_history
from pages.ui.data.opened import Key, cached, now, settings, store, version
from scorecard.access import Scope, Viewer
from scorecard.errors import NotFound
from scorecard.period import add_months, month_of, month_start, quarter_of
from scorecard.programme.loading import load_programme
from scorecard.programme.schema import Programme
from scorecard.tier_history import TierHistory
from scorecard.tier_views import PartnerTier, TierLine, TiersPage
from scorecard.usecases import partner_tier, tier_reasons, tiers
from scorecard.usecases.designer import Designer
from scorecard.usecases.tier_reasons import TierReasons


@st.cache_resource(max_entries=2, ttl=3600, show_spinner=False)
def _history(key: Key) -> TierHistory | None:
    return tier_history(store(), key[1])


def history() -> TierHistory | None:
    """Of every partner: never shown as it is, only through reads with a scope.

    None: the programme has no ladders.
    """
    return _history(version())


def known() -> TierHistory:
    """
    Raises:
        NotFound: the programme has no ladders.
    """
    found = history()
    if found is None:
        raise NotFound("not_found", what="tiers")
    return found


def quarter_ago(day: date) -> date:
    """The first day of the month three months before, or of the replay."""
    return max(known().start, month_start(add_months(month_of(day), -3)))


@cached
def page(scope: Scope, as_of: date, day: date, since: date, ladder: str) -> TiersPage:
    del as_of
    return tiers.build_tiers(store(), scope, known(), day, since, ladder)


@cached
def reasons(scope: Scope, as_of: date, day: date, since: date, ladder: str) -> TierReasons:
    """Why partners rose, what keeps others, what is not known."""
    del as_of
    return tier_reasons.build_reasons(store(), scope, known(), page(scope, day, since, ladder))


@cached
def lines(scope: Scope, as_of: date, day: date, ladder: str) -> tuple[TierLine, ...]:
    """Every partner of a ladder, by code."""
    del as_of
    return tiers.tier_lines(store(), scope, known(), day, ladder)


@cached
def of_partner(scope: Scope, as_of: date, partner_code: str) -> tuple[PartnerTier, ...]:
    """One partner in every ladder in which it stands; none without a programme of tiers."""
    found = history()
    if found is None:
        return ()
    standings = []
    for ladder in found.programme_on(as_of).ladders:
        try:
            standings.append(
                partner_tier.build_partner_tier(
                    store(), scope, found, partner_code, as_of, ladder.ladder
                )
            )
        except NotFound:  # it does not stand in this ladder
            continue
    return tuple(standings)


# -- the programme file -------------------------------------------------------------------------


@cached
def versions(scope: Scope, as_of: date) -> list[SavedVersion]:
    """Saved versions of the programme, the newest first."""
    del as_of
    return programmes.list_versions(store(), scope)


@st.cache_resource(max_entries=4, ttl=3600, show_spinner=False)
def _designer(scope: Scope, text: str, ladder: str, key: Key) -> Designer:
    return Designer(store(), scope, known(), key[1], programme_of(text), ladder)


def designer(scope: Scope, text: str, ladder: str) -> Designer:
    """Drafts of a programme file are judged against this text.

    Raises:
        NotFound: there are no tiers.
        DefinitionError: the file has no such ladder.
    """
    return _designer(scope, text, ladder, version())


@st.cache_resource(max_entries=32, ttl=3600, show_spinner=False)
def programme_of(text: str) -> Programme:
    """
    Raises:
        UserError: with every fault and its line.
    """
    return load_programme(text)


def save_programme(viewer: Viewer, text: str, reason: str) -> int:
    """Keep a programme file as the version that rules from its day on (chief only)."""
    return programmes.save_version(store(), viewer, text, reason=reason, at=now())


def first_free_day(viewer: Viewer, as_of: date) -> date:
    """The first day of a quarter on which a new version may begin."""
    latest = max([as_of, *(one.valid_from for one in versions(viewer.scope))])
    return quarter_of(latest, settings().fiscal_year_start).shift(1).start


@dataclass(frozen=True)
class GateDecided:
    gate: str
    valid_from: date
    is_open: bool
    decided_by: str
    reason: str


@cached
def gates(scope: Scope, as_of: date) -> dict[str, str]:
    """Label by gate, of the programme that rules today."""
    del scope
    return {
        name: gate.label or name
        for name, gate in programmes.programme_on(store(), as_of).gates.items()
    }


def gate_decisions(scope: Scope, partner_code: str) -> list[GateDecided]:
    """What was decided of one partner, the latest first."""
    rows = decided_gates.gate_decisions(store(), scope, partner_code)
    return [
        GateDecided(
            str(row.gate), date.fromisoformat(str(row.valid_from)[:10]), bool(row.is_open),
            str(row.decided_by), str(row.reason),
        )
        for row in rows.itertuples()
    ]  # fmt: skip


def decide_gate(
    viewer: Viewer, partner_code: str, gate: str, valid_from: date, reason: str, *, is_open: bool
) -> None:
    """Open or close a partner's gate from a day on (chief only)."""
    decided_gates.decide_gate(
        store(), viewer, partner_code, gate, is_open=is_open, reason=reason,
        valid_from=valid_from, at=now(),
    )  # fmt: skip
