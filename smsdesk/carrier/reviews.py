"""The carrier's review of signatures and templates: what is filed, what becomes of it. No network, no clock.

Decided the moment it is filed, by its words, and told after a delay. Nothing of the words is kept but a
hash; the pictures are looked at and let go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from smsdesk.carrier.journal import Confirmed, Fact, Filed, Journal, Taken, Withdrawn
from smsdesk.carrier.script import Script
from smsdesk.domain import limits
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text, tr

SIGNATURE, TEMPLATE = "signature", "template"
APPROVED, REJECTED, PENDING, GONE = "approved", "rejected", "pending", "gone"

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MOST: Mapping[str, limits.Limit] = {
    SIGNATURE: limits.SIGNATURES_PER_REGION,
    TEMPLATE: limits.TEMPLATES_PER_REGION,
}


class ReviewRefused(Exception):
    """Nothing was filed; ``code`` is canonical."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Filing:
    """What a desk submits. ``name`` is empty for a signature."""

    subject: str
    region: Region
    content: str
    name: str = ""
    pictures: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """Same subject, region and words, same key."""
        words = "\0".join((self.subject, self.region, self.name, self.content))
        return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class ReviewWords:
    """Words in a signature, or in a template's name or content, that decide its review."""

    words: tuple[str, ...]
    answer: str
    outcome: Text


REVIEW_WORDS: tuple[ReviewWords, ...] = (
    ReviewWords(("reject", "拒绝"), REJECTED, text("Rejected, with a reason")),
    ReviewWords(("slow", "慢审"), PENDING, text("In review until it is edited or deleted")),
)


@dataclass(slots=True)
class ReviewCounts:
    """What happened so far in this run."""

    reviews_filed: int = 0
    reviews_edited: int = 0
    reviews_withdrawn: int = 0


class Reviews:
    """What is in review or decided. Times are ms since 1970 UTC and given by the caller."""

    def __init__(self, script: Script, journal: Journal | None) -> None:
        """``restore`` gives it what an earlier run left in the journal."""
        self.counts = ReviewCounts()
        self._script = script
        self._journal = journal
        self._filed: dict[str, Filed] = {}
        self._last = 0

    def restore(self, fact: Fact) -> None:
        """A fact of the journal, in its order."""
        match fact:
            case Filed():
                self._filed.pop(fact.id, None)
                self._filed[fact.id] = fact
                self._last = max(self._last, int(fact.id[1:]) if fact.id[1:].isdecimal() else 0)
            case Withdrawn():
                self._filed.pop(fact.id, None)
            case Taken() | Confirmed():
                pass

    def file(self, filing: Filing, id_: str, now: int) -> str:
        """Take it into review, or with an id the edit of that one; what it is called from now on.

        Raises ``ReviewRefused``, or ``OSError`` when the record cannot be written: then nothing is filed.
        """
        self._check(filing, id_, now)
        # From the clock, not from 1: see the ids of messages (book.py).
        number = max(self._last + 1, now)
        new = id_ or f"{filing.subject[0]}{number}"
        answer, reason = _decision(filing)
        due = now + self._script.review_after(filing.key)
        filed = Filed(new, now, filing.subject, filing.region, filing.key, due, answer, reason)
        if self._journal:
            self._journal.filed(filed)
        if id_:
            self.counts.reviews_edited += 1
        else:
            self._last = number
            self.counts.reviews_filed += 1
        # Last in order, so that ``find`` gives the latest.
        self._filed.pop(new, None)
        self._filed[new] = filed
        return new

    def _check(self, filing: Filing, id_: str, now: int) -> None:
        signature = filing.subject == SIGNATURE
        if id_:
            known = self._filed.get(id_)
            if known is None or known.subject != filing.subject:
                raise ReviewRefused(
                    "FailedOperation.SignIdNotExist" if signature else "FailedOperation.TemplateIdNotExist"
                )
            if self.state(filing.subject, id_, now)[0] == APPROVED:
                raise ReviewRefused(
                    "InvalidParameterValue.SignAlreadyPassedCheck"
                    if signature
                    else "FailedOperation.TemplateAlreadyPassedCheck"
                )
            if known.region != filing.region:
                raise ReviewRefused("InvalidParameterValue.InvalidInternational")
        if any(not picture.startswith(_PICTURES) for picture in filing.pictures):
            raise ReviewRefused("InvalidParameterValue.ImageInvalid")
        alike = [one for one in self._filed.values() if one.subject == filing.subject and one.id != id_]
        if signature and any(
            one.key == filing.key and self.state(one.subject, one.id, now)[0] == PENDING for one in alike
        ):
            raise ReviewRefused("InvalidParameterValue.SignExistAndUnapproved")
        if _MOST[filing.subject].reached(sum(one.region == filing.region for one in alike)):
            raise ReviewRefused(
                "FailedOperation.SignNumberLimit" if signature else "FailedOperation.TemplateNumberLimit"
            )

    def find(self, filing: Filing) -> str:
        """The latest that says the same; empty: none."""
        return next((one.id for one in reversed(self._filed.values()) if one.key == filing.key), "")

    def state(self, subject: str, id_: str, now: int) -> tuple[str, str]:
        """Where it stands, and the reason where it was rejected."""
        filed = self._filed.get(id_)
        if filed is None or filed.subject != subject:
            return GONE, ""
        return (filed.answer, filed.reason) if now >= filed.due else (PENDING, "")

    def withdraw(self, subject: str, id_: str) -> bool:
        """Forget it; whether it was there. ``OSError`` as ``file``."""
        filed = self._filed.get(id_)
        if filed is None or filed.subject != subject:
            return False
        if self._journal:
            self._journal.withdrawn(id_)
        del self._filed[id_]
        self.counts.reviews_withdrawn += 1
        return True


def _decision(filing: Filing) -> tuple[str, str]:
    said = f"{filing.name}\n{filing.content}".casefold()
    for magic in REVIEW_WORDS:
        for word in magic.words:
            if word in said:
                reason = tr("The sandbox rejects what contains “{word}”.", word=word)
                return magic.answer, reason if magic.answer == REJECTED else ""
    return APPROVED, ""
