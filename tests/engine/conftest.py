"""The world of the engine's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engine.told import NOON, Told
from tests.engine.world import Clock, World
from tests.notices.mail_server import Post, post_office


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Build worlds with their own clock, script or timing; at the end all counts must agree."""
    made: list[World] = []

    def make(**values: object) -> World:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(World(folder, **values))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server that takes everything, until its ``answers`` say otherwise."""
    with post_office() as post:
        yield post


@pytest.fixture
def told(make_world: Callable[..., World], post: Post) -> Told:
    """An engine whose alarms go to ``post``, at noon in Shanghai."""
    clock = Clock(NOON)
    told = Told(make_world(clock=clock), clock)
    told.mail_to(post.port)
    told.sign()
    told.world.start()
    return told
