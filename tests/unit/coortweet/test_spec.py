"""The specification, the command and the function say the same."""

from __future__ import annotations

import tomllib

from crosscurrent.cli.main import load_command
from crosscurrent.detectors.coortweet import network
from tests.sources import PACKAGE

SPEC = tomllib.loads((PACKAGE / "detectors" / "coortweet" / "spec.toml").read_text(encoding="utf-8"))


def test_defaults_are_those_of_coortweet_everywhere() -> None:
    specified = {parameter["flag"]: parameter["default"] for parameter in SPEC["parameters"]}
    command = load_command("compat").commands["coortweet"]
    offered = {option.opts[0]: option.default for option in command.params if option.opts[0] in specified}
    functions = (network.DEFAULT_TIME_WINDOW, network.DEFAULT_MIN_PARTICIPATION, network.DEFAULT_EDGE_WEIGHT)
    assert specified == offered == dict(zip(specified, functions, strict=True))
    assert functions == (10, 2, 0.5)


def test_columns_are_those_of_the_tables() -> None:
    assert SPEC["inputs"][0]["columns"] == network.EVENTS_SCHEMA.names
    assert SPEC["outputs"][0]["columns"] == network.EDGES_SCHEMA.names
