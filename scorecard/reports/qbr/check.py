"""Whether the parts of a deck are in order, so that it opens without repair."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any

from lxml import etree

from scorecard.errors import UserError

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES, MAIN = "[Content_Types].xml", "ppt/presentation.xml"


def deck_faults(data: bytes, name: str = "") -> list[str]:
    """What Office would repair or refuse, a line each; none of a deck that is in order.

    Parts that are no XML or there twice, parts without a content type, relationships that lead
    nowhere or that a part names without having them, shape ids that occur twice on a slide, axis
    ids outside 1 to 2^31 - 1.

    Args:
        name: of the file, for the error.

    Raises:
        UserError: `deck_unreadable` when it is no .pptx at all.
    """
    listed, parts = _read(data, name)
    found = [f"{part}: twice" for part, n in Counter(listed).items() if n > 1]
    trees = dict(_trees(parts, found))
    links = {part: dict(_links(tree)) for part, tree in trees.items() if part.endswith(".rels")}
    found += _untyped(parts, trees.get(TYPES))
    for part, tree in trees.items():
        found += _lost(part, links.get(part, {}), parts) + _ids(part, tree)
        found += _unlinked(part, tree, links)
    return found


def _read(data: bytes, name: str) -> tuple[list[str], dict[str, bytes]]:
    """Names as the archive lists them, and what each part holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.namelist()
            parts = {part: archive.read(part) for part in listed if not part.endswith("/")}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UserError("deck_unreadable", file=name) from error
    if TYPES not in parts or MAIN not in parts:
        raise UserError("deck_unreadable", file=name)
    return listed, parts


def _trees(parts: dict[str, bytes], found: list[str]) -> Iterator[tuple[str, Any]]:
    """Parts that are XML; what should be and is not goes to `found`."""
    for part, content in parts.items():
        if part.endswith((".xml", ".rels")):
            try:
                yield part, etree.fromstring(content, etree.XMLParser(resolve_entities=False))
            except etree.XMLSyntaxError as error:
                found.append(f"{part}: no XML, {error.msg}")


def _untyped(parts: dict[str, bytes], types: Any) -> list[str]:
    nodes = list(types) if types is not None else []
    known = {node.get("PartName") for node in nodes}
    endings = {node.get("Extension", "").lower() for node in nodes} - {""}
    return [
        f"{part}: no content type"
        for part in parts
        if part != TYPES
        and f"/{part}" not in known
        and part.rpartition(".")[2].lower() not in endings
    ]


def _links(tree: Any) -> Iterator[tuple[str, str]]:
    """Ids of relationships with their targets, "" for those outside of the file."""
    for node in tree.iter(f"{{{PACKAGE}}}Relationship"):
        outside = node.get("TargetMode") == "External"
        yield node.get("Id", ""), "" if outside else node.get("Target", "")


def _lost(part: str, links: dict[str, str], parts: dict[str, bytes]) -> list[str]:
    folder = dirname(dirname(part))
    found = []
    for target in filter(None, links.values()):
        path = target[1:] if target.startswith("/") else normpath(join(folder, target))
        if path not in parts:
            found.append(f"{part}: {target} is not there")
    return found


def _ids(part: str, tree: Any) -> list[str]:
    ids = Counter(tree.xpath("//*[local-name()='cNvPr']/@id"))
    found = [f"{part}: shape id {key} twice" for key, n in ids.items() if n > 1]
    for key in tree.xpath("//*[local-name()='axId' or local-name()='crossAx']/@val"):
        if not (key.isascii() and key.isdigit() and 0 < int(key) < 2**31):
            found.append(f"{part}: axis id {key}")
    return found


def _unlinked(part: str, tree: Any, links: dict[str, dict[str, str]]) -> list[str]:
    own = links.get(f"{dirname(part)}/_rels/{part.rpartition('/')[2]}.rels", {})
    used = sorted(set(tree.xpath(f"//@*[namespace-uri()='{OFFICE}']")) - {""})
    return [f"{part}: relationship {key} is not there" for key in used if key not in own]
