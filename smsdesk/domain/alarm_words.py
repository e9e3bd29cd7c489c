"""What an alarm says: subject and text of an email, and one line that fits an SMS (A9).

Names come from users, so whatever is in them is plain text: one line, no second signature in brackets.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from smsdesk.domain.alarms import Alarm, AlarmEvent
from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text, textn, tr, trn

#: An alarm's SMS takes at most so many, signature included.
SMS_FRAGMENTS = 2
#: A longer name is cut in a headline, which must still say what happened.
_NAME_LENGTH = 24
_CUT = "..."

# A mainland carrier takes 【】 for a signature; typographic quotes would make a global message twice as long.
_PLAIN = str.maketrans({"【": "(", "】": ")", "“": '"', "”": '"', "‘": "'", "’": "'"})


def subject(alarm: Alarm, application: str) -> str:
    """One line that says what happened; ``application`` is the name, empty for a review."""
    return one_line(str(_headline(alarm, _short_name(application))))


def body(alarm: Alarm, application: str, zone: str) -> str:
    """The text of the email: what, how often, when, and what to do about it."""
    lines = [subject(alarm, application), ""]
    lines += [tr("- {detail}", detail=one_line(str(detail))) for detail in alarm.details]
    if alarm.event is AlarmEvent.REVIEW and (more := alarm.count - len(alarm.details)) > 0:
        lines.append(trn("- and {count} more", "- and {count} more", more))
    lines += ["", _when(alarm, zone)]
    if application:
        lines.append(tr("Application: {application}", application=one_line(application)))
    lines += ["", str(_WHAT_TO_DO[alarm.event]), "", tr("This message was sent by SMS Desk.")]
    return "\n".join(lines) + "\n"


def sms(alarm: Alarm, application: str, region: Region, signature: str) -> str:
    """The one line of the SMS without ``signature`` (brackets included), which goes before it.

    With it, it takes at most two fragments: what does not fit is cut.
    """
    name = _short_name(application)
    wanted = []
    if alarm.event is not AlarmEvent.FREQUENCY_LIMIT and 0 < alarm.count <= len(alarm.details):
        details = " ".join(str(detail) for detail in alarm.details)
        wanted.append(tr("{application}: {what}", application=name, what=details) if application else details)
    headline = str(_headline(alarm, name))
    for words in (*wanted, headline):
        line = one_line(words).translate(_PLAIN)
        if _fits(signature + line, region):
            return line
    return _cut(one_line(headline).translate(_PLAIN), region, signature)


def one_line(words: str) -> str:
    """The words on one line: breaks, control and direction characters become blanks."""
    plain = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in words)
    return " ".join(plain.split())


_WHAT_TO_DO = {
    AlarmEvent.FREQUENCY_LIMIT: text(
        "These messages were not sent. The limits are under Applications, Sending limits; numbers on the "
        "allowlist are exempt from them."
    ),
    AlarmEvent.EXCESSIVE: text(
        "Sending goes on. If so many are not wanted, stop the tasks or disable the application."
    ),
    AlarmEvent.REVIEW: text("The results are under Signatures and Templates."),
    AlarmEvent.TRIAL: text("Nothing happened: you asked for this message to see whether it arrives."),
}


def _headline(alarm: Alarm, application: str) -> Text:
    match alarm.event:
        case AlarmEvent.FREQUENCY_LIMIT:
            return textn(
                "{application}: {count} message was held back by the sending limits",
                "{application}: {count} messages were held back by the sending limits",
                alarm.count,
                application=application,
            )
        case AlarmEvent.EXCESSIVE:
            return text(
                "{application}: more messages today than its reminder is set to", application=application
            )
        case AlarmEvent.REVIEW:
            return textn(
                "A signature or template was reviewed",
                "{count} signatures or templates were reviewed",
                alarm.count,
            )
        case AlarmEvent.TRIAL:
            return text("{application}: test alarm", application=application)


def _when(alarm: Alarm, zone: str) -> str:
    first, last = (
        f"{datetime.fromtimestamp(at / 1000, ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        for at in (alarm.first_at, alarm.last_at)
    )
    if first == last:
        return tr("Time: {time} ({zone})", time=first, zone=zone)
    return tr("Time: {first} to {last} ({zone})", first=first, last=last, zone=zone)


def _short_name(application: str) -> str:
    name = one_line(application)
    return name if len(name) <= _NAME_LENGTH else name[:_NAME_LENGTH].rstrip() + _CUT


def _fits(message: str, region: Region) -> bool:
    return measure(message, region).fragments <= SMS_FRAGMENTS


def _cut(line: str, region: Region, signature: str) -> str:
    while line and not _fits(signature + line + _CUT, region):
        line = line[:-1]
    return line.rstrip() + _CUT
