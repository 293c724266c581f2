"""Resellers as distributors write them -> partners; only what is certain is matched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scorecard.i18n.message import Message
from scorecard.matching.evidence import Evidence, weigh
from scorecard.matching.register import (
    Candidate,
    Entry,
    Register,
    Reseller,
    read_entry,
    spellings,
    word_keys,
)
from scorecard.matching.shortlist import Shortlist
from scorecard.matching.tax import same_number
from scorecard.names import fold

Fate = Literal["matched", "ambiguous", "unknown"]
Rule = Literal["alias", "code", "tax_id", "name", "fuzzy", "none"]

MARGIN_EXACT = 0.5  # the second best must be so much worse, in letters that differ
MARGIN = 1.5
LIKE_ENOUGH = 0.5  # score from which a partner is suggested
SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A partner a person may choose. `score` is 0..1, `why` the gravest doubt."""

    partner_id: int
    partner_code: str
    name: str
    score: float
    why: Message


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one reseller.

    Args:
        fate: "matched" only when certain; "ambiguous" when several partners fit equally well.
        partner_id: of the partner when matched, else None.
        rule: what decided; "none" when unknown.
        score: 0..1 of the best partner.
        suggestions: best first, at most 5; when ambiguous the equally good ones alone, when
            matched empty.
    """

    fate: Fate
    partner_id: int | None
    rule: Rule
    score: float
    suggestions: tuple[Suggestion, ...] = ()


UNKNOWN = Match("unknown", None, "none", 0.0)


class Matcher:
    """Built once from the register and what people decided before.

    Args:
        candidates: all partners.
        aliases: (sender's code, its own id or name for a reseller) -> partner_id. Ids of one
            sender say nothing about another's.
    """

    def __init__(
        self, candidates: Iterable[Candidate], aliases: Mapping[tuple[str, str], int] | None = None
    ) -> None:
        self._register = Register(candidates)
        self._shortlist = Shortlist(self._register)
        self._aliases = _by_folded(aliases or {})

    def match(self, resellers: Sequence[Reseller]) -> list[Match]:
        """One match for each reseller, in order; equal resellers get equal matches.

        Tried in turn: an alias of this sender (id, then name), the tax id, the partner's code with
        a like name, the exact name, names that differ in spelling.
        """
        found: dict[Reseller, Match] = {}
        left: dict[Reseller, Entry] = {}
        for reseller in dict.fromkeys(resellers):
            decided = self._by_alias(reseller)
            if decided is None:
                entry = read_entry(reseller, self._register.cities)
                decided = self._by_number(entry) or self._by_name(entry)
                if decided is None:
                    left[reseller] = entry
                    continue
            found[reseller] = decided
        found.update(self._by_likeness(left))
        return [found[reseller] for reseller in resellers]

    # -- rules ------------------------------------------------------------------------------------

    def _by_alias(self, reseller: Reseller) -> Match | None:
        for text in (reseller.reseller_id, reseller.name):
            key = (reseller.sender or "", _alias_key(text))
            if key[1] and key in self._aliases:
                return Match("matched", self._aliases[key], "alias", 1.0)
        return None

    def _by_number(self, entry: Entry) -> Match | None:
        """An equal tax id decides; where several partners bear it, the name among them."""
        if entry.tax is None:
            return None
        register = self._register
        same = [
            at for at in register.by_tax.get(entry.tax.body, ())
            if same_number(entry.tax, register.entries[at].tax)
        ]  # fmt: skip
        if not same:
            return None
        weighed = self._weighed(entry, same)
        if len(weighed) == 1:
            return self._matched(weighed[0].at, "tax_id", 1.0)
        if weighed[0].certain and weighed[1].weight >= weighed[0].weight + MARGIN_EXACT:
            return self._matched(weighed[0].at, "tax_id", 1.0)
        return self._open("ambiguous", "tax_id", weighed)

    def _same_name(self, entry: Entry) -> list[int]:
        """Partners whose names hold the same words."""
        name, found = entry.name, dict[int, None]()
        readings = list(spellings(name))
        if name.place_only and name.branch:
            readings.append((*name.words, *name.branch))
        for parts in readings:
            for key in word_keys(parts):
                found.update(dict.fromkeys(self._register.by_words.get(key, ())))
        return list(found)

    def _same_code(self, reseller: Reseller) -> tuple[int, ...]:
        code = (reseller.reseller_id or "").strip().casefold()
        return self._register.by_code.get(code, ()) if code else ()

    def _by_name(self, entry: Entry) -> Match | None:
        """The exact name, when it decides or when several partners bear it."""
        weighed = self._weighed(entry, self._same_name(entry))
        if not weighed or not (weighed[0].certain and weighed[0].exact):
            return None
        return self._decided(weighed)

    def _by_likeness(self, left: Mapping[Reseller, Entry]) -> dict[Reseller, Match]:
        found = {}
        near = self._shortlist.near(list(left.values()))
        for (reseller, entry), more in zip(left.items(), near, strict=True):
            coded = self._same_code(reseller)
            weighed = self._weighed(entry, [*self._same_name(entry), *coded, *more])
            found[reseller] = self._decided(weighed, coded) if entry.name.words else UNKNOWN
        return found

    def _weighed(self, entry: Entry, positions: Iterable[int]) -> list[Evidence]:
        """Each company once, the likeliest partner first."""
        weighed = [weigh(entry, at, self._register) for at in dict.fromkeys(positions)]
        best: dict[int, Evidence] = {}
        for evidence in sorted(weighed, key=self._order):
            best.setdefault(self._register.candidates[evidence.at].company, evidence)
        return list(best.values())

    def _order(self, evidence: Evidence) -> tuple[float, float, str]:
        code = self._register.candidates[evidence.at].partner_code
        return (evidence.weight, -evidence.score, code)

    # -- decisions --------------------------------------------------------------------------------

    def _decided(self, weighed: list[Evidence], coded: Sequence[int] = ()) -> Match:
        if not weighed:
            return UNKNOWN
        best = weighed[0]
        rule: Rule = "name" if best.alike else "fuzzy"
        margin = MARGIN_EXACT if best.exact else MARGIN
        near = [e for e in weighed if e.weight < best.weight + margin]
        if best.certain and len(near) < 2:
            return self._matched(best.at, rule, best.score)
        rivals = near if best.certain else [e for e in near if e.plausible]
        by_code = [e for e in rivals if e.at in coded and not e.barred]
        if len(by_code) == 1:
            return self._matched(by_code[0].at, "code", by_code[0].score)
        if len(rivals) > 1:
            return self._open("ambiguous", rule, rivals)
        return self._open("unknown", "none", [e for e in weighed if e.score >= LIKE_ENOUGH])

    def _matched(self, at: int, rule: Rule, score: float) -> Match:
        return Match("matched", self._register.candidates[at].partner_id, rule, score)

    def _open(self, fate: Fate, rule: Rule, weighed: list[Evidence]) -> Match:
        suggestions = tuple(self._suggestion(evidence) for evidence in weighed[:SUGGESTED])
        return Match(fate, None, rule, weighed[0].score if weighed else 0.0, suggestions)

    def _suggestion(self, evidence: Evidence) -> Suggestion:
        partner = self._register.candidates[evidence.at]
        return Suggestion(
            partner.partner_id, partner.partner_code, partner.name, evidence.score, evidence.why
        )


def _alias_key(text: str | None) -> str:
    return fold(text or "")


def _by_folded(aliases: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """By folded text; what two partners share once folded decides nothing."""
    found: dict[tuple[str, str], int] = {}
    shared = set()
    for (sender, text), partner_id in aliases.items():
        key = (sender, _alias_key(text))
        if found.setdefault(key, partner_id) != partner_id:
            shared.add(key)
    return {key: partner for key, partner in found.items() if key not in shared}
