from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from store.db import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
Do = Callable[..., Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "kehoach.db")
    yield store
    store.close()


@pytest.fixture
def do(store: Store) -> Do:
    """Calls a function of the store in a transaction of its own."""

    def do(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        return store.transact(lambda db: function(db, *arguments, **keywords))

    return do
