"""A record as JSON text and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from scorecard.i18n.message_json import list_from_text, list_to_text
from scorecard.risk.alert_views import CalibrationBin, Estimate, MethodRecord
from scorecard.risk.record import Record

FORM = 1  # of the text; another form is as good as none
MEASURES = ("auc", "ap", "precision", "captured")


def record_text(record: Record) -> str:
    """A record as JSON; every number is read back as it was."""
    plain = asdict(record)
    plain["days"] = [day.isoformat() for day in record.days]
    plain["skipped"] = list_to_text(record.skipped)
    return json.dumps({"form": FORM, **plain})


def read_record(text: str) -> Record | None:
    """The record of a text; None where it has another form."""
    plain = json.loads(text)
    if plain.pop("form", None) != FORM:
        return None
    return Record(**{
        **plain,
        "days": tuple(date.fromisoformat(day) for day in plain["days"]),
        "methods": tuple(_method(one) for one in plain["methods"]),
        "rhythm_precision": Estimate(**plain["rhythm_precision"]),
        "calibration": tuple(CalibrationBin(**one) for one in plain["calibration"]),
        "skipped": list_from_text(plain["skipped"]),
    })  # fmt: skip


def _method(plain: dict[str, object]) -> MethodRecord:
    measured = {name: Estimate(**plain[name]) for name in MEASURES}  # type: ignore[arg-type]
    error = plain["calibration_error"]
    return MethodRecord(
        str(plain["method"]), **measured,
        calibration_error=None if error is None else float(str(error)),
    )  # fmt: skip
