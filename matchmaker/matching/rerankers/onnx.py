"""A cross-encoder from a local folder: ``model.onnx`` and ``vocab.txt`` (one token a line, its place is its number).

Tokens are single characters: [CLS] need [SEP] offer [SEP]. Inputs are those customary for BERT (``input_ids``,
``attention_mask``, ``token_type_ids``, int64, of shape pairs × length); one logit a pair comes out. Nothing is fetched.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.rerankers import SETTING, RerankerError

MODEL, VOCABULARY = "model.onnx", "vocab.txt"
CLS, SEP, PAD, UNKNOWN = "[CLS]", "[SEP]", "[PAD]", "[UNK]"
LENGTH = 512  # tokens of a pair, marks included
NEED_LENGTH = 200  # characters of the need at most; the rest is the offer's
BATCH = 16
THREADS = 2
Ints = NDArray[np.int64]


class OnnxReranker:
    """Checks its folder at once; opens the model at the first question, in each process its own."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        for name in (MODEL, VOCABULARY):
            if not (self.folder / name).is_file():
                raise RerankerError(f"{SETTING}={folder}: {name} is missing in this folder")
        if importlib.util.find_spec("onnxruntime") is None:
            raise RerankerError(
                f"{SETTING} is set, but onnxruntime is not installed: pip install onnxruntime"
            )
        self.tokens = _read_vocabulary(self.folder / VOCABULARY)
        self._lock = threading.Lock()
        self._session: Any = None
        self._owner = 0

    def logits(self, need: str, offers: Sequence[str]) -> list[float]:
        """One logit an offer, in batches of pairs of similar length."""
        found = [0.0] * len(offers)
        order = sorted(range(len(offers)), key=lambda place: len(offers[place]))
        for first in range(0, len(order), BATCH):
            places = order[first : first + BATCH]
            answer = self._run(*self.encode(need, [offers[place] for place in places]))
            for place, logit in zip(places, answer, strict=True):
                found[place] = logit
        return found

    def encode(self, need: str, offers: Sequence[str]) -> tuple[Ints, Ints, Ints]:
        """Numbers of tokens, mask and segments, padded to the longest pair."""
        asked = [self.tokens[CLS], *self._numbers(need)[:NEED_LENGTH], self.tokens[SEP]]
        rest = LENGTH - len(asked) - 1
        answers = [[*self._numbers(offer)[:rest], self.tokens[SEP]] for offer in offers]
        longest = len(asked) + max(map(len, answers), default=0)
        ids = np.full((len(offers), longest), self.tokens[PAD], np.int64)
        mask, segments = np.zeros_like(ids), np.zeros_like(ids)
        for row, answer in enumerate(answers):
            end = len(asked) + len(answer)
            ids[row, :end] = asked + answer
            mask[row, :end] = 1
            segments[row, len(asked) : end] = 1
        return ids, mask, segments

    def _numbers(self, text: str) -> list[int]:
        unknown = self.tokens[UNKNOWN]
        return [self.tokens.get(letter, unknown) for letter in text.lower() if not letter.isspace()]

    def _run(self, ids: Ints, mask: Ints, segments: Ints) -> list[float]:
        session = self._opened()
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
        known = {one.name for one in session.get_inputs()}  # some models leave out the segments
        answer = session.run(None, {name: value for name, value in given.items() if name in known})[0]
        if answer.size != len(ids):
            raise RerankerError(f"{self.folder / MODEL}: one logit a pair expected, not shape {answer.shape}")
        return [float(logit) for logit in answer.reshape(-1)]

    def _opened(self) -> Any:
        with self._lock:
            if self._session is None or self._owner != os.getpid():  # its threads do not survive a fork
                import onnxruntime

                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = THREADS
                self._session = onnxruntime.InferenceSession(
                    str(self.folder / MODEL), options, providers=["CPUExecutionProvider"]
                )
                self._owner = os.getpid()
            return self._session


def _read_vocabulary(path: Path) -> dict[str, int]:
    """Token → number."""
    lines = path.read_text("utf-8").splitlines()
    tokens = {line.strip(): number for number, line in enumerate(lines) if line.strip()}
    missing = [mark for mark in (CLS, SEP, PAD, UNKNOWN) if mark not in tokens]
    if missing:
        raise RerankerError(f"{SETTING}: {path} lacks {', '.join(missing)}")
    return tokens
