"""Damage, drawn by a seeded generator: the same seed, reader and number give the same case on every machine."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from random import Random

# What has hurt readers of text: directions, controls, halves, widths, formulas, mark-up, numbers that are none.
STRANGE = [
    "", " ", "　", "\t", "\r", "\n", "\r\n", "\0", "\x1b[2J", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\ud800",
    "\udfff", "\u202e", "\u2066", "\u2069", "\u200b", "\U0001f642", "𠮷", "ﷺ", "０", "９", "①", "㍻", "㋿", "％", "%",
    "ー", "―", "−", "-", "~", "〜", "約", "不明", "元", "令和", "平成", "昭和", "R", "年", "年度", "年度末", "月",
    "月末", "日", "/", ".", ",", ":", "+", "9" * 19, "1e400", "NaN", "inf", "-0", "0x10", "1_000", "=1+1",
    '=HYPERLINK("x")', "@SUM(A1)", "<script>alert(1)</script>", "&#x202e;", "&lt;", "<!--", "]]>", '"', "'", "\\",
    "../", "C:\\", "%00",
    "{0}", "${x}", "$x^2$", "○", "〇", "×", "△", "区", "豊島区", "131164", "13116",
]  # fmt: skip
_ATTRIBUTE = re.compile(r'="([^"]*)"')
_TAG = re.compile(r"<[^<>]*>")
_VALUES = [
    "", "0", "-1", "1", "2", "99999999999", "1e9", "NaN", "A1", "ZZZ9999999", "A1:XFD1048576", "XFD1048576", "A0", "1A",
    "s", "str", "inlineStr", "b", "e", "d", "n", "true", "rId1", "rId99", "xl/worksheets/sheet1.xml", "../../x",
    "http://127.0.0.1:9/x", "file:///dev/zero", "h:mm", "0%", "\u202e",
]  # fmt: skip
_MEMBERS = ("../x", "/x", "C:/x", "x/../../x", "試験.csv", "a" * 300, "x\x01", "\u202ex")
_SNIPPETS = [
    '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>', '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">', "&a;",
    "<![CDATA[x]]>", "<!-- x -->", "<?x y?>", "<x>", "</x>", "<f>1+1</f>", "<v>9</v>", '<c r="ZZZ1"><v>1</v></c>',
    '<row r="9999999"/>', "<si><t>x</t></si>", "<mergeCell ref=\"A1:B2\"/>", "_x0000_", "<a href='x'>y</a>", "<base href='http://['>",
]  # fmt: skip


def text(random: Random, seeds: list[str], longest: int = 200) -> str:
    """One of the seeds, or two joined, with a few places damaged; now and then one piece many times over."""
    found = random.choice(seeds)
    if random.random() < 0.1:
        found += random.choice(seeds)
    for _ in range(random.randint(1, 4)):
        at = random.randint(0, len(found))
        match random.randrange(6):
            case 0:
                found = found[:at] + random.choice(STRANGE) + found[at:]
            case 1:
                found = found[:at] + found[at + random.randint(1, 4) :]
            case 2:
                sign = chr(random.choice((random.randrange(0x110000), random.randrange(0x3100))))
                found = found[:at] + sign + found[at:]
            case 3:
                found = found[:at] + found[at : at + random.randint(1, 9)] * random.randint(2, 4) + found[at:]
            case 4:
                found = found[at:] + found[:at]
            case 5 if random.random() < 0.05:
                found = found[:at] + random.choice([*STRANGE, found[:20]]) * random.randint(1, longest) + found[at:]
    return found


def data(random: Random, seeds: list[bytes]) -> bytes:
    """Bytes with a few turned, cut, doubled or put in."""
    found = bytearray(random.choice(seeds))
    for _ in range(random.randint(1, 5)):
        at = random.randint(0, len(found))
        match random.randrange(6):
            case 0 if at < len(found):
                found[at] = random.randrange(256)
            case 1:
                del found[at : at + random.choice((1, 2, 30))]
            case 2:
                found[at:at] = random.choice(STRANGE).encode("utf-8", "surrogatepass")
            case 3:
                found[at:at] = found[at : at + 40]
            case 4:
                found[at:at] = random.randbytes(random.randint(1, 4))
            case 5 if random.random() < 0.2:
                del found[at:]
    return bytes(found)


def markup(random: Random, page: str) -> str:
    """A page or a part of a workbook with attributes, tags and texts damaged, its structure mostly whole."""
    for _ in range(random.randint(1, 4)):
        places = list((_ATTRIBUTE if random.random() < 0.5 else _TAG).finditer(page))
        if not places:
            return page + random.choice(_SNIPPETS)
        place = random.choice(places)
        match random.randrange(6):
            case 0 | 1 if place.re is _ATTRIBUTE:
                page = page[: place.start(1)] + random.choice([*_VALUES, *STRANGE]) + page[place.end(1) :]
            case 2:
                page = page[: place.start()] + page[place.end() :]
            case 3:
                page = page[: place.end()] + random.choice([*_SNIPPETS, *STRANGE]) + page[place.end() :]
            case 4:
                other = random.choice(places)
                page = page[: place.start()] + other[0] * random.choice((1, 2, 2, 300)) + page[place.end() :]
            case 5:
                first, last = sorted((place.start(), random.choice(places).start()))
                page = page[:first] + page[last:] if random.random() < 0.5 else page[:last] + page[first:]
    return page


def parts(random: Random, seed: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a workbook, one or two of them damaged, gone, or under another's name."""
    found = dict(seed)
    for name in random.sample(list(found), random.choice((1, 1, 1, 2))):
        match random.randrange(12):
            case 0:
                del found[name]
            case 1:
                found[name] = random.choice(list(seed.values()))
            case 2:
                found[name] = data(random, [found[name]])
            case 3:
                page = found[name].decode("utf-8", "replace")
                found[name] = page.encode(random.choice(("utf-16", "cp932", "utf-7")), "replace")
            case _:
                page = markup(random, found[name].decode("utf-8", "replace"))
                found[name] = page.encode("utf-8", "surrogatepass")
    return found


def zipped(random: Random, members: dict[str, bytes]) -> bytes:
    """A zip of these members, sometimes packed, named or flagged as none should be."""
    buffer = io.BytesIO()
    packing = random.choice((zipfile.ZIP_DEFLATED,) * 6 + (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = packing
            if random.random() < 0.01:
                member.external_attr = (stat.S_IFLNK | 0o777) << 16
            if random.random() < 0.01:
                member.filename = random.choice(_MEMBERS)
            archive.writestr(member, content)
    found = bytearray(buffer.getvalue())
    while random.random() < 0.15:
        # Somewhere in the directory at the end, where sizes, flags and places stand.
        at = random.randrange(max(0, len(found) - 80 * len(members) - 22), len(found))
        found[at] = random.choice((0, 1, 8, 0xFF, random.randrange(256)))
    return bytes(found)
