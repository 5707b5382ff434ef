"""The report in a real browser, from a file, with no network: from a group down to its posts, and nothing leaves."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from crosscurrent.reports.coordination import write_report
from tests.unit.reports import sample, tables

pytestmark = pytest.mark.browser

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion", "--window-size=1280,900",
    # Any request that tried to leave would fail, and show.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
NO_WEBGL = ("--disable-gpu", "--disable-3d-apis")
Found = TypeVar("Found")


def browser(profile: Path, *more: str) -> webdriver.Chrome:
    if CHROMIUM is None or DRIVER is None:
        if os.environ.get("CROSSCURRENT_REQUIRE_BROWSER") == "1":
            pytest.fail("CROSSCURRENT_REQUIRE_BROWSER is set, but chromium or chromedriver is not installed")
        pytest.skip("needs chromium and chromedriver (Debian packages chromium and chromium-driver)")
    options = Options()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, *more, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(DRIVER))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    write_report(sample.material(60), folder / "full")
    write_report(sample.not_assessable(), folder / "thin")
    return folder


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    driver = browser(tmp_path_factory.mktemp("profile"), *WEBGL)
    yield driver
    driver.quit()


@pytest.fixture
def page(drawn: webdriver.Chrome, reports: Path) -> Iterator[webdriver.Chrome]:
    drawn.get((reports / "full" / "index.html").as_uri())
    yield drawn
    assert_quiet(drawn)


def assert_quiet(driver: webdriver.Chrome) -> None:
    """No message on the console, no resource asked for, nothing sent but the file itself."""
    assert [entry["message"] for entry in driver.get_log("browser")] == []
    assert driver.execute_script("return performance.getEntriesByType('resource').length") == 0
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    ours = [request["request"]["url"] for request in sent if request["documentURL"].startswith("file:")]
    assert {url for url in ours if not url.startswith(("file:", "data:", "blob:"))} == set()
    assert driver.title != "owned"


def until(wanted: Callable[[], Found], seconds: float = 20) -> Found:
    """Return what ``wanted`` finds as soon as it finds something."""
    end = time.monotonic() + seconds
    while not (found := wanted()):
        assert time.monotonic() < end, "the page did not get there"
        time.sleep(0.05)
    return found


def one(driver: webdriver.Chrome, css: str) -> WebElement:
    return until(lambda: driver.find_elements(By.CSS_SELECTOR, css))[0]


def click(driver: webdriver.Chrome, css: str, words: str = "") -> None:
    held = [e for e in driver.find_elements(By.CSS_SELECTOR, css) if words in e.text and e.is_displayed()]
    assert held, f"nothing to click: {css} {words}"
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", held[0])
    held[0].click()


def close(driver: webdriver.Chrome) -> None:
    click(driver, ".panel .shut")


def test_from_a_group_to_both_posts_behind_a_pair(page: webdriver.Chrome) -> None:
    click(page, '[data-act="posts"][data-group="0"]')
    assert one(page, "#panel-title").text == "Posts behind Group 1"
    # The first co-action of the group: the hostile account and reader 23, one second later, on the same article.
    first = one(page, ".panel .co-action")
    assert "news[.]northern-harbour[.]example/articles/2025/00?id=0" in first.text
    # From a post to its account, from the account to one pair, from the pair to both posts.
    click(page, ".panel .post .account", "maple_reader_05")
    assert one(page, "#panel-title").text == "weibo:maple_reader_05"
    click(page, ".panel .row", "maple_reader_10")
    assert one(page, "#panel-title").text == "weibo:maple_reader_05 – weibo:maple_reader_10"
    a, b = page.find_elements(By.CSS_SELECTOR, ".panel .co-action:first-child .post")
    assert a.find_element(By.CSS_SELECTOR, "time").text == "2025-03-10 00:00:15 UTC"
    assert b.find_element(By.CSS_SELECTOR, "time").text == "2025-03-10 00:00:30 UTC"
    assert a.find_element(By.CSS_SELECTOR, ".text").text == tables.PLAIN_TEXT
    assert b.find_element(By.CSS_SELECTOR, ".text").text == tables.CHINESE_TEXT
    assert (a.find_element(By.CSS_SELECTOR, "footer").text, b.find_element(By.CSS_SELECTOR, "footer").text) == (
        "posts.csv · row=6",
        "posts.csv · row=11",
    )
    assert one(page, ".panel .gap").text.replace("\u00a0", " ") == "15 s apart"
    assert "4 pairs would have survived" in one(page, ".panel .permutation").text
    page.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not page.find_element(By.CSS_SELECTOR, ".panel").is_displayed()
    # The reader is back where the way began.
    assert page.switch_to.active_element.get_attribute("data-act") == "posts"


def test_hostile_text_is_text(page: webdriver.Chrome) -> None:
    click(page, '[data-act="posts"][data-group="0"]')
    post = next(p for p in page.find_elements(By.CSS_SELECTOR, ".panel .post") if "onerror" in p.text)
    assert post.find_element(By.CSS_SELECTOR, ".text").text == tables.HOSTILE_TEXT
    assert "weibo:=cmd|' /C calc'!A0⟦RLO⟧txt" in post.text
    assert page.find_elements(By.CSS_SELECTOR, "img") == []
    assert page.title == "WeChat and Weibo, election week of 10 March"
    # Even code that got into the page would not run: the policy knows one script by its digest.
    code = "const s = document.createElement('script'); s.textContent = 'document.title = 1'; document.body.append(s)"
    page.execute_script(code)
    assert page.title == "WeChat and Weibo, election week of 10 March"
    assert "Content Security Policy" in page.get_log("browser")[0]["message"]
    close(page)


def test_nothing_can_be_fetched_from_the_page(page: webdriver.Chrome) -> None:
    tried = page.execute_async_script(
        "const done = arguments[0]; fetch('https://example.org').then(() => done('sent'), () => done('refused'))"
    )
    assert tried == "refused"
    assert "violates the following Content Security Policy" in page.get_log("browser")[0]["message"]
    page.get_log("browser")


def test_search_finds_an_account_and_an_object(page: webdriver.Chrome) -> None:
    field = one(page, "input[type=search]")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
    field.send_keys("READER_17")
    assert [e.text for e in page.find_elements(By.CSS_SELECTOR, ".results button")] == ["weibo:maple_reader_17"]
    field.send_keys(Keys.ENTER)
    assert one(page, "#panel-title").text == "weibo:maple_reader_17"
    assert "Group 1 · core · " in one(page, ".panel .which").text
    assert one(page, "[role=status]").text == "Shown: weibo:maple_reader_17"
    close(page)
    field.clear()
    field.send_keys("articles/2025/03")
    click(page, ".results button", "articles/2025/03")
    assert "link · 21 actions · 21 accounts" in one(page, ".panel .which").text
    close(page)
    field.clear()
    field.send_keys("no such thing")
    assert one(page, ".results").text == "Nothing found."


def test_pairs_can_be_read_without_the_picture(page: webdriver.Chrome) -> None:
    click(page, ".tools > button", "Show pairs as a table")
    rows = page.find_elements(By.CSS_SELECTOR, ".edge-table tbody tr")
    assert len(rows) == 50
    pair = [cell.text for cell in rows[0].find_elements(By.CSS_SELECTOR, "td")][:2]
    click(page, ".edge-table tbody button")
    assert one(page, "#panel-title").text == " – ".join(pair)
    close(page)


def test_the_picture_and_the_timelines_are_drawn(page: webdriver.Chrome) -> None:
    assert page.find_elements(By.CSS_SELECTOR, ".stage canvas.sigma-nodes, .stage canvas")
    assert [e.text for e in page.find_elements(By.CSS_SELECTOR, ".group-label")][:2] == ["Group 1", "Group 2"]
    for chart in page.find_elements(By.CSS_SELECTOR, "[data-chart]"):
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", chart)
        until(lambda chart=chart: chart.find_elements(By.CSS_SELECTOR, "canvas"))
        ink = page.execute_script(
            "const c = arguments[0].querySelector('canvas');"
            "const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            "let n = 0; for (let i = 3; i < p.length; i += 4) n += p[i] > 0; return n", chart,
        )  # fmt: skip
        assert ink > 500
    # The keyboard moves the picture: zooming in takes a group's name away from the middle.
    stage = one(page, ".stage")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", stage)
    before = page.find_element(By.CSS_SELECTOR, ".group-label").get_attribute("style")
    stage.send_keys("+")
    until(lambda: page.find_element(By.CSS_SELECTOR, ".group-label").get_attribute("style") != before)


def test_evidence_as_csv_cannot_run_as_a_formula(page: webdriver.Chrome, tmp_path: Path) -> None:
    page.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    click(page, '[data-act="csv"][data-group="0"]')
    (file,) = until(lambda: list(tmp_path.glob("*.csv")))
    text = until(lambda: file.read_bytes().decode("utf-8-sig"))
    assert file.name == "group-1-evidence.csv"
    lines = text.split("\r\n")
    assert lines[0].startswith("group_id,account_a,account_b,behaviour,object_id,content_a,content_b,at_a,at_b,gap_us,")
    row = next(line for line in lines if line.startswith("group-1,weibo:maple_reader_05,weibo:maple_reader_10,link,"))
    assert ",2025-03-10T00:00:15.000000Z,2025-03-10T00:00:30.000000Z,15000000,1," in row
    assert f",row=6,{tables.CAPTURE},row=11," in row


def test_french_is_one_click_away_and_so_is_the_way_back(page: webdriver.Chrome) -> None:
    click(page, '[data-act="language"]', "Français")
    assert page.find_element(By.TAG_NAME, "html").get_attribute("lang") == "fr"
    assert "30 comptes en 1 groupe ont agi ensemble" in one(page, ".lead").text
    click(page, '[data-act="posts"][data-group="0"]')
    assert one(page, "#panel-title").text == "Publications : Groupe 1"
    close(page)
    click(page, '[data-act="language"]', "English")
    assert "30 accounts in 1 group acted" in one(page, ".lead").text
    assert len(page.find_elements(By.CSS_SELECTOR, ".panel")) == 1


def test_a_telephone_needs_no_sideways_scrolling(page: webdriver.Chrome) -> None:
    size = {"width": 420, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        until(lambda: page.execute_script("return document.documentElement.scrollWidth") == 420)
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_run_that_could_not_tell_reads_well(drawn: webdriver.Chrome, reports: Path) -> None:
    drawn.get((reports / "thin" / "index.html").as_uri())
    assert one(drawn, ".lead").text.startswith("This capture cannot answer whether accounts acted together")
    assert drawn.find_elements(By.CSS_SELECTOR, ".stage, [data-chart]") == []
    assert_quiet(drawn)


def test_without_webgl_the_page_says_so_and_the_picture_can_still_be_clicked(
    reports: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    driver = browser(tmp_path_factory.mktemp("profile"), *NO_WEBGL)
    try:
        driver.get((reports / "full" / "index.html").as_uri())
        assert "This browser offers no WebGL." in one(driver, "#network .notice").text
        assert one(driver, ".stage canvas").size["width"] > 300
        field = one(driver, "input[type=search]")
        driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
        field.send_keys("reader_17", Keys.ENTER)
        assert one(driver, "#panel-title").text == "weibo:maple_reader_17"
        assert_quiet(driver)
    finally:
        driver.quit()
