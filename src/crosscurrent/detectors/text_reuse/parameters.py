"""Parameters of a run, with the defaults that ``spec.toml`` states and sources."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from crosscurrent.errors import UsageRefused


class TextParameterRefused(UsageRefused):
    """A parameter of the text comparison lies outside its range."""

    code = "E-DETECT-004"

    @classmethod
    def out_of_range(cls, name: str, value: object, allowed: str) -> TextParameterRefused:
        """Build the error for a value outside the allowed range."""
        return cls(f"{name} is {value}", where=f"parameter {name}", next_step=f"Use a value in {allowed}.")


_SHARES = (
    "copy_coverage", "excerpt_coverage", "boilerplate_texts", "boilerplate_share", "phrase_mixed", "phrase_bunched",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameters:
    """How to look for reused text.

    Attributes:
        min_weight: Least a text must say to be compared, in letters; a Han character is worth 2.5.
        copy_coverage: Both texts must be found in the other to this share to be copies.
        excerpt_coverage: One text must be found in the other to this share to be an excerpt.
        min_shared: Least the shared passages of an excerpt must say, in letters.
        max_chars: Longer texts are compared on so many first characters.
        all_pairs: A shingle held by more texts pairs each only with the first ones and those just before it.
        hubs: How many first and just preceding texts those are.
        boilerplate_texts: Shingles held by at least this share of the texts may be boilerplate.
        boilerplate_least: … but never shingles held by fewer texts.
        boilerplate_share: … and are, if they and what is as frequent make up less of their texts on average.
        phrase_mixed: … or if other frequent phrases that come and go make up at least this share of their texts,
        phrase_bunched: and no tenth of the capture holds more than this share of them.
    """

    min_weight: float = 20.0
    copy_coverage: float = 0.7
    excerpt_coverage: float = 0.5
    min_shared: float = 20.0
    max_chars: int = 100_000
    all_pairs: int = 64
    hubs: int = 4
    boilerplate_texts: float = 0.001
    boilerplate_least: int = 50
    boilerplate_share: float = 0.3
    phrase_mixed: float = 0.2
    phrase_bunched: float = 0.25

    def __post_init__(self) -> None:
        """Refuse values outside their ranges.

        Raises:
            TextParameterRefused: With the permitted range.
        """
        for name in _SHARES:
            if not 0 < getattr(self, name) <= 1:
                raise TextParameterRefused.out_of_range(name, getattr(self, name), "0 … 1, without 0")
        if self.copy_coverage < self.excerpt_coverage:
            raise TextParameterRefused.out_of_range("copy_coverage", self.copy_coverage, "excerpt_coverage … 1")
        for name in ("min_weight", "min_shared"):
            if not getattr(self, name) >= 10:
                raise TextParameterRefused.out_of_range(name, getattr(self, name), "10 and more")
        for name, least in (("max_chars", 1_000), ("all_pairs", 2), ("hubs", 1), ("boilerplate_least", 2)):
            if getattr(self, name) < least:
                raise TextParameterRefused.out_of_range(name, getattr(self, name), f"{least} and more")

    def as_record(self) -> dict[str, Any]:
        """Return the parameters for the method record."""
        return asdict(self)


@cache
def specification() -> dict[str, Any]:
    """Return the detector's ``spec.toml``."""
    text = resources.files("crosscurrent.detectors.text_reuse").joinpath("spec.toml").read_text("utf-8")
    return tomllib.loads(text)
