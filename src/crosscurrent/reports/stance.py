"""The section on stance: the sequence as a picture, phases, how far raters agree, and what nobody can know from it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from crosscurrent.reports.embed import plain
from crosscurrent.reports.hostile import visible
from crosscurrent.reports.passages import platform_name
from crosscurrent.reports.pictures import clipped
from crosscurrent.reports.stance_material import StanceMaterial
from crosscurrent.reports.stance_picture import Band, Stretch, stance_picture
from crosscurrent.reports.wording import Words, moment

Row = dict[str, Any]
#: Labelled posts on the page; all are in the tables.
MOST_POSTS = 40
#: So few are shown without being asked for.
FEW_POSTS = 12
NOT_ASSESSABLE = "not_assessable"


def stance_section(material: StanceMaterial, words: Words) -> Row:
    """Return what the section prints in one language; without labels, what to do next and nothing else."""
    target = material.summary["target"]
    shown = {"target": visible(str(target["name"])), "role": words.known("role", target["role"]) or target["role"]}
    if not material.summary["input"]["labels"]:
        return {**shown, "lead": lead_sentences(material, words), "steps": _steps(material, words)}
    posts = _posts(material, words)
    return {
        **shown,
        "lead": lead_sentences(material, words),
        "steps": [],
        "scope": _scope(material, words),
        "facts": _facts(material, words),
        "picture": _picture(material, shown["target"], words),
        "series": [_stretch(row, words) for row in _rows(material.series)],
        "phases": [_phase(row, words) for row in _rows(material.phases)],
        "contrasts": [_contrast(one, material, words) for one in material.summary["contrasts"]],
        "agreement": [_agreement(row, words) for row in _rows(material.agreement)],
        "classifiers": [_classifier(one, words) for one in material.summary["classifiers"]],
        "posts": posts,
        "share": words.share(1 - material.summary["parameters"]["alpha"]),
        "few": len(posts) <= FEW_POSTS,
        "posts_cut": _cut(len(posts), material.posts.num_rows + len(_disputed(material)), words),
        "unknown": _unknown(material, shown["target"], words),
        "quotable": [str(sentence) for sentence in material.summary["words"]],
        "parameters": [{"key": str(k), "value": str(v)} for k, v in material.summary["parameters"].items()],
        "inputs": [{"key": str(k), "value": str(v)} for k, v in (material.method.get("inputs") or {}).items()],
        "tables": words("stance.tables", folder=material.tables_folder),
    }


def lead_sentences(material: StanceMaterial, words: Words) -> list[str]:
    """Return the answer in a few sentences; they also stand at the top of the page."""
    summary = material.summary
    target = visible(str(summary["target"]["name"]))
    read = summary["input"]
    if not read["labels"]:
        return [words("stance.nobody", target=target), words.counted("stance.naming", read["population"] or 0)]
    if summary["status"] == NOT_ASSESSABLE:
        return [words("stance.cannot", target=target, lack=_lack(summary["lack"], words))]
    said = [_claim(one, material, words) for one in summary["contrasts"] if one["claimed"]]
    if not said and summary["contrasts"]:
        said.append(words("stance.no_claim", target=target))
    elif not said:
        p = words.probability(summary["permutation_p"])
        said.append(words.counted("stance.even", read["posts"], target=target, p=p))
    if summary["lack"]:
        said.append(words("stance.partly", lack=_lack(summary["lack"], words)))
    return said


def _claim(one: Row, material: StanceMaterial, words: Words) -> str:
    target = visible(str(material.summary["target"]["name"]))
    a, b = (_phase_rows(material)[one[f"phase_{side}"]] for side in "ab")
    end, begin = words.day(a["end_us"]), words.day(b["begin_us"])
    if end == begin:
        end, begin = (f"{moment(at)[:16]} UTC" for at in (a["end_us"], b["begin_us"]))
    return words(
        f"stance.{one['direction']}",
        target=target,
        end=end,
        begin=begin,
        a=_mean(a, words),
        b=_mean(b, words),
        p=words.probability(material.summary["permutation_p"]),
    )


def _phase_rows(material: StanceMaterial) -> dict[int, Row]:
    return {row["phase"]: row for row in _rows(material.phases)}


def _mean(row: Row, words: Words) -> str:
    """Write a mean with its interval: +0.82 (+0.70 to +0.90)."""
    mean, low, high = (_signed(row[name], words) for name in ("mean", "low", "high"))
    return words("stance.interval", mean=mean, low=low, high=high)


def _signed(value: float, words: Words) -> str:
    written = words.number(value, 2)
    return f"+{written}" if value > 0.005 else words.number(0, 2) if abs(value) < 0.005 else written


def _lack(lack: Mapping[str, Any], words: Words) -> str:
    figures = {name: _figure(name, value, words) for name, value in lack.items() if name != "code"}
    return words(f"stance_lack.{lack['code']}", **figures)


def _figure(name: str, value: float | None, words: Words) -> str:
    if name == "p":
        return words.probability(value)
    return words.number(value, 2 if isinstance(value, float) else 0)


def _steps(material: StanceMaterial, words: Words) -> list[Row]:
    """Return what an analyst does next: draw, let two people label, run again."""
    target = material.summary["target"]
    name, role = visible(str(target["name"])), str(target["role"])
    aliases = [f"--alias {shlex.quote(visible(str(one)))}" for one in target["names"][1:]]
    asked = " ".join([f"--target {shlex.quote(name)} --role {role}", *aliases])
    return [
        {
            "words": words("stance.step_draw"),
            "command": f"crosscurrent detect stance-sample {words('stance.files')} {asked} --out labels.csv",
        },
        {"words": words("stance.step_label"), "command": ""},
        {
            "words": words("stance.step_again"),
            "command": f"crosscurrent investigate {words('stance.files')} --case {words('stance.case')} {asked} "
            "--labels labels.csv",
        },
    ]


def _scope(material: StanceMaterial, words: Words) -> str:
    n = material.summary["input"]["by_classifier"]
    return words("stance.scope_classifier", n=words.number(n)) if n else words("stance.scope")


def _facts(material: StanceMaterial, words: Words) -> list[Row]:
    read = material.summary["input"]
    people = [name for name in read["raters"] if not name.startswith("classifier:")]
    rows = [
        ("labelled", words.number(read["posts"])),
        ("naming", words.number(read["population"])),
        ("raters", words.number(len(people))),
        ("disputed", words.number(read["disputed"])),
        ("unplaced", words.number(read["without_time"])),
        ("p", words.probability(material.summary["permutation_p"])),
    ]
    if read["by_classifier"]:
        rows.insert(1, ("by_classifier", words.number(read["by_classifier"])))
    return [{"key": key, "label": words(f"stance.fact_{key}"), "value": value} for key, value in rows]


def _picture(material: StanceMaterial, target: str, words: Words) -> str:
    ends, interval = ("begin_us", "end_us"), ("mean", "low", "high")
    counts = ("favourable", "neutral", "critical")
    stretches = [Stretch(*(row[name] for name in (*ends, *counts, *interval))) for row in _rows(material.series)]
    if not stretches:
        return ""
    bands = [
        Band(**{name: row[name] for name in (*ends, *interval)}, label=words("stance.phase_name", n=row["phase"]))
        for row in _rows(material.phases)
    ]
    named = {name: words(f"stance.{name}") for name in (*counts, "mean")} | {"posts": words("stance.counts")}
    title = words("stance.picture", target=clipped(target, 80))
    return stance_picture(stretches, bands, material.summary["parameters"]["scale"], title, named)


def _stretch(row: Row, words: Words) -> Row:
    return {"begin": moment(row["begin_us"])[:16], "end": moment(row["end_us"])[:16], **_counted(row, words)}


def _counted(row: Row, words: Words) -> Row:
    names = ("n", "favourable", "neutral", "critical")
    return {name: words.number(row[name]) for name in names} | {"mean": _mean(row, words)}


def _phase(row: Row, words: Words) -> Row:
    return {
        "number": str(row["phase"]),
        "begin": moment(row["begin_us"])[:16],
        "end": moment(row["end_us"])[:16],
        "effective": words.number(row["n_effective"], 0 if float(row["n_effective"]).is_integer() else 1),
        "by_classifier": words.number(row["by_classifier"]) if row["by_classifier"] else "",
        **_counted(row, words),
    }


def _contrast(one: Row, material: StanceMaterial, words: Words) -> Row:
    name = words("stance.between", a=one["phase_a"], b=one["phase_b"])
    if one["claimed"]:
        return {"name": name, "sentence": _claim(one, material, words), "claimed": True, "missing": []}
    a, b = (_phase_rows(material)[one[f"phase_{side}"]] for side in "ab")
    sentence = words("stance.not_claimed", a=_mean(a, words), b=_mean(b, words))
    return {
        "name": name,
        "sentence": sentence,
        "claimed": False,
        "missing": [_lack(lack, words) for lack in one["missing"]],
    }


def _agreement(row: Row, words: Words) -> Row:
    kappa = words("stance.no_kappa")
    if row["kappa"] is not None:
        value, low, high = (words.number(row[name], 2) for name in ("kappa", "kappa_low", "kappa_high"))
        kappa = words("stance.interval", mean=value, low=low, high=high)
    return {
        "raters": f"{row['rater_a']}, {row['rater_b']}",
        "n": words.number(row["n"]),
        "agreement": words.share(row["agreement"]),
        "kappa": kappa,
    }


def _classifier(one: Row, words: Words) -> Row:
    return {
        "name": str(one["classifier"]).partition(":")[2],
        "labels": words.number(one["labels"]),
        "n": words.number(one["n"]),
        "wrong": words.share(one["wrong"]),
        "kappa": words.number(one["kappa"], 2),
        "used": words("stance.used") if one["used"] else words("stance.unused", lack=_lack(one["lack"], words)),
    }


def _disputed(material: StanceMaterial) -> list[str]:
    return sorted({row["post_uid"] for row in material.labels.to_pylist() if row["disputed"]})


def _posts(material: StanceMaterial, words: Words) -> list[Row]:
    """Return labelled posts by time, evenly taken if there are too many, each with where it was captured."""
    if material.texts is None:
        return []
    said = {row["post_uid"]: row["stance"] for row in material.posts.to_pylist()}
    parts: dict[str, Row] = {}
    for row in _rows(material.texts):
        if row["post_uid"] not in parts or row["part"] == "body":
            parts[row["post_uid"]] = row
    known = [uid for uid in (*said, *_disputed(material)) if uid in parts]
    known.sort(key=lambda uid: (parts[uid]["at_us"] is None, parts[uid]["at_us"] or 0, uid))
    step = max(1, len(known) / MOST_POSTS)
    chosen = [known[int(place * step)] for place in range(min(len(known), MOST_POSTS))]
    return [_post(parts[uid], said.get(uid), material.files, words) for uid in chosen]


def _post(row: Row, stance: int | None, files: Mapping[str, str], words: Words) -> Row:
    kind = "disputed" if stance is None else "favourable" if stance > 0 else "critical" if stance < 0 else "neutral"
    return {
        "at": moment(row["at_us"])[:10] if row["precision"] == "day" else moment(row["at_us"]),
        "platform": platform_name(str(row["platform"]), words),
        "text": clipped(str(row["text"]), 160),
        "kind": kind,
        "stance": words(f"stance.{kind}"),
        "file": files.get(row["capture_id"], row["capture_id"]),
        "locator": row["locator"],
    }


def _cut(shown: int, held: int, words: Words) -> str:
    return "" if shown >= held else words("stance.posts_cut", shown=words.number(shown), held=words.number(held))


def _unknown(material: StanceMaterial, target: str, words: Words) -> list[str]:
    read, names = material.summary["input"], [visible(str(one)) for one in material.summary["target"].get("names", ())]
    said = []
    if read["population"] is not None and read["posts"] < read["population"]:
        n, population = words.number(read["posts"]), words.number(read["population"])
        said.append(words("stance.unknown_sample", n=n, population=population))
    if read.get("unnamed"):
        said.append(words("stance.unknown_number", n=words.number(read["unnamed"])))
    said.append(words("stance.unknown_unnamed", names=words.listed(names) or target))
    if material.phases.num_rows > 1 and material.summary["parameters"]["boundaries_us"] is None:
        said.append(words("stance.unknown_search"))
    keys = ("why", "account", "irony", "others", "repeated")
    return [*said, *(words(f"stance.unknown_{key}", target=target) for key in keys)]


def _rows(table: pa.Table) -> list[Row]:
    table = plain(table)
    for name in table.schema.names:
        if pa.types.is_timestamp(table.schema.field(name).type):
            table = table.append_column(f"{name}_us", table.column(name).cast(pa.int64())).drop_columns([name])
    return list(table.to_pylist())
