"""Capability: people who hold a certification, and certifications about to lapse."""

from __future__ import annotations

import pandas as pd

from scorecard.facts import DIMENSIONS, Facts
from scorecard.kpis.grouping import parts_of
from scorecard.kpis.registry import Better, Kind, Subject, Unit, registry
from scorecard.kpis.windows import valid_on
from scorecard.period import Period

LAPSE_DAYS = 90


@registry.kpi(
    label="Certified", unit=Unit.COUNT, kind=Kind.TOTAL, better=Better.HIGHER,
    subject=Subject.CAPABILITY, source=("certifications",), owner="channel-enablement",
    since="1.0", min_n=0, formula="people with a valid certification",
    grains=("partner_id", *DIMENSIONS, "all"),
)  # fmt: skip
def certified_people(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Distinct people of a partner with any certification valid on the period's last day.

    A person with several certifications counts once; one who is certified at two partners
    counts at both.

    Args:
        facts: uses `certifications` (person_id, valid_from, valid_to; both days included).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = n = people. A group without one is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: the vendor's training system.
    """
    valid = valid_on(facts.certifications, period.last_day(facts.as_of))
    people = facts.certifications.loc[valid, ["partner_id", "person_id"]].drop_duplicates()
    return parts_of(facts, people, by, numerator=1, n=1)


@registry.kpi(
    label="Lapsing", unit=Unit.COUNT, kind=Kind.TOTAL, better=Better.LOWER,
    subject=Subject.CAPABILITY, source=("certifications",), owner="channel-enablement",
    since="1.0", min_n=0, formula="valid certifications that end within 90 days, not renewed",
    grains=("partner_id", *DIMENSIONS, "all"),
)  # fmt: skip
def certifications_lapsing(facts: Facts, period: Period, by: str) -> pd.DataFrame:
    """Certifications valid on the period's last day that end within the 90 days after it.

    The last day of validity may be that day itself up to the 90th day after. A certification
    is renewed when the same person holds the same one, valid that day too, running longer:
    then only the longer one counts. One without an end never lapses.

    Args:
        facts: uses `certifications` (person_id, certification, valid_from, valid_to).
        period: half-open [start, end) in the programme's fiscal calendar.
        by: grain of the result.

    Returns:
        Frame indexed by `by`; numerator = lapsing certifications, n = certifications held
        (a person and a name). A group without a valid certification is absent.

    Raises:
        DefinitionError: when `by` is not a known grain.

    Source: the vendor's training system.
    """
    day = pd.Timestamp(period.last_day(facts.as_of))
    valid = facts.certifications[valid_on(facts.certifications, day.date())]
    limit = day + pd.Timedelta(days=LAPSE_DAYS)
    lasting = valid["valid_to"].isna() | (valid["valid_to"] > limit)
    held = ["partner_id", "person_id", "certification"]
    rows = lasting.groupby([valid[name] for name in held]).any().rename("lasts").reset_index()
    return parts_of(facts, rows, by, numerator=~rows["lasts"], n=1)
