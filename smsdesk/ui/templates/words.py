"""What the Templates tab says about texts and regions."""

from __future__ import annotations

from smsdesk.domain.fragments import GSM_7, UCS_2, Measure
from smsdesk.domain.profile import Region
from smsdesk.domain.text import tr, trn
from smsdesk.ui.fragment_words import fragment_tip


def measure_words(measured: Measure) -> str:
    """Characters, fragments and, where one character doubles the cost, which (T2)."""
    words = characters_words(measured)
    if measured.encoding == UCS_2:
        return tr(
            "{length}; only 70 a fragment because of “{character}”",
            length=words,
            character=measured.forcing,
        )
    return words


def characters_words(measured: Measure) -> str:
    """Characters and fragments."""
    fragments = trn("{count} fragment", "{count} fragments", measured.fragments)
    return trn(
        "{count} character, {fragments}",
        "{count} characters, {fragments}",
        measured.characters,
        fragments=fragments,
    )


def fragment_words(used: list[int]) -> str:
    """ "2 fragments: 67 + 15"; of many only the number."""
    fragments = trn("{count} fragment", "{count} fragments", len(used))
    if not 1 < len(used) <= 8:
        return fragments
    return tr("{fragments}: {sizes}", fragments=fragments, sizes=" + ".join(map(str, used)))


def encoding_words(encoding: str) -> str:
    """How much a fragment holds, and why (E8)."""
    if encoding == GSM_7:
        return tr("160 characters in one fragment, 153 in each of several")
    if encoding == UCS_2:
        return tr("70 characters in one fragment, 67 in each of several")
    return tr("70 characters in one fragment, 67 in each of several; a letter counts as much as 字")


def size_tip(encoding: str, region: Region) -> str:
    """What a fragment is, and for those who ask which encoding it is counted in (T2)."""
    if region is Region.MAINLAND:
        return fragment_tip(region)
    return tr("{fragment} Encoding: {encoding}.", fragment=fragment_tip(region), encoding=encoding)


def region_words(region: Region) -> str:
    """What is different about texts of this region."""
    if region is Region.MAINLAND:
        return tr(
            "The signature is put before the text by itself. Carriers refuse emoji, ornaments and 【】 in it."
        )
    return tr(
        "For numbers outside mainland China; Hong Kong, Macao and Taiwan are among them. A signature is not "
        "needed."
    )
