"""A data folder, and a program of the next version to migrate to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from smsdesk.store import migrating
from smsdesk.store.folder import Folder, prepare

NEXT_STEP = '''
"""A step of a version to come."""
from alembic import op

revision = "9999"
down_revision = {head!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
{body}
'''


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return prepare(Folder(tmp_path / "desk"))


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Make this program one version newer, with one more migration; gives where its migrations are."""

    def become(body: str) -> Path:
        steps = tmp_path / "100% migrations"
        shutil.copytree(migrating.MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
        indented = "".join(f"    {line}\n" for line in body.strip().splitlines())
        (steps / "versions" / "9999_next.py").write_text(
            NEXT_STEP.format(head=migrating.REVISIONS[-1], body=indented)
        )
        monkeypatch.setattr(migrating, "MIGRATIONS", steps)
        monkeypatch.setattr(migrating, "REVISIONS", (*migrating.REVISIONS, "9999"))
        monkeypatch.setattr(migrating, "HEAD", "9999")
        return steps

    return become
