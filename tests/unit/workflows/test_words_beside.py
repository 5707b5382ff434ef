"""Subtitles, recognised speech and words read in pictures: under the post they certainly belong to, or under none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crosscurrent.cases.case import Case
from crosscurrent.connectors.base import ReadOptions
from crosscurrent.workflows.add_capture import AddedCapture, add_captures
from crosscurrent.workflows.progress import NullProgress
from crosscurrent.workflows.texts_of_case import Texts, texts_of_case, texts_of_files
from crosscurrent.workflows.verify_captures import verify_captures
from crosscurrent.workflows.words_of_file import read_words, spoken_words

POSTS = (
    "post_id,account_id,created_at,text,platform,title\n"
    "7301234567890,ann,2031-03-03T08:00:00Z,caption of a clip,tiktok,\n"
    "7301234567891,ben,2031-03-03T09:00:00Z,another clip,tiktok,\n"
)
SRT = "1\n00:00:01,000 --> 00:00:02,000\nThree hundred people\n\n2\n00:00:02,000 --> 00:00:04,000\nwere locked out\n"
VTT = "WEBVTT\nKind: captions\nLanguage: en\n\n00:01.000 --> 00:02.000\n<c>Three</c> hundred people\n"
WHISPER = {
    "text": " Three hundred people", "language": "en",
    "segments": [{"id": 0, "start": 0.0, "end": 2.5, "text": " Three hundred people"}],
}  # fmt: skip
#: What yt-dlp writes beside clip.mp4: one video.
VIDEO = {
    "id": "dQw4w9WgXcQ", "extractor": "youtube", "extractor_key": "Youtube", "title": "A clip", "uploader_id": "@ann",
    "channel_id": "UCuAXFkgsw1L7xaCfnd5JJOw", "timestamp": 1_930_000_000, "_type": "video",
    "webpage_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "description": "what it is about",
}  # fmt: skip


def folder_of(path: Path, **files: str | bytes) -> Path:
    folder = path / "captures"
    folder.mkdir()
    (folder / "posts.csv").write_text(POSTS)
    for name, content in files.items():
        place = folder / name.replace("__", ".")
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def add(folder: Path, case: Path) -> dict[str, AddedCapture]:
    return {each.place: each for each in add_captures([folder], case, ReadOptions(), "N. N.")}


def spoken(case: Path) -> dict[str, str]:
    with Case.open(case) as opened:
        return parts(texts_of_case(opened, NullProgress()))


def parts(found: Texts) -> dict[str, str]:
    return {row["text_uid"]: row["text"] for row in found.table.to_pylist() if row["part"] in ("transcript", "ocr")}


def code(added: AddedCapture) -> str | None:
    return added.refusal.code if added.refusal else None


# --- which post they belong to ---------------------------------------------------------------------


def test_files_named_like_the_id_of_a_post_are_its_words_and_lead_back_to_the_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, **{"7301234567890__srt": SRT, "7301234567891__ocr__txt": "码头关闭三十一天"})
    added = add(folder, tmp_path / "case")
    assert spoken(tmp_path / "case") == {
        "tiktok:7301234567890#transcript": "Three hundred people\nwere locked out",
        "tiktok:7301234567891#ocr": "码头关闭三十一天",
    }
    words = added["captures/7301234567890.srt"]
    assert words.role == "words"
    assert words.reasons == ("read as transcript of tiktok:7301234567890",)
    with Case.open(tmp_path / "case") as case:
        row = next(row for row in texts_of_case(case, NullProgress()).table.to_pylist() if row["part"] == "transcript")
    assert words.capture is not None
    assert row["capture_id"] == words.capture.capture_id  # not the table of posts: these words stand in another file
    assert row["account_uid"] == "tiktok:ann"
    assert verify_captures(tmp_path / "case").head


def test_without_a_case_the_same_words_are_found(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, **{"7301234567890__srt": SRT, "holiday__srt": SRT.replace("Three", "Four")})
    found = texts_of_files([str(folder)], ReadOptions(), NullProgress())
    assert parts(found) == {"tiktok:7301234567890#transcript": "Three hundred people\nwere locked out"}
    assert found.reasons["captures/7301234567890.srt"] == ("read as transcript of tiktok:7301234567890",)
    assert "E-INPUT-114" in found.reasons["captures/holiday.srt"][0]
    assert "captures/7301234567890.srt" in found.inputs


def test_files_beside_the_record_of_one_video_are_its_words_in_its_own_language(tmp_path: Path) -> None:
    # yt-dlp writes clip.info.json and clip.en.vtt; the French track is a translation by a machine.
    folder = folder_of(
        tmp_path,
        clip__info__json=json.dumps(VIDEO),
        clip__fr__vtt=VTT.replace("Three", "Trois"),
        **{"clip__en-orig__vtt": VTT},
    )
    added = add(folder, tmp_path / "case")
    assert spoken(tmp_path / "case") == {"youtube:dQw4w9WgXcQ#transcript": "Three hundred people"}
    assert code(added["captures/clip.fr.vtt"]) == "E-INPUT-114"
    assert "clip.en-orig.vtt of that post is used" in added["captures/clip.fr.vtt"].refusal.what  # type: ignore[union-attr]


def test_what_whisper_wrote_is_a_transcript_and_other_json_is_none(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        **{"7301234567890__json": json.dumps(WHISPER), "7301234567891__json": '{"segments": 3, "text": "x"}'},
    )
    added = add(folder, tmp_path / "case")
    assert spoken(tmp_path / "case") == {"tiktok:7301234567890#transcript": "Three hundred people"}
    assert added["captures/7301234567891.json"].role == "capture"


def test_the_id_in_brackets_that_yt_dlp_puts_behind_titles_is_an_id(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, **{"A clip [7301234567890]__en__srt": SRT})
    add(folder, tmp_path / "case")
    assert list(spoken(tmp_path / "case")) == ["tiktok:7301234567890#transcript"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("holiday.srt", SRT.encode(), "no post has this name"),
        ("7301234567890.srt", b"these are no subtitles", "no subtitles with times"),
        ("7301234567890.srt", SRT.encode("utf-16-le"), "not UTF-8|no subtitles"),
        ("7301234567890.transcript.txt", b"  \n ", "no words in it"),
        ("7301234567890.transcript.txt", b"\xff\xffwords", "not UTF-8"),
        ("7301234567890.srt", b"", "no subtitles with times"),
    ],
)
def test_what_is_not_certain_or_not_readable_is_sealed_and_said_and_no_words_of_anybody(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    folder = folder_of(tmp_path)
    (folder / name).write_bytes(content)
    added = add(folder, tmp_path / "case")[f"captures/{name}"]
    assert added.refusal is not None
    assert added.refusal.code == "E-INPUT-114"
    assert any(part in str(added.refusal) for part in why.split("|"))
    assert added.capture is not None
    assert spoken(tmp_path / "case") == {}


def test_a_name_that_two_posts_have_is_nobodys(tmp_path: Path) -> None:
    # The same id on two platforms: which of the two is meant cannot be told.
    folder = folder_of(tmp_path, **{"7301234567890__srt": SRT})
    (folder / "more.csv").write_text(POSTS.replace("tiktok", "douyin"))
    added = add(folder, tmp_path / "case")["captures/7301234567890.srt"]
    assert "2 posts could be meant" in str(added.refusal)
    assert spoken(tmp_path / "case") == {}


def test_a_short_number_is_no_id(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, **{"1__srt": SRT})
    (folder / "short.csv").write_text(POSTS.replace("7301234567890", "1"))
    assert code(add(folder, tmp_path / "case")["captures/1.srt"]) == "E-INPUT-114"


def test_plain_text_is_a_transcript_only_beside_a_media_file_of_its_name(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, clip__info__json=json.dumps(VIDEO), clip__mp4=b"\0\0\0\x18ftypmp42", clip__txt="Three hundred people",
        notes__txt="Collected on Monday.",
    )  # fmt: skip
    added = add(folder, tmp_path / "case")
    assert spoken(tmp_path / "case") == {"youtube:dQw4w9WgXcQ#transcript": "Three hundred people"}
    assert added["captures/notes.txt"].role == "capture"


def test_adding_again_changes_nothing_and_words_that_come_later_find_their_post(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    add(folder, tmp_path / "case")
    (folder / "7301234567890.srt").write_text(SRT)
    assert add(folder, tmp_path / "case")["captures/7301234567890.srt"].is_new_reading
    with Case.open(tmp_path / "case") as case:
        entries = len(list(case.custody.entries()))
    assert not add(folder, tmp_path / "case")["captures/7301234567890.srt"].is_new_reading
    with Case.open(tmp_path / "case") as case:
        assert len(list(case.custody.entries())) == entries


def test_words_in_the_record_itself_are_preferred_to_a_file_beside_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, **{"7301234567890__srt": SRT})
    own = {**VIDEO, "subtitles": {"en": [{"ext": "vtt", "data": VTT.replace("Three", "Our own three")}]}}
    (folder / "clip.info.json").write_text(json.dumps(own))
    (folder / "clip.vtt").write_text(VTT.replace("Three", "Somebody's three"))
    add(folder, tmp_path / "case")
    assert spoken(tmp_path / "case") == {
        "tiktok:7301234567890#transcript": "Three hundred people\nwere locked out",
        "youtube:dQw4w9WgXcQ#transcript": "Our own three hundred people",
    }


# --- the words of a file ---------------------------------------------------------------------------


def test_times_styles_and_rolling_repeats_are_no_words_and_numbers_that_are_said_are() -> None:
    rolling = (
        "WEBVTT\nKind: captions\n\nNOTE made by a tool\n\n1\n00:01.000 --> 00:02.000 align:start\nHello\n\n"
        "2\n00:02.000 --> 00:03.000\nHello\n<00:02.500><c>there</c>\n\n3\n00:03.000 --> 00:04.000\n300\n"
    )
    assert spoken_words(rolling) == "Hello\nthere\n300"
    assert spoken_words("") == ""


def test_comments_in_a_live_chat_are_not_what_is_said(tmp_path: Path) -> None:
    chat = tmp_path / "clip.live_chat.json"
    chat.write_text(json.dumps(WHISPER))
    assert read_words(chat, "clip.live_chat.json") is None


def test_files_longer_than_any_speech_are_not_read(tmp_path: Path) -> None:
    long = tmp_path / "a.srt"
    long.write_bytes(b"0" * (1 << 22) + b"0")
    found = read_words(long, "a.srt")
    assert found is not None
    assert (found.text, found.refused) == (None, "more than 4 MB")


# --- what is said, and what only stands in the file -------------------------------------------------


def test_notes_styles_regions_and_names_of_subtitles_are_not_said() -> None:
    vtt = (
        "WEBVTT - a clip\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE checked by\nthe desk\n\n"
        "REGION\nid:fred\n\nopening line\n00:01.000 --> 00:02.000 align:start\n \nThree hundred\n\n"
        "NOTE between\n\n2\n00:02.000 --> 00:03.000\n300\n\n3\n00:03.000 --> 00:04.000\nNOTE well\n"
    )
    assert spoken_words(vtt) == "Three hundred\n300\nNOTE well"
    assert spoken_words(vtt.replace("\n", "\r\n")) == "Three hundred\n300\nNOTE well"


def test_a_blank_line_within_a_subtitle_of_srt_ends_nothing() -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:02,000\nThree hundred\n\nwere locked out\n\n2\n00:00:02,000 --> 00:00:03,000\nNOTE\n"
    )
    assert spoken_words(srt) == "Three hundred\nwere locked out\nNOTE"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("I <3 you and 5 > 4", "I <3 you and 5 > 4"),
        ("if a <b and c> d", "if a <b and c> d"),
        ("<v Fred Smith>Hello</v> <v.loud Ann>there</v>", "Hello there"),
        ("Hello<00:00:00.480><c.yellow.bg_blue> world</c>", "Hello world"),
        ("<i>Hello</i> <lang en>there</lang> <ruby>a<rt>b</rt></ruby>", "Hello there ab"),
        ('<FONT color="#ffffff">Hello</FONT> {\\an8}there', "Hello there"),
    ],
)
def test_only_tags_are_left_out_of_a_line(line: str, said: str) -> None:
    assert spoken_words(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{line}\n") == said


def words_of(path: Path, found: object) -> str | None:
    (path / "clip.json").write_text(json.dumps(found))
    read = read_words(path / "clip.json", "clip.json")
    return read.text if read else None


def test_half_a_character_of_recognised_speech_is_marked_and_the_capture_is_added(tmp_path: Path) -> None:
    segments = [{"start": 0, "end": 1, "text": "hi \ud83d there"}]
    whisper = {"text": "a", "segments": segments, "language": "en"}
    assert words_of(tmp_path, whisper) == "hi \ufffd there"
    folder = folder_of(tmp_path, **{"7301234567890__json": json.dumps(whisper)})
    add(folder, tmp_path / "case")
    assert spoken(tmp_path / "case") == {"tiktok:7301234567890#transcript": "hi \ufffd there"}


def test_recognised_speech_is_known_by_its_segments_whatever_stands_beside_them(tmp_path: Path) -> None:
    verbose = {**WHISPER, "task": "transcribe", "duration": 2.5, "words": [], "usage": {"seconds": 3}}
    assert words_of(tmp_path, verbose) == "Three hundred people"


@pytest.mark.parametrize(
    "segments",
    [
        [], {}, None, ["Three"], [{"start": 0.0, "end": 1.0}], [{"start": 0.0, "text": "a"}],
        [{"start": "0", "end": 1.0, "text": "a"}], [{"start": True, "end": 1.0, "text": "a"}],
        [{"start": 0.0, "end": 1.0, "text": 5}], [{"start": 0.0, "end": 1.0, "text": "a"}, {"start": 1.0, "end": 2.0}],
    ],
)  # fmt: skip
def test_json_whose_segments_are_no_speech_holds_no_words(tmp_path: Path, segments: object) -> None:
    assert words_of(tmp_path, {**WHISPER, "segments": segments}) is None
