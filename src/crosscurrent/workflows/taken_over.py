"""Steps of an investigation that are not done again because only its presentation changed: names, title, language."""

from __future__ import annotations

import json
from collections.abc import Mapping

from crosscurrent import __version__
from crosscurrent.cases.case import Case
from crosscurrent.evidence.runs import Run

#: What the report says it with, and nothing is computed from.
PRESENTED = ("title", "language")
PRESENTED_OF_TEXTS = ("topic_names",)
#: Steps that do not depend on it, in their order. Topics are proposed again: their summary holds the names.
STEPS = ("texts", "actions", "coordination", "lineage", "timing", "stance")


def take_over_steps(case: Case, run: Run, summary_place: str) -> None:
    """Take over what the last finished investigation of the same captures did, where only its presentation differs.

    A command that is repeated unchanged does everything again, as before.

    Args:
        case: The case.
        run: The run that was just begun.
        summary_place: Where the summary of the coordination findings lies; it names the version that made it.
    """
    if run.is_resumed:
        return
    states = [state for state in case.runs.all() if state.run_id != run.run_id and state.status == "finished"]
    _, wanted = case.runs.past(run.run_id)
    alike = [state for state in states if state.workflow == run.run_id.partition("-")[0]]
    if not alike or not _same_version(case, summary_place):
        return
    earlier, given = case.runs.past(alike[-1].run_id)
    if given == wanted or _computed(given) != _computed(wanted):
        return
    for step in STEPS:
        # What comes after a step that has to be done again rests on it.
        if step in alike[-1].steps and not run.take_over(step, earlier):
            return


def _computed(parameters: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters that findings are computed from."""
    texts = parameters.get("texts")
    kept = {name: value for name, value in parameters.items() if name not in PRESENTED}
    if isinstance(texts, dict):
        kept["texts"] = {name: value for name, value in texts.items() if name not in PRESENTED_OF_TEXTS}
    return kept


def _same_version(case: Case, place: str) -> bool:
    path = case.path(place)
    if not path.is_file():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8")).get("crosscurrent") == __version__)
