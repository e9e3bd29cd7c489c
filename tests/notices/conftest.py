"""Whose certificates the tests believe."""

from __future__ import annotations

import ssl

import pytest
import trustme


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trust(authority: trustme.CA) -> ssl.SSLContext:
    """What believes the authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
