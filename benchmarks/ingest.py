"""Records per CPU second from captures to tables, by format, and memory on a large file.

The captures are those of the conformance suite, made longer: invented posts in the shape each tool writes. One process
per measurement, one thread; CPU seconds of reading alone, without starting Python. ``json.loads`` on the same lines is
the floor a reader in Python cannot get below; twitwi is measured in the same run where it is installed.

``--full`` uses 100,000 records per format and ends with one NDJSON file of 10 GB.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from _measure import measured, must, work_folder
from _tables import ROOT, bars, sized_parser, table, write_json

sys.path.insert(0, str(ROOT))
from tests.conformance.fixtures import all_fixtures

FLAT_BAR, NESTED_BAR, MEMORY_BAR_MB = 40_000, 8_000, 1_000
#: Formats of one plain row per post, and formats of objects within objects.
FLAT = (
    "mediacrawler/weibo_contents", "mediacrawler/douyin_contents", "mediacrawler/xiaohongshu_comments",
    "reddit/comments", "meta_content_library/facebook_posts", "weibo/search_table",
)  # fmt: skip
NESTED = ("x_posts/zeeschuimer", "zeeschuimer/tiktok", "x_posts/api_v2_lines", "x_posts/api_v1", "bluesky/jetstream")
PLAIN = ("posts_table/posts (CSV)", "posts_table/posts (NDJSON)")
READER = Path(__file__).with_name("_ingest_read.py")


def plain_posts(number: int) -> bytes:
    """Return a table of posts as an analyst would write it."""
    words = (
        "the",
        "bridge",
        "toll",
        "vote",
        "ferry",
        "harbour",
        "council",
        "cost",
        "plan",
        "night",
        "news",
        "tax",
        "city",
    )
    lines = ["post_id,account_id,created_at,text,platform,lang,likes,reposts,replies,repost_of\n"]
    for n in range(number):
        text = " ".join(words[(n * k) % len(words)] for k in range(3, 17))
        text += f" https://news.example/a/{n % 500}" if n % 4 == 0 else " #harbour #vote" if n % 5 == 0 else ""
        lines.append(
            f"{10**15 + n},{n % 5_000},2025-03-{1 + n % 28:02d}T{n % 24:02d}:{n % 60:02d}:{n * 7 % 60:02d}Z,{text},"
            f"weibo,en,{n % 90},{n % 30},{n % 10},{10**15 + n // 2 if n % 6 == 0 else ''}\n"
        )
    return "".join(lines).encode()


def plain_lines(number: int) -> bytes:
    """Return the same posts as NDJSON."""
    head, *rows = plain_posts(number).decode().splitlines()
    names = head.split(",")
    return "".join(json.dumps(dict(zip(names, row.split(","), strict=True))) + "\n" for row in rows).encode()


def capture_file(name: str, number: int) -> Path:
    """Make a capture in a process of its own: a child's peak memory is never less than its parent's."""
    path = work_folder() / f"ingest-{name.partition(' (')[0].replace('/', '-')}{'-lines' if 'NDJSON' in name else ''}"
    must(measured([sys.executable, __file__, "--make", name, "--records", str(number), "--to", path]), f"making {name}")
    return path


def make(name: str, number: int, path: Path) -> None:
    """Write a capture of so many records."""
    plain = {PLAIN[0]: plain_posts, PLAIN[1]: plain_lines}
    if name in plain:
        path.write_bytes(plain[name](number))
        return
    fixture = next(fixture for fixture in all_fixtures() if fixture.format_id == name)
    path.write_bytes(fixture.make(number))


def reading(how: str, path: Path) -> dict[str, Any]:
    cost = must(measured([sys.executable, READER, how, path]), f"reading {path.name}")
    found: dict[str, Any] = json.loads(cost.output)
    found["per_s"] = found["records"] / max(found["cpu_s"], 1e-9)
    return found


def large_file(name: str, size_bytes: int) -> Path:
    """Write a file of that size out of one block of records, repeated."""
    block, path = capture_file(name, 20_000), work_folder() / "ingest-large"
    with path.open("wb") as file:
        while file.tell() < size_bytes:
            with block.open("rb") as source:
                shutil.copyfileobj(source, file, 1 << 20)
    block.unlink()
    return path


def main() -> None:
    """Measure, print, write JSON."""
    parser = sized_parser(__doc__)
    parser.add_argument("--large-gb", type=float, help="size of the large file (10 with --full, else 0.2)")
    parser.add_argument("--make", help=argparse.SUPPRESS)
    parser.add_argument("--records", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.make:
        make(chosen.make, chosen.records, chosen.to)
        return
    number = 100_000 if chosen.full else 20_000
    named = [("flat", name) for name in (*PLAIN, *FLAT)] + [("nested", name) for name in NESTED]
    results = []
    for kind, name in named:
        path = capture_file(name, number)
        found = reading("connector", path)
        found |= {"kind": kind, "what": name, "bytes_per_record": path.stat().st_size / found["records"]}
        with path.open("rb") as file:
            is_json = file.read(1) == b"{"
        if is_json:
            found["json_per_s"] = reading("json", path)["per_s"]
        if name == "x_posts/api_v1" and importlib.util.find_spec("twitwi"):
            found["twitwi_per_s"] = reading("twitwi", path)["per_s"]
        results.append(found)
        path.unlink()
    large = large_file(NESTED[0], int((chosen.large_gb or (10 if chosen.full else 0.2)) * 1e9))
    size_gb, huge = large.stat().st_size / 1e9, reading("connector", large)
    large.unlink()
    table(
        "Records per CPU second",
        ["format", "kind", "bytes/record", "records/s", "rows/record", "json.loads alone", "twitwi", "peak MB"],
        ([r["what"], r["kind"], round(r["bytes_per_record"]), round(r["per_s"]), r["rows"] / r["records"],
          round(r["json_per_s"]) if "json_per_s" in r else None,
          round(r["twitwi_per_s"]) if "twitwi_per_s" in r else None, r["rss_mb"]] for r in results),
    )  # fmt: skip
    print(f"\n{size_gb:.1f} GB of {NESTED[0]}: {huge['records']:,} records, {huge['cpu_s']:.0f} CPU-s, "
          f"{huge['per_s']:,.0f} records/s, peak {huge['rss_mb']:.0f} MB")  # fmt: skip
    lowest = {kind: min(r["per_s"] for r in results if r["kind"] == kind) for kind in ("flat", "nested")}
    bars(
        {
            f"flat formats read at {FLAT_BAR:,} records/s (lowest: {lowest['flat']:,.0f})": lowest["flat"] >= FLAT_BAR,
            f"nested formats read at {NESTED_BAR:,} (lowest: {lowest['nested']:,.0f})": lowest["nested"] >= NESTED_BAR,
            f"{size_gb:.1f} GB in less than {MEMORY_BAR_MB:,} MB": huge["rss_mb"] < MEMORY_BAR_MB,
        }
    )
    write_json("ingest", chosen.full, {"formats": results, "large": huge | {"gigabytes": round(size_gb, 2)}})


if __name__ == "__main__":
    main()
