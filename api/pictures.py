"""The petitions' pictures: taken over at import into a folder beside the database, shown on the petition's page."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakValueDictionary

from conversations.petition import Petition

#: In bytes; a page that people open in the street must stay small.
LARGEST = 3 * 1024 * 1024
#: Bytes that are sent at once.
_PIECE = 64 * 1024

#: First bytes of the formats that every browser shows and that hold no programs.
_FORMATS: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"\xff\xd8\xff"), "jpg", "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png", "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp", "image/webp"),
)


class PictureRefused(Exception):
    """A petition's picture can't be taken over; the text says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was taken over."""

    path: Path
    media_type: str


class Content:
    """The bytes of a picture."""

    __slots__ = ("__weakref__", "whole")

    def __init__(self, whole: bytes) -> None:
        """Args: all of it."""
        self.whole = whole

    async def pieces(self) -> AsyncIterator[bytes]:
        """The picture bit by bit: of what a visitor does not read, only a piece waits for each."""
        for at in range(0, len(self.whole), _PIECE):
            yield self.whole[at : at + _PIECE]


class Contents:
    """The bytes of the pictures that are just being sent: one copy, and no open file, to however many visitors.

    Each visitor's own file would be one that a message can't have, since a process may have only so many.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._held: WeakValueDictionary[tuple[Path, int, int], Content] = WeakValueDictionary()
        self._reading = asyncio.Lock()

    async def of(self, picture: Picture, state: os.stat_result) -> Content:
        """The bytes of a picture whose file was seen as `state`.

        Raises:
            OSError: when it can't be read.
        """
        key = (picture.path, state.st_mtime_ns, state.st_size)
        async with self._reading:
            content = self._held.get(key)
            if content is None:
                content = Content(await asyncio.to_thread(picture.path.read_bytes))
                self._held[key] = content
        return content


class Pictures:
    """The folder of pictures of one installation."""

    def __init__(self, folder: Path | None) -> None:
        """Args: the folder, made when first needed; None where there is no place for pictures."""
        self.folder = folder
        self.contents = Contents()

    @classmethod
    def beside(cls, database: Path | None) -> Pictures:
        """The folder `pictures` beside an SQLite file; None where the database is none."""
        return cls(database.with_name("pictures") if database else None)

    def take(self, petition: Petition, source: Path) -> None:
        """Copy `petition`'s picture, which its file names beside itself in the folder `source`.

        Raises:
            PictureRefused: when it is missing, too large, or neither JPEG, PNG nor WebP.
        """
        if petition.image is None:
            return
        name = petition.image.file
        if self.folder is None:
            raise PictureRefused("image.file: pictures are kept beside an SQLite file only")
        if Path(name).name != name:
            raise PictureRefused(f"image.file: {name} must lie beside the petition file")
        try:
            with (source / name).open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError:
            raise PictureRefused(f"image.file: {name} is not beside the petition file") from None
        if len(content) > LARGEST:
            raise PictureRefused(f"image.file: {name} is larger than {LARGEST // 1024 // 1024} MB")
        ending = next((ending for start, ending, _ in _FORMATS if start.match(content)), None)
        if ending is None:
            raise PictureRefused(f"image.file: {name} is neither JPEG, PNG nor WebP")
        self.folder.mkdir(exist_ok=True)
        kept = self.folder / f"{_stem(petition)}.{ending}"
        # Whoever opens the page meanwhile gets the old picture or the new one, whole.
        coming = kept.with_suffix(".new")
        coming.write_bytes(content)
        coming.replace(kept)
        for old in self.folder.glob(f"{_stem(petition)}.*"):
            if old != kept:
                old.unlink()

    def kept_for(self, petition: Petition) -> Picture | None:
        """The picture of `petition`, None when it has none or it was not taken over."""
        if petition.image is None or self.folder is None:
            return None
        for _start, ending, media_type in _FORMATS:
            path = self.folder / f"{_stem(petition)}.{ending}"
            if path.is_file():
                return Picture(path, media_type)
        return None


def _stem(petition: Petition) -> str:
    """The slug, and a mark of the file's name so that a new picture gets a new address."""
    name = petition.image.file if petition.image else ""
    return f"{petition.slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
