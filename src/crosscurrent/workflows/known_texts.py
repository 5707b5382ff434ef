"""What an earlier run over a case made of its texts: taken over where nothing changed, so that adding is quick."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crosscurrent.detectors.text_reuse.detect import DETECTOR, SOFTWARE, VERSION, Known, TextReuse
from crosscurrent.detectors.text_reuse.parameters import Parameters
from crosscurrent.detectors.text_reuse.relations import looked_at
from crosscurrent.workflows.findings_files import write_parquet
from crosscurrent.workflows.texts_of_case import Texts

#: Texts of a run and their normal forms.
STATE = "state.parquet"
#: Parameters that copies and excerpts do not depend on: what an encoder finds is looked for anew.
_OF_ENCODER = ("encoder", "meaning", "sentences", "echoes")
#: What decides how a text is read; where one of these differs, it is read again.
_DECIDING = ("text_uid", "post_uid", "account_uid", "platform", "lang_declared", "text", "url", "byline")
_LISTS = ("links", "mentions")
_BETWEEN = "\x1f"


def write_state(reuse: TextReuse, path: Path) -> None:
    """Keep what the next run can take over."""
    write_parquet(path, reuse.state.schema, [reuse.state])


def known_before(folder: Path, texts: Texts) -> Known | None:
    """Return what an earlier run made of texts that are still the same; ``None`` if it was made otherwise.

    Findings do not depend on it: only what would come out again is taken over.

    Args:
        folder: Folder of the earlier findings.
        texts: The texts of this run.
    """
    if not (folder / STATE).is_file() or not _made_alike(folder / "method.json"):
        return None
    state = pq.read_table(folder / STATE)
    same = state.filter(pc.is_in(_keys(state), value_set=_keys(texts.table).combine_chunks()))
    unchanged = frozenset(same.column("text_uid").to_pylist())
    forms = zip(same.column("text").to_pylist(), same.column("normal").to_pylist(), strict=True)
    pairs = looked_at(pq.read_table(folder / "relations.parquet"), pq.read_table(folder / "passages.parquet"))
    return (
        {text: form for text, form in forms if form is not None},
        {pair: looked for pair, looked in pairs.items() if unchanged.issuperset(pair)},
    )


def _made_alike(path: Path) -> bool:
    """Say whether the earlier run had the same rules, parameters and versions."""
    method = json.loads(path.read_text(encoding="utf-8"))
    parameters = {name: value for name, value in method["parameters"].items() if name not in _OF_ENCODER}
    software = {name: metadata.version(name) for name in SOFTWARE}
    made = (method["detector"], method["detector_version"], parameters)
    return made == (DETECTOR, VERSION, Parameters().as_record()) and software.items() <= method["software"].items()


def _keys(texts: pa.Table) -> pa.ChunkedArray:
    columns = [pc.fill_null(texts.column(name).cast(pa.string()), "") for name in _DECIDING]
    columns += [pc.fill_null(pc.binary_join(texts.column(name), " "), "") for name in _LISTS]
    columns.append(pc.fill_null(texts.column("at").cast(pa.int64()).cast(pa.string()), ""))
    return pc.binary_join_element_wise(*columns, _BETWEEN)
