"""Parameters of a run, with the defaults that ``spec.toml`` states and sources."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from crosscurrent.errors import UsageRefused


class ParameterRefused(UsageRefused):
    """A parameter lies outside its range."""

    code = "E-DETECT-001"

    @classmethod
    def out_of_range(cls, name: str, value: object, allowed: str) -> ParameterRefused:
        """Build the error for a value outside the allowed range."""
        return cls(f"{name} is {value}", where=f"parameter {name}", next_step=f"Use a value in {allowed}.")


@dataclass(frozen=True, slots=True)
class Parameters:
    """How to look for coordination.

    Attributes:
        windows_us: Windows, µs, ascending; both ends count as inside.
        min_objects: Fewest distinct objects two accounts must co-act on to be tested.
        fdr: Share of false pairs tolerated among those called significant (Benjamini-Hochberg q).
        screen: q at which pairs may seed a group; groups are then tested at ``fdr``.
        min_group: Fewest accounts of a group.
        seed: Seed of everything random.
        all_pairs: Also keep pairs that no test makes interesting.
        reaction_s: People need at least this long, at the median, to react to a trigger, seconds.
        reaction_log_sd: Narrowest spread of people's reactions to one trigger (SD of the log delay).
        group_runs: Simulated runs for the group tests; the smallest p is 1 / (runs + 1).
        partition_events: Events per partition.
    """

    windows_us: tuple[int, ...] = (10_000_000, 60_000_000, 300_000_000, 3_600_000_000)
    min_objects: int = 2
    fdr: float = 0.001
    screen: float = 0.2
    min_group: int = 3
    seed: int = 1
    all_pairs: bool = False
    reaction_s: float = 30.0
    reaction_log_sd: float = 0.5
    group_runs: int = 1999
    partition_events: int = 500_000

    def __post_init__(self) -> None:
        """Refuse values outside their ranges.

        Raises:
            ParameterRefused: With the permitted range.
        """
        if not self.windows_us or min(self.windows_us) <= 0 or list(self.windows_us) != sorted(set(self.windows_us)):
            raise ParameterRefused.out_of_range("windows", self.windows_us, "distinct positive durations")
        if self.min_objects < 1:
            raise ParameterRefused.out_of_range("min_objects", self.min_objects, "1, 2, 3 …")
        for name in ("fdr", "screen"):
            if not 0 < getattr(self, name) < 1:
                raise ParameterRefused.out_of_range(name, getattr(self, name), "the open interval 0 … 1")
        if self.min_group < 3:
            raise ParameterRefused.out_of_range("min_group", self.min_group, "3, 4, 5 …")
        if self.group_runs < 999:
            raise ParameterRefused.out_of_range("group_runs", self.group_runs, "999, 1000, 1001 …")
        for name in ("reaction_s", "reaction_log_sd"):
            if not getattr(self, name) > 0:
                raise ParameterRefused.out_of_range(name, getattr(self, name), "the positive numbers")
        if not 0 <= self.seed < 2**31:
            raise ParameterRefused.out_of_range("seed", self.seed, "0 … 2147483647")

    def as_record(self) -> dict[str, Any]:
        """Return the parameters for the method record."""
        return {**asdict(self), "windows_us": list(self.windows_us)}


@cache
def specification() -> dict[str, Any]:
    """Return the detector's ``spec.toml``."""
    text = resources.files("crosscurrent.detectors.coordination").joinpath("spec.toml").read_text("utf-8")
    return tomllib.loads(text)
