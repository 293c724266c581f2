"""The texts of the code: every English sentence that a reader may see.

A string is a text where it is given for a parameter or field annotated `MsgId` (`t`, `tn`,
`Message`, `IssueText` and whatever else declares one), where it stands in an assignment annotated
with `MsgId` (`tuple[MsgId, MsgId]` being the forms for one and for many), and where the registry
of KPIs or the columns of files hold it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scorecard.ingest.kinds import ROWS
from scorecard.kpis import registry
from scorecard.kpis.description import paragraphs

ROOT = Path(__file__).parents[2]
PLACES = ("app.py", "commands", "db", "pages", "scorecard")
MARK = "MsgId"
PLURAL = "plural"  # the parameter that holds the second form of a text


@dataclass(frozen=True, slots=True)
class Signature:
    """Which arguments of a call are texts: by position and by name."""

    places: dict[int, str]

    @property
    def names(self) -> set[str]:
        return set(self.places.values())


_PROGRESS = {"progress": Signature({1: "step"})}  # a callable that is handed on: no definition


@dataclass
class Found:
    """Text -> its plural form, if any; and the files in which it stands."""

    plural: str | None = None
    files: set[str] = field(default_factory=set)


def collect(root: Path = ROOT) -> dict[str, Found]:
    """Every text of the code, in the order of its files.

    Raises:
        ValueError: a text is made with an f-string, or has two plural forms.
    """
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sources(root)}
    known = _PROGRESS | _signatures(trees.values())
    found: dict[str, Found] = {}
    for path, tree in trees.items():
        for text, plural in _texts(tree, known):
            _add(found, text, plural, path.relative_to(root).as_posix())
    for text, place in _data():
        _add(found, text, None, place)
    return found


def sources(root: Path) -> list[Path]:
    """The files of the program, in a fixed order."""
    files = [path for place in PLACES for path in [root / place, *(root / place).rglob("*.py")]]
    return sorted(path for path in files if path.is_file())


def _add(found: dict[str, Found], text: str, plural: str | None, place: str) -> None:
    entry = found.setdefault(text, Found())
    if plural and entry.plural not in (None, plural):
        raise ValueError(f"{place}: two plural forms of {text!r}")
    entry.plural = plural or entry.plural
    entry.files.add(place)


def _data() -> Iterator[tuple[str, str]]:
    for kpi in registry:
        place = f"{kpi.compute.__module__.replace('.', '/')}.py"
        for text in (kpi.label, kpi.formula, *paragraphs(kpi.description)):
            yield text, place
    for row in ROWS.values():
        for column in row.model_fields.values():
            yield column.description or "", "scorecard/ingest/kinds.py"


def _signatures(trees: Iterable[ast.Module]) -> dict[str, Signature]:
    """Functions and classes that take texts, by name; of two with one name, both."""
    found: dict[str, Signature] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                marked = _of_function(node)
            elif isinstance(node, ast.ClassDef):
                marked = _of_fields(node)
            else:
                continue
            if marked:
                before = found[node.name].places if node.name in found else {}
                found[node.name] = Signature(before | marked)
    return found


def _of_function(node: ast.FunctionDef) -> dict[int, str]:
    taken = [*node.args.posonlyargs, *node.args.args]
    taken = taken[1:] if taken and taken[0].arg in ("self", "cls") else taken
    taken += node.args.kwonlyargs
    return {at: arg.arg for at, arg in enumerate(taken) if _is_marked(arg.annotation)}


def _of_fields(node: ast.ClassDef) -> dict[int, str]:
    fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
    return {
        at: item.target.id
        for at, item in enumerate(fields)
        if _is_marked(item.annotation) and isinstance(item.target, ast.Name)
    }


def _is_marked(annotation: ast.expr | None) -> bool:
    return annotation is not None and any(
        isinstance(node, ast.Name) and node.id == MARK for node in ast.walk(annotation)
    )


def _texts(tree: ast.Module, known: dict[str, Signature]) -> Iterator[tuple[str, str | None]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and _is_marked(node.annotation) and node.value:
            yield from _of_table(node)
        elif isinstance(node, ast.Call):
            signature = known.get(_called(node))
            if signature:
                yield from _of_call(node, signature)


def _of_table(node: ast.AnnAssign) -> Iterator[tuple[str, str | None]]:
    """Texts of an assignment; with `tuple[MsgId, MsgId]`, pairs of one and many."""
    if node.value is None:
        return
    pairs = [part for part in ast.walk(node.annotation) if _is_pair(part)]
    for part in ast.walk(node.value) if pairs else ():
        if isinstance(part, ast.Tuple) and len(texts := list(_strings(part))) == 2:
            yield texts[0], texts[1]
    for text in () if pairs else _strings(node.value):
        yield text, None


def _is_pair(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(slice=ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=other)])):
            return one == other == MARK
    return False


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _of_call(node: ast.Call, signature: Signature) -> Iterator[tuple[str, str | None]]:
    given = [
        (signature.places[at], value)
        for at, value in enumerate(node.args)
        if at in signature.places
    ]
    given += [(word.arg, word.value) for word in node.keywords if word.arg in signature.names]
    plurals = [text for name, value in given if name == PLURAL for text in _strings(value)]
    for name, value in given:
        if isinstance(value, ast.JoinedStr):
            raise ValueError(f"line {node.lineno}: an f-string is not a text: {ast.unparse(value)}")
        if name != PLURAL:
            for text in _strings(value):
                yield text, plurals[0] if plurals else None


def _strings(node: ast.expr) -> Iterator[str]:
    """The strings of an expression, of a dictionary only its values, of a choice both sides."""
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.Dict(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _strings(part)
        case ast.IfExp(body=one, orelse=other):
            yield from _strings(one)
            yield from _strings(other)
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _strings(part)
