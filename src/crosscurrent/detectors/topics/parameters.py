"""Parameters of a run, with the defaults that ``spec.toml`` states and sources."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from crosscurrent.errors import InputRefused, UsageRefused


class TopicParameterRefused(UsageRefused):
    """A parameter of the topics detector lies outside its range."""

    code = "E-TOPIC-001"

    @classmethod
    def out_of_range(cls, name: str, value: object, allowed: str) -> TopicParameterRefused:
        """Build the error for a value outside the allowed range."""
        return cls(f"{name} is {value}", where=f"parameter {name}", next_step=f"Use {allowed}.")


class TopicTableRefused(InputRefused):
    """A table handed to the topics detector lacks a column."""

    code = "E-TOPIC-002"

    @classmethod
    def columns(cls, table: str, missing: list[str]) -> TopicTableRefused:
        """Build the error for the columns that are missing."""
        return cls(
            f"the table of {table} lacks {', '.join(missing)}",
            where=f"table of {table}",
            next_step="Posts need post_uid, account_uid, platform, at, lang, text; what they share needs post_uid, why "
            "and object_id.",
        )


@dataclass(frozen=True, slots=True)
class Parameters:
    """How to group posts.

    Attributes:
        quiet_us: What is shared again after so long a rest is shared anew.
        commonest_share: What more than this share of the posts share says nothing.
        fewest_posts: Least posts of a topic.
        resolution: Larger values give smaller topics.
        terms: Top terms per topic.
        seed: Seed of the community detection.
    """

    quiet_us: int = 14 * 86_400_000_000
    commonest_share: float = 0.1
    fewest_posts: int = 5
    resolution: float = 0.5
    terms: int = 12
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse values outside their ranges.

        Raises:
            TopicParameterRefused: With the permitted range.
        """
        checks = {
            "quiet_us": (self.quiet_us > 0, "a positive duration"),
            "commonest_share": (0 < self.commonest_share <= 1, "a share above 0, up to 1"),
            "fewest_posts": (self.fewest_posts >= 2, "2, 3, 4 …"),
            "resolution": (self.resolution > 0, "a positive number"),
            "terms": (1 <= self.terms <= 100, "1 … 100"),
            "seed": (0 <= self.seed < 2**31, "0 … 2147483647"),
        }
        for name, (kept, allowed) in checks.items():
            if not kept:
                raise TopicParameterRefused.out_of_range(name, getattr(self, name), allowed)

    def as_record(self) -> dict[str, Any]:
        """Return the parameters for the method record."""
        return asdict(self)


@cache
def specification() -> dict[str, Any]:
    """Return the detector's ``spec.toml``."""
    text = resources.files("crosscurrent.detectors.topics").joinpath("spec.toml").read_text("utf-8")
    return tomllib.loads(text)
