"""Parameters and target of a run, with the defaults that ``spec.toml`` states and sources."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from crosscurrent.errors import UsageRefused
from crosscurrent.model.stance import PUBLIC_ROLES


class StanceParameterRefused(UsageRefused):
    """A parameter of the stance detector lies outside its range."""

    code = "E-STANCE-002"

    @classmethod
    def out_of_range(cls, name: str, value: object, allowed: str) -> StanceParameterRefused:
        """Build the error for a value outside the allowed range."""
        return cls(f"{name} is {value}", where=f"parameter {name}", next_step=f"Use {allowed}.")


class TargetRefused(UsageRefused):
    """The target was not declared to stand in a public role; private persons are not studied."""

    code = "E-STANCE-003"

    @classmethod
    def role(cls, role: str) -> TargetRefused:
        """Build the error for a role that is not public."""
        return cls(
            f"{role[:40]!r} is not a public role" if role.strip() else "no public role was declared",
            where="target",
            next_step="The stance of posts is studied towards public roles only, never towards private persons. "
            f"Declare one with --role: {', '.join(PUBLIC_ROLES)}.",
        )

    @classmethod
    def nameless(cls) -> TargetRefused:
        """Build the error for a target without a name."""
        return cls("the target has no name", where="target", next_step="Say what the posts are about: --target NAME.")

    @classmethod
    def unreadable(cls, number: int) -> TargetRefused:
        """Build the error for a name without a letter or digit, which no text can be searched for."""
        return cls(
            "a name of the target has no letter and no digit",
            where=f"name {number} of the target and its aliases",
            next_step="Give names as they stand in posts, for example --target 'Harbour Party' --alias 海港党.",
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Whom or what the posts are about.

    Attributes:
        name: As raters read it.
        role: One of :data:`crosscurrent.model.stance.PUBLIC_ROLES`, declared by the analyst.
    """

    name: str
    role: str

    def __post_init__(self) -> None:
        """Refuse what has no public role.

        Raises:
            TargetRefused: With the roles there are.
        """
        if not self.name.strip():
            raise TargetRefused.nameless()
        if self.role not in PUBLIC_ROLES:
            raise TargetRefused.role(self.role)


@dataclass(frozen=True, slots=True)
class Parameters:
    """How to look for phases.

    Attributes:
        scale: Labels are whole numbers from -scale to scale.
        least_kappa: Raters must agree so far before a contrast is claimed.
        fewest_shared: On so many posts that both have labelled.
        fewest_in_phase: Least posts of a phase.
        penalty: Price of a change, in ln(posts).
        alpha: Level of the permutation test and of the intervals.
        permutations: Shuffles; the smallest p is 1 / (permutations + 1).
        seed: Seed of the shuffles and of the sample.
        boundaries_us: Begins of phases fixed beforehand; ``None``: found in the sequence.
    """

    scale: int = 1
    least_kappa: float = 0.6
    fewest_shared: int = 50
    fewest_in_phase: int = 8
    penalty: float = 3.0
    alpha: float = 0.05
    permutations: int = 1999
    seed: int = 1
    boundaries_us: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse values outside their ranges.

        Raises:
            StanceParameterRefused: With the permitted range.
        """
        fixed = self.boundaries_us
        checks = {
            "scale": (1 <= self.scale <= 5, "1 … 5"),
            "least_kappa": (0 < self.least_kappa < 1, "a value in the open interval 0 … 1"),
            "fewest_shared": (self.fewest_shared >= 10, "10, 11, 12 …"),
            "fewest_in_phase": (self.fewest_in_phase >= 2, "2, 3, 4 …"),
            "penalty": (self.penalty > 0, "a positive number"),
            "alpha": (0 < self.alpha < 1, "a value in the open interval 0 … 1"),
            "permutations": (self.permutations >= 999, "999, 1000, 1001 …"),
            "seed": (0 <= self.seed < 2**31, "0 … 2147483647"),
            "boundaries_us": (fixed is None or list(fixed) == sorted(set(fixed)), "ascending times"),
        }
        for name, (kept, allowed) in checks.items():
            if not kept:
                raise StanceParameterRefused.out_of_range(name, getattr(self, name), allowed)

    def as_record(self) -> dict[str, Any]:
        """Return the parameters for the method record."""
        fixed = None if self.boundaries_us is None else list(self.boundaries_us)
        return {**asdict(self), "boundaries_us": fixed}


@cache
def specification() -> dict[str, Any]:
    """Return the detector's ``spec.toml``."""
    text = resources.files("crosscurrent.detectors.stance").joinpath("spec.toml").read_text("utf-8")
    return tomllib.loads(text)
