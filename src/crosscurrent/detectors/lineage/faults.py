"""What is wrong with a registry of tiers or a table of outlet names that was handed in."""

from __future__ import annotations

from crosscurrent.errors import InputRefused

_FORMAT = "The format is written at the head of {file} in crosscurrent/detectors/lineage."


class RegistryRefused(InputRefused):
    """A registry of account tiers cannot be used."""

    code = "E-LINEAGE-002"

    @classmethod
    def entry(cls, number: int, fault: str) -> RegistryRefused:
        """Build the error for one entry; its name stays out of the message."""
        return cls(fault, where=f"tier registry, entry {number}", next_step=_FORMAT.format(file="tiers.toml"))

    @classmethod
    def form(cls, fault: str) -> RegistryRefused:
        """Build the error for a file that is no registry."""
        return cls(fault, where="tier registry", next_step=_FORMAT.format(file="tiers.toml"))


class OutletsRefused(InputRefused):
    """A table of outlet names cannot be used."""

    code = "E-LINEAGE-003"

    @classmethod
    def entry(cls, number: int, fault: str) -> OutletsRefused:
        """Build the error for one entry."""
        return cls(fault, where=f"outlet names, entry {number}", next_step=_FORMAT.format(file="outlets.toml"))

    @classmethod
    def form(cls, fault: str) -> OutletsRefused:
        """Build the error for a file that is no table of outlets."""
        return cls(fault, where="outlet names", next_step=_FORMAT.format(file="outlets.toml"))
