"""Progress speaks on standard error only, and only to somebody who is there."""

from __future__ import annotations

import io

import pytest

from crosscurrent.cli import progress as cli_progress
from crosscurrent.cli.progress import TerminalProgress, amount_in_words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """Return a function that lets the time pass for progress."""
    now = [0.0]
    monkeypatch.setattr(cli_progress.time, "monotonic", lambda: now[0])

    def passes(seconds: float) -> None:
        now[0] += seconds

    return passes


def test_outside_a_terminal_only_long_stages_get_a_line(clock) -> None:
    words = io.StringIO()
    with TerminalProgress(words) as progress:
        progress.start("recognising")
        clock(1.9)
        progress.finish()
        progress.start("reading", total=5_000_000)
        progress.advance(3_000_000)
        progress.advance(2_000_000)
        clock(7.2)
    # The last stage was not finished by its workflow: leaving the block does.
    assert words.getvalue() == "reading: 7 s, 5,000,000 rows\n"


def test_a_stage_that_failed_is_not_called_finished(clock) -> None:
    words = io.StringIO()
    shown = TerminalProgress(words)
    progress = shown.__enter__()
    progress.start("reading")
    clock(60)
    shown.__exit__(ValueError, ValueError("bad"), None)
    assert words.getvalue() == ""


def test_a_terminal_gets_a_bar_with_amount_and_total(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    with TerminalProgress(terminal) as progress:
        progress.start("sealing [files]", total=2_000_000, unit="bytes")
        progress.advance(1_500_000)
        progress.finish()
    assert "sealing [files]" in terminal.getvalue()
    assert "1.5 MB of 2.0 MB" in terminal.getvalue()


def test_a_terminal_that_cannot_move_its_cursor_gets_lines(monkeypatch: pytest.MonkeyPatch, clock) -> None:
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    with TerminalProgress(terminal) as progress:
        progress.start("sealing", unit="bytes")
        progress.advance(4_000_000)
        clock(3)
    assert terminal.getvalue() == "sealing: 3 s, 4.0 MB\n"


def test_quiet_is_quiet_even_in_a_terminal() -> None:
    terminal = Terminal()
    with TerminalProgress(terminal, quiet=True) as progress:
        progress.start("sealing")
        progress.advance()
        progress.finish()
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (2.5e9, "2.5 GB"), (7e12, "7.0 TB")]
)
def test_bytes_are_shown_as_people_read_them(count: float, words: str) -> None:
    assert amount_in_words(count, "bytes") == words
