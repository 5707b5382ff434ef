"""The suite of ``record_connectors.py`` on every registered connector; and none without a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscurrent.connectors.base import Connector
from crosscurrent.connectors.records.connector import RecordConnector
from crosscurrent.connectors.registry import connector_named, connectors, recognise
from tests.conformance.fixtures import Fixture, all_fixtures
from tests.conformance.record_connectors import RecordConnectorSuite

FIXTURES = all_fixtures()


@pytest.fixture(params=FIXTURES, ids=lambda fixture: fixture.format_id)
def capture(request: pytest.FixtureRequest) -> Fixture:
    found: Fixture = request.param
    return found


@pytest.fixture
def connector(capture: Fixture) -> Connector:
    return connector_named(capture.connector)


class TestEveryRecordConnector(RecordConnectorSuite):
    """Every layout of every connector."""


def test_among_all_connectors_the_right_one_answers(capture: Fixture, tmp_path: Path) -> None:
    path = tmp_path / capture.file
    path.write_bytes(capture.make(6))
    connector, recognition = recognise(path, capture.options)
    assert (connector.name, recognition.format_id) == (capture.connector, capture.format_id)


def test_every_layout_has_a_fixture() -> None:
    have = {fixture.format_id for fixture in FIXTURES}
    layouts = {
        f"{connector.name}/{layout.name}"
        for connector in connectors()
        if isinstance(connector, RecordConnector)
        for layout in connector.layouts
    }
    assert layouts - have == set()
