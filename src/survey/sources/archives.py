"""Zip files, plain ones and those that workbooks are: opened within limits, every part as large as it says."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections import Counter
from xml.parsers import expat

from survey.errors import BadFile
from survey.printed.text import never_printed
from survey.sources.original import Original, refuse_html

ZIP_MAGIC = b"PK\x03\x04"
# The publishers' largest file has 24 parts, unpacks into 7 million bytes, and packs no part tighter than 16 to 1.
MOST_MEMBERS = 500
MOST_UNPACKED_BYTES = 100_000_000
MOST_RATIO = 200
# Below this, a part of blanks may well be packed tighter.
_RATIO_FROM_BYTES = 1_000_000
_CHUNK_BYTES = 65_536
# The two packings that a chunk at a time can be taken from without unpacking all that follows.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED, _UTF8 = 0x1, 0x800
DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError)


def unpacked(original: Original) -> list[Original]:
    """The files in a plain zip (names decoded as cp932 where not UTF-8); nothing is written anywhere.

    Raises:
        BadFile: not a zip, a damaged one, or one that is more, or elsewhere, than it says.
    """
    archive = _opened(original)
    return [Original(_name(member), _content(archive, member, original.name)) for member in archive.infolist()]


def check_workbook(original: Original) -> dict[str, bytes]:
    """Read a workbook's every part once, before anybody takes it apart; the parts by name.

    Raises:
        BadFile: see ``unpacked``; or a part declares entities, which a workbook never does.
    """
    archive = _opened(original)
    parts = {member.filename: _content(archive, member, original.name) for member in archive.infolist()}
    for name, content in parts.items():
        _check_xml(content, f"{original.name}, part {name}")
    return parts


def damaged(kind: str, name: str, error: object) -> BadFile:
    """The error for a file that cannot be read to its end."""
    return BadFile(
        f"the {kind} is damaged: {error}",
        where=name,
        next_step="download it again from the publisher and compare its size",
    )


def _opened(original: Original) -> zipfile.ZipFile:
    if not original.content.startswith(ZIP_MAGIC):
        refuse_html(original, "a workbook or zip file")
        raise BadFile(
            "this is not a workbook or zip file",
            where=original.name,
            expected="a file that starts with the bytes PK",
            got=f"bytes {original.content[:8].hex(' ') or '(an empty file)'}",
            next_step="download it again from the publisher",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(original.content))
    except DAMAGE as error:
        raise BadFile(
            f"the file is cut short or damaged: {error}",
            where=original.name,
            got=f"{len(original.content):,} bytes",
            next_step="download it again from the publisher and compare its size",
        ) from error
    _check_members(original.name, archive.infolist())
    return archive


def _check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that would unpack outside its folder, or into far more than it is."""
    total = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or total > MOST_UNPACKED_BYTES:
        raise _refused(
            "the zip unpacks into far more than the publisher's files do",
            name,
            f"{len(members)} files, {total:,} bytes",
            f"at most {MOST_MEMBERS} files and {MOST_UNPACKED_BYTES:,} bytes",
        )
    for member in members:
        where = f"{name}, part {_name(member)}"
        parts = _name(member).replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            raise _refused("a file in the zip would lie outside it", where, repr(_name(member)))
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _refused("a file in the zip is a link to another one", where)
        if sign := never_printed(_name(member)):
            raise _refused("a file in the zip has a name that cannot be printed", where, sign)
        if member.flag_bits & _LOCKED:
            raise _refused("a file in the zip is locked with a password", where, expected="files that anybody can open")
        if member.compress_type not in _PACKINGS:
            # The standard library has the names, but its published types leave them out.
            names: dict[int, str] = zipfile.compressor_names  # ty: ignore[missing-attribute]
            packing = names.get(member.compress_type, member.compress_type)
            raise _refused("a file in the zip is packed in a way that is not read", where, str(packing), "deflate")
        if member.file_size > max(_RATIO_FROM_BYTES, MOST_RATIO * member.compress_size):
            sizes = f"{member.compress_size:,} bytes that unpack into {member.file_size:,}"
            raise _refused("a file in the zip is packed too tightly", where, sizes, f"at most {MOST_RATIO} to 1")
    for twice in (path for path, times in Counter(map(_name, members)).items() if times > 1):
        raise _refused("two files in the zip have one name, and either could be meant", name, repr(twice))


def _refused(what: str, where: str, got: str = "", expected: str = "") -> BadFile:
    step = "take the file from the publisher's own page; if it is just so there, unpack it by hand and look at it"
    return BadFile(what, where=where, expected=expected, got=got, next_step=step)


def _name(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & _UTF8:
        return member.filename
    # What zipfile decoded as cp437; a name that it took from elsewhere is no cp437 and stays.
    return member.filename.encode("cp437", errors="ignore").decode("cp932", errors="replace")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """A file's bytes, a chunk at a time: what the zip says of a size is not believed."""
    found = bytearray()
    try:
        with archive.open(member) as file:
            while piece := file.read(_CHUNK_BYTES):
                found += piece
    except (*DAMAGE, RuntimeError) as error:
        raise damaged("zip file", name, error) from error
    if len(found) != member.file_size:
        raise damaged("zip file", name, f"{member.file_size:,} bytes were announced, {len(found):,} came")
    return bytes(found)


class _Begun(Exception):
    """The first element was reached, so no declaration can follow."""


def _check_xml(content: bytes, where: str) -> None:
    """Refuse a document type, wherever it hides: entities are declared in one, and a workbook has none."""

    def begin(*_: object) -> None:
        raise _Begun

    def declare(name: str, *_: object) -> None:
        raise _refused("a part of the workbook declares a document type", where, f"<!DOCTYPE {name}", "none")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, declare
    try:
        for start in range(0, len(content), _CHUNK_BYTES):
            parser.Parse(content[start : start + _CHUNK_BYTES], False)
    except _Begun:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        # A picture is no XML at all. XML in an encoding that this parser cannot read might say anything.
        if content.lstrip().startswith(b"<?xml"):
            raise damaged("workbook", where, error) from error
