"""What a reader finds in a PDF: its texts, lines and pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pypdfium2
from pypdf import PdfReader

from ledger.domain.summary import Summary


def squeezed(text: str) -> str:
    """The text without its white space, which line breaks and columns change."""
    return re.sub(r"\s+", "", text)


def page_texts(data: bytes) -> list[str]:
    """The text of each page in the order of writing."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def whole_text(data: bytes) -> str:
    """All text of the body, squeezed, with running heads and page numbers left out."""
    return squeezed("".join(page_texts(data)))


def second_reading(data: bytes) -> str:
    """The same by another reader, as a second witness."""
    document = pypdfium2.PdfDocument(data)
    return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def drawn_strings(data: bytes) -> list[str]:
    """Each string that is placed on a page by itself: the lines as they were broken."""
    found: list[str] = []

    def visit(text: str, *_: object) -> None:
        if text.strip():
            found.append(text.strip())

    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text(visitor_text=visit)
    return [line for text in found for line in text.split("\n") if line.strip()]


def dark_share(data: bytes, page: int, box: tuple[float, float, float, float]) -> float:
    """The share of dark points in a box (left, low, right, high) of a page, in points."""
    picture = pypdfium2.PdfDocument(data)[page].render(scale=2).to_pil().convert("L")
    left, low, right, high = (round(2 * number) for number in box)
    points = picture.crop((left, picture.height - high, right, picture.height - low)).tobytes()
    return float(sum(point < 128 for point in points) / len(points))


def texts_of(summary: Summary) -> Iterator[str]:
    """Every text of a summary that a paper has to show."""
    hidden = {"code_of_requirement", "channel", "status", "language"}
    yield from (text for name, text in _texts("summary", summary) if name not in hidden)


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(name, item)
    elif is_dataclass(value):
        for field in fields(value):
            code = field.name == "code" and not isinstance(value, Summary)
            inner = "code_of_requirement" if code else field.name
            yield from _texts(inner, getattr(value, field.name))
