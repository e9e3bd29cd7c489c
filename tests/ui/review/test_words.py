"""Who decided, and how the checks stand, in words (R2, R3)."""

from __future__ import annotations

import pytest

from smsdesk.domain.review import CheckCounts, Decision, ReviewStatus
from smsdesk.domain.text import text
from smsdesk.store.decision_rows import by_gateway
from smsdesk.ui.review.words import counts_badge, decision_words

APPROVED, REJECTED = ReviewStatus.APPROVED, ReviewStatus.REJECTED


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision(0, "automatic", APPROVED, ""), "Approved automatically"),
        (Decision(0, "owner", APPROVED, ""), "Approved by you"),
        (Decision(0, "owner", REJECTED, "x"), "Rejected by you"),
        (Decision(0, "Ann {x}", APPROVED, ""), "Approved by Ann {x}"),
        (Decision(0, by_gateway("cloud"), REJECTED, "x", text("Cloud")), "Rejected by Cloud"),
        (Decision(0, by_gateway("gone"), APPROVED, ""), "Approved by gone"),
    ],
)
def test_who_decided(decision: Decision, words: str) -> None:
    assert decision_words(decision) == words


@pytest.mark.parametrize(
    ("counts", "words", "role"),
    [
        (CheckCounts(passed=11), "11 passed", "success"),
        (CheckCounts(passed=11, warned=1), "1 warning · 11 passed", "warning"),
        (CheckCounts(passed=9, warned=2, failed=1, person=3), "1 failed · 2 warnings · 9 passed", "danger"),
    ],
)
def test_how_the_checks_stand(counts: CheckCounts, words: str, role: str) -> None:
    badge = counts_badge(counts)
    assert (badge.words, badge.role) == (words, role)
