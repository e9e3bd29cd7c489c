"""Who can change what a code tells of, when it arose, and whether to send again, in words (D2)."""

from __future__ import annotations

from collections.abc import Mapping

from smsdesk.domain.codes import Phase, Retry, Who
from smsdesk.domain.text import Text, text

WHO: Mapping[Who, Text] = {
    Who.YOU: text("You"),
    Who.RECIPIENT: text("The recipient"),
    Who.CARRIER: text("The recipient's carrier"),
    Who.GATEWAY: text("The SMS provider"),
    Who.DESK: text("Nobody: the desk does it by itself"),
}

PHASE: Mapping[Phase, Text] = {
    Phase.BEFORE: text("Before it was handed to the provider. It was not sent and is not billed."),
    Phase.AFTER: text("After it was handed to the provider. It may be billed."),
}

RETRY: Mapping[Retry, Text] = {
    Retry.SAFE: text("Yes, once the cause is gone. It was certainly not sent."),
    Retry.WAIT: text("Later: it may succeed another time."),
    Retry.UNKNOWN: text("Careful: it may have arrived already."),
    Retry.NEVER: text("No, unchanged it cannot succeed."),
}
