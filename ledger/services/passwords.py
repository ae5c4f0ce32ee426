"""Passwords: hashed by argon2, measured by zxcvbn, never kept or shown."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from ledger.domain.wording import N_, Sentence

SHORTEST, LONGEST = 10, 128
WEAKEST_ALLOWED = 3
"""On zxcvbn's scale of 0 to 4: safe against guessing at the speed of an online attack and well beyond."""
LONGEST_MEASURED = 72
"""zxcvbn refuses to look at more; what is longer is judged by its beginning."""

# No letters or digits that look alike: a one-time password is read aloud or copied by hand.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its own salt and settings in it."""
    return _hasher.hash(_normal(password))


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed; None takes as long as a real one and is never right."""
    try:
        right = _hasher.verify(password_hash or _nobodys_hash(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def password_fault(password: str, *, username: str, name: str = "") -> Sentence | None:
    """What keeps a new password from being taken, or None; there are no rules of composition."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        return Sentence(N_("密码至少 %(least)s 个字符，可以用几个词连成一句。"), {"least": SHORTEST})
    if len(normal) > LONGEST:
        return Sentence(N_("密码最多 %(most)s 个字符，请缩短。"), {"most": LONGEST})
    if username.lower() in normal.lower():
        return Sentence(N_("密码里请不要含有用户名。"))
    measured = zxcvbn(normal[:LONGEST_MEASURED], user_inputs=[username, name, "taizhang"])
    if measured["score"] < WEAKEST_ALLOWED:
        return Sentence(N_("这个密码太容易被猜到，请换一个：几个不相干的词连起来就很好。"))
    return None


def one_time_password() -> str:
    """A random password to be shown once and replaced: four groups of four, some 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _normal(password: str) -> str:
    # Full-width letters of an input method and composed accents are the same keys to whoever types them.
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))
