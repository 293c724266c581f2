"""The dictionary draws every definition from the registry."""

from __future__ import annotations

from pages.ui.definitions import matches, sections
from scorecard.kpis import registry
from scorecard.kpis.registry import Subject
from tests.app.conftest import OpenApp, go, texts


def test_every_definition_is_drawn_with_its_rule(open_app: OpenApp) -> None:
    said = texts(go(open_app(), "kpi_dictionary"))
    for kpi in registry:
        assert f'id="{kpi.key}"' in said
        assert f'href="./kpi_dictionary?k={kpi.key}"' in said
    assert "deals won / (deals won + deals lost)" in said
    assert "<dt>Minimum sample</dt><dd>5</dd>" in said
    assert said.count("<article") == len(registry)


def test_a_deep_link_puts_its_definition_first(open_app: OpenApp) -> None:
    said = texts(go(open_app(), "kpi_dictionary", k="win_rate"))
    assert said.index('id="win_rate"') < said.index('id="net_sell_through"')
    assert 'class="ps-def is-chosen" id="win_rate"' in said


def test_an_unknown_key_is_named_as_text(open_app: OpenApp) -> None:
    said = texts(go(open_app(), "kpi_dictionary", k="<script>x</script>"))
    assert "There is no KPI “&lt;script&gt;x&lt;/script&gt;”." in said
    assert "<script>x" not in said


def test_search_and_subject_narrow_the_list(open_app: OpenApp) -> None:
    app = go(open_app(), "kpi_dictionary")
    app.text_input[0].set_value("won lost").run()
    found = [kpi.key for kpi in registry if f'id="{kpi.key}"' in texts(app)]
    assert "win_rate" in found
    assert "net_sell_through" not in found
    app.text_input[0].set_value("no such words anywhere").run()
    assert "No definition matches" in texts(app)


def test_matching_wants_every_word_and_the_subject() -> None:
    assert matches(registry["win_rate"], "WON deals", None)
    assert not matches(registry["win_rate"], "won bananas", None)
    assert matches(registry["win_rate"], "", Subject.PIPELINE)
    assert not matches(registry["win_rate"], "", Subject.RESULTS)


def test_sections_of_a_docstring() -> None:
    text = (
        "Summary line.\n\nRule one\nwrapped.\n\nRule two.\n\nArgs:\n    facts: x\n\n"
        "Returns:\n    Frame indexed by `by`; numerator = a.\n\nSource: the CRM."
    )
    found = sections(text)
    assert found["rule"] == ["Summary line.", "Rule one wrapped.", "Rule two."]
    assert found["Returns"] == ["Numerator = a."]
    assert found["Source"] == ["the CRM."]
