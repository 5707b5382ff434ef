"""Check that everything crosscurrent is installed with carries a permissive licence.

What users run with must be permissive. Tools that only developers run may also be MPL-2.0: nothing of them is
distributed. GPL, LGPL and AGPL are refused in both.

Usage:
    python tools/check_licences.py --run requirements/run.txt --development requirements/dev.txt [--web LOCK]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

#: SPDX names that may be shipped to users.
PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD",  # what "License :: OSI Approved :: BSD License" says: two or three clauses, both permissive
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    }
)
#: May be used to develop, and in optional extras; not part of what everyone runs: file-level copyleft, old licences.
DEVELOPMENT_ONLY = frozenset({"CNRI-Python", "MPL-1.1", "MPL-2.0"})

#: Other spellings of these names, as found in classifiers and licence fields.
SPELLINGS = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
}

_STRUCTURE = ("AND", "OR", "(", ")")

#: Packages whose metadata do not say: name -> (licence, where it was read). Empty is the normal state.
OVERRIDES: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """One package that may not be there.

    Attributes:
        package: Name and version.
        reason: What is wrong with it.
    """

    package: str
    reason: str


def licence_of(package: Distribution) -> str | None:
    """Return what a package says its licence is, as an SPDX expression where the spelling is known.

    The licence expression is believed first, then the classifiers (all of them hold), then a short licence field, then
    :data:`OVERRIDES`.
    """
    metadata = package.metadata
    expression = metadata.get("License-Expression")
    if expression:
        return expression
    classified = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License :: ")
    ]
    named = [name for name in classified if name != "OSI Approved"]
    if named:
        return " AND ".join(_spelled(name) for name in named)
    field = metadata.get("License") or ""
    if field and "\n" not in field and len(field) < 80:
        return _spelled(field)
    return OVERRIDES.get(canonicalize_name(package.name), (None, ""))[0]


def _spelled(name: str) -> str:
    return SPELLINGS.get(name.strip().lower(), name.strip())


def allows(expression: str, allowed: frozenset[str]) -> bool:
    """Say whether an SPDX expression can be satisfied with allowed licences only.

    Args:
        expression: ``MIT``, ``MIT OR GPL-2.0-only``, ``BSD-3-Clause AND (MIT OR Zlib)`` …; AND binds tighter than OR.
        allowed: SPDX names; ``X WITH Y`` is a name of its own.
    """
    words: list[str] = []
    for part in re.findall(r"\(|\)|[^()\s]+", expression):
        if part.upper() in _STRUCTURE:
            words.append(part.upper())
        elif words and words[-1] not in _STRUCTURE:
            words[-1] += f" {part}"  # WITH and its exception, or a name of several words
        else:
            words.append(part)
    holds, rest = _either(words, allowed)
    return holds and not rest


def _either(words: list[str], allowed: frozenset[str]) -> tuple[bool, list[str]]:
    holds, rest = _both(words, allowed)
    while rest[:1] == ["OR"]:
        other, rest = _both(rest[1:], allowed)
        holds = holds or other
    return holds, rest


def _both(words: list[str], allowed: frozenset[str]) -> tuple[bool, list[str]]:
    holds, rest = _one(words, allowed)
    while rest[:1] == ["AND"]:
        other, rest = _one(rest[1:], allowed)
        holds = holds and other
    return holds, rest


def _one(words: list[str], allowed: frozenset[str]) -> tuple[bool, list[str]]:
    if not words:
        return False, []
    if words[0] == "(":
        holds, rest = _either(words[1:], allowed)
        return holds and rest[:1] == [")"], rest[1:]
    return words[0] in allowed, words[1:]


def locked(requirements: Path) -> Iterator[Requirement]:
    """Yield the pinned packages of a hash-locked file that apply to this interpreter and system."""
    for line in requirements.read_text(encoding="utf-8").splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            wanted = Requirement(line.rstrip("\\ "))
            if wanted.marker is None or wanted.marker.evaluate():
                yield wanted


def faults_of(requirements: Path, allowed: frozenset[str], installed: dict[str, Distribution]) -> list[Fault]:
    """Check every package of a locked file: installed, in the locked version, under an allowed licence."""
    faults = []
    for wanted in locked(requirements):
        package = installed.get(canonicalize_name(wanted.name))
        if package is None or package.version not in wanted.specifier:
            faults.append(
                Fault(str(wanted), f"{requirements.name} locks it, the environment has something else or nothing")
            )
            continue
        name, licence = f"{package.name} {package.version}", licence_of(package)
        if licence is None:
            faults.append(Fault(name, "says nothing about its licence; read it and add it to OVERRIDES with the place"))
        elif not allows(licence, allowed):
            faults.append(Fault(name, f"licence {licence!r} is not on the list"))
    return faults


def web_faults(lock: Path) -> list[Fault]:
    """Check every package of an npm lock file; those marked ``dev`` may also be MPL-2.0."""
    faults = []
    for place, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        allowed = PERMISSIVE | DEVELOPMENT_ONLY if package.get("dev") else PERMISSIVE
        licence = package.get("license")
        if place and (licence is None or not allows(licence, allowed)):
            faults.append(Fault(place, f"licence {licence!r} is not on the list"))
    return faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line per fault; return 1 if there is any."""
    parser = argparse.ArgumentParser(description="Check the licences of locked packages.")
    parser.add_argument("--run", type=Path, action="append", default=[], help="locked file of what users install")
    parser.add_argument(
        "--development", type=Path, action="append", default=[], help="locked file of development tools"
    )
    parser.add_argument("--web", type=Path, action="append", default=[], help="npm lock file")
    chosen = parser.parse_args(arguments)
    installed = {canonicalize_name(package.name): package for package in distributions()}
    faults = [fault for path in chosen.run for fault in faults_of(path, PERMISSIVE, installed)]
    shipped = {wanted.name for path in chosen.run for wanted in locked(path)}
    for path in chosen.development:
        faults += faults_of(path, PERMISSIVE | DEVELOPMENT_ONLY, installed)
        shipped |= {wanted.name for wanted in locked(path)}
    faults += [fault for path in chosen.web for fault in web_faults(path)]
    for fault in faults:
        sys.stderr.write(f"{fault.package}: {fault.reason}\n")
    sys.stdout.write(f"licences: {len(shipped)} Python packages checked, {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
