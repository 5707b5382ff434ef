"""The numbers behind rewordings and translations are stated, and recorded with a run that used an encoder."""

from __future__ import annotations

import json

import pytest

from crosscurrent.detectors.text_reuse.cues import CUES
from crosscurrent.detectors.text_reuse.detect import detect
from crosscurrent.detectors.text_reuse.parameters import TextParameterRefused, specification
from crosscurrent.detectors.text_reuse.weighing import Weighing, meant, recorded
from tests.unit.text_reuse.rows import agree, texts
from tests.unit.text_reuse.test_meaning import EN, FR, Blind


def test_every_number_has_a_unit_a_range_and_a_source() -> None:
    for name, one in specification()["meaning"].items():
        assert {"unit", "range", "default", "source"} == set(one), name
        assert one["source"].endswith("."), name


def test_what_is_used_is_what_is_stated() -> None:
    stated = specification()["meaning"]
    assert meant().neighbours == stated["neighbours"]["default"] == 16
    assert meant().rewording.weights[CUES.index("figures")] == stated["rewording"]["default"]["figures"]
    assert meant().translation.least == stated["translation"]["default"]["least"]


def test_a_run_with_an_encoder_records_them_and_one_without_does_not() -> None:
    parameters = detect(texts(EN, FR), encoder=Blind(), contrary=agree).method.parameters
    assert parameters["meaning"] == recorded()
    assert json.loads(json.dumps(parameters["meaning"])) == recorded()
    assert "meaning" not in detect(texts(EN, FR), contrary=agree).method.parameters


def test_the_record_cannot_change_what_is_used() -> None:
    recorded()["translation"]["figures"] = 99.0
    assert recorded()["translation"]["figures"] != 99.0


@pytest.mark.parametrize("odd", [{"cosine": 1.0}, dict.fromkeys((*CUES, "constant", "between_scripts"), 1.0)])
def test_weights_that_do_not_fit_the_cues_are_refused(odd: dict[str, float]) -> None:
    with pytest.raises(TextParameterRefused):
        Weighing.stated("translation", odd)
