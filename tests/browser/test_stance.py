"""The section on stance in a real browser: drawn, quiet, in both languages, on a desk and on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from crosscurrent.reports.coordination import write_report
from tests.browser.test_report import NO_WEBGL, assert_quiet, browser, click, one, until
from tests.unit.reports import sample
from tests.unit.reports.test_stance_section import HOSTILE_NAME, TURNED, found, material

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    driver = browser(tmp_path_factory.mktemp("profile"), *NO_WEBGL)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stance")
    write_report(replace(sample.material(5), stance=material(found(TURNED, TURNED, HOSTILE_NAME))), folder / "turned")
    write_report(replace(sample.material(5), stance=material(found([], []))), folder / "unlabelled")
    return folder


def words_of(driver: webdriver.Chrome, css: str) -> list[str]:
    return [each.text for each in driver.find_elements(By.CSS_SELECTOR, css)]


def test_the_sequence_is_drawn_and_reads_in_both_languages(drawn: webdriver.Chrome, reports: Path) -> None:
    drawn.get((reports / "turned" / "index.html").as_uri())
    picture = one(drawn, "#stance svg.drawn")
    assert picture.size["width"] > 600
    assert words_of(drawn, "#stance svg .name") == ["for", "neither", "against", "Phase 1", "Phase 2"]
    # No word of the picture is cut off at its edge.
    outside = drawn.execute_script(
        "const s = arguments[0].getBoundingClientRect();"
        "return [...arguments[0].querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect();"
        "return b.left < s.left - 1 || b.right > s.right + 1 || b.bottom > s.bottom + 1 }).map(t => t.textContent)",
        picture,
    )
    assert outside == []
    assert 'Party <img src=x onerror="alert(1)"> ⟦RLO⟧ hxxps://evil[.]example/a' in one(drawn, "#stance").text
    click(drawn, '[data-act="language"]', "Français")
    assert words_of(drawn, "#stance svg .name") == ["pour", "neutre", "contre", "Phase nᵒ 1", "Phase nᵒ 2"]
    assert "sont passées de l’éloge à la critique" in one(drawn, "#stance").text
    click(drawn, '[data-act="language"]', "English")
    assert_quiet(drawn)


def test_a_telephone_needs_no_sideways_scrolling(drawn: webdriver.Chrome, reports: Path) -> None:
    size = {"width": 420, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    drawn.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        for name in ("turned", "unlabelled"):
            drawn.get((reports / name / "index.html").as_uri())
            until(lambda: drawn.execute_script("return document.documentElement.scrollWidth") == 420)
    finally:
        drawn.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_without_labels_there_are_three_steps(drawn: webdriver.Chrome, reports: Path) -> None:
    drawn.get((reports / "unlabelled" / "index.html").as_uri())
    assert len(drawn.find_elements(By.CSS_SELECTOR, "#stance ol > li")) == 3
    assert drawn.find_elements(By.CSS_SELECTOR, "#stance svg, #stance table") == []
    assert_quiet(drawn)
