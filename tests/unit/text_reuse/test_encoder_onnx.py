"""An encoder of the analyst's own: a folder with model.onnx and tokenizer.json, and every way in which it can fail."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from crosscurrent.detectors.text_reuse.encoder_onnx import (
    EncoderExtraMissing,
    EncoderFilesMissing,
    EncoderUnusable,
    from_path,
)

pytest.importorskip("onnxruntime")
tokenizers = pytest.importorskip("tokenizers")

#: One row per word: the model looks a token up in this table and gives one vector per token.
WORDS = {"[PAD]": 0, "[UNK]": 1, "ferry": 2, "boat": 3, "plum": 4, "query:": 5}
TABLE = np.array([[9, 9], [0, 1], [1, 0], [1, 0.1], [-1, 1], [0, 0]], np.float32)


def field(number: int, content: bytes | str | int) -> bytes:
    """One field of a protocol buffer: a number, or bytes with their length."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    raw = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(raw)) + raw


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def value_info(name: str, element: int, rank: int) -> bytes:
    shape = b"".join(field(1, field(2, f"d{k}")) for k in range(rank))
    return field(1, name) + field(2, field(1, field(1, element) + field(2, shape)))


def lookup_model(rank: int = 3) -> bytes:
    """An ONNX model with one node, Gather: token numbers in, rows of the table out."""
    table = field(1, len(TABLE)) + field(1, 2) + field(2, 1) + field(8, "table")
    table += field(9, struct.pack(f"<{TABLE.size}f", *TABLE.ravel()))
    node = field(1, "table") + field(1, "input_ids") + field(2, "out") + field(4, "Gather")
    graph = field(1, node) + field(2, "g") + field(5, table)
    graph += field(11, value_info("input_ids", 7, 2)) + field(12, value_info("out", 1, rank))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.onnx").write_bytes(lookup_model())
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def test_vectors_are_means_over_the_words_and_padding_does_not_count(folder: Path) -> None:
    encoder = from_path(folder)
    vectors = encoder.encode(["ferry", "ferry plum", "boat ferry"])
    np.testing.assert_allclose(vectors[0], [1, 0], atol=1e-6)
    np.testing.assert_allclose(vectors[1], [0, 1], atol=1e-6)  # the mean (0, 0.5) at length one
    assert vectors[0] @ vectors[2] > 0.99
    assert (encoder.dimension, encoder.name, len(encoder.sha256)) == (2, folder.name, 64)


def test_settings_choose_the_first_token_a_prefix_and_a_name(folder: Path) -> None:
    plain = from_path(folder).sha256
    (folder / "encoder.toml").write_text('name = "mine"\nversion = "3"\npooling = "cls"\nlanguages = ["zh", "en"]\n')
    encoder = from_path(folder)
    np.testing.assert_allclose(encoder.encode(["ferry plum"])[0], [1, 0], atol=1e-6)
    assert (encoder.name, encoder.version, encoder.languages) == ("mine", "3", {"zh", "en"})
    assert encoder.sha256 != plain
    (folder / "encoder.toml").write_text('prefix = "plum "\npooling = "cls"\n')
    np.testing.assert_allclose(from_path(folder).encode(["ferry"])[0], np.array([-1, 1]) / 2**0.5, atol=1e-6)


def test_the_pooling_of_sentence_transformers_is_read(folder: Path) -> None:
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    assert from_path(folder).settings.pooling == "cls"


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EncoderFilesMissing, match=name):
        from_path(folder)


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_a_missing_package_is_named(folder: Path, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EncoderExtraMissing, match=package):
        from_path(folder)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.onnx", b"not a model"),
        ("tokenizer.json", b"{}"),
        ("tokenizer.json", b"\xff\xfe"),
        ("encoder.toml", b"pooling = 'max'"),
        ("encoder.toml", b"poolin = 'mean'"),
        ("encoder.toml", b"max_tokens = 1"),
        ("encoder.toml", b"= ="),
    ],
)
def test_what_is_no_encoder_is_refused(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(EncoderUnusable):
        from_path(folder)
