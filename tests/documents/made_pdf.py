"""PDFs made byte by byte: good ones, and such as nobody would make without meaning harm."""

import zlib
from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfReader, PdfWriter

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
PICTURE = b"q 595 0 0 842 0 0 cm /I Do Q"  # what a scan draws on each page


PASSWORD = "geheim ü"


def locked_pdf(path: Path, *pages: Sequence[str]) -> Path:
    """Opens with PASSWORD."""
    writer = PdfWriter(PdfReader(pdf(path.with_suffix(".open.pdf"), *pages)))
    writer.encrypt(PASSWORD, "owner", algorithm="RC4-128")
    writer.write(path)
    return path


def pdf(
    path: Path, *pages: Sequence[str] | bytes, labels: bytes = b"", outline: Sequence[tuple[str, int]] = ()
) -> Path:
    """Each page its lines, or what is drawn on it."""
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Outlines %d 0 R%s>>" % (first + 2 * len(pages), labels),
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids),
        FONT,
        stream(zlib.compress(bytes(100)), b"/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8"
               b"/ColorSpace/DeviceGray/Filter/FlateDecode"),
        b"<</Title(A made document)>>",
    ]  # fmt: skip
    for number, page in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>" % (first + 1 + 2 * number)
        )
        objects.append(stream(page if isinstance(page, bytes) else drawn(page)))
    root, count = len(objects) + 1, len(outline)
    objects.append(
        b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (root + 1, root + count, count)
        if count
        else b"<<>>"
    )
    for number, (title, page_number) in enumerate(outline, 1):
        following = b"/Next %d 0 R" % (root + number + 1) if number < count else b""
        objects.append(b"<</Title(%s)/Parent %d 0 R/Dest[%d 0 R /Fit]%s>>"
                       % (title.encode(), root, first + 2 * (page_number - 1), following))  # fmt: skip
    return written(path, objects, b"/Info 5 0 R")


def drawn(lines: Sequence[str], top: int = 800) -> bytes:
    texts = b"".join(
        b"(" + line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj T*\n"
        for line in lines
    )
    return b"BT /F 10 Tf 14 TL 40 %d Td\n" % top + texts + b"ET"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n" % (extra, len(data)) + data + b"\nendstream"


def written(path: Path, objects: Sequence[bytes], trailer: bytes = b"") -> Path:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        trailer,
        out.index(b"xref\n"),
    )
    path.write_bytes(out)
    return path


def form(path: Path, question: str, answer: str) -> Path:
    """One line, and a field beside it that was filled in; what it looks like is left to who reads it."""
    fields = b"/AcroForm<</Fields[6 0 R]/DR<</Font<</F 3 0 R>>>>/DA(/F 10 Tf 0 g)/NeedAppearances true>>"
    return written(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % fields,
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            FONT,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Annots[6 0 R]"
            b"/Resources<</Font<</F 3 0 R>>>>>>",
            stream(drawn([question])),
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(%s)/Rect[200 780 400 800]/F 4"
            b"/DA(/F 10 Tf 0 g)/P 4 0 R>>" % answer.encode(),
        ],
    )


def bomb(path: Path, times: int) -> Path:
    """Two good pages; then one whose few bytes become many commands."""
    many = zlib.compress(b"BT /F 1 Tf (aaaaaaaaaaaaaaaaaaaa) Tj ET\n" * times, 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    good = stream(drawn(["A good page."]))
    return written(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 4/Kids[4 0 R 4 0 R 4 0 R 5 0 R]>>",
            FONT,
            page % 6,
            page % 7,
            good,
            stream(many, b"/Filter/FlateDecode"),
        ],
    )


def loop(path: Path) -> Path:
    """Its tree of pages has itself as a leaf."""
    return written(path, [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])
