"""What the bytes are, told by their content and never by the file's name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from enum import StrEnum

MAX_BYTES = 400 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 10_000


class Container(StrEnum):
    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    ZIP = "zip"


@dataclass(frozen=True)
class Refused:
    """A file that cannot be read at all: issue code and what its sentence names."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
    (b"{\\rtf", "RTF"),
)
NOTHING = b" \t\r\n\x00\xef\xbb\xbf"
CONTROL = tuple(bytes([sign]) for sign in (*range(1, 9), *range(14, 26), *range(27, 32)))
MANY_CONTROL = 12  # of 25
HTML = re.compile(rb"^\s*(<!doctype\s+html|<html|<head|<body|<table|<script)", re.I)
JSON = re.compile(rb"^\s*(\{\s*(\"|\})|\[\s*[\[{\"])")
XML = re.compile(rb"^\s*<\?xml", re.I)


def container_of(data: bytes) -> Container | Refused:
    """Tell what the file is; a `Refused` names the reason when it cannot be read."""
    if not data[:4096].strip(NOTHING) and not data.strip(NOTHING):
        return Refused("EMPTY_FILE")
    if len(data) > MAX_BYTES:
        return Refused("FILE_TOO_LARGE", {"limit": f"{MAX_BYTES // 2**20} MB"})
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Container.XLS
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            return Refused("UNSUPPORTED_TYPE", {"type": name})
    start = data[:2048].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"")
    if _is_binary(data[:65_536]):
        return Refused("UNSUPPORTED_TYPE", {"type": "binary"})
    if HTML.match(start):
        return Refused("NOT_TABULAR", {"type": "HTML"})
    if XML.match(start):
        return Refused("NOT_TABULAR", {"type": "XML"})
    if JSON.match(start) and data[-64:].rstrip(NOTHING).endswith((b"}", b"]")):
        return Refused("NOT_TABULAR", {"type": "JSON"})
    return Container.TEXT


def _is_binary(sample: bytes) -> bool:
    """True when control signs of many kinds are strewn about; a delimiter is one of them."""
    sample = _one_byte_each(sample)
    return sum(1 for sign in CONTROL if sample.count(sign) > len(sample) / 2000) >= MANY_CONTROL


def _one_byte_each(sample: bytes) -> bytes:
    """UTF-16 as UTF-8: half of a letter of two bytes (ď is 01 0F) is no control sign."""
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return sample.decode("utf-16", errors="replace").encode()
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if max(odd, even) * 8 < len(sample):  # at least every fourth letter is a plain one
        return sample
    order = "utf-16-le" if odd > even else "utf-16-be"
    return sample.decode(order, errors="replace").encode()


def _zip(data: bytes) -> Container | Refused:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            refused = _bomb(archive, members)
            names = {member.filename for member in members}
            kind = archive.read("mimetype")[:60] if "mimetype" in names and not refused else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        return Refused("UNSUPPORTED_TYPE", {"type": "ZIP", "detail": type(error).__name__})
    except (RuntimeError, ValueError, UnicodeDecodeError, KeyError):
        return Refused("UNSUPPORTED_TYPE", {"type": "ZIP"})
    if refused:
        return refused
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return Container.XLSX
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Container.ODS
    if kind or "[Content_Types].xml" in names:
        return Refused("UNSUPPORTED_TYPE", {"type": "office document"})
    return Container.ZIP


def only_member(data: bytes) -> bytes | Refused:
    """The one file in a ZIP archive, whatever its path; its name is not used."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [
            member
            for member in archive.infolist()
            if not member.is_dir() and not member.filename.startswith("__MACOSX/")
        ]
        if len(members) != 1:
            return Refused("SEVERAL_FILES", {"files": str(len(members))})
        return archive.read(members[0])


def _bomb(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Refused | None:
    """The directory first, then the true unpacked size, since a directory can lie."""
    stated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    too_dense = stated > 10 * 2**20 and stated / packed > MAX_RATIO
    if len(members) > MAX_MEMBERS or stated > MAX_UNPACKED or too_dense:
        return Refused("ZIP_BOMB", {"unpacked": f"{stated // 2**20} MB"})
    if any(member.flag_bits & 1 for member in members):
        return Refused("UNSUPPORTED_TYPE", {"type": "encrypted ZIP"})
    for member in members:
        if not member.is_dir() and not _honest(archive, member):
            return Refused("ZIP_BOMB", {"unpacked": "more than its directory says"})
    return None


def _honest(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """True when the member unpacks to the size that the directory states."""
    with archive.open(member) as stream:
        found = 0
        while block := stream.read(1 << 20):
            found += len(block)
            if found > member.file_size:
                return False
    return found == member.file_size
