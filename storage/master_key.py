"""The master key: 32 bytes that wrap every other key; from the environment or a file, never from the database."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.dialects import read_url


class MasterKeyProblem(Exception):
    """The master key is missing or unusable. The message says what to do and never shows the key."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The key that wraps the others; shown nowhere."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> MasterKey:
        """A fresh random master key."""
        return cls(os.urandom(32))

    @classmethod
    def read(cls, text: str) -> MasterKey:
        """Read 32 bytes written as 64 hexadecimal digits or as base64.

        Raises:
            MasterKeyProblem: when the text is neither.
        """
        text = text.strip()
        try:
            secret = bytes.fromhex(text) if len(text) == 64 else base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (ValueError, binascii.Error):
            secret = b""
        if len(secret) != 32:
            raise MasterKeyProblem(
                "The key is not 32 bytes in hexadecimal or base64; make one with: openssl rand -hex 32"
            )
        return cls(secret)

    @classmethod
    def find(cls, value: str | None, file: Path | None, database_url: str) -> MasterKey:
        """Take the key from `value`, else from `file`, else from `undersigned.key` beside the SQLite file.

        A missing `undersigned.key` is made (readable by its owner only) while the SQLite file is new as well.

        Args:
            value: What UNDERSIGNED_KEY holds.
            file: What UNDERSIGNED_KEY_FILE names.
            database_url: DATABASE_URL; for anything but SQLite a key must be given.

        Raises:
            MasterKeyProblem: when there is none, or it can't be read.
            UnknownDatabase: when DATABASE_URL is unusable.
        """
        if value:
            return cls.read(value)
        if file is not None:
            return cls._from_file(file)
        url = read_url(database_url)
        if url.get_backend_name() != "sqlite":
            raise MasterKeyProblem(
                "PostgreSQL needs UNDERSIGNED_KEY or UNDERSIGNED_KEY_FILE; make a key with: openssl rand -hex 32"
            )
        database = Path(str(url.database))
        beside = database.with_name("undersigned.key")
        if beside.exists():
            return cls._from_file(beside)
        if database.exists() and database.stat().st_size:
            raise MasterKeyProblem(
                f"{beside.absolute()} is missing beside {database.name}: bring it back from your copy of it."
            )
        return cls._made(beside)

    @classmethod
    def _from_file(cls, file: Path) -> MasterKey:
        try:
            return cls.read(file.read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError):
            raise MasterKeyProblem(f"The key file {file.absolute()} can't be read.") from None

    @classmethod
    def _made(cls, file: Path) -> MasterKey:
        key = cls.new()
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls._from_file(file)
        except OSError:
            raise MasterKeyProblem(
                f"The key file {file.absolute()} can't be made: is its folder there and writable?"
            ) from None
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(key.secret.hex() + "\n")
            out.flush()
            os.fsync(out.fileno())
        return key

    def wrapping_key(self) -> bytes:
        """The key that wraps; derived (HKDF-SHA-256, RFC 5869), so that the master itself encrypts nothing."""
        return HKDF(SHA256(), 32, salt=None, info=b"undersigned wrapping 1").derive(self.secret)
