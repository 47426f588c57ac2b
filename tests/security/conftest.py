"""The real plan, read once; homes for whole programs that need not read it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.assistant import Assistant
from store.db import Store


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds nothing but what a start would otherwise compute."""
    home = tmp_path_factory.mktemp("warm")
    Assistant.load(home)
    return home


@pytest.fixture(scope="session")
def assistant(warm: Path) -> Assistant:
    return Assistant.load(warm)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "kehoach.db")
    yield opened
    opened.close()
