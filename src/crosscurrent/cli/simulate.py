"""``crosscurrent simulate``: organic traffic and planted operations whose truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

simulate_app = typer.Typer(
    name="simulate",
    help="Make organic traffic and planted operations whose truth is known.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)

Accounts = Annotated[int, typer.Option(min=100, help="Number of accounts.")]
Seed = Annotated[int, typer.Option(min=0, help="Same seed, same bytes.")]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.")]
FanClubs = Annotated[int, typer.Option(min=0, help="Fan clubs that react to their star: real, not coordinated.")]


@simulate_app.command(epilog="Example: `crosscurrent simulate organic --accounts 6000 --seed 1 --out world`")
def organic(out: Out, accounts: Accounts = 6_000, seed: Seed = 1, fan_clubs: FanClubs = 0) -> None:
    """Write a world in which nobody is coordinated: events.csv, truth.csv, world.json."""
    from crosscurrent.simulate.organic import World
    from crosscurrent.workflows.simulate import simulate_world

    written = simulate_world(World(accounts=accounts, fan_clubs=fan_clubs), None, seed, out)
    typer.echo(f"{written.rows} events: {written.events}")


@simulate_app.command(epilog="Example: `crosscurrent simulate planted --accounts 6000 --seed 1 --out world`")
def planted(
    out: Out,
    accounts: Accounts = 6_000,
    seed: Seed = 1,
    fan_clubs: FanClubs = 0,
    networks: Annotated[int, typer.Option(min=1, help="Number of planted networks.")] = 4,
    members: Annotated[int, typer.Option(min=3, help="Accounts per network.")] = 30,
    boosts: Annotated[int, typer.Option(min=1, help="Objects each network boosts.")] = 10,
    jitter: Annotated[str, typer.Option(help="Each member acts up to this before or after the agreed time.")] = "3m",
) -> None:
    """Write an organic world with coordinated networks hidden in it; truth.csv says who they are."""
    from crosscurrent.cli.durations import read_duration_us
    from crosscurrent.simulate.organic import World
    from crosscurrent.simulate.planted import Plan
    from crosscurrent.workflows.simulate import simulate_world

    plan = Plan(networks=networks, members=members, boosts=boosts, jitter_s=read_duration_us(jitter) / 1e6)
    written = simulate_world(World(accounts=accounts, fan_clubs=fan_clubs), plan, seed, out)
    typer.echo(f"{written.rows} events, {written.planted} planted accounts: {written.events}")


@simulate_app.command(epilog="Example: `crosscurrent simulate scenario --seed 7 --out demo-input`")
def scenario(
    out: Out,
    accounts: Annotated[int, typer.Option(min=400, help="Number of accounts.")] = 4_000,
    seed: Seed = 7,
) -> None:
    """Write the demonstration: a news account boosted by thirty small accounts, among organic traffic and a fan club.

    All names are invented. posts.csv is what a capture tool could have written; truth.csv says who is who.
    """
    from crosscurrent.simulate.scenario import make_news_boost, write_scenario

    write_scenario(make_news_boost(seed, accounts), out)
    typer.echo(f"{out / 'posts.csv'}")


@simulate_app.command(epilog="Example: `crosscurrent simulate captures --seed 7 --out world`")
def captures(
    out: Out,
    accounts: Annotated[int, typer.Option(min=240, help="Number of accounts, dealt out to twelve platforms.")] = 1_200,
    seed: Seed = 7,
) -> None:
    """Write captures of twelve platforms as their tools would: one network of 36 accounts runs through all of them.

    DIR/captures is what an analyst would be handed; DIR/truth.csv says which accounts are in the network.
    """
    from crosscurrent.simulate.captures import make_captures, write_captures

    made = make_captures(seed, accounts)
    folder = write_captures(made, out)
    typer.echo(f"{folder}\t{len(made.files)} files\t{made.posts} posts")


@simulate_app.command(epilog="Example: `crosscurrent simulate tabloid --out case-input`")
def tabloid(out: Out, seed: Seed = 7) -> None:
    """Write the demonstration for texts: a tabloid's articles, published by others as their own, echoed in videos.

    DIR/captures is what an analyst would be handed; DIR/truth.csv says what each post was made from.
    """
    from crosscurrent.simulate.tabloid import make_tabloid, write_tabloid

    posts = make_tabloid(seed)
    folder = write_tabloid(posts, out)
    typer.echo(f"{folder}\t{len(posts)} posts")
