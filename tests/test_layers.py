"""corpus ← index, store ← handlers ← bot: a lower layer never imports a higher one (contracts in pyproject.toml)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = Path(sys.executable).with_name("lint-imports")


def test_no_layer_imports_one_above_it() -> None:
    done = subprocess.run([LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("wrong", ["corpus", "index", "store", "handlers"])
def test_the_contract_would_notice_an_import_upwards(wrong: str, tmp_path: Path) -> None:
    """The same contract over five empty packages, one of which imports the bot."""
    for package in ("corpus", "index", "store", "handlers", "bot"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / wrong / "upwards.py").write_text("import bot\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    done = subprocess.run([LINT, "--no-cache"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"{wrong}.upwards -> bot" in done.stdout
