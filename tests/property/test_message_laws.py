"""A message survives being kept: from text, it is the one that it was."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.i18n.message import Message, Money, Number, Share
from scorecard.i18n.message_json import from_text, list_from_text, list_to_text, to_text
from scorecard.i18n.text import render
from scorecard.period import Period, Span

floats = st.floats(allow_nan=False)
whole = st.integers(-(10**15), 10**15)
values = st.one_of(
    st.text(),
    whole,
    st.dates(),
    st.builds(Money, whole, st.sampled_from(["EUR", "JPY"]), st.booleans()),
    st.builds(Share, floats, st.booleans(), st.integers(0, 3)),
    st.builds(Number, floats, st.integers(0, 3), st.booleans()),
    st.builds(Period, st.sampled_from([202601, 202412]), st.sampled_from(Span), st.integers(1, 12)),
)
names = st.text("abcdefgh", min_size=1, max_size=5)


def _messages(inner: st.SearchStrategy[object]) -> st.SearchStrategy[Message]:
    return st.builds(
        Message,
        st.text(),
        st.dictionaries(names, inner, max_size=4),
        st.one_of(st.none(), st.text()),
        st.one_of(st.none(), whole),
    )


messages = _messages(st.recursive(values, _messages, max_leaves=6))


@given(messages)
def test_one_message(message: Message) -> None:
    assert from_text(to_text(message)) == message


@given(st.lists(messages, max_size=4))
def test_several(many: list[Message]) -> None:
    assert list_from_text(list_to_text(many)) == tuple(many)


def test_by_hand() -> None:
    said = Message("{n} on {day}", {"n": 3, "day": date(2026, 6, 5)})
    text = '{"message":["{n} on {day}",{"n":3,"day":{"date":"2026-06-05"}},null,null]}'
    assert to_text(said) == text
    assert render(from_text(text)) == render(said)


@pytest.mark.parametrize("text", ['"x"', "[1]", '{"pickle":[1]}', "{}", "1.5"])
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        from_text(text)
