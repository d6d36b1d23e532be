"""The application's search engine: which back end, where, and the generation in use."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from flask import Flask, current_app

from matchmaker.search.backend import SearchBackend
from matchmaker.search.documents import registered
from matchmaker.search.generations import Generations
from matchmaker.search.memory_backend import MemoryBackend
from matchmaker.search.schema import schema_of
from matchmaker.search.whoosh_backend import WhooshBackend

_EXTENSION = "search"
_DEFAULT_CACHE_MB = 256


class Engine:
    """One per application and process; opened again after a fork and after a rebuild."""

    def __init__(self, app: Flask) -> None:
        self.is_memory = app.config["SEARCH_BACKEND"] == "memory"
        self._cache_bytes = int(app.config.get("SEARCH_CACHE_MB", _DEFAULT_CACHE_MB)) << 20
        self.schema = schema_of(registered())
        self.generations = Generations(Path(app.config["DATA_DIR"], "index"), self.schema.signature)
        self._lock = threading.Lock()
        self._open: tuple[Path, int] | None = None
        self._backend: SearchBackend = MemoryBackend()

    def backend(self) -> SearchBackend:
        """The index in use."""
        if self.is_memory:
            return self._backend
        wanted = (self.generations.current(), os.getpid())
        if self._open != wanted:
            with self._lock:
                if self._open != wanted:
                    self._backend = self._opened(wanted[0])
                    self._open = wanted
        return self._backend

    def new_generation(self) -> SearchBackend:
        """An empty index beside the one in use."""
        return MemoryBackend() if self.is_memory else self._opened(self.generations.fresh())

    def promote(self, backend: SearchBackend) -> None:
        """Put a newly built index in use."""
        if isinstance(backend, WhooshBackend):
            self.generations.promote(backend.directory)
        else:
            self._backend = backend

    def is_fit(self) -> bool:
        """Whether the index was built for the present declarations."""
        return self.is_memory or self.generations.is_fit()

    @property
    def generation(self) -> str:
        return "memory" if self.is_memory else self.generations.current().name

    def _opened(self, directory: Path) -> WhooshBackend:
        return WhooshBackend(directory, self.schema, self._cache_bytes)


def engine() -> Engine:
    """The present application's engine, made at first use, when all features have registered."""
    found: Engine | None = current_app.extensions.get(_EXTENSION)
    if found is None or found.schema != schema_of(registered()):
        found = current_app.extensions[_EXTENSION] = Engine(current_app._get_current_object())  # type: ignore[attr-defined]
    return found


def backend() -> SearchBackend:
    """The index in use; what searching and matching ask."""
    return engine().backend()
