"""Brings the catalogues up to date: `python -m scorecard.i18n.extract` (or `make texts`).

Texts that are new in the code are added without a translation and listed, texts that are gone are
dropped, and every translation that still fits its text stays as it is. A second run changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from scorecard.i18n.catalogue import TRANSLATED, catalogue_file
from scorecard.i18n.collect import Found, collect

_HEADER = """msgid ""
msgstr ""
"Language: {lang}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"
"""
PLURALS = {
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ro": "nplurals=3; plural=(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2);",
    "hu": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
}


def kept(lang: str) -> Catalog:
    """The catalogue of a language as it is kept; without one, an empty one."""
    path = catalogue_file(lang)
    return read_po(BytesIO(path.read_bytes()), locale=lang) if path.is_file() else empty(lang)


def brought_up_to_date(
    lang: str, texts: dict[str, Found], before: Catalog | None = None
) -> Catalog:
    """The catalogue with exactly these texts and the translations that `before` has of them;
    without one, the catalogue that is kept."""
    before, now = before or kept(lang), empty(lang)
    for msgid, found in sorted(texts.items(), key=lambda item: (min(item[1].files), item[0])):
        old = before.get(msgid)
        fits = old is not None and bool(found.plural) == isinstance(old.string, tuple | list)
        now.add(
            (msgid, found.plural) if found.plural else msgid,
            old.string if old is not None and fits else None,
            locations=[(file, 0) for file in sorted(found.files)],
        )
    return now


def empty(lang: str) -> Catalog:
    """A catalogue without texts that knows its language's plural forms."""
    header = _HEADER.format(lang=lang, plural=PLURALS[lang]).encode()
    return read_po(BytesIO(header), locale=lang)


def po_text(lang: str, catalog: Catalog) -> str:
    """The catalogue as it is written: without days and line numbers, which change by themselves."""
    written = BytesIO()
    for message in catalog:
        message.flags -= {"python-format", "python-brace-format"}
    write_po(written, catalog, width=100, omit_header=True, include_lineno=False)
    return _HEADER.format(lang=lang, plural=PLURALS[lang]) + "\n" + written.getvalue().decode()


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """Texts without a translation, or with fewer forms than the language has."""
    for message in catalog:
        if message.id and not all(_forms(message)):
            yield message


def misplaced(catalog: Catalog) -> Iterator[tuple[Message, str]]:
    """Translations whose `{places}` are not those of their text."""
    for message in catalog:
        if message.id and all(_forms(message)):
            wanted = places(_ids(message)[-1])
            for form in _forms(message):
                if places(form) != wanted:
                    yield message, form


def places(text: str) -> set[str]:
    """The names in braces. A text that holds braces of its own has none."""
    try:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}
    except ValueError:
        return set()


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _forms(message: Message) -> tuple[str, ...]:
    found = message.string or ""
    return (found,) if isinstance(found, str) else tuple(found)


def main() -> None:
    texts = collect()
    lacking: dict[str, list[str]] = {}
    for lang in TRANSLATED:
        catalog = brought_up_to_date(lang, texts)
        path = catalogue_file(lang)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(po_text(lang, catalog), encoding="utf-8")
        for message in untranslated(catalog):
            lacking.setdefault(_ids(message)[0], []).append(lang)
    print(f"{len(texts)} texts, {len(lacking)} without a translation")
    for text, languages in lacking.items():
        print(f"  {', '.join(languages)}: {text}")


if __name__ == "__main__":
    main()
