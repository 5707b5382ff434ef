"""A sentence encoder of the analyst's own: model.onnx and tokenizer.json in a folder. Local files only."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from crosscurrent.detectors.text_reuse.encoder import for_encoder, unit_rows
from crosscurrent.errors import InputRefused, UsageRefused

MODELS = ("model.onnx", "onnx/model.onnx")
TOKENIZER, SETTINGS, POOLING = "tokenizer.json", "encoder.toml", "1_Pooling/config.json"
POOLINGS = ("mean", "cls")
_BATCH, _MAX_TOKENS = 32, 128


class EncoderFilesMissing(InputRefused):
    """A folder named as an encoder does not hold one."""

    code = "E-ENCODER-002"

    @classmethod
    def without(cls, folder: Path, name: str) -> EncoderFilesMissing:
        """Build the error for a folder that lacks a file."""
        return cls(
            f"the folder holds no {name}",
            where=str(folder),
            next_step="Name a folder with model.onnx and tokenizer.json; encoder.toml beside them may say how to pool.",
        )


class EncoderExtraMissing(UsageRefused):
    """An encoder of one's own was named, but the packages that run it are not installed."""

    code = "E-ENCODER-003"

    @classmethod
    def package(cls, name: str) -> EncoderExtraMissing:
        """Build the error for a package that is not installed."""
        return cls(
            f"{name} is not installed; it is needed to run a model of your own",
            next_step="Install crosscurrent[encoder], or leave out --encoder to use the encoder that comes along.",
        )


