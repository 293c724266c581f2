"""Who is leaving, for scripts, spreadsheets and a terminal."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from scorecard.i18n.text import render, render_all
from scorecard.money import from_minor
from scorecard.reports.plain import text_table
from scorecard.risk.backtest import Backtest
from scorecard.risk.doubts import said
from scorecard.risk.fading import Fading, fading, why_fading
from scorecard.risk.score import RiskFrame
from scorecard.risk.status import statuses

MOST_TOLD = 5_000  # partners whose reasons are put into words, by money at stake
SHOWN = 30
P = ("p_stop", "p_stop_long", "p_drop", "p_break")
HEADS = ("partner", "stops", "breaks", "status", "at stake", "certainty", "why")


@dataclass(frozen=True)
class RiskReport:
    """A verdict with what it takes to say it.

    Args:
        codes: partner of the book -> its code.
        currency: of the money.
    """

    answer: RiskFrame
    codes: Mapping[Any, str]
    currency: str

    @cached_property
    def faded(self) -> Fading:
        assert self.answer.evidence is not None
        return fading(self.answer.evidence.own)

    @cached_property
    def statuses(self) -> NDArray[np.object_]:
        return statuses(self.answer, self.faded)


def risk_rows(report: RiskReport) -> Iterator[dict[str, Any]]:
    """One account each, most money at stake first; probabilities 0..1, None where there is none.

    Money is in units of the currency. Reasons and the data note are sentences; those of the
    5,000 accounts with most at stake.
    """
    if report.answer.nothing is not None:
        return
    frame = report.answer.frame
    order = np.lexsort((-frame["p_stop"].fillna(-1), -frame["at_stake_minor"]))
    for place, at in enumerate(order.tolist()):
        yield _row(report, at, told=place < MOST_TOLD)


def _row(report: RiskReport, at: int, told: bool) -> dict[str, Any]:
    answer = report.answer
    row = answer.frame.iloc[at]
    note = answer.data_note(at)
    reasons = [reason.text for reason in answer.reasons(at)] if told else []
    if told and report.faded.fades[at]:
        reasons.insert(0, why_fading(report.faded, at))
    return {
        "partner_id": report.codes[row["partner"]],
        **({"brand": row["brand"]} if "brand" in row else {}),
        "status": report.statuses[at].value,
        "eligible": bool(row["eligible"]),
        "why_not": str(row["why_not"]),
        **{name: _share(row[name]) for name in P},
        "broken": bool(row["broken"]),
        "level": str(row["level"]),
        "expected_spend": float(from_minor(int(row["expected_spend_minor"]), report.currency)),
        "at_stake": float(from_minor(int(row["at_stake_minor"]), report.currency)),
        "spend_change": _share(report.faded.change[at]),
        "recency_days": int(row["recency_days"]),
        "certainty": str(row["certainty"]),
        "reasons": [render(reason) for reason in reasons],
        "doubts": [render(doubt) for doubt in answer.doubts(at)] if told else [],
        "data_note": "" if note is None else render(note),
    }


def _share(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)


def risk_values(report: RiskReport) -> dict[str, Any]:
    """The whole verdict as plain values; `nothing` says why there is none."""
    answer = report.answer
    return {
        "as_of": answer.as_of.isoformat(),
        "horizon": answer.horizon,
        "currency": report.currency,
        "nothing": _nothing(answer),
        "remarks": [render(message) for _, message in answer.found],
        "quiet": [
            {"kind": group.kind, "name": group.name, "text": render(said(group))}
            for group in answer.quiet
        ],
        "learned": _learned(answer),
        "partners": list(risk_rows(report)),
    }


def _nothing(answer: RiskFrame) -> dict[str, str] | None:
    if answer.nothing is None:
        return None
    why, message = answer.nothing
    return {"reason": why.value, "text": render(message)}


def _learned(answer: RiskFrame) -> dict[str, Any]:
    """How each probability was made, and from how many earlier outcomes."""
    models = answer.fitted.models if answer.fitted else {}
    return {
        str(what.value): {"method": str(one.method), "days": one.n_cuts, "outcomes": one.n_events}
        for what, one in models.items()
    }


def write_risk_csv(report: RiskReport, file: IO[str]) -> None:
    """A row an account under a header line; reasons joined by a space."""
    names = ["partner_id", "status", "eligible", "why_not", *P, "broken", "level",
             "expected_spend", "at_stake", "spend_change", "recency_days", "certainty", "reasons",
             "doubts", "data_note"]  # fmt: skip
    if "brand" in report.answer.frame:
        names.insert(1, "brand")
    writer = csv.DictWriter(file, names, lineterminator="\n")
    writer.writeheader()
    for row in risk_rows(report):
        joined = {name: " ".join(row[name]) for name in ("reasons", "doubts")}
        writer.writerow({**row, **joined, "eligible": str(row["eligible"]).lower(),
                         "broken": str(row["broken"]).lower()})  # fmt: skip


def risk_text(report: RiskReport) -> str:
    """The partners with most at stake, what is silent as a whole, remarks."""
    answer = report.answer
    if answer.nothing is not None:
        return render(answer.nothing[1])
    rows = [row for row in risk_rows(report) if row["eligible"]][:SHOWN]
    said_first = [render(said(group)) for group in answer.quiet]
    said_first += [render(message) for _, message in answer.found]
    table = text_table(HEADS, (_line(row, report.currency) for row in rows))
    n = int(answer.frame["eligible"].sum())
    head = f"{answer.as_of}, {answer.horizon} days ahead: {n} partners of {len(answer.frame)}"
    return "\n".join([head, *said_first, table])


def _line(row: dict[str, Any], currency: str) -> tuple[str, ...]:
    broken = "" if row["p_break"] is None else f"{row['p_break']:.0%}"
    name = " ".join([row["partner_id"], row.get("brand", "")]).strip()
    stake = f"{row['at_stake']:,.2f} {currency}"
    why = " ".join(row["reasons"][:1])
    return name, f"{row['p_stop']:.0%}", broken, row["status"], stake, row["certainty"], why


def backtest_values(found: Backtest, codes: Mapping[Any, str]) -> dict[str, Any]:
    """The track record as plain values; unknown numbers are None."""
    alerts = found.alerts
    if len(alerts):
        alerts = alerts.assign(partner=[codes[partner] for partner in alerts["partner"]])
    return {
        "horizon": found.horizon,
        "budget": found.budget,
        "summary": _records(found.summary),
        "days": _records(found.days),
        "calibration": _records(found.calibration),
        "calibration_error": _known(found.calibration_error),
        "alert_precision": _known(found.alert_precision),
        "alert_silent_days": _known(found.alert_silent_days),
        "alerts": _records(alerts),
        "skipped": [render(message) for message in found.skipped],
    }


def _records(frame: Any) -> list[dict[str, Any]]:
    return [{str(name): _known(value) for name, value in row.items()}
            for row in frame.to_dict("records")]  # fmt: skip


def _known(value: Any) -> Any:
    """A plain value; None for an unknown number."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float):
        return None if np.isnan(value) else round(value, 6)
    return value


def backtest_text(found: Backtest) -> str:
    """Means over the days a method, how sure the probabilities were, and the rhythm alerts."""
    skipped = render_all(found.skipped, joint="\n")
    if not len(found.summary):
        return skipped
    names = ("auc", "ap", "precision", "recall", "captured", "captured_break",
             "calibration_error")  # fmt: skip
    rows = [
        (str(row["method"]), *("" if np.isnan(row[n]) else f"{row[n]:.3f}" for n in names))
        for row in found.summary.to_dict("records")
    ]
    n_days = found.days["as_of"].nunique()
    head = f"{n_days} days, {found.horizon} days ahead, alerts on {found.budget:.0%} of partners"
    tail = f"Rhythm alerts: {len(found.alerts)}"
    if len(found.alerts):
        tail += f", {found.alert_precision:.0%} right"
    if not np.isnan(found.alert_silent_days):
        tail += f", {found.alert_silent_days:.0f} days after the last order (median)"
    return "\n".join(filter(None, [head, text_table(("method", *names), rows), tail, skipped]))
