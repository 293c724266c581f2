"""What speaks for and against a reseller being a certain partner, in one sum."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from scorecard.i18n.message import Message
from scorecard.matching.lexicon import legal_forms, related
from scorecard.matching.names import CompanyName
from scorecard.matching.register import Entry, Register, spellings
from scorecard.matching.slips import Difference
from scorecard.matching.spelling import Spelling, compare
from scorecard.matching.tax import same_number

# What each doubt weighs, in letters that differ.
UNSAID_FORM, RELATED_FORM, OTHER_FORM = 0.5, 0.5, 1.5
UNSAID_COUNTRY, OTHER_COUNTRY = 0.25, 3.0
UNSAID_CITY, OTHER_CITY = 0.25, 1.0
BRANCH_OF_PARENT, ONLY_A_BRANCH, OTHER_BRANCH = 0.5, 1.0, 2.0
OTHER_TAX_ID = 3.0
PLAUSIBLE = 2.5
ALIKE = 0.5  # cost of spelling up to which names hold the same letters
PLAUSIBLE_SPELLING = 2.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One partner considered for one reseller.

    Args:
        at: position in the register.
        weight: sum of the doubts, 0 for none.
        barred: something speaks against it that only a person can overrule.
        certain: nothing bars it and the names differ in spelling alone.
        plausible: worth asking a person, before others.
        exact: the names hold the same words; in another order or with other spaces, they are
            `alike` only.
        alike: the names hold the same letters.
        score: 0..1, for people.
        why: the gravest doubt, or what agrees.
    """

    at: int
    weight: float
    barred: bool
    certain: bool
    plausible: bool
    exact: bool
    alike: bool
    score: float
    why: Message


@dataclass(frozen=True, slots=True)
class _Doubt:
    weight: float
    bars: bool = False
    why: Message | None = None


NONE = _Doubt(0.0)


def weigh(reseller: Entry, at: int, register: Register) -> Evidence:
    """Weigh one partner of the register for one reseller."""
    partner = register.entries[at]
    name, spelling = _nearest_reading(reseller.name, partner.name, register)
    doubts = (
        _form(name.form, reseller, partner),
        _country(reseller, partner),
        _city(reseller, partner, name, register),
        _branch(name, partner.name, register),
        _tax(reseller, partner),
        _family(name, partner, register),
    )
    weight = spelling.cost + sum(doubt.weight for doubt in doubts)
    barred = any(doubt.bars for doubt in doubts)
    return Evidence(
        at=at,
        weight=weight,
        barred=barred,
        certain=not barred and _is_sure(spelling, reseller, doubts),
        plausible=weight <= PLAUSIBLE and spelling.cost <= PLAUSIBLE_SPELLING,
        exact=spelling.cost == 0,
        alike=spelling.sure and spelling.cost <= ALIKE,
        score=_score(name, partner.name, weight - spelling.cost),
        why=_why(spelling, doubts),
    )


def _is_sure(spelling: Spelling, reseller: Entry, doubts: tuple[_Doubt, ...]) -> bool:
    """True when the names agree, as far as form, country and city support it."""
    form, country, city = doubts[:3]
    if spelling.cost <= ALIKE:
        return spelling.sure
    if spelling.lone:  # one word, misspelt, is all there is
        return form.weight == 0 and country.weight == 0 and city.weight < OTHER_CITY
    supported = form.weight == 0 or country.weight == 0 or bool(reseller.city)
    return spelling.sure and supported and city.weight < OTHER_CITY


def _nearest_reading(
    name: CompanyName, partner: CompanyName, register: Register
) -> tuple[CompanyName, Spelling]:
    """The reading of the written name that comes nearest to the partner's."""
    readings = [name]
    if name.place_only and name.branch and partner.branch is None:
        # "Alfa - Kraków" may be the branch of Alfa, or the company "Alfa Kraków".
        readings.append(CompanyName((*name.words, *name.branch), form=name.form))
    found = [
        (reading, compare(written, registered, register, name.dotted))
        for reading in readings
        for written in spellings(reading)
        for registered in spellings(partner)
    ]
    return min(found, key=lambda item: (item[1].cost, not item[1].sure))


