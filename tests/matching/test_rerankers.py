"""The optional re-ranker: absent without its setting, checked at the start, a real ONNX model in the order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from matchmaker.app import create_app
from matchmaker.config import TestingConfig
from matchmaker.extensions import db
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import services
from matchmaker.matching.models import Match
from matchmaker.matching.rerankers import EXTENSION, RerankerError, chance, reranked
from matchmaker.matching.rerankers.onnx import BATCH, LENGTH, OnnxReranker
from tests.matching.market import GBL, MEMBRANE, Need, Offer, add, settle

VOCABULARY = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n膜\n蒸\n"
MEMBRANE_TOKEN = 4
ALONE = """
import sys
from matchmaker.app import create_app
from matchmaker.config import TestingConfig
from matchmaker.extensions import db
from matchmaker.matching import services
app = create_app({"BASE": TestingConfig, "DATA_DIR": sys.argv[1], "SEARCH_BACKEND": "memory"})
with app.app_context():
    db.create_all()
    services.refresh_matches(["challenge:1"])
assert not [name for name in sys.modules if name.startswith(("onnx", "matchmaker.matching.rerankers"))]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model whose logit is the number of tokens 膜 in the offer, minus one half of those in the need."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper

    names = ("input_ids", "attention_mask", "token_type_ids")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["pairs", "length"]) for name in names]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["pairs", 1])
    constants = [
        helper.make_tensor("wanted", TensorProto.INT64, [1], [MEMBRANE_TOKEN]),
        helper.make_tensor("axis", TensorProto.INT64, [1], [1]),
        helper.make_tensor("half", TensorProto.FLOAT, [1], [0.5]),
    ]
    nodes = [
        helper.make_node("Equal", ["input_ids", "wanted"], ["is_equal"]),
        helper.make_node("Cast", ["is_equal"], ["equal"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["token_type_ids"], ["segment"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["mask", "segment"], ["first"]),
        helper.make_node("Mul", ["first", "half"], ["minus"]),
        helper.make_node("Sub", ["segment", "minus"], ["factor"]),
        helper.make_node("Mul", ["equal", "factor"], ["counted"]),
        helper.make_node("ReduceSum", ["counted", "axis"], ["logits"], keepdims=1),
    ]
    graph = helper.make_graph(nodes, "counts", inputs, [output], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, str(tmp_path / "model.onnx"))
    (tmp_path / "vocab.txt").write_text(VOCABULARY, "utf-8")
    return tmp_path


def test_without_the_setting_nothing_is_imported(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ALONE, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("present", [(), ("vocab.txt",), ("model.onnx",)])
def test_a_folder_that_cannot_serve_stops_the_start(tmp_path: Path, present: tuple[str, ...]) -> None:
    for name in present:
        (tmp_path / name).write_text(VOCABULARY, "utf-8")
    settings = {"BASE": TestingConfig, "DATA_DIR": str(tmp_path), "SEARCH_BACKEND": "memory"}
    with pytest.raises(RerankerError, match=r"RERANKER_FOLDER=.*(model\.onnx|vocab\.txt) is missing"):
        create_app({**settings, "RERANKER_FOLDER": str(tmp_path)})


def test_a_vocabulary_needs_its_marks(folder: Path) -> None:
    (folder / "vocab.txt").write_text("[PAD]\n[UNK]\n膜\n", "utf-8")
    with pytest.raises(RerankerError, match=r"RERANKER_FOLDER.*lacks \[CLS\], \[SEP\]"):
        OnnxReranker(folder)


def test_pairs_are_encoded_as_bert_wants_them(folder: Path) -> None:
    ids, mask, segments = OnnxReranker(folder).encode("膜 水", ["蒸", "膜膜蒸"])
    assert ids.tolist() == [[2, 4, 1, 3, 5, 3, 0, 0], [2, 4, 1, 3, 4, 4, 5, 3]]
    assert mask.tolist() == [[1, 1, 1, 1, 1, 1, 0, 0], [1] * 8]
    assert segments.tolist() == [[0, 0, 0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]]
    assert {array.dtype for array in (ids, mask, segments)} == {np.dtype(np.int64)}
    assert OnnxReranker(folder).encode("膜" * 900, ["蒸" * 900])[0].shape == (1, LENGTH)


def test_the_model_answers_in_the_order_asked(folder: Path) -> None:
    offers = ["膜" * (number % 7) + "水" * (50 - number) for number in range(BATCH * 2 + 3)]
    found = OnnxReranker(folder).logits("要膜", offers)
    assert found == [number % 7 - 0.5 for number in range(len(offers))]
    assert OnnxReranker(folder).logits("要膜", []) == []


@given(st.lists(st.tuples(st.integers(0, 100), st.floats(-1e6, 1e6)), max_size=20), st.floats(0, 1))
def test_blending_stays_in_range_and_weight_nought_changes_nothing(
    pairs: list[tuple[int, float]], weight: float
) -> None:
    scores, logits = [score for score, _ in pairs], [logit for _, logit in pairs]
    assert reranked(scores, logits, 0) == scores
    assert all(-1e-9 <= one <= 100 + 1e-9 for one in reranked(scores, logits, weight))
    assert reranked(scores, logits, 1) == pytest.approx([100 * chance(logit) for logit in logits])


def test_blending_moves_what_the_model_prefers() -> None:
    assert reranked([80, 78], [-2.0, 2.0], 0.3) == pytest.approx([59.576, 81.024], abs=0.01)
    assert chance(float("nan")) == 0.5
    with pytest.raises(RerankerError, match="RERANKER_WEIGHT"):
        reranked([80], [0.0], 1.5)


def scores() -> dict[int, tuple[int, str]]:
    return {row.target_id: (row.score, row.scorer_version) for row in db.session.scalars(select(Match))}


def suggest(app: Flask) -> dict[int, tuple[int, str]]:
    plain = {
        **MEMBRANE,
        "title": MEMBRANE["title"].replace("膜", "柱"),
        "body": MEMBRANE["body"].replace("膜", "柱"),
    }
    add(Offer, 1, **plain)
    add(Offer, 2, **{**MEMBRANE, "body": MEMBRANE["body"] + "膜" * 5})
    add(Need, 7, **GBL)
    settle()
    return scores()


def refreshed(*keys: str) -> dict[int, tuple[int, str]]:
    with transaction():
        services.refresh_matches(keys)
    return scores()


def test_only_the_order_changes(market: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = suggest(market)
    line = market.config["MATCH_THRESHOLD"]
    monkeypatch.setitem(market.config, "RERANKER_FOLDER", str(folder))
    monkeypatch.setitem(market.extensions, EXTENSION, OnnxReranker(folder))
    from_need, from_offers = refreshed("challenge:7"), refreshed("achievement:1", "achievement:2")
    assert from_need == from_offers
    assert {key: score >= line for key, (score, _) in from_need.items()} == {
        key: score >= line for key, (score, _) in before.items()
    }
    gain = {key: from_need[key][0] - before[key][0] for key in before}
    assert gain[2] > gain[1]
    assert all(version.endswith("+r") for _, version in from_need.values())


def test_a_failing_model_leaves_the_scorers_order(
    market: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = suggest(market)
    (folder / "model.onnx").write_bytes(b"no model")
    monkeypatch.setitem(market.config, "RERANKER_FOLDER", str(folder))
    monkeypatch.setitem(market.extensions, EXTENSION, OnnxReranker(folder))
    assert refreshed("challenge:7") == before
    assert "RERANKER_FOLDER: the re-ranker failed" in caplog.text
