"""What every search back end must do. Subclassed for each of them in `test_backends.py`."""

from __future__ import annotations

import math

import pytest

from matchmaker.kernel.layers import Layer
from matchmaker.search.backend import IndicatorRange, SearchBackend, SearchRequest, SearchResponse
from matchmaker.search.ranking import bag_of_query
from tests.search.corpus import PUBLIC, REGISTERED, concept, make, phrase

KINDS = ("need", "offer")


def ask(
    backend: SearchBackend, *words: str, layers: tuple[Layer, ...] = PUBLIC, **more: object
) -> SearchResponse:
    return backend.search(
        SearchRequest(
            layers=layers,
            kinds=KINDS,
            bag=bag_of_query(" ".join(words)) if words else {},
            concepts=tuple(concept(word) for word in words),
            **more,
        )
    )  # type: ignore[arg-type]


def keys(response: SearchResponse) -> list[str]:
    return [hit.key for hit in response.hits]


class BackendContract:
    """Fixture `backend`: an empty back end with facets domain, region and numbers published, funding."""

    def test_write_replaces_and_deletes(self, backend: SearchBackend) -> None:
        backend.write([make(1, "矿井水净化"), make(2, "高盐废水分盐")])
        backend.write([make(2, "兰炭余热回收")], deletes=["need:1", "need:99"])
        assert keys(ask(backend, "兰炭")) == ["need:2"]
        assert keys(ask(backend, "矿井水")) == keys(ask(backend, "高盐废水")) == []
        assert backend.document_count() == 1
        assert backend.stamps() == {"need:2": 14}

    def test_title_weighs_more_than_text(self, backend: SearchBackend) -> None:
        backend.write([make(1, "溶剂", "分子筛脱水"), make(2, "分子筛", "溶剂脱水"), make(3, "催化剂加氢")])
        assert keys(ask(backend, "分子筛")) == ["need:2", "need:1"]

    def test_traditional_width_and_case_are_folded(self, backend: SearchBackend) -> None:
        backend.write([make(1, "六氟磷酸鋰 ＬｉＰＦ₆ 製備")])
        assert keys(ask(backend, "六氟磷酸锂")) == keys(ask(backend, "lipf6")) == ["need:1"]

    def test_all_concepts_or_the_best_part(self, backend: SearchBackend) -> None:
        backend.write([make(1, "PBAT薄膜"), make(2, "PBAT加氢"), make(3, "矿井水")])
        both = ask(backend, "PBAT", "薄膜")
        assert (keys(both), both.is_partial) == (["need:1"], False)
        part = ask(backend, "PBAT", "渗透汽化")
        assert part.is_partial and set(keys(part)) == {"need:1", "need:2"}
        nothing = ask(backend, "氨纶")
        assert (nothing.total, nothing.is_partial) == (0, False)

    def test_exclusion_and_phrase(self, backend: SearchBackend) -> None:
        backend.write([make(1, "PBAT 薄膜"), make(2, "薄膜与PBAT", "水汽阻隔"), make(3, "薄膜")])
        without = ask(backend, "薄膜", excluded=(concept("PBAT"),))
        assert keys(without) == ["need:3"]
        exact = ask(backend, phrases=(phrase("薄膜与pbat"),))
        assert keys(exact) == ["need:2"]
        not_in_title = ask(backend, phrases=(phrase("水汽阻隔", zone=3),))
        assert keys(not_in_title) == []
        assert set(keys(ask(backend, phrases=(phrase("水汽阻隔", is_excluded=True),)))) == {
            "need:1",
            "need:3",
        }

    def test_layers_never_mix(self, backend: SearchBackend) -> None:
        backend.write(
            [
                make(1, "公开题目", registered="登记暗语甲", nda="保密暗语乙", facets={"domain": ["a"]}),
                make(2, "登录才见", audience=Layer.REGISTERED, facets={"domain": ["b"]}),
            ]
        )
        assert keys(ask(backend, "登记暗语甲")) == []
        assert keys(ask(backend, "登记暗语甲", layers=REGISTERED)) == ["need:1"]
        assert keys(ask(backend, "保密暗语乙", layers=REGISTERED)) == []
        assert keys(ask(backend, "登录才见")) == []
        assert ask(backend, facets=("domain",)).facets["domain"] == {"a": 1}
        assert ask(backend, layers=REGISTERED, facets=("domain",)).facets["domain"] == {"a": 1, "b": 1}
        assert ask(backend, phrases=(phrase("登记暗语甲"),)).total == 0
        assert backend.frequency(("b", "暗语"), PUBLIC, KINDS) == 0
        assert "暗语" not in backend.vocabulary("b", PUBLIC)
        with pytest.raises(ValueError, match="NDA"):
            SearchRequest(layers=tuple(Layer), kinds=KINDS)

    def test_matching_may_use_the_hidden_layer(self, backend: SearchBackend) -> None:
        backend.write([make(1, "公开题目", nda="保密暗语乙"), make(2, "别的")])
        bag = bag_of_query("保密暗语乙")
        assert backend.similar(bag, KINDS, 5, REGISTERED) == []
        assert [hit.key for hit in backend.similar(bag, KINDS, 5, tuple(Layer))] == ["need:1"]
        assert backend.shared_terms(bag, "need:1", KINDS, REGISTERED) == []
        assert {term.term for term in backend.shared_terms(bag, "need:1", KINDS, tuple(Layer))} >= {
            "暗语",
            "保密",
        }

    def test_facets_count_without_their_own_filter(self, backend: SearchBackend) -> None:
        backend.write(
            [
                make(1, "薄膜", facets={"domain": ["a"], "region": ["x"]}),
                make(2, "薄膜", facets={"domain": ["a", "b"], "region": ["y"]}),
                make(3, "薄膜", facets={"domain": ["c"], "region": ["y"]}),
                make(4, "废水", kind="offer", facets={"domain": ["d"]}),
            ]
        )
        found = ask(backend, "薄膜", filters={"domain": ("a", "c")}, facets=("domain", "region", "kind"))
        assert found.total == 3
        assert found.facets == {
            "domain": {"a": 2, "b": 1, "c": 1, "d": 0},
            "region": {"x": 1, "y": 2},
            "kind": {"need": 3, "offer": 0},
        }
        narrower = ask(
            backend, "薄膜", filters={"domain": ("b",), "region": ("y",)}, facets=("region", "kind")
        )
        assert (keys(narrower), narrower.facets["region"]) == (["need:2"], {"x": 0, "y": 1})

    def test_numbers_sort_and_limit(self, backend: SearchBackend) -> None:
        backend.write(
            [make(1, "甲", numbers={"funding": 300}), make(2, "乙"), make(3, "丙", numbers={"funding": 100})]
        )
        assert keys(ask(backend, sort="funding")) == ["need:3", "need:1", "need:2"]
        assert keys(ask(backend, sort="funding", descending=True)) == ["need:1", "need:3", "need:2"]
        assert keys(ask(backend, ranges={"funding": (101, None)})) == ["need:1"]
        assert keys(ask(backend, ranges={"funding": (None, 300)}, sort="funding")) == ["need:3", "need:1"]
        histogram = ask(backend, histograms=("funding",)).histograms["funding"]
        assert (histogram.low, histogram.high, sum(histogram.counts)) == (100, 300, 2)

    def test_pages_do_not_overlap(self, backend: SearchBackend) -> None:
        backend.write([make(n, "薄膜") for n in range(1, 26)])
        pages = [ask(backend, "薄膜", offset=offset, limit=10) for offset in (0, 10, 20, 99980)]
        assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
        assert len({key for page in pages for key in keys(page)}) == 25
        assert keys(pages[0])[0] == "need:25"  # equal scores: newest first
        assert {page.total for page in pages} == {25}

    def test_indicator_must_lie_inside(self, backend: SearchBackend) -> None:
        def water(low: float, high: float) -> IndicatorRange:
            return IndicatorRange("水分", "share", low, high)

        backend.write(
            [
                make(1, "丁内酯", indicators=(water(3e-5, 3e-5),)),
                make(2, "丁内酯", indicators=(water(-math.inf, 1e-4),)),
                make(3, "丁内酯"),
                make(4, "丁内酯", indicators=(IndicatorRange("水分", "share", 0, 0, Layer.REGISTERED),)),
            ]
        )
        assert keys(ask(backend, "丁内酯", indicators=(water(-math.inf, 5e-5),))) == ["need:1"]
        assert set(keys(ask(backend, "丁内酯", layers=REGISTERED, indicators=(water(-math.inf, 5e-5),)))) == {
            "need:1",
            "need:4",
        }
        without = ask(backend, "丁内酯", indicators=(water(5, 6),))
        assert without.is_partial and without.total == 4

    def test_hidden_keys_are_neither_shown_nor_counted(self, backend: SearchBackend) -> None:
        backend.write([make(1, "薄膜", facets={"domain": ["a"]}), make(2, "薄膜", facets={"domain": ["a"]})])
        found = ask(backend, "薄膜", hidden_keys=frozenset({"need:1", "need:77"}), facets=("domain",))
        assert (keys(found), found.total, found.facets["domain"]["a"]) == (["need:2"], 1, 1)

    def test_similar_explains_itself(self, backend: SearchBackend) -> None:
        backend.write(
            [
                make(1, "γ-丁内酯深度脱水", kind="offer"),
                make(2, "丁内酯", kind="offer"),
                make(3, "矿井水", kind="offer"),
                make(4, "γ-丁内酯深度脱水"),
            ]
        )
        bag = bag_of_query("电子级γ-丁内酯深度脱水技术")
        hits = backend.similar(bag, ("offer",), 5, PUBLIC, with_coverage=True)
        assert [hit.key for hit in hits] == ["offer:1", "offer:2"]
        best = hits[0]
        assert 0 < hits[1].coverage < best.coverage < 1
        shared = backend.shared_terms(bag, "offer:1", ("offer",), PUBLIC, limit=100)
        assert sum(term.contribution for term in shared) == pytest.approx(best.score, rel=1e-5)
        assert (
            backend.similar(bag, ("offer",), 5, PUBLIC, excluded=frozenset({"offer:1"}))[0].key == "offer:2"
        )
        assert backend.similar({}, ("offer",), 5, PUBLIC) == []

    def test_an_empty_index_answers(self, backend: SearchBackend) -> None:
        found = ask(backend, "薄膜", facets=("domain", "kind"), histograms=("funding",))
        assert (found.total, found.facets) == (0, {"domain": {}, "kind": {}})
        assert backend.similar(bag_of_query("薄膜"), KINDS, 5, PUBLIC) == []
        assert backend.stamps() == {}
