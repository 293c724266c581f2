"""Who is leaving, kept for pages: made anew for a new day, and for partners that changed.

A verdict on everybody uses what was learned for four weeks, unless the book has grown by a
quarter since. Partners that an upload changed are judged alone, with the answer that a verdict
on everybody would give them. Either way alerts follow in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, insert, select

from db.alert_models import RiskKept
from db.alerts import follow_verdict
from db.engine import reading, writing
from db.facts import PARTNER_MONTH
from db.frames import chunks, insert_frame
from db.models import Setting
from db.readmodel import table_of
from db.risk_book import RiskBook, load_risk_book
from db.risk_reads import COLUMNS, RISK
from scorecard.errors import DefinitionError
from scorecard.risk.days import day_number
from scorecard.risk.fading import fading
from scorecard.risk.keeping import kept, read_back
from scorecard.risk.rescore import Background, background, rescore
from scorecard.risk.score import RiskFrame, score
from scorecard.risk.status import LOUDEST, statuses
from scorecard.risk.training import Fitted

SETTING, KEPT = table_of(Setting), table_of(RiskKept)
STATE, BEHIND = "risk_state", "background"
SHARES = ("p_stop", "p_drop", "p_break", "spend_change")
MONEY = ("expected_minor", "at_stake_minor", "lost_minor")
AT_ONCE = 200_000  # lines of a store in which an upload judges everybody where it has to
LEARNED_DAYS, GROWN = 28, 1.25  # what was learned serves this long, or until the book is so large


@dataclass(frozen=True)
class Standing:
    """What the kept verdict stands for.

    Args:
        as_of: its day. data_version: of the store then.
        n_lines: lines in the store when the models learned.
        nothing: why there is no verdict, "" where there is one (`NoAnswer`).
        waiting: data has come since that nobody was judged by yet.
    """

    as_of: date
    data_version: int
    n_lines: int
    nothing: str = ""
    waiting: bool = False


def kept_standing(connection: Connection) -> Standing | None:
    """What is kept; None where nobody was ever judged, or by an older program."""
    text = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == STATE))
    found = json.loads(text) if text else {}
    if set(found) != {*Standing.__dataclass_fields__}:
        return None
    return Standing(**{**found, "as_of": date.fromisoformat(found["as_of"])})


def freshen_risk(
    connection: Connection, as_of: date, data_version: int, learn: bool = False,
    known: RiskBook | None = None,
) -> bool:  # fmt: skip
    """Judge everybody anew unless the kept verdict is of this day and data; False when it is.

    Call it inside a write transaction.

    Args:
        known: the book of the day, if somebody has it.
    """
    standing = kept_standing(connection)
    if not learn and _is_of(standing, as_of, data_version):
        return False
    n_lines, behind = _n_lines(connection), _behind(connection)
    fitted = None if learn else _serving(behind, standing, as_of, n_lines)
    known = known or load_risk_book(connection, as_of)
    answer = score(known.book, as_of, complete_to=_ends(known), fitted=fitted, due_to=known.due_to)
    connection.execute(delete(RISK))
    _keep(connection, answer, background(answer))
    if fitted is not None and answer.fitted is not None and standing is not None:
        n_lines = standing.n_lines if answer.fitted.at == fitted.at else n_lines
    nothing = answer.nothing[0].value if answer.nothing else ""
    _stand(connection, Standing(as_of, data_version, n_lines, nothing))
    if standing is None or standing.as_of <= as_of:  # the past of alerts is not written anew
        follow_verdict(connection, answer, _at(as_of), whole=True)
    return True


def freshen_changed(
    connection: Connection, as_of: date, data_version: int, changed: Collection[int]
) -> None:
    """Judge partners that an upload or a decision changed.

    Everybody would have to be judged where the day is another, the book has grown by a quarter,
    or it holds things of other kinds than before. In a store of at most 200,000 lines that is
    done; in a larger one the data waits for `risk --refresh`, as no upload should wait for it.

    Call it inside a write transaction; `data_version` is what the store's will be after it.
    """
    standing, behind, n_lines = kept_standing(connection), _behind(connection), _n_lines(connection)
    of_day = behind is not None and behind.at == day_number(as_of)
    if standing is None or behind is None or not of_day or n_lines > GROWN * standing.n_lines:
        _judge_all(connection, as_of, data_version, standing, n_lines)
        return
    known = load_risk_book(connection, as_of, changed)
    try:
        answer, now = rescore(behind, known.book, _ends(known), sorted(changed), known.due_to)
    except DefinitionError:  # the first deals, say: nothing was learned of them
        _judge_all(connection, as_of, data_version, standing, n_lines)
        return
    for ids in chunks(sorted(changed)):
        connection.execute(delete(RISK).where(RISK.c.partner_id.in_(ids)))
    _keep(connection, answer, now)
    _stand(connection, replace(standing, data_version=data_version))
    follow_verdict(connection, answer, _at(as_of), whole=False, changed=changed)


def _judge_all(
    connection: Connection, as_of: date, data_version: int, standing: Standing | None, n_lines: int
) -> None:
    if n_lines <= AT_ONCE:
        freshen_risk(connection, as_of, data_version)
    elif standing is not None:
        _stand(connection, replace(standing, waiting=True))


def _ends(known: RiskBook) -> pd.Series | None:
    """To which days the data of partners goes; None where no sender is known of any."""
    return known.complete_to if len(known.complete_to) else None


def _is_of(standing: Standing | None, as_of: date, data_version: int) -> bool:
    if standing is None or standing.waiting:
        return False
    return (standing.as_of, standing.data_version) == (as_of, data_version)


def _serving(
    behind: Background | None, standing: Standing | None, as_of: date, n_lines: int
) -> Fitted | None:
    """What was learned, if it may be used for a verdict on a day."""
    if behind is None or standing is None:
        return None
    age = day_number(as_of) - behind.fitted.at
    serves = 0 <= age <= LEARNED_DAYS and n_lines <= GROWN * standing.n_lines
    return behind.fitted if serves else None


def _keep(connection: Connection, answer: RiskFrame, behind: Background | None) -> None:
    rows = risk_table(answer)
    if len(rows):
        insert_frame(connection, RISK, rows)
    connection.execute(delete(KEPT).where(KEPT.c.name == BEHIND))
    if behind is not None:
        content = kept(behind).encode()
        connection.execute(insert(KEPT).values(name=BEHIND, content=content))


def _behind(connection: Connection) -> Background | None:
    content = connection.scalar(select(KEPT.c.content).where(KEPT.c.name == BEHIND))
    return None if content is None else read_back(bytes(content).decode())


def _stand(connection: Connection, standing: Standing) -> None:
    value = json.dumps({**standing.__dict__, "as_of": standing.as_of.isoformat()})
    connection.execute(delete(SETTING).where(SETTING.c.key == STATE))
    connection.execute(insert(SETTING).values(key=STATE, value=value))


def _n_lines(connection: Connection) -> int:
    return int(connection.scalar(select(func.sum(PARTNER_MONTH.c.n_lines))) or 0)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def risk_table(answer: RiskFrame) -> pd.DataFrame:
    """An answer as rows of `partner_risk`, one a partner."""
    if answer.evidence is None:
        return pd.DataFrame(columns=COLUMNS)
    faded = fading(answer.evidence.own)
    frame = answer.frame.rename(
        columns={
            "partner": "partner_id", "expected_spend_minor": "expected_minor",
            "last_day": "last_on",
        }
    ).assign(
        status=statuses(answer, faded),
        spend_change=faded.change,
        lost_minor=np.rint(faded.lost_minor).astype(np.int64),
    )  # fmt: skip
    return frame[COLUMNS] if "brand" not in frame else _by_partner(frame)


def _by_partner(frame: pd.DataFrame) -> pd.DataFrame:
    """Accounts of a partner as one: the loudest decides, money adds up."""
    loud = {status: place for place, status in enumerate(LOUDEST)}
    ranked = frame.assign(loud=frame["status"].map(loud)).sort_values(
        ["partner_id", "loud", "at_stake_minor"], ascending=[True, True, False]
    )
    grouped = ranked.groupby("partner_id", sort=True)
    first = grouped[[name for name in COLUMNS if name != "partner_id"]].first()
    first[list(MONEY)] = grouped[list(MONEY)].sum()
    first[list(SHARES[:3])] = grouped[list(SHARES[:3])].max()
    first["last_on"] = grouped["last_on"].max()
    first["recency_days"] = grouped["recency_days"].min()
    return first.reset_index()[COLUMNS]


def freshen_store_risk(
    engine: Engine, as_of: date, learn: bool = False, known: RiskBook | None = None
) -> bool:
    """`freshen_risk` in a transaction of its own; reads only when nothing is to be done."""
    with reading(engine) as connection:
        standing, version = kept_standing(connection), _version(connection)
    if not learn and _is_of(standing, as_of, version):
        return False
    with writing(engine) as connection:
        return freshen_risk(connection, as_of, _version(connection), learn, known)


def _version(connection: Connection) -> int:
    found = connection.scalar(select(SETTING.c.value).where(SETTING.c.key == "data_version"))
    return int(found or 0)
