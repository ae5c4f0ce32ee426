"""The letters that papers are printed in: the built Chinese font, and an office's own fonts before it.

A voice is a style of letters (title, body, …). For each character it takes the first of its fonts that
has the glyph; a character that none has is printed as 〓, never as a blank.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFError

from exports import pdf_settings
from exports.embedding import embed
from exports.font_file import FontFile
from exports.font_program import FontProgram
from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_

MISSING_GLYPH = "〓"
_SOURCE_PACKAGE = "textflowkit_fonts"
_SOURCE_FILE = Path("fonts") / "NotoSansSC.ttf"
_COVERAGE = "coverage"
_FAMILY = "NotoSansSC"
_CUT_VERSION = "1"  # raised when the cut holds other characters, so that old caches are left alone
_log = logging.getLogger(__name__)


class FontsUnavailableError(LedgerError):
    """The Chinese font is not there or could not be built."""

    text = N_("打印所需的中文字体没有备好，请重新安装后运行 taizhang fonts build：%(reason)s")


class FontSlotUnusableError(LedgerError):
    """A font named in the configuration cannot be read, or has outlines that cannot be embedded."""

    text = N_("配置的字体 %(path)s 不能使用，请换用 TrueType 轮廓的 .ttf 或 .ttc 文件：%(reason)s")


@dataclass(frozen=True)
class FontSlots:
    """An office's own fonts, as paths; each is optional and is used before the built font."""

    title: Path | None = None
    """小标宋, for the title."""
    body: Path | None = None
    """仿宋, for running text."""
    kai: Path | None = None
    """楷体, for remarks and second headings."""
    hei: Path | None = None
    """黑体, for headings."""


class Face:
    """One font file: the number and the width of the glyph of each character."""

    def __init__(self, file: FontFile, resource: str) -> None:
        self.resource = resource
        """The name by which the pages of a document call it; the same in every document."""
        self._file = file
        self._program = FontProgram(file)
        self.glyph = file.glyph

    def width(self, character: str) -> float:
        """How wide a character is, in thousandths of the size."""
        return self._file.width(self.glyph(character))

    def embed(self, document: PDFDocument, characters: Iterable[str]) -> None:
        """Adds the font to a document, with the glyphs of these characters."""
        used = {character: self.glyph(character) for character in sorted(characters)}
        embed(document, self.resource, self._file, self._program, used)


@dataclass(frozen=True)
class Glyph:
    """How one character is printed: in which font, as which character, how wide."""

    face: Face
    character: str
    width: float
    missing: bool = False

    @property
    def number(self) -> str:
        """The number of the glyph in its font, in four hexadecimal digits."""
        return f"{self.face.glyph(self.character):04X}"


class _Glyphs(dict[str, Glyph]):
    """The glyph of each character, found when it is first asked for."""

    def __init__(self, find: Callable[[str], Glyph]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, character: str) -> Glyph:
        glyph = self._find(character)
        # Characters that no font has are not kept: there are a million of them.
        if not glyph.missing:
            self[character] = glyph
        return glyph