class EncoderUnusable(InputRefused):
    """The files are there, but they do not make a sentence encoder."""

    code = "E-ENCODER-004"

    @classmethod
    def because(cls, what: str, where: str) -> EncoderUnusable:
        """Build the error for a model, tokenizer or settings that cannot be used."""
        return cls(
            what,
            where=where,
            next_step="Export the model again: inputs input_ids and attention_mask, output vectors of tokens or texts.",
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model wants its texts and how its output becomes one vector; from ``encoder.toml``.

    Attributes:
        name: Name of the model; the folder's where the file says none.
        version: Version of the model.
        pooling: ``mean`` over the tokens or ``cls`` for the first; not used where the model gives one vector per text.
        prefix: Put before every text, as some models want ("query: ").
        max_tokens: Longer texts are cut.
        languages: BCP 47; empty where unknown.
    """

    name: str
    version: str = "1"
    pooling: str = "mean"
    prefix: str = ""
    max_tokens: int = _MAX_TOKENS
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OnnxEncoder:
    """An encoder that runs in onnxruntime.

    Attributes:
        session: The loaded model.
        tokenizer: The loaded tokenizer, cutting and padding.
        settings: How to use them.
        sha256: Digest over model, tokenizer and settings.
        dimension: Length of a vector.
    """

    session: Any
    tokenizer: Any
    settings: Settings
    sha256: str
    dimension: int

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.settings.name

    @property
    def version(self) -> str:
        """Version of the model."""
        return self.settings.version

    @property
    def languages(self) -> frozenset[str]:
        """Languages the model is said to know."""
        return self.settings.languages

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row per text, each of length one."""
        out = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [self.settings.prefix + for_encoder(text) for text in texts[start : start + _BATCH]]
            out[start : start + len(batch)] = _vectors(self.session, self.tokenizer, self.settings.pooling, batch)
        return unit_rows(out)


def from_path(folder: Path) -> OnnxEncoder:
    """Load an encoder from a folder.

    Args:
        folder: Holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``; ``encoder.toml`` may set name,
            version, pooling, prefix, max_tokens, languages. Without it, the pooling of sentence-transformers' own
            ``1_Pooling/config.json`` is read.

    Returns:
        The encoder.

    Raises:
        EncoderExtraMissing: onnxruntime or tokenizers is not installed.
        EncoderFilesMissing: The folder lacks a file.
        EncoderUnusable: A file cannot be used.
    """
    model = next((folder / name for name in MODELS if (folder / name).is_file()), None)
    if model is None:
        raise EncoderFilesMissing.without(folder, MODELS[0])
    if not (folder / TOKENIZER).is_file():
        raise EncoderFilesMissing.without(folder, TOKENIZER)
    settings = _settings(folder)
    session, tokenizer = _session(model), _tokenizer(folder / TOKENIZER, settings.max_tokens)
    try:
        probe = _vectors(session, tokenizer, settings.pooling, [settings.prefix + "a b", settings.prefix + "a"])
    except (RuntimeError, ValueError, KeyError, IndexError) as error:
        raise EncoderUnusable.because("the model does not turn texts into vectors", str(model)) from error
    except Exception as error:
        if type(error).__module__.startswith("onnxruntime"):
            raise EncoderUnusable.because("the model does not turn texts into vectors", str(model)) from error
        raise
    return OnnxEncoder(session, tokenizer, settings, _digest(folder, model), probe.shape[1])


def _session(model: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise EncoderExtraMissing.package("onnxruntime") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one thread: the same sums in the same order on every machine
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        if type(error).__module__.startswith("onnxruntime") or isinstance(error, RuntimeError):
            raise EncoderUnusable.because("the file is not an ONNX model that can be run", str(model)) from error
        raise


def _tokenizer(path: Path, max_tokens: int) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EncoderExtraMissing.package("tokenizers") from error
    try:
        tokenizer = Tokenizer.from_str(path.read_text("utf-8"))
    except Exception as error:
        raise EncoderUnusable.because("the file is not a tokenizer", str(path)) from error
    tokenizer.enable_truncation(max_tokens)
    padding = tokenizer.padding or {}
    tokenizer.enable_padding(pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "[PAD]"))
    return tokenizer


def _settings(folder: Path) -> Settings:
    path = folder / SETTINGS
    if not path.is_file():
        return Settings(folder.name, pooling=_own_pooling(folder))
    try:
        read = tomllib.loads(path.read_text("utf-8"))
        return _checked(read, folder.name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, ValueError) as error:
        raise EncoderUnusable.because("the settings cannot be read", str(path)) from error


def _checked(read: dict[str, Any], folder: str) -> Settings:
    if unknown := sorted(set(read) - {"name", "version", "pooling", "prefix", "max_tokens", "languages"}):
        raise ValueError(f"unknown settings {unknown}")
    settings = Settings(
        str(read.get("name", folder)), str(read.get("version", "1")), str(read.get("pooling", "mean")),
        str(read.get("prefix", "")), int(read.get("max_tokens", _MAX_TOKENS)), frozenset(read.get("languages", ())),
    )  # fmt: skip
    if settings.pooling not in POOLINGS or not 8 <= settings.max_tokens <= 8_192:
        raise ValueError("pooling or max_tokens out of range")
    return settings


def _own_pooling(folder: Path) -> str:
    path = folder / POOLING
    if not path.is_file():
        return "mean"
    try:
        return "cls" if json.loads(path.read_text("utf-8")).get("pooling_mode_cls_token") else "mean"
    except (ValueError, AttributeError) as error:
        raise EncoderUnusable.because("the settings cannot be read", str(path)) from error


def _vectors(session: Any, tokenizer: Any, pooling: str, texts: list[str]) -> npt.NDArray[np.float32]:
    encoded = tokenizer.encode_batch(texts)
    ids = np.array([one.ids for one in encoded], np.int64)
    mask = np.array([one.attention_mask for one in encoded], np.int64)
    offered = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    wanted = {entry.name: offered[entry.name] for entry in session.get_inputs()}
    output = np.asarray(session.run(None, wanted)[0], np.float32)
    if output.ndim == 2:
        return output
    if output.ndim != 3 or output.shape[:2] != ids.shape:
        raise ValueError("neither one vector per text nor one per token")
    if pooling == "cls":
        return np.asarray(output[:, 0], np.float32)
    weights = mask[:, :, None].astype(np.float32)
    return np.asarray((output * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0), np.float32)


def _digest(folder: Path, model: Path) -> str:
    together = hashlib.sha256()
    for path in (model, folder / TOKENIZER, folder / SETTINGS, folder / POOLING):
        if path.is_file():
            together.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return together.hexdigest()
