"""Tables for report tests: a planted group of 30, a fan club of 40 that reacts to alerts, and stray pairs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pyarrow as pa

START_US = 1_741_564_800_000_000  # 2025-03-10 00:00 UTC
HOUR_US, SECOND_US = 3_600_000_000, 1_000_000
CAPTURE = "9f2c4b7e1a60d853" * 4
EVENTS = "41aa07c3d5e8b296" * 4
HOSTILE_TEXT = "<img src=x onerror=\"document.title='owned'\"></script><script>document.title='owned'</script>"
HOSTILE_ACCOUNT = "weibo:=cmd|' /C calc'!A0\u202etxt"
PLAIN_TEXT = "Full story: the tough-minded banker who may lead the country. Read it before they take it down."
CHINESE_TEXT = "加拿大迎来“硬汉”总理？全文在此，转发给在加拿大的朋友。"


def account(group: int, number: int) -> str:
    """Return an invented account name; the first of group 0 is hostile."""
    if group == 0:
        return HOSTILE_ACCOUNT if number == 0 else f"weibo:maple_reader_{number:02d}"
    return f"weibo:{('', 'starlight_fan', 'harbour_watch')[group]}_{number:02d}"


def actions() -> Iterator[dict[str, Any]]:
    """Yield one row per action of the two groups: jitter of seconds by a fixed rule, not by chance."""
    for group, size, objects in ((0, 30, 12), (1, 40, 9)):
        for thing in range(objects):
            start = START_US + thing * (9 if group == 0 else 13) * HOUR_US + group * 5 * HOUR_US
            for member in range(size):
                if (member * 7 + thing * 5) % 10 < (7 if group == 0 else 5):
                    spread = 170 if group == 0 else 420
                    lag = (member * 37 + thing * 53) % spread
                    row = thing * 100 + member + 1 + group * 5000
                    behaviour = "repost" if group == 1 or thing % 3 else "link"
                    yield {
                        "group_id": f"group-{group + 1}",
                        "account_id": account(group, member),
                        "behaviour": behaviour,
                        "object_id": _object(group, thing, behaviour),
                        "content_id": f"weibo:post{group}{thing:02d}{member:02d}",
                        "at_us": start + lag * SECOND_US,
                        "capture_id": CAPTURE if group == 0 else EVENTS,
                        "locator": f"row={row}",
                    }


def _object(group: int, thing: int, behaviour: str) -> str:
    if behaviour == "link":
        return f"news.northern-harbour.example/articles/2025/{thing:02d}?id={thing * 7919}"
    return f"weibo:{('harbour_daily', 'starlight_official')[group]}/status/{4_900_000 + thing * 31 + group}"


GROUP_ACTIONS_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("group_id", "account_id", "behaviour", "object_id", "content_id")]
    + [("at_us", pa.int64()), ("capture_id", pa.string()), ("locator", pa.string())]
)
EVIDENCE_SCHEMA = pa.schema(
    [(n, pa.string()) for n in ("account_a", "account_b", "behaviour", "object_id", "content_a", "content_b")]
    + [(n, pa.int64()) for n in ("at_a_us", "at_b_us", "gap_us", "co_actions")]
    + [(n, pa.string()) for n in ("capture_a", "locator_a", "capture_b", "locator_b")]
)
PAIRS_SCHEMA = pa.schema(
    [("account_a", pa.string()), ("account_b", pa.string()), ("behaviour", pa.dictionary(pa.int32(), pa.string()))]
    + [(n, pa.int64()) for n in ("window_us", "objects", "contents_a", "contents_b")]
    + [(n, pa.float64()) for n in ("expected", "p_joint", "p_when", "p_what", "q", "q_by")]
    + [("significant", pa.bool_()), ("which", pa.string())]
    + [(n, pa.int64()) for n in ("first_at_us", "last_at_us", "median_gap_us")]
)
GROUPS_SCHEMA = pa.schema(
    [("group_id", pa.string()), ("account_id", pa.string())]
    + [(n, pa.int64()) for n in ("edges", "objects", "actions")]
    + [("first_share", pa.float64()), ("median_lag_us", pa.int64()), ("membership", pa.string())]
    + [("p_member", pa.float64()), ("p_group", pa.float64()), ("which", pa.string()), ("status", pa.string())]
)


def evidence(acted: list[dict[str, Any]], within_us: int = 60 * SECOND_US) -> list[dict[str, Any]]:
    """Return one row per pair and object acted on within a minute."""
    rows = []
    for first, second in combinations(acted, 2):
        same = all(first[key] == second[key] for key in ("group_id", "object_id"))
        if same and abs(first["at_us"] - second["at_us"]) <= within_us:
            a, b = sorted((first, second), key=lambda row: row["account_id"])
            row = {"behaviour": a["behaviour"], "object_id": a["object_id"], "co_actions": 1}
            for side, held in (("a", a), ("b", b)):
                row |= {
                    f"account_{side}": held["account_id"],
                    f"content_{side}": held["content_id"],
                    f"at_{side}_us": held["at_us"],
                    f"capture_{side}": held["capture_id"],
                    f"locator_{side}": held["locator"],
                }
            rows.append({**row, "gap_us": abs(a["at_us"] - b["at_us"])})
    return rows


def pairs(found: list[dict[str, Any]], extra: int = 0) -> list[dict[str, Any]]:
    """Return significant pairs from the evidence, one insignificant pair, and ``extra`` stray ones."""
    objects: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in found:
        objects.setdefault((row["account_a"], row["account_b"]), []).append(row)
    rows = []
    for (a, b), held in sorted(objects.items()):
        if len(held) >= 2:
            gaps = sorted(row["gap_us"] for row in held)
            first, last = min(row["at_a_us"] for row in held), max(row["at_b_us"] for row in held)
            rows.append(_pair(a, b, len(held), first, last, gaps[len(gaps) // 2]))
    rows.append(
        _pair("weibo:aside_1", "weibo:aside_2", 2, START_US, START_US + HOUR_US, SECOND_US) | {"significant": False}
    )
    for n in range(extra):
        a, b = sorted((f"weibo:stray_{n % 180:03d}", f"weibo:stray_{(n * 7 + n // 180 + 1) % 180:03d}"))
        if a != b:
            rows.append(_pair(a, b, 2 + n % 3, START_US, START_US + HOUR_US, 9 * SECOND_US))
    return rows


def _pair(a: str, b: str, n: int, first: int, last: int, gap: int) -> dict[str, Any]:
    p = 10.0 ** -(2 + 1.7 * n)
    return {
        "account_a": a,
        "account_b": b,
        "behaviour": "repost",
        "window_us": 60 * SECOND_US,
        "objects": n,
        "contents_a": n,
        "contents_b": n,
        "expected": 0.013 * n,
        "p_joint": p,
        "p_when": p * 9,
        "p_what": p * 40,
        "q": p * 30,
        "q_by": p * 400,
        "significant": True,
        "which": "both" if n > 2 else "co-sharing",
        "first_at_us": first,
        "last_at_us": last,
        "median_gap_us": gap,
    }


def members(acted: list[dict[str, Any]], paired: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the groups table."""
    rows = []
    for group, size, status in ((0, 30, "coordinated"), (1, 40, "trigger_explained")):
        for number in range(size):
            name = account(group, number)
            own = [row for row in acted if row["account_id"] == name]
            rows.append(
                {
                    "group_id": f"group-{group + 1}",
                    "account_id": name,
                    "edges": sum(name in (row["account_a"], row["account_b"]) for row in paired),
                    "objects": len({row["object_id"] for row in own}),
                    "actions": len(own),
                    "first_share": (number % 5) / 20,
                    "median_lag_us": (20 + number * 3) * SECOND_US,
                    "membership": "core" if number < size - 4 else "joined",
                    "p_member": None if number < size - 4 else 0.0004 * (number + 1),
                    "p_group": 3.1e-12 if group == 0 else 2.2e-7,
                    "which": "both" if group == 0 else "synchrony",
                    "status": status,
                }
            )
    return rows


def posts(acted: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the cited posts; every eighth was not captured, one is hostile, some are long or Chinese."""
    texts = (PLAIN_TEXT, CHINESE_TEXT, PLAIN_TEXT + " https://evil.example.com/a?b=1 " + "All of it is here. " * 30)
    held = {}
    for number, row in enumerate(acted):
        if number % 8 == 5:
            continue
        text = HOSTILE_TEXT if row["account_id"] == HOSTILE_ACCOUNT else texts[number % 3]
        held[row["content_id"]] = {
            "text": text,
            "url": f"https://weibo.example/{row['content_id'].rpartition(':')[2]}",
            "lang": "zh" if text == CHINESE_TEXT else "en",
            "created_at_us": row["at_us"],
            "account": row["account_id"],
        }
    return held