def _form(written: str, reseller: Entry, partner: Entry) -> _Doubt:
    registered = partner.name.form
    match related(written, registered):
        case "same":
            return NONE
        case "unsaid" | "variant":
            return _Doubt(UNSAID_FORM if written or registered else 0.0)
        case "related":
            # "Ltd" may translate "Kft."; one form of a country's law never stands for another.
            at_home = legal_forms().home.get(partner.country or "", frozenset())
            bars = written in at_home or reseller.country is None
            return _Doubt(RELATED_FORM, bars, Message("Another legal form"))
        case _:
            return _Doubt(OTHER_FORM, True, Message("Another legal form"))


def _country(reseller: Entry, partner: Entry) -> _Doubt:
    if reseller.country is None or partner.country is None:
        return _Doubt(UNSAID_COUNTRY)
    if reseller.country == partner.country:
        return NONE
    why = Message("Another country ({country})", {"country": partner.country})
    return _Doubt(OTHER_COUNTRY, True, why)


def _city(reseller: Entry, partner: Entry, name: CompanyName, register: Register) -> _Doubt:
    one, other = reseller.city, partner.city
    if not one or not other or name.branch is not None:
        return _Doubt(UNSAID_CITY)
    if one.startswith(other) or other.startswith(one):
        return NONE
    same_form = bool(name.form) and name.form == partner.name.form
    bars = not same_form or register.has_cities(name)
    return _Doubt(OTHER_CITY, bars, Message("Another city"))


def _branch(name: CompanyName, partner: CompanyName, register: Register) -> _Doubt:
    if name.branch is None:
        if partner.branch is None:
            return NONE
        return _Doubt(ONLY_A_BRANCH, True, Message("The partner is a branch"))
    if partner.branch is None:
        bars = bool(name.branch) and register.has_cities(name)
        return _Doubt(BRANCH_OF_PARENT, bars, Message("A branch of this partner"))
    if _same_place(name.branch, partner.branch):
        return NONE
    return _Doubt(OTHER_BRANCH, True, Message("Another branch"))


def _same_place(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same place, or its inflected name ("krakow", "krakowie")."""
    a, b = "".join(one), "".join(other)
    shorter = min(len(a), len(b))
    return a == b or (shorter >= 4 and a[:shorter] == b[:shorter])


def _tax(reseller: Entry, partner: Entry) -> _Doubt:
    if same_number(reseller.tax, partner.tax) is False:
        return _Doubt(OTHER_TAX_ID, True, Message("Another tax number"))
    return NONE


def _family(name: CompanyName, partner: Entry, register: Register) -> _Doubt:
    """One word without a legal form is short for any of the names that begin with it."""
    if len(name.words) != 1 or name.form or not register.begins_names(name.words[0], partner):
        return NONE
    return _Doubt(0.0, True, Message("Other partners' names begin with this word"))


def _score(name: CompanyName, partner: CompanyName, doubts: float) -> float:
    """Likeness of the names in 0..1, less a tenth for each letter's worth of other doubts."""
    likeness = max(
        fuzz.ratio(" ".join(sorted(a)), " ".join(sorted(b)))
        for a in spellings(name)
        for b in spellings(partner)
    )
    return round(max(0.0, likeness / 100 - doubts / 10), 4)


def _why(spelling: Spelling, doubts: tuple[_Doubt, ...]) -> Message:
    """The gravest reason to doubt, in words."""
    grave = max(doubts, key=lambda doubt: (doubt.bars, doubt.why is not None, doubt.weight))
    if grave.why is not None and (grave.bars or spelling.cost <= grave.weight):
        return grave.why
    words = {"words": ", ".join(spelling.words)}
    match spelling.what:
        case Difference.MISSING_WORD:
            return Message("Words on one side only: {words}", words)
        case Difference.OTHER_WORD:
            return Message("Another word, or misspelt: {words}", words)
        case Difference.SLIP:
            return Message("Spelt differently: {words}", words)
        case Difference.SHORTENED | Difference.CUT:
            return Message("Shortened: {words}", words)
        case Difference.ORDER | Difference.SPACES:
            return Message("The same words, written differently")
        case _:
            return Message("The same name")
