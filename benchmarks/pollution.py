"""One table spoilt in 2,289 ways, after the pollutions of the Pollock benchmark (Vitagliano et al.,
VLDB 2023): each file has its own mistake, and a clean table that says what should be read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

ROWS = 84
KINDS = ("Boots", "Jacket", "Fly rod", "Table", "Suspenders", "Pillow", "Towel", "Tent", "Lamp")
LOOKS = ("Men's", "Kids'", "Waterproof", "Heavy-duty", "Low", "Print", "Organic", "Two-pack")
WORDS = (
    "warm", "light enough to carry", "made for wet days", "you'll want to keep it", "soft wool",
    "built to last, some 8\\'9\" long", "that won't let you down",
    "with room for everything", "easy to wash",
)  # fmt: skip
NAMES = (
    "DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL",
    "Comments",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A text, whether it stands in quotation marks, and a mark too many at its start."""

    text: str
    quoted: bool = False
    extra: bool = False

    @property
    def clean(self) -> str:
        return '"' + self.text if self.extra else self.text


@dataclass(frozen=True)
class Spoilt:
    """Args:
    name: of the mistake, without the place it was made at: `row_more_sep`.
    data: the file.
    clean: the header and the rows that should be read.
    """

    name: str
    data: bytes
    clean: list[list[str]]


@dataclass(frozen=True)
class Style:
    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"


USUAL = Style()
Row = list[Cell]


def source_rows(seed: int = 7) -> list[Row]:
    """The table before it is spoilt: a header and 83 rows of nine columns."""
    dice = random.Random(seed)
    rows = [[Cell(name) for name in NAMES]]
    for number in range(1, ROWS):
        inch = f' {dice.randint(5, 48)}"' if number % 7 == 0 else ""
        inch += " inseam" if number % 14 == 0 else ""
        kind = f"{dice.choice(LOOKS)} {dice.choice(KINDS)}{inch}"
        kind = f"{kind}, {dice.choice(LOOKS)}" if number % 3 == 0 else kind
        told = dice.sample(WORDS, 4)
        story = (", " if number % 5 else " and ").join(told) + "."
        code = f"{dice.choice('ABHMRYZ')}{dice.choice('ABCIN')}-{dice.randint(1000, 9999)}"
        texts = [
            f"{number % 28 + 1:02}/{number % 7 + 1:02}/2025",
            f"{number % 24:02}:{number % 4 * 15:02}",
            str(dice.randint(0, 33)),
            code,
            f"${dice.randint(90, 9900) / 100:.2f}",
            kind,
            story,
            f"https://www.example.com/product/{code.replace('-', '_')}.html",
            "",
        ]
        rows.append([Cell(text, _needs(text) or at == 7) for at, text in enumerate(texts)])
    return rows


def _needs(text: str) -> bool:
    return "," in text or '"' in text


def written(cell: Cell, style: Style) -> str:
    """One cell as it stands in the file."""
    mark = style.quote if cell.extra else ""
    quoted = cell.quoted or style.delimiter in cell.text
    # Where the apostrophe quotes, those inside the text stay as they are, as in the original.
    text = cell.text.replace('"', style.escape + '"') if quoted else cell.text
    return f"{style.quote}{mark}{text}{style.quote}" if quoted else mark + text


def line(row: Row, style: Style = USUAL) -> str:
    return style.delimiter.join(written(cell, style) for cell in row)


def clean(rows: list[Row]) -> list[list[str]]:
    return [[cell.clean for cell in row] for row in rows]


def whole(name: str, rows: list[Row], style: Style = USUAL) -> Spoilt:
    text = "".join(line(row, style) + style.end for row in rows)
    return Spoilt(name, text.encode(), clean(rows))


def spoilt_files(seed: int = 7) -> Iterator[Spoilt]:
    """All files, 2,289 of them."""
    rows = source_rows(seed)
    yield whole("source", rows)
    yield from _of_the_file(rows)
    yield from _of_the_style(rows)
    for at in range(len(rows)):
        yield from _of_a_row(rows, at)


def _of_the_file(rows: list[Row]) -> Iterator[Spoilt]:
    right = clean(rows)
    text = "".join(line(row) + "\r\n" for row in rows)
    yield Spoilt("file_no_payload", b"", [])
    yield Spoilt("file_no_trailing_newline", text.removesuffix("\r\n").encode(), right)
    yield Spoilt("file_double_trailing_newline", (text + "\r\n").encode(), right)
    yield whole("file_no_header", rows[1:])
    for times in (2, 3):
        head = (line(rows[0]) + "\r\n") * (times - 1)
        named = [" ".join([name] * times) for name in NAMES]
        yield Spoilt(f"file_header_multirow_{times}", (head + text).encode(), [named, *right[1:]])
    above = "PREAMBLE" + "," * 8 + "\r\n" + "," * 8 + "\r\n"
    yield Spoilt("file_preamble", (above + text).encode(), right)
    for name, width in (("less", 8), ("same", 9), ("more", 10)):
        fit = [[*row, Cell("col1" if at == 0 else "")][:width] for at, row in enumerate(rows)]
        second = "".join(line(row) + "\r\n" for row in fit)
        both = right + clean(fit)
        yield Spoilt(f"file_multitable_{name}", (text + second).encode(), both)
    yield whole("file_header_only", rows[:1])
    yield whole("file_one_data_row", rows[:2])


def _of_the_style(rows: list[Row]) -> Iterator[Spoilt]:
    for end in ("\n", "\r"):
        yield whole("file_record_delimiter", rows, replace(USUAL, end=end))
    for sign in (";", "\t", ", ", " "):
        yield whole("file_field_delimiter", rows, replace(USUAL, delimiter=sign))
    yield whole("file_quotation_char", rows, replace(USUAL, quote="'"))
    yield whole("file_escape_char_backslash", rows, replace(USUAL, escape="\\"))
    yield whole("file_escape_char_none", rows, replace(USUAL, escape=""))


def _of_a_row(rows: list[Row], at: int) -> Iterator[Spoilt]:
    cells = [written(cell, USUAL) for cell in rows[at]]
    for column in range(len(NAMES)):
        more = [*cells[:column], "", *cells[column:]]
        yield _with_line("row_more_sep", rows, at, ",".join(more))
        if column:
            kept = [*cells[: column - 1], cells[column - 1] + cells[column], *cells[column + 1 :]]
            yield _with_line("row_less_sep", rows, at, ",".join(kept))
        marked = [replace(cell, extra=place == column) for place, cell in enumerate(rows[at])]
        spoilt = [*rows[:at], marked, *rows[at + 1 :]]
        yield whole("row_extra_quote", spoilt)
    yield _with_line("row_field_delimiter", rows, at, " ".join(cells))


def _with_line(name: str, rows: list[Row], at: int, text: str) -> Spoilt:
    lines = [text if place == at else line(row) for place, row in enumerate(rows)]
    return Spoilt(name, "".join(each + "\r\n" for each in lines).encode(), clean(rows))


Reader = Callable[[bytes], list[list[str]]]
