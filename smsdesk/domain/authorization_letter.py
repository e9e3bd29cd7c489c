"""The letter in which the owner of a name allows its use in a signature (G1), filled with the names.

Everything here is plain text. Names come from people: what is markup in one stays the characters it is, and
what would break a line or turn its direction is left out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from smsdesk.domain.profile import Region
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.text import tr

#: Longest name that is printed, in characters; a longer one is cut.
NAME_LENGTH = 200

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Line:
    """One line to fill in or filled in: ``value`` empty leaves room for a pen."""

    words: str
    value: str = ""


@dataclass(frozen=True)
class Letter:
    """The letter in the order it is printed, in the language in use."""

    title: str
    parties: tuple[Line, ...]
    opening: str
    terms: tuple[str, ...]
    closing: str
    signing: tuple[Line, ...]
    seal: str
    note: str


def authorization_letter(*, business: str, owner: str, content: str, region: Region) -> Letter:
    """The letter by which ``owner`` lets ``business`` send under ``content`` (without brackets).

    What is empty is left blank to be filled in by hand.
    """
    business, owner, content = (one_line_of(name) for name in (business, owner, content))
    signature = bracketed(content, region)
    return Letter(
        title=tr("Authorization to use a name as an SMS signature"),
        parties=(
            Line(tr("Owner of the name"), owner),
            Line(tr("Its registration number")),
            Line(tr("Authorized business"), business),
            Line(tr("Signature"), signature),
            Line(
                tr("Recipients"),
                tr("in mainland China")
                if region is Region.MAINLAND
                else tr("outside mainland China, with Hong Kong, Macao and Taiwan"),
            ),
        ),
        opening=tr("The owner named above declares:"),
        terms=(
            tr("The name in this signature is ours, and we are free to allow its use."),
            tr(
                "We allow the authorized business to begin text messages to the recipients named above "
                "with this signature, and to submit it to carriers and messaging providers for their review."
            ),
            tr("This holds for this signature alone. It may not be handed on to anybody else."),
            tr(
                "It holds from the first to the last day given below. We may end it earlier in writing; "
                "from then on no new message may carry the signature."
            ),
            tr("What stands in this letter and in the papers with it is true, and we answer for it."),
        ),
        closing=tr("Read, agreed and signed for the owner:"),
        signing=(
            Line(tr("Valid from")),
            Line(tr("Valid until")),
            Line(tr("Name and position")),
            Line(tr("Telephone")),
            Line(tr("Signed by hand")),
            Line(tr("Place and date")),
        ),
        seal=tr("Seal of the owner"),
        note=tr(
            "Print this page, have it filled in, signed and sealed by the owner, and choose a photo or scan "
            "of it in SMS Desk."
        ),
    )


def one_line_of(name: str) -> str:
    """A name as it can stand in a line: no breaks or control characters, nothing that turns its direction."""
    kept = (
        " " if character.isspace() or unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in name
        if character not in _TURNING and unicodedata.category(character) != "Cs"
    )
    return " ".join("".join(kept).split())[:NAME_LENGTH]
