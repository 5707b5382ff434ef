"""Parameters of a run, with the defaults that ``spec.toml`` states and sources."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from crosscurrent.errors import UsageRefused

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
WEEK_US = 7 * DAY_US


class TimingParameterRefused(UsageRefused):
    """A parameter of the timing detector lies outside its range."""

    code = "E-TIMING-002"

    @classmethod
    def out_of_range(cls, name: str, value: object, allowed: str) -> TimingParameterRefused:
        """Build the error for a value outside the allowed range."""
        return cls(f"{name} is {value}", where=f"parameter {name}", next_step=f"Use {allowed}.")


@dataclass(frozen=True, slots=True)
class Parameters:
    """How to look for bursts and what they follow.

    Attributes:
        horizons_us: A burst follows an event when it begins so soon after it; each is tried, and corrected for.
        reaction_us: A reaction to a trigger is counted for so long.
        before_us: And held against so long before it.
        penalty: Price of a change point, in ln(bins).
        lift: Least rise that is called a burst or a reaction.
        fewest_posts: Least posts of a burst or a reaction.
        fewest_in_series: Series with fewer posts are not read.
        alpha: Level of the tests.
        reaction_alpha: Level at which one trigger counts as answered.
        coarse_share: Share of posts that may be known less precisely than the bins.
        observed_us: Begin and end of the captured period; ``None``: first to last time.
    """

    horizons_us: tuple[int, ...] = (6 * HOUR_US, DAY_US, 3 * DAY_US)
    reaction_us: int = 3 * DAY_US
    before_us: int = 2 * WEEK_US
    penalty: float = 2.0
    lift: float = 2.0
    fewest_posts: int = 5
    fewest_in_series: int = 20
    alpha: float = 0.05
    reaction_alpha: float = 0.01
    coarse_share: float = 0.05
    observed_us: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse values outside their ranges.

        Raises:
            TimingParameterRefused: With the permitted range.
        """
        horizons = self.horizons_us
        checks = {
            "horizons_us": (bool(horizons) and min(horizons) > 0 and len(set(horizons)) == len(horizons),
                            "distinct positive durations"),
            "reaction_us": (self.reaction_us > 0, "a positive duration"),
            "before_us": (self.before_us >= WEEK_US, "a week or more"),
            "penalty": (self.penalty > 0, "a positive number"),
            "lift": (self.lift > 1, "a number above 1"),
            "fewest_posts": (self.fewest_posts >= 1, "1, 2, 3 …"),
            "fewest_in_series": (self.fewest_in_series >= 1, "1, 2, 3 …"),
            "alpha": (0 < self.alpha < 1, "a value in the open interval 0 … 1"),
            "reaction_alpha": (0 < self.reaction_alpha < 1, "a value in the open interval 0 … 1"),
            "coarse_share": (0 <= self.coarse_share <= 0.5, "a share from 0 to 0.5"),
            "observed_us": (self.observed_us is None or self.observed_us[0] < self.observed_us[1],
                            "a begin before the end"),
        }  # fmt: skip
        for name, (kept, allowed) in checks.items():
            if not kept:
                raise TimingParameterRefused.out_of_range(name, getattr(self, name), allowed)

    def as_record(self) -> dict[str, Any]:
        """Return the parameters for the method record."""
        observed = None if self.observed_us is None else list(self.observed_us)
        return {**asdict(self), "horizons_us": list(self.horizons_us), "observed_us": observed}


@cache
def specification() -> dict[str, Any]:
    """Return the detector's ``spec.toml``."""
    text = resources.files("crosscurrent.detectors.timing").joinpath("spec.toml").read_text("utf-8")
    return tomllib.loads(text)
