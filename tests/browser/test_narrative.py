"""The page of a narrative in a real browser, from a file, with no network: languages, anchors, paper, small screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from crosscurrent.reports.narratives import write_narratives
from tests.browser.test_report import NO_WEBGL, assert_quiet, browser
from tests.unit.reports.test_narratives import CALLED, material, topics
from tests.unit.reports.text_sample import HOSTILE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    started = browser(tmp_path_factory.mktemp("profile"), *NO_WEBGL)
    yield started
    started.quit()


@pytest.fixture
def page(driver: webdriver.Chrome, tmp_path: Path) -> Iterator[webdriver.Chrome]:
    called = CALLED | {"note": f"{HOSTILE}<script>document.title = 'owned'</script>"}
    (path,) = write_narratives(material(topics(names=[called])), tmp_path, "Case")
    driver.set_window_size(1280, 900)
    driver.get(path.as_uri())
    yield driver
    assert_quiet(driver)


def shown(page: webdriver.Chrome, language: str) -> bool:
    return page.find_element(By.CSS_SELECTOR, f".in-{language}").is_displayed()


def test_one_language_is_shown_and_the_other_is_a_click_or_a_key_away(page: webdriver.Chrome) -> None:
    assert (shown(page, "en"), shown(page, "fr")) == (True, False)
    page.find_element(By.CSS_SELECTOR, "[for=show-fr]").click()
    assert (shown(page, "en"), shown(page, "fr")) == (False, True)
    assert "Ce qu’on ne sait pas" in page.find_element(By.TAG_NAME, "body").text
    page.find_element(By.ID, "show-fr").send_keys(Keys.ARROW_LEFT)
    assert (shown(page, "en"), shown(page, "fr")) == (True, False)


def test_every_entry_of_the_contents_leads_to_something_visible(page: webdriver.Chrome) -> None:
    links = [link for link in page.find_elements(By.CSS_SELECTOR, "nav a") if link.is_displayed()]
    assert len(links) == 7
    for link in links:
        target = (link.get_attribute("href") or "").partition("#")[2]
        assert page.find_element(By.ID, target).is_displayed()


def test_hostile_text_is_text(page: webdriver.Chrome) -> None:
    assert page.find_elements(By.CSS_SELECTOR, "img, script, iframe, form") == []
    assert page.title == "Dock closure <i>"
    assert "<script>document.title = 'owned'</script>" in page.find_element(By.TAG_NAME, "body").text


def test_the_pictures_are_drawn_and_nothing_is_wider_than_the_screen(page: webdriver.Chrome) -> None:
    drawn = [one for one in page.find_elements(By.CSS_SELECTOR, "svg.drawn") if one.is_displayed()]
    assert len(drawn) == 3
    for width in (1280, 390):
        page.set_window_size(width, 844)
        wide = page.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


def test_paper_has_the_language_that_is_shown_and_no_buttons(page: webdriver.Chrome) -> None:
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not page.find_element(By.CSS_SELECTOR, ".choices").is_displayed()
    assert (shown(page, "en"), shown(page, "fr")) == (True, False)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
