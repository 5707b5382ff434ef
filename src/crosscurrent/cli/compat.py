"""``crosscurrent compat``: what other tools compute, number for number."""

from __future__ import annotations

from typing import Annotated

import typer

from crosscurrent.cli.progress import TerminalProgress

compat_app = typer.Typer(
    name="compat",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Reproduce what other tools compute, to compare or to migrate.\n\n"
    "Example: `crosscurrent compat coortweet shares.csv --out edges.csv`",
)


@compat_app.callback()
def compat() -> None:
    """Keep ``coortweet`` a subcommand: Typer folds a group of one command into that command otherwise."""


@compat_app.command()
def coortweet(
    events: Annotated[
        str,
        typer.Argument(
            metavar="EVENTS",
            help="CSV, TSV (also .gz) or Parquet with object_id, account_id, content_id, timestamp_share; "
            "- is standard input.",
        ),
    ],
    out: Annotated[str, typer.Option(metavar="FILE", help="edges.csv or edges.parquet; - is CSV on standard output.")],
    time_window: Annotated[
        float, typer.Option(metavar="SECONDS", help="Greatest time between two shares, included.")
    ] = 10,
    min_participation: Annotated[int, typer.Option(metavar="ROWS", help="Least rows of an account, asked twice.")] = 2,
    edge_weight: Annotated[
        float, typer.Option(metavar="QUANTILE", help="Edges heavier than this quantile of all weights are flagged.")
    ] = 0.5,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on standard error.")] = False,
) -> None:
    """Write the coordinated network that CooRTweet 2.1.3 reports: same pairs, same weights, same flags.

    The two symmetry columns are counted per account, which CooRTweet 2.1.3 gets wrong; see
    docs/reference/coortweet.md. A flag is not a test: `crosscurrent detect coordination` tests.

    Example: `crosscurrent compat coortweet shares.csv --time-window 10 --min-participation 2 --out edges.csv`
    """
    from crosscurrent.workflows.compat_coortweet import compat_coortweet

    with TerminalProgress(quiet=quiet) as progress:
        counted = compat_coortweet(events, out, time_window, min_participation, edge_weight, progress)
    if quiet:
        return
    typer.echo(
        f"{_counted(counted.rows, 'row')} of {_counted(counted.accounts, 'account')}: "
        f"{_counted(counted.edges, 'edge')} among {_counted(counted.accounts_in_network, 'account')}, "
        f"{counted.flagged:,} heavier than the {edge_weight:g} quantile.\n"
        "A heavy edge is not a test against chance: `crosscurrent detect coordination` tests.",
        err=True,
    )
    if out != "-":
        typer.echo(f"Edge list: {out}", err=True)


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
