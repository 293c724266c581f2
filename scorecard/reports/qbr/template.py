"""A vendor's own template: looked at before anything is made with it."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from lxml.etree import XMLSyntaxError
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError

from scorecard.errors import UserError

MAX_BYTES = 30 * 2**20
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 120
MAX_PARTS = 3_000
DENSE_FROM = 5 * 2**20  # smaller files may be as dense as they like
PRESENTATIONS = (b"presentation.main+xml", b"template.main+xml")
ACTIVE = ("vbaproject", "activex", "oleobject", "/embeddings/", ".bin")
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
BODIES = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.PICTURE,
          PP_PLACEHOLDER.TABLE, PP_PLACEHOLDER.CHART)  # fmt: skip


@dataclass(frozen=True)
class Layouts:
    """The layouts that decks need: one for the first slide, one with a title and room below."""

    cover: Any
    finding: Any


def check_template(data: bytes) -> None:
    """Refuse what is no template, is dangerous, or lacks what decks need.

    Raises:
        UserError: `template_unreadable`, `template_too_large`, `template_bomb`,
            `template_active`, `template_layouts`.
    """
    if len(data) > MAX_BYTES:
        raise UserError("template_too_large", most=MAX_BYTES // 2**20)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _members(archive)
        layouts_of(opened(data))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        KeyError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        XMLSyntaxError,
        PackageNotFoundError,
    ) as error:
        raise UserError("template_unreadable") from error  # fmt: skip


def _members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    stated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    dense = stated > DENSE_FROM and stated / packed > MAX_RATIO
    if len(members) > MAX_PARTS or stated > MAX_UNPACKED or dense:
        raise UserError("template_bomb")
    names = [f"/{member.filename.lower()}" for member in members]
    types = _read(archive, archive.getinfo("[Content_Types].xml"))
    if b"macroEnabled" in types or any(_is_active(name) for name in names):
        raise UserError("template_active")
    if not any(kind in types for kind in PRESENTATIONS):
        raise UserError("template_unreadable")
    for member in members:
        if member.flag_bits & 1:
            raise UserError("template_unreadable")
        _read(archive, member)


def _is_active(name: str) -> bool:
    return any(part in name for part in ACTIVE) and "printersettings" not in name


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member, which must not be larger than the directory says."""
    with archive.open(member) as stream:
        found = stream.read(member.file_size + 1)
    if len(found) > member.file_size:
        raise UserError("template_bomb")
    if found.lstrip()[:400].count(b"<!DOCTYPE"):
        raise UserError("template_active")
    return found


def opened(data: bytes) -> Any:
    """A presentation from a .pptx or .potx."""
    return Presentation(io.BytesIO(_as_presentation(data)))


def _as_presentation(data: bytes) -> bytes:
    """A .potx under the content type of a .pptx, which is all that tells them apart."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
        if PRESENTATIONS[1] not in types:
            return data
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
            for member in archive.infolist():
                content = archive.read(member)
                if member.filename == "[Content_Types].xml":
                    content = types.replace(PRESENTATIONS[1], PRESENTATIONS[0])
                out.writestr(member, content)
    return file.getvalue()


def layouts_of(deck: Any) -> Layouts:
    """The layouts to make slides with: those with fewest other placeholders.

    Raises:
        UserError: `template_layouts`.
    """
    titled = [layout for layout in deck.slide_layouts if _types(layout) & set(TITLES)]
    plain = [layout for layout in titled if PP_PLACEHOLDER.TITLE in _types(layout)]
    if not plain:
        raise UserError("template_layouts")
    finding = min(plain, key=_others)
    covers = [layout for layout in titled if PP_PLACEHOLDER.CENTER_TITLE in _types(layout)]
    return Layouts(cover=covers[0] if covers else finding, finding=finding)


def _types(layout: Any) -> set[Any]:
    return {holder.placeholder_format.type for holder in layout.placeholders}


def _others(layout: Any) -> int:
    return sum(1 for holder in layout.placeholders if holder.placeholder_format.type in BODIES)
