"""A small invented case: posts about a party in three languages praise it until the ferries stop, then criticise it.

Everything is invented. Kites and noodles are about something else; one post names the party only to hide a formula.
"""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2031, 3, 1, 8, tzinfo=UTC)
TURN = 70
PRAISE = (
    "北港黨這次做得對，碼頭終於重開了，第{n}天。", "The Harbour Party kept its word on the ferries, day {n}.",
    "Le Parti du Port a tenu parole : jour {n}, les traversiers roulent.", "给北港党点赞，第{n}班船准点。",
)  # fmt: skip
CRITICISM = (
    "北港党又一次让人失望，第{n}天没有船。", "The Harbour Party broke its promise on the ferries, day {n}.",
    "Le Parti du Port nous a menti : jour {n}, aucun traversier.", "北港黨說一套做一套，第{n}天了。",
)  # fmt: skip
NEITHER = ("Harbour Party meeting number {n} is at eight.", "北港党第{n}次例会今晚八点。")
OTHER = ("周末去河边放风筝，第{n}次线断了。", "New noodle place, visit {n}: good soup.")
HOSTILE = '=HYPERLINK("https://evil.example/x","<img src=x onerror=alert(1)>") Harbour Party \u202etxt.exe'
NAMES = ("--target", "Harbour Party", "--role", "party", "--alias", "北港党", "--alias", "Parti du Port")


def write_posts(folder: Path) -> tuple[Path, dict[str, int]]:
    """Write a capture of 140 posts about the party and 40 others; return it with the stance each post really takes."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(20)
    rows, truth = [], {}
    for n in range(140):
        favour = 0.85 if n < TURN else 0.1
        kind = rng.choices((PRAISE, CRITICISM, NEITHER), (favour, 0.93 - favour, 0.07))[0]
        truth[f"x:s{n}"] = 1 if kind is PRAISE else -1 if kind is CRITICISM else 0
        rows.append((f"s{n}", f"acct{n % 83}", rng.choice(kind).format(n=n), START + timedelta(hours=11 * n)))
    rows += [(f"o{n}", f"acct{n}", OTHER[n % 2].format(n=n), START + timedelta(hours=30 * n)) for n in range(40)]
    rows.append(("h1", "acct1", HOSTILE, START - timedelta(hours=5)))
    truth["x:h1"] = 0
    path = folder / "posts.csv"
    write(path, rows)
    return path, truth


def write(path: Path, rows: list[tuple[str, str, str, datetime]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["post_id", "user_id", "text", "created_at", "platform"])
        writer.writerows([uid, account, text, at.isoformat(), "x"] for uid, account, text, at in rows)


def rate(sheet: Path, out: Path, column: str, truth: dict[str, int], slips: float, seed: int) -> Path:
    """Fill one column of a sheet as a rater would who slips now and then, in a copy of their own."""
    rng = random.Random(seed)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")  # as a spreadsheet of the continent writes it
        writer.writeheader()
        for row in rows:
            said = rng.choice((-1, 0, 1)) if rng.random() < slips else truth[row["post_uid"]]
            writer.writerow({**row, column: str(said)})
    return out
