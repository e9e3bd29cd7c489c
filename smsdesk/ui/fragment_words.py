"""What a fragment is, in everyday words: said on hover where a page first counts them (E8)."""

from __future__ import annotations

from smsdesk.domain.profile import Region
from smsdesk.domain.text import tr


def fragment_tip(region: Region) -> str:
    """One or two sentences for a tool tip."""
    if region is Region.MAINLAND:
        return tr(
            "A message of up to 70 characters is billed as one fragment. A longer one is billed by fragments "
            "of 67 characters and arrives as one message."
        )
    return tr(
        "A message of up to 160 characters is billed as one fragment; a character such as ’ makes it 70. A "
        "longer one is billed by fragments of 153, or 67, and arrives as one message."
    )
