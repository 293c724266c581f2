"""A register of partners, and resellers as distributors would write them, drawn from a seed.

Every reseller says which partner it is, or none: names of companies that are not in the register
stand near those that are (another word, number, city, ending, legal form or country).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.more_parts import ALL_PARTS
from benchmarks.name_parts import COUNTRIES, PARTS, SYLLABLES, Country
from scorecard.matching import Candidate, Reseller
from scorecard.names import fold

Core = tuple[str, ...]  # the words of a name without its legal form


@dataclass(frozen=True)
class Company:
    country: str
    core: Core
    form: int  # row in the country's forms
    city: str

    @property
    def key(self) -> tuple[str, str, int]:
        return self.country, fold("".join(self.core)), self.form

    @property
    def name(self) -> str:
        return f"{' '.join(self.core)} {ALL_PARTS[self.country].forms[self.form][0]}"


@dataclass(frozen=True)
class Dirty:
    """A reseller of a file, the partner it is (None: not in the register) and what was done."""

    reseller: Reseller
    partner_id: int | None
    done: tuple[str, ...]


class Register:
    """Partners with namesakes among them; no two bear the same name in one country."""

    def __init__(self, n: int, seed: int) -> None:
        self.draw = random.Random(seed)
        self.companies: list[Company] = []
        self.known: set[tuple[str, str, int]] = set()
        self.words: set[str] = set()
        while len(self.companies) < n:
            namesake = self.companies and self.draw.random() < 0.08
            found = near(self.draw, self.draw.choice(self.companies)) if namesake else None
            self.add(found or stranger(self.draw))
        self.candidates = [
            Candidate(at + 1, f"P{at + 1:05}", c.name, c.country, tax_id(c.country, at), c.city)
            for at, c in enumerate(self.companies)
        ]

    def add(self, company: Company) -> None:
        if not self.holds(company):
            self.known.add(company.key)
            self.words.add(company.key[1])
            self.companies.append(company)

    def holds(self, company: Company) -> bool:
        return company.key in self.known

    def has_namesake(self, company: Company) -> bool:
        """True when a partner bears the same words, with any legal form in any country."""
        return company.key[1] in self.words


def stranger(draw: random.Random) -> Company:
    country = draw.choice(COUNTRIES)
    parts = PARTS[country]
    form = draw.choices(range(len(parts.forms)), parts.weights)[0]
    return Company(country, core(draw, parts), form, draw.choice(parts.cities))


def stem(draw: random.Random) -> str:
    """A coined word of two or three syllables."""
    syllables = SYLLABLES.split()
    return "".join(draw.choice(syllables) for _ in range(draw.choice((2, 2, 3)))).capitalize()


def core(draw: random.Random, parts: Country) -> Core:
    trade, kind = draw.choice(parts.trade), draw.random()
    if kind < 0.35:
        return stem(draw), trade
    if kind < 0.43:
        return (stem(draw) + draw.choice(("soft", "net", "tech", "data", "com")),)
    if kind < 0.58:
        return draw.choice(parts.surnames), trade
    if kind < 0.64:
        return draw.choice(parts.surnames), *parts.sons.split()
    if kind < 0.72:
        return stem(draw), trade, draw.choice(parts.cities)
    if kind < 0.78:
        return trade, draw.choice(parts.cities), stem(draw)
    if kind < 0.90:
        return stem(draw), trade, draw.choice(parts.trade)
    if kind < 0.94:
        return stem(draw), str(draw.randint(2, 99))
    return "".join(draw.choices("ABCDEGHIKLMNPRSTW", k=3)), trade


# -- namesakes ------------------------------------------------------------------------------------


def near(draw: random.Random, company: Company) -> Company | None:
    """Another company with a like name, or None when this one bears none of the kind drawn."""
    parts, kind = ALL_PARTS[company.country], draw.randrange(7)
    words = list(company.core)
    places = [n for n, word in enumerate(words) if word in parts.cities]
    trades = [n for n, word in enumerate(words) if word in parts.trade]
    if kind == 0 and places:
        words[places[0]] = draw.choice(parts.cities)
    elif kind == 1 and trades:
        words[trades[0]] = draw.choice(parts.trade)
    elif kind == 2 and words[-1].isdigit():
        words[-1] = str(int(words[-1]) + 1)
    elif kind == 3:
        words.append(draw.choice(parts.trade))
    elif kind == 4:
        return replace(company, form=(company.form + 1) % len(parts.forms))
    elif kind == 5 and words[0] not in parts.trade:
        words[0] = another_stem(draw, words[0])
    elif kind == 6:
        land = draw.choice(COUNTRIES)
        return replace(company, country=land, form=0, city=draw.choice(PARTS[land].cities))
    return replace(company, core=tuple(words)) if tuple(words) != company.core else None


def another_stem(draw: random.Random, word: str) -> str:
    """A coined word with another vowel ("Netrix", "Netrax") or ending."""
    vowels = [n for n, sign in enumerate(word) if sign in "aeiou" and n]
    if not vowels or draw.random() < 0.3:
        return word + draw.choice(("a", "o", "is", "ex", "al"))
    at = draw.choice(vowels)
    return word[:at] + draw.choice([v for v in "aeiou" if v != word[at]]) + word[at + 1 :]


# -- writing --------------------------------------------------------------------------------------


def tax_id(country: str, n: int) -> str:
    return f"{country}{5_000_000_000 + n * 79_189 % 999_999_937}"


def slip(draw: random.Random, text: str) -> str:
    """One letter wrong within the words."""
    places = [n for n, sign in enumerate(text) if sign.isalpha() and n]
    at, kind = draw.choice(places), draw.random()
    if kind < 0.3 and at + 1 < len(text) and text[at + 1].isalpha():
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind < 0.55:
        return text[:at] + text[at + 1 :]
    if kind < 0.7:
        return text[:at] + text[at] * 2 + text[at + 1 :]
    return text[:at] + draw.choice("abcdefghijklmnoprstuwyz") + text[at + 1 :]


def rewritten(draw: random.Random, words: list[str], done: list[str]) -> list[str]:
    """Words in another order, one of them short, gone, or the end cut off."""
    kind = draw.random()
    if kind < 0.04 and len(words) > 1:
        done.append("order")
        return [*words[1:], words[0]]
    if kind < 0.10 and len(words) > 1:
        done.append("shortened")
        at = max(range(len(words)), key=lambda n: len(words[n]))
        words[at] = words[at][: draw.randint(3, 5)] + draw.choice((".", ""))
    elif kind < 0.13 and len(words) > 1:
        done.append("dropped")
        words.pop()
    elif kind < 0.16 and len(words) > 1:
        done.append("cut")
        words[-1] = words[-1][: max(2, len(words[-1]) - draw.randint(1, 4))]
    elif kind < 0.18 and len(words) > 1:
        done.append("joined")
        words = [words[0] + words[1], *words[2:]]
    return words


def marks(draw: random.Random, text: str, country: str, done: list[str]) -> str:
    """Case, diacritics and spaces as other systems leave them."""
    if country == "DE" and draw.random() < 0.3:
        text = text.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
        done.append("umlauts")
    elif draw.random() < 0.45:
        done.append("diacritics")
        text = " ".join(a if fold(a) == a.casefold() else fold(a).capitalize()
                        for a in text.split())  # fmt: skip
    kind = draw.random()
    text = text.upper() if kind < 0.25 else text.lower() if kind < 0.35 else text
    if draw.random() < 0.1:
        text = text.replace(" ", "  ")
    return text.replace(" ", " , ", 1) if draw.random() < 0.02 else text


def written(
    draw: random.Random, company: Company, *, slips: bool, form: bool
) -> tuple[str, str, list[str]]:
    """Name as written, city of the address, what was done; `form`: the legal form stays."""
    parts, done, city = PARTS[company.country], list[str](), company.city
    words, ending = list(company.core), draw.choice(parts.forms[company.form])
    if slips:
        words = rewritten(draw, words, done)
    if "cut" in done or (draw.random() < 0.2 and not form):
        ending = ""
        done.append("no form")
    text = " ".join(words)
    for _ in range(draw.choices((0, 1, 2), (71, 25, 4))[0] if slips and len(text) > 4 else 0):
        text = slip(draw, text)
        done.append("slip")
    if draw.random() < 0.06 and "cut" not in done:
        city = draw.choice(parts.cities)
        ending = f"{ending} {draw.choice(parts.branches)} {city}"
        done.append("branch")
    return marks(draw, f"{text} {ending}".strip(), company.country, done), city, done


def dirty(register: Register, n: int, seed: int) -> list[Dirty]:
    """`n` resellers: four of five are partners, the others near ones or strangers."""
    draw, found = random.Random(seed), list[Dirty]()
    while len(found) < n:
        kind, at = draw.random(), draw.randrange(len(register.companies))
        company: Company | None = register.companies[at]
        partner_id = at + 1 if kind < 0.78 else None
        if partner_id is None:
            company = near(draw, register.companies[at]) if kind < 0.90 else stranger(draw)
        if company and (partner_id or not register.holds(company)):
            found.append(_one(draw, register, company, partner_id))
    return found


def _one(
    draw: random.Random, register: Register, company: Company, partner_id: int | None
) -> Dirty:
    """What only its form or country tells from a partner is written with both."""
    alike = partner_id is None and register.has_namesake(company)
    name, city, done = written(draw, company, slips=partner_id is not None, form=alike)
    number = None
    if partner_id and draw.random() < 0.05:
        number = tax_id(company.country, partner_id - 1)[2:]
    country = company.country if alike or draw.random() < 0.9 else None
    shown = city if draw.random() < 0.4 else None
    return Dirty(Reseller("D1", None, name, country, number, shown), partner_id, tuple(done))
