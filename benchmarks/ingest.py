"""Records per CPU second from captures to tables, by format, and memory on a large file.

The captures are those of the conformance suite, made longer: invented posts in the shape each tool writes. One process
per measurement, one thread; CPU seconds of reading alone, without starting Python. ``json.loads`` on the same lines is
the floor a reader in Python cannot get below; twitwi is measured in the same run where it is installed.

``--full`` uses 100,000 records per format and ends with one NDJSON file of 10 GB.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

from _measure import measured, must, work_folder
from _tables import ROOT, bars, sized_parser, table, write_json

sys.path.insert(0, str(ROOT))
from tests.conformance.fixtures import Fixture, all_fixtures

FLAT_BAR, NESTED_BAR, MEMORY_BAR_MB = 40_000, 8_000, 1_000
#: Formats of one plain row per post, and formats of objects within objects.
FLAT = (
    "mediacrawler/weibo_contents", "mediacrawler/douyin_contents", "mediacrawler/xiaohongshu_comments",
    "reddit/comments", "crowdtangle/facebook", "meta_content_library/posts", "weibo/weibo_search",
)  # fmt: skip
NESTED = ("x_posts/zeeschuimer", "zeeschuimer/tiktok", "x_posts/api_v2", "x_posts/api_v1", "bluesky/jetstream")
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


def capture_file(name: str, raw: bytes) -> Path:
    path = work_folder() / f"ingest-{name.replace('/', '-')}"
    path.write_bytes(raw)
    return path


def reading(how: str, path: Path) -> dict[str, Any]:
    cost = must(measured([sys.executable, READER, how, path]), f"reading {path.name}")
    found: dict[str, Any] = json.loads(cost.output)
    found["per_s"] = found["records"] / max(found["cpu_s"], 1e-9)
    return found


def large_file(fixture: Fixture, size_bytes: int) -> Path:
    """Write a file of that size out of one block of records, repeated."""
    path, block = work_folder() / "ingest-large", fixture.make(20_000)
    with path.open("wb") as file:
        while file.tell() < size_bytes:
            file.write(block)
    return path


def main() -> None:
    """Measure, print, write JSON."""
    parser = sized_parser(__doc__)
    parser.add_argument("--large-gb", type=float, help="size of the large file (10 with --full, else 0.2)")
    chosen = parser.parse_args()
    number = 100_000 if chosen.full else 10_000
    fixtures = {fixture.format_id: fixture for fixture in all_fixtures()}
    cases = [("flat", "posts_table/posts (CSV)", plain_posts), ("flat", "posts_table/posts (NDJSON)", plain_lines)]
    named = [("flat", name) for name in FLAT] + [("nested", name) for name in NESTED]
    cases += [(kind, name, fixtures[name].make) for kind, name in named]
    results = []
    for kind, name, make in cases:
        path = capture_file(name.partition(" ")[0] + ("-lines" if "NDJSON" in name else ""), make(number))
        found = reading("connector", path)
        found |= {"kind": kind, "what": name, "bytes_per_record": path.stat().st_size / found["records"]}
        if path.read_bytes()[:1] == b"{":
            found["json_per_s"] = reading("json", path)["per_s"]
        if name == "x_posts/api_v1" and importlib.util.find_spec("twitwi"):
            found["twitwi_per_s"] = reading("twitwi", path)["per_s"]
        results.append(found)
        path.unlink()
    large = large_file(fixtures[NESTED[0]], int((chosen.large_gb or (10 if chosen.full else 0.2)) * 1e9))
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
