"""The registry as a page of documentation: `python -m scorecard.kpis.document > docs/kpis.md`."""

from __future__ import annotations

import re

from scorecard.kpis import registry
from scorecard.kpis.registry import Kpi, Subject

_HEAD = """# KPIs

Made from the registry in `scorecard/kpis`; do not edit by hand
(`python -m scorecard.kpis.document > docs/kpis.md`).

Every KPI is kept as three whole numbers a group: numerator, denominator and n, the number of
observations. A total shows its numerator, a ratio numerator / denominator, so a roll-up is the
same formula at another grain and never a mean of ratios. Money is in minor units of the reporting
currency. Below the minimum sample there is no value; unknown is never 0.
"""
_SECTION = re.compile(r"^(Args|Returns|Raises|Source):", re.MULTILINE)


def kpis_markdown() -> str:
    """The text of `docs/kpis.md`: a table of all KPIs, then each definition by subject."""
    table = [
        "| KPI | key | unit | better | formula |",
        "|---|---|---|---|---|",
        *map(_row, registry),
    ]
    parts = [_HEAD, "\n".join(table) + "\n"]
    for subject in Subject:
        kpis = [kpi for kpi in registry if kpi.subject is subject]
        if kpis:
            parts += [f"## {subject.value.capitalize()}\n", *map(_definition, kpis)]
    return "\n".join(parts)


def _row(kpi: Kpi) -> str:
    return (
        f"| [{kpi.label}](#{kpi.key}) | `{kpi.key}` | {kpi.unit} | {kpi.better} | {kpi.formula} |"
    )


def _definition(kpi: Kpi) -> str:
    sections = _sections(kpi.description)
    facts = {
        "Formula": kpi.formula,
        "Reads": sections["Args"],
        "Parts": sections["Returns"],
        "Unit": f"{kpi.unit}, {kpi.better} is better",
        "Known by": ", ".join(kpi.grains) + ("" if kpi.additive else "; groups do not add up"),
        "Minimum sample": str(kpi.min_n) if kpi.min_n else "none",
        "Without a base": kpi.empty_reason.replace("_", " ") if kpi.kind == "ratio" else "",
        "Source": sections["Source"],
        "Owner": f"{kpi.owner}, since {kpi.since}",
    }
    lines = [f"- {name}: {text.rstrip('.')}" for name, text in facts.items() if text]
    return f"### {kpi.key}\n\n**{kpi.label}**: {sections['']}\n\n" + "\n".join(lines) + "\n"


def _sections(description: str) -> dict[str, str]:
    """Text before the sections under "", then each; of Args only the facts used."""
    first, *rest = _SECTION.split(description)
    found = {"": first.strip()}
    for name, text in zip(rest[::2], rest[1::2], strict=True):
        found[name] = " ".join(text.split())
    used = re.search(r"facts: uses (.*?) period:", found["Args"])
    found["Args"] = used[1] if used else ""
    return found


if __name__ == "__main__":
    print(kpis_markdown(), end="")