class _Widths(dict[str, float]):
    """The width of each character, in thousandths of the size."""

    def __init__(self, glyphs: _Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __missing__(self, character: str) -> float:
        glyph = self._glyphs[character]
        if not glyph.missing:
            self[character] = glyph.width
        return glyph.width


class _Numbers(dict[str, str]):
    """The number of each character's glyph in the first font; a KeyError for those it does not have."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, character: str) -> str:
        glyph = self._face.glyph(character)
        if not glyph:
            raise KeyError(character)
        number = self[character] = f"{glyph:04X}"
        return number


class Voice:
    """One style of letters: several fonts, of which the first that has a character prints it."""

    def __init__(self, faces: tuple[Face, ...], extend: Callable[[str], Face | None]) -> None:
        self._faces = faces
        self._extend = extend
        self.glyphs = _Glyphs(self._find)
        self.widths = _Widths(self.glyphs)
        self._numbers = _Numbers(faces[0])

    def width(self, text: str, size: float) -> float:
        """The width of a line of text in points."""
        return sum(map(self.widths.__getitem__, text)) * size / 1000

    def runs(self, text: str) -> list[tuple[str, str]]:
        """The text as pairs of a font's resource name and glyph numbers in hexadecimal digits."""
        try:
            return [(self._faces[0].resource, "".join(map(self._numbers.__getitem__, text)))]
        except KeyError:
            pairs = ((glyph.face.resource, glyph.number) for glyph in map(self.glyphs.__getitem__, text))
            return [(name, "".join(n for _, n in run)) for name, run in groupby(pairs, lambda pair: pair[0])]

    def _find(self, character: str) -> Glyph:
        for face in self._faces:
            if face.glyph(character):
                return Glyph(face, character, face.width(character))
        extension = self._extend(character)
        if extension is not None and extension.glyph(character):
            return Glyph(extension, character, extension.width(character))
        base = self._faces[-1]
        return Glyph(base, MISSING_GLYPH, base.width(MISSING_GLYPH), missing=True)


class Fonts:
    """The voices of the papers; may be used by several threads at once."""

    def __init__(self, folder: Path, source: Path, slots: FontSlots) -> None:
        self._folder = folder
        self._source = source
        self._faces: dict[Path, Face] = {}
        self._absent: set[str] = set()
        self._beyond: frozenset[str] | None = None
        self._building = threading.Lock()
        self.title = self._voice("Bold", slots.title)
        self.body = self._voice("Regular", slots.body)
        self.kai = self._voice("Regular", slots.kai)
        self.heading = self._voice("Bold", slots.hei)
        self.plain = self._voice("Regular", None)
        self.strong = self._voice("Bold", None)

    def voices(self) -> tuple[Voice, ...]:
        """All styles of letters there are."""
        return (self.title, self.body, self.kai, self.heading, self.plain, self.strong)

    def _voice(self, weight: str, slot: Path | None) -> Voice:
        base = self._built_face(weight)
        own = () if slot is None else (self._slot_face(slot),)
        return Voice((*own, base), lambda character: self._extension(weight, character))

    def _slot_face(self, path: Path) -> Face:
        try:
            return self._face(path, f"Own{len(self._faces)}")
        except (TTFError, OSError) as error:
            raise FontSlotUnusableError(path=path, reason=error) from error

    def _face(self, path: Path, resource: str, *, in_place: bool = False) -> Face:
        if path not in self._faces:
            self._faces[path] = Face(FontFile(path, in_place=in_place), resource)
        return self._faces[path]

    def _built_face(self, build: str) -> Face:
        """One of the built fonts, which are never written over."""
        return self._face(self._folder / f"{_FAMILY}-{build}.ttf", build, in_place=True)

    def _extension(self, weight: str, character: str) -> Face | None:
        """The font of the page of characters around this one, built when it is first needed."""
        build = f"{weight}-x{ord(character) >> 8:03X}"
        with self._building:
            if character not in self._covered_beyond() or build in self._absent:
                return None
            path = self._folder / f"{_FAMILY}-{build}.ttf"
            try:
                if not path.exists():
                    _run_builds(self._source, self._folder, [[build]])
                return self._built_face(build)
            except (FontsUnavailableError, OSError, TTFError) as error:
                _log.warning("no font for U+%04X: %s", ord(character), error)
                self._absent.add(build)
                return None

    def _covered_beyond(self) -> frozenset[str]:
        if self._beyond is None:
            text = (self._folder / f"{_COVERAGE}.txt").read_text(encoding="utf-8")
            self._beyond = frozenset(text)
        return self._beyond


def default_source() -> Path:
    """The variable font of the package that the project depends on."""
    spec = importlib.util.find_spec(_SOURCE_PACKAGE)
    if spec is None or spec.origin is None:
        raise FontsUnavailableError(reason=_SOURCE_PACKAGE)
    return Path(spec.origin).parent / _SOURCE_FILE


def build_fonts(cache: Path, source: Path | None = None) -> Path:
    """The folder of the built fonts, built first where something is missing (some seconds, once)."""
    source = source or default_source()
    folder = cache / f"{_digest(cache, source)[:24]}-{_CUT_VERSION}"
    wanted = {"Regular": "Regular.ttf", "Bold": "Bold.ttf"}
    missing = [[build] for build, end in wanted.items() if not (folder / f"{_FAMILY}-{end}").exists()]
    if not (folder / f"{_COVERAGE}.txt").exists():
        missing.append([_COVERAGE])
    if missing:
        _run_builds(source, folder, missing)
    return folder


def load_fonts(cache: Path, slots: FontSlots | None = None, source: Path | None = None) -> Fonts:
    """The fonts of the papers, from the cache folder; built first if they are not there yet."""
    pdf_settings.settle()
    source = source or default_source()
    return Fonts(build_fonts(cache, source), source, slots or FontSlots())


def _digest(cache: Path, source: Path) -> str:
    """The sha256 of the source, noted in the cache so that 18 MB are not read at every start."""
    try:
        stat = source.stat()
    except OSError as error:
        raise FontsUnavailableError(reason=error) from error
    note = cache / f"source-{stat.st_size}-{stat.st_mtime_ns}.sha256"
    try:
        noted = note.read_text(encoding="ascii")
    except OSError:
        noted = ""
    if len(noted) == 64:
        return noted
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        note.write_text(digest, encoding="ascii")
    except OSError:
        _log.info("the folder of the fonts cannot be written: %s", cache)
    return digest


def _run_builds(source: Path, folder: Path, builds: list[list[str]]) -> None:
    """Runs the builds beside each other, each in a process of its own (see exports.font_build)."""
    paths = [str(Path(__file__).parent.parent), *filter(None, sys.path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    start = [sys.executable, "-P", "-m", "exports.font_build", str(source), str(folder)]
    running = [
        subprocess.Popen([*start, *names], env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own module
        for names in builds
    ]
    faults = [process.communicate()[1] for process in running]
    for process, fault in zip(running, faults, strict=True):
        if process.returncode != 0:
            raise FontsUnavailableError(reason=fault.strip().rsplit("\n", 1)[-1])
