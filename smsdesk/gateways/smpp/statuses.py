"""What a carrier's command_status means for a message (N1). Pure."""

from __future__ import annotations

from collections.abc import Mapping

from smsdesk.domain.codes import Code
from smsdesk.gateways.base import Outcome, Refused, Throttled, TryLater, Unknown

OK = 0x00000000
INVALID_MESSAGE_LENGTH = 0x00000001
INVALID_COMMAND_LENGTH = 0x00000002
INVALID_COMMAND = 0x00000003
INVALID_BIND_STATUS = 0x00000004
ALREADY_BOUND = 0x00000005
SYSTEM_ERROR = 0x00000008
BIND_FAILED = 0x0000000D
INVALID_PASSWORD = 0x0000000E
INVALID_SYSTEM_ID = 0x0000000F
QUEUE_FULL = 0x00000014
INVALID_SYSTEM_TYPE = 0x00000053
THROTTLED = 0x00000058
TEMPORARY = 0x00000064
PERMANENT = 0x00000065
UNKNOWN_ERROR = 0x000000FF

#: For the note beside an outcome and for messages that name a status: the specification's own names.
NAMES: Mapping[int, str] = {
    0x01: "ESME_RINVMSGLEN", 0x02: "ESME_RINVCMDLEN", 0x03: "ESME_RINVCMDID", 0x04: "ESME_RINVBNDSTS",
    0x05: "ESME_RALYBND", 0x06: "ESME_RINVPRTFLG", 0x07: "ESME_RINVREGDLVFLG", 0x08: "ESME_RSYSERR",
    0x0A: "ESME_RINVSRCADR", 0x0B: "ESME_RINVDSTADR", 0x0C: "ESME_RINVMSGID", 0x0D: "ESME_RBINDFAIL",
    0x0E: "ESME_RINVPASWD", 0x0F: "ESME_RINVSYSID", 0x11: "ESME_RCANCELFAIL", 0x13: "ESME_RREPLACEFAIL",
    0x14: "ESME_RMSGQFUL", 0x15: "ESME_RINVSERTYP", 0x33: "ESME_RINVNUMDESTS", 0x34: "ESME_RINVDLNAME",
    0x40: "ESME_RINVDESTFLAG", 0x42: "ESME_RINVSUBREP", 0x43: "ESME_RINVESMCLASS",
    0x44: "ESME_RCNTSUBDL", 0x45: "ESME_RSUBMITFAIL", 0x48: "ESME_RINVSRCTON", 0x49: "ESME_RINVSRCNPI",
    0x50: "ESME_RINVDSTTON", 0x51: "ESME_RINVDSTNPI", 0x53: "ESME_RINVSYSTYP", 0x54: "ESME_RINVREPFLAG",
    0x55: "ESME_RINVNUMMSGS", 0x58: "ESME_RTHROTTLED", 0x61: "ESME_RINVSCHED", 0x62: "ESME_RINVEXPIRY",
    0x63: "ESME_RINVDFTMSGID", 0x64: "ESME_RX_T_APPN", 0x65: "ESME_RX_P_APPN", 0x66: "ESME_RX_R_APPN",
    0x67: "ESME_RQUERYFAIL", 0xC0: "ESME_RINVOPTPARSTREAM", 0xC1: "ESME_ROPTPARNOTALLWD",
    0xC2: "ESME_RINVPARLEN", 0xC3: "ESME_RMISSINGOPTPARAM", 0xC4: "ESME_RINVOPTPARAMVAL",
    0xFE: "ESME_RDELIVERYFAILURE", 0xFF: "ESME_RUNKNOWNERR",
    # SMPP 5.0, which some carriers answer over 3.4 as well.
    0x100: "ESME_RSERTYPUNAUTH", 0x101: "ESME_RPROHIBITED", 0x102: "ESME_RSERTYPUNAVAIL",
    0x103: "ESME_RSERTYPDENIED", 0x104: "ESME_RINVDCS", 0x105: "ESME_RINVSRCADDRSUBUNIT",
    0x106: "ESME_RINVDSTADDRSUBUNIT",
}  # fmt: skip

_REFUSED: Mapping[int, str] = {
    0x01: Code.CONTENT_TOO_LONG,
    0x02: "FailedOperation.FailResolvePacket",
    0x03: "FailedOperation.FailResolvePacket",
    0x06: "InvalidParameter",
    0x07: "InvalidParameter",
    # The sender is the signature of this protocol: it is what a carrier has approved, or has not.
    0x0A: "FailedOperation.SignatureIncorrectOrUnapproved",
    0x0B: Code.INVALID_NUMBER,
    0x15: "InvalidParameter",
    0x33: "InvalidParameter",
    0x40: "InvalidParameter",
    0x43: "InvalidParameter",
    0x45: "FailedOperation.OtherError",
    0x48: "FailedOperation.SignatureIncorrectOrUnapproved",
    0x49: "FailedOperation.SignatureIncorrectOrUnapproved",
    0x50: Code.INVALID_NUMBER,
    0x51: Code.INVALID_NUMBER,
    0x53: "InvalidParameter",
    0x61: "InvalidParameter",
    0x62: "InvalidParameter",
    0x63: "InvalidParameter",
    0x65: "FailedOperation.OtherError",
    0x66: "FailedOperation.OtherError",
    0xC0: "FailedOperation.FailResolvePacket",
    0xC1: "FailedOperation.FailResolvePacket",
    0xC2: "FailedOperation.FailResolvePacket",
    0xC3: "FailedOperation.FailResolvePacket",
    0xC4: "FailedOperation.FailResolvePacket",
    0x100: "UnauthorizedOperation.RequestPermissionDeny",
    0x101: "UnauthorizedOperation.RequestPermissionDeny",
    0x103: "UnauthorizedOperation.RequestPermissionDeny",
    0x104: "InvalidParameter",
}
#: Not bound, and out of order for now: nothing was taken.
_LATER = frozenset({INVALID_BIND_STATUS, TEMPORARY, 0x102})
_SLOWER = frozenset({THROTTLED, QUEUE_FULL})


def name_of(status: int) -> str:
    """The specification's name, or the number as carriers write it."""
    return NAMES.get(status, f"0x{status:08X}")


def outcome_of(status: int) -> Outcome:
    """What becomes of a message whose submit was answered with a status other than ``OK``.

    A "system error" and every status nobody knows leave it in doubt: some carriers answer so after they
    have taken a message, and one that arrives twice is worse than one a person looks at.
    """
    if status in _SLOWER:
        return Throttled()
    if status in _LATER:
        return TryLater(Code.GATEWAY_DOWN, name_of(status))
    code = _REFUSED.get(status)
    if code is not None:
        return Refused(code, name_of(status))
    return Unknown(note=name_of(status))
