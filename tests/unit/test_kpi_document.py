"""The documentation of KPIs cannot differ from the registry."""

from __future__ import annotations

from pathlib import Path

from scorecard.kpis import registry
from scorecard.kpis.document import kpis_markdown

COMMITTED = Path(__file__).parents[2] / "docs" / "kpis.md"


def test_the_committed_page_is_the_registrys() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == kpis_markdown()


def test_every_kpi_has_a_row_and_a_section() -> None:
    text = kpis_markdown()
    for kpi in registry:
        assert text.count(f"| [{kpi.label}](#{kpi.key}) | `{kpi.key}` |") == 1
        assert text.count(f"\n### {kpi.key}\n\n**{kpi.label}**: {kpi.summary}\n") == 1


def test_a_section_tells_what_goes_in_and_what_comes_out() -> None:
    section = kpis_markdown().split("### concentration_share\n")[1].split("###")[0]
    assert "- Reads: `sales` (net_minor)\n" in section
    assert (
        "- Known by: region, country, tier, partner_type, owner, distributor_id, all; " in section
    )
    assert "- Minimum sample: 5\n- Without a base: no data\n" in section
    assert "- Source: distributors' point-of-sale reports\n" in section
