"""The ``crosscurrent`` command: finds the command group that was asked for, and turns endings into exit codes.

Groups are imported when they are called, so that ``crosscurrent --help`` costs nothing.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from crosscurrent import __version__
from crosscurrent.cli.interrupts import INTERRUPTED
from crosscurrent.errors import EXIT_DONE, EXIT_INTERRUPTED, CrosscurrentError, SystemRefused

# Small matrices only: more BLAS threads cost CPU time and gain nothing. Set before NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

#: Something crosscurrent did not foresee; see docs/reference/exit-codes.md.
EXIT_DEFECT = 70
DEBUG_VARIABLE = "CROSSCURRENT_DEBUG"


@dataclass(frozen=True, slots=True)
class CommandPlace:
    """Where a command of the first level lives.

    Attributes:
        module: Module to import when the command is called.
        attribute: Its Typer app (a group) or function (a single command).
        meaning: One line for ``crosscurrent --help``.
    """

    module: str
    attribute: str
    meaning: str


COMMANDS = {
    "investigate": CommandPlace(
        "crosscurrent.cli.investigate", "investigate", "Seal, read, test and report: files in, a checkable report out."
    ),
    "capture": CommandPlace(
        "crosscurrent.cli.capture", "capture_app", "Seal files in a case, list them, check that nothing changed."
    ),
    "connectors": CommandPlace("crosscurrent.cli.connectors", "connectors", "List what can be read, and how."),
    "detect": CommandPlace("crosscurrent.cli.detect", "detect_app", "Ask one question of tables; no case needed."),
    "compat": CommandPlace(
        "crosscurrent.cli.compat", "compat_app", "Reproduce what other tools compute, to compare or to migrate."
    ),
    "export": CommandPlace("crosscurrent.cli.export", "export_app", "Write views of a case for other tools."),
    "simulate": CommandPlace(
        "crosscurrent.cli.simulate", "simulate_app", "Make organic traffic and planted operations whose truth is known."
    ),
}


def load_command(name: str) -> TyperCommand | TyperGroup:
    """Import a command of the first level.

    Args:
        name: A key of :data:`COMMANDS`.

    Returns:
        The command with all its subcommands and parameters.
    """
    place = COMMANDS[name]
    found: Any = getattr(importlib.import_module(place.module), place.attribute)
    if isinstance(found, typer.Typer):
        group = get_group(found)
        group.name = name
        return group
    single = typer.Typer(add_completion=False)
    single.command(name=name)(found)
    command = get_command(single)
    assert isinstance(command, TyperCommand | TyperGroup)  # noqa: S101  (Typer builds nothing else)
    return command


class LazyCommands(TyperGroup):
    """Group that knows its commands by name and meaning and imports one only when it is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, place in COMMANDS.items():
            self.add_command(TyperCommand(name=name, help=place.meaning), name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return name, imported command and remaining arguments; an unknown name is a usage error."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name else None, rest


app = typer.Typer(
    name="crosscurrent",
    cls=LazyCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crosscurrent {__version__}")
        raise typer.Exit(EXIT_DONE)


@app.callback()
def crosscurrent(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help=f"Print the trace of an error, too ({DEBUG_VARIABLE}=1 does the same).")
    ] = False,
) -> None:
    """Find, document and explain information operations on social media: captures in, a checkable report out.

    Example: `crosscurrent investigate posts.csv --case my-case`
    """
    if debug:
        os.environ[DEBUG_VARIABLE] = "1"


def run(arguments: list[str] | None = None) -> int:
    """Run one command line and return its exit code; every ending is turned into words on standard error.

    Args:
        arguments: Words after ``crosscurrent``; those of the process by default.

    Returns:
        0 done, 1 a check did not hold, 2 wrong usage, 3 input refused, 70 a defect of crosscurrent, 130 interrupted.
    """
    try:
        app(args=arguments, prog_name="crosscurrent")
    except CrosscurrentError as error:
        return _end(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _end(INTERRUPTED, EXIT_INTERRUPTED)
    except SystemExit as ending:
        return _code_of(ending)
    except BrokenPipeError:
        return EXIT_DONE
    except OSError as error:
        refused = SystemRefused.by(error)
        return _end(str(refused), refused.exit_code)
    except Exception as error:  # noqa: BLE001  (the last place that can turn a defect into words)
        return _end(_defect(error), EXIT_DEFECT)
    return EXIT_DONE


def main() -> None:
    """Entry point of the ``crosscurrent`` command."""
    code = run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader went away (`crosscurrent ... | head`): nothing is lost that anyone waits for.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _end(words: str, code: int) -> int:
    if os.environ.get(DEBUG_VARIABLE) and sys.exc_info()[0] is not None:
        traceback.print_exc()
    typer.echo(words, err=True)
    return code


def _code_of(ending: SystemExit) -> int:
    if isinstance(ending.__context__, BrokenPipeError):
        return EXIT_DONE
    code = ending.code if isinstance(ending.code, int) else EXIT_DONE
    return _end(INTERRUPTED, code) if code == EXIT_INTERRUPTED else code


def _defect(error: Exception) -> str:
    # The text of an unforeseen error may quote a post or an account: only its kind is shown.
    return (
        f"crosscurrent {__version__} stopped on an error it did not foresee ({type(error).__name__}): a defect.\n"
        "  next:  Run the same command with `crosscurrent --debug ...` and report the trace, "
        "after taking post texts and account names out of it."
    )


if __name__ == "__main__":
    main()
