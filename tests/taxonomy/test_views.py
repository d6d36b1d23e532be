"""Candidates for pickers and the code tables."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from matchmaker.taxonomy.terms import vocabularies


def test_candidates(client: FlaskClient) -> None:
    answer = client.get("/taxonomy/industry/terms", query_string={"q": "有机化学"})
    assert answer.json == {
        "scheme": "industry",
        "terms": [
            {
                "code": "C2614",
                "label": "有机化学原料制造",
                "path": "制造业 › 化学原料和化学制品制造业 › 基础化学原料制造",
            }
        ],
    }
    assert answer.cache_control.public and answer.cache_control.max_age


def test_candidates_are_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/taxonomy/region/terms?q=乌")
    again = client.get("/taxonomy/region/terms?q=乌", headers={"If-None-Match": first.headers["ETag"]})
    other = client.get("/taxonomy/region/terms?q=海", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, other.status_code) == (304, b"", 200)


def test_candidates_in_english(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    found = client.get("/taxonomy/region/terms?q=150302").json
    assert found and found["terms"] == [
        {"code": "150302", "label": "Haibowan District", "path": "Inner Mongolia › Wuhai"}
    ]


@pytest.mark.parametrize(
    ("limit", "number"), [("3", 3), ("0", 1), ("-1", 1), ("1000", 50), ("x", 20), ("", 20)]
)
def test_limits(client: FlaskClient, limit: str, number: int) -> None:
    found = client.get("/taxonomy/industry/terms", query_string={"q": "制造", "limit": limit}).json
    assert found and len(found["terms"]) == number


@pytest.mark.parametrize(
    "query", ["' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "🚀", "字" * 10_000]
)
def test_odd_queries_find_nothing(client: FlaskClient, query: str) -> None:
    assert client.get("/taxonomy/industry/terms", query_string={"q": query}).json["terms"] == []
    page = client.get("/taxonomy/industry/", query_string={"q": query})
    assert page.status_code == 200 and "<script>alert" not in page.text and "表中没有" in page.text


@pytest.mark.parametrize("address", ["/taxonomy/nope/terms", "/taxonomy/nope/", "/taxonomy/..%2fapp/"])
def test_unknown_schemes(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_every_table_can_be_read(client: FlaskClient) -> None:
    index = client.get("/taxonomy/").text
    for scheme, table in vocabularies().items():
        assert f'href="/taxonomy/{scheme}/"' in index
        page = client.get(f"/taxonomy/{scheme}/").text
        assert all(f"<code>{term.code}</code>" in page for term in table.terms)
        assert table.sources[0] in page


def test_finding_in_a_table(client: FlaskClient) -> None:
    page = client.get("/taxonomy/industry/?q=炼焦").text
    assert "C2521" in page and "C2614" not in page and "石油、煤炭及其他燃料加工业" in page
