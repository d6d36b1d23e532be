"""Other engines over the very same terms: every document and every query is a list of ready-made tokens."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

Tokens = Sequence[str]


class Rival(Protocol):
    """Built once from all documents; ``search`` gives the k best document numbers."""

    name: str

    def build(self, documents: Sequence[Tokens]) -> None: ...
    def search(self, query: Tokens, k: int) -> list[int]: ...


class Tantivy:
    """Rust, BM25, one field."""

    name = "tantivy"

    def build(self, documents: Sequence[Tokens]) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", stored=False, tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("number", stored=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(heap_size=300_000_000, num_threads=2)
        for number, tokens in enumerate(documents):
            writer.add_document(tantivy.Document(body=" ".join(tokens), number=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, query: Tokens, k: int) -> list[int]:
        kit = self._tantivy
        terms = [kit.Query.term_query(self._schema, "body", token, "freq") for token in query]
        asked = kit.Query.boolean_query([(kit.Occur.Should, term) for term in terms])
        hits = self._searcher.search(asked, k, count=False).hits
        return [self._searcher.doc(address)["number"][0] for _score, address in hits]


class Bm25s:
    """numpy arrays, BM25."""

    name = "bm25s"

    def build(self, documents: Sequence[Tokens]) -> None:
        import bm25s

        self._engine = bm25s.BM25(k1=1.4, b=0.9)
        self._engine.index([list(tokens) for tokens in documents], show_progress=False)

    def search(self, query: Tokens, k: int) -> list[int]:
        known = [token for token in query if token in self._engine.vocab_dict]
        found, _scores = self._engine.retrieve([known], k=k, show_progress=False)
        return [int(number) for number in found[0]]


class SqliteFts:
    """FTS5 in a file, BM25."""

    name = "sqlite_fts5"

    def build(self, documents: Sequence[Tokens]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._base = sqlite3.connect(Path(self._folder.name, "fts.db"))
        self._base.execute(
            "CREATE VIRTUAL TABLE offer USING fts5(body, content='', tokenize=\"unicode61 tokenchars '-./'\")"
        )
        rows = ((number, " ".join(tokens)) for number, tokens in enumerate(documents))
        self._base.executemany("INSERT INTO offer(rowid, body) VALUES (?, ?)", rows)
        self._base.execute("INSERT INTO offer(offer) VALUES ('optimize')")
        self._base.commit()

    def search(self, query: Tokens, k: int) -> list[int]:
        asked = " OR ".join(f'"{token}"' for token in query)
        rows = self._base.execute(
            "SELECT rowid FROM offer WHERE offer MATCH ? ORDER BY rank LIMIT ?", (asked, k)
        )
        return [row[0] for row in rows]


class PlainWhoosh:
    """Whoosh 2.7.4 as it comes: its writer, its BM25F, an OR query."""

    name = "whoosh"

    def build(self, documents: Sequence[Tokens]) -> None:
        from whoosh import analysis, fields, index

        self._folder = tempfile.TemporaryDirectory()
        schema = fields.Schema(body=fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=False))
        self._index = index.create_in(self._folder.name, schema)
        writer = self._index.writer(limitmb=256)
        for tokens in documents:
            writer.add_document(body=" ".join(tokens))
        writer.commit()
        self._searcher = self._index.searcher()

    def search(self, query: Tokens, k: int) -> list[int]:
        from whoosh import query as ask

        asked = ask.Or([ask.Term("body", token) for token in query])
        return [hit.docnum for hit in self._searcher.search(asked, limit=k)]


def rivals() -> list[Any]:
    """Those that can be imported here."""
    return [Tantivy(), Bm25s(), SqliteFts(), PlainWhoosh()]
