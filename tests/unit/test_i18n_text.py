"""Sentences: places, plurals, languages, and a sentence for every error there is."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from scorecard.errors import NoValue, UserError, did_you_mean
from scorecard.facts import DIMENSIONS, GRAINS
from scorecard.i18n import sentences
from scorecard.i18n.catalogue import best_language, catalogue, offered
from scorecard.i18n.message import Message, Money, Number, Share
from scorecard.i18n.text import render, render_all, t, tn
from scorecard.kpis.registry import Better, Subject, Unit
from scorecard.period import Period, Span
from scorecard.views import Status

ROOT = Path(__file__).parents[2]
ERRORS = ("UserError", "NotFound")


def test_places_are_filled_by_kind() -> None:
    assert t("Data as of {day}", day=date(2026, 10, 6)) == "Data as of 6 Oct 2026"
    assert t("{n} partners", n=1240) == "1,240 partners"
    assert t("{a} of {b}", "pl", a=Money(230_000_000, "EUR"), b=Share(0.915, digits=1)) == (
        "2,3\u00a0mln\u00a0€ of 91,5%"
    )
    assert t("in {p}", p=Period(202607, Span.QUARTER)) == "in Q3 2026"
    assert t("by {x}", x=Number(-1.25, digits=1, signed=True)) == "by \u22121.2"


def test_text_of_a_value_is_never_read_as_a_place() -> None:
    assert t("Partner {name}", name="{n} <b>") == "Partner {n} <b>"


def test_a_missing_place_is_an_error_not_a_silent_blank() -> None:
    with pytest.raises(KeyError, match="name"):
        t("Partner {name}")


def test_a_sentence_ends_with_one_full_stop() -> None:
    day = date(2026, 1, 3)
    assert t("Closed on {day}.", "hu", day=day) == "Closed on 2026. jan. 3."
    assert t("Closed on {day}. Again.", "hu", day=day) == "Closed on 2026. jan. 3. Again."
    assert t("Closed on {day}.", day=day) == "Closed on 3 Jan 2026."
    assert t("{a}. {b}.", a="Kaczawa Sp. z o.o.", b="x") == "Kaczawa Sp. z o.o. x."
    assert t("File {name}.csv", name="a.") == "File a..csv"  # no sentence ends here
    assert tn("{n} of {x}.", "{n} of {x}.", 2, x="S.R.L.") == "2 of S.R.L."
    assert t("{a}.", a=Message("It is {b}.", {"b": "b"})) == "It is b."


def test_plurals() -> None:
    assert tn("{n} file late", "{n} files late", 1) == "1 file late"
    assert tn("{n} file late", "{n} files late", 2) == "2 files late"
    message = Message("{n} of {all} partner", {"all": 42}, "{n} of {all} partners", 5)
    assert render(message) == "5 of 42 partners"


def test_messages_nest_and_join() -> None:
    inner = Message("revenue {gap}", {"gap": Share(-0.19, signed=True)})
    outer = Message("{who}: {why}.", {"who": "Carpat Soft", "why": inner})
    assert render(outer) == "Carpat Soft: revenue \u221219%."
    assert render_all([inner, inner], joint=", ") == "revenue \u221219%, revenue \u221219%"


def test_best_language() -> None:
    choices = ("en", "pl", "es")
    assert best_language([None, "pl-PL"], choices) == "pl"
    assert best_language(["de", "es_MX", "pl"], choices) == "es"
    assert best_language(["xx", "", None], choices) == "en"
    assert offered()[0] == "en"


def test_catalogues_of_two_languages_live_side_by_side() -> None:
    assert catalogue("pl") is catalogue("pl")
    assert catalogue("pl") is not catalogue("en")
    with pytest.raises(NameError):
        eval("_")


def test_every_word_has_a_name() -> None:
    assert set(sentences.NO_VALUES) == set(NoValue)
    assert set(sentences.STATUSES) == set(sentences.STATUS_MARKS) == set(Status)
    assert set(sentences.DIMENSION_NAMES) >= {*DIMENSIONS, *GRAINS}
    assert set(sentences.SUBJECTS) == set(Subject)
    assert set(sentences.UNITS) == set(Unit)
    assert set(sentences.DIRECTIONS) == set(Better)
    assert sentences.status_label(Status.WATCH) == "▲ Watch"
    assert sentences.dimension_name("partner_type") == "Type"


def _raised() -> Iterator[tuple[str, str, set[str]]]:
    """(where, code, parameter names) of every UserError in the code."""
    for folder in ("scorecard", "db", "pages", "commands"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ERRORS
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    names = {word.arg for word in node.keywords if word.arg}
                    yield f"{path.name}:{node.lineno}", str(node.args[0].value), names


def test_every_user_error_has_a_sentence_whose_places_are_given() -> None:
    found = list(_raised())
    assert {code for _, code, _ in found} >= {"bad_period"}
    for where, code, names in found:
        assert code in sentences.USER_ERRORS, f"{where}: no sentence for {code}"
        places = {name for _, name, _, _ in string.Formatter().parse(sentences.USER_ERRORS[code])}
        assert {place for place in places if place} <= names, where


def test_user_error_reads_as_its_sentence() -> None:
    assert str(UserError("bad_period", text="2019Q9")) == (
        "“2019Q9” is not a period. Write a quarter as 2019Q2, a year as 2019 or a month as 2019-04."
    )
    assert str(UserError("nobody_knows", x=1)) == "This did not work (nobody_knows; x: 1)."


def test_user_error_in_another_language_asks_for_the_nearest_word_too() -> None:
    hint = did_you_mean("win_rat", ["win_rate", "open_pipeline"])
    error = UserError("unknown_kpi", key="win_rat", hint=hint)
    assert str(error) == (
        "There is no KPI “win_rat” (did you mean 'win_rate'?). The page KPI dictionary lists them."
    )
    assert sentences.user_error_sentence(error.code, error.params, "pl") == (
        "Nie ma KPI „win_rat” (czy chodziło o „win_rate”?). Ich lista jest na stronie Słownik KPI."
    )
