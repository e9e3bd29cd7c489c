"""Why a request did not leave, in words: name, connection, and what is wrong with a certificate (N1)."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

from smsdesk.domain.text import Text, text

# What OpenSSL calls it: X509_V_ERR_….
_NOT_YET_VALID = 9
_EXPIRED = 10
_SELF_SIGNED = frozenset({18, 19})
_WRONG_NAME = frozenset({62, 64})


def place_in(url: str) -> str:
    """Scheme, host and port of an address: what may be shown of one that can hold a key."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.split("/")[0][:80]
    if not parts.scheme or not parts.netloc:
        return url.partition("?")[0][:80]
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def reason_in_words(fault: Exception, url: str) -> Text:
    """The sentence for a fault of aiohttp's that came before anything was written."""
    import aiohttp

    address = place_in(url)
    match fault:
        case aiohttp.ClientConnectorDNSError():
            return text(
                "The name in {address} is not known. Check it and the network connection.", address=address
            )
        case aiohttp.ServerFingerprintMismatch():
            return text(
                "The certificate of {address} is not the one entered in the gateway's settings. Ask whoever "
                "runs the server whether it was renewed.",
                address=address,
            )
        case aiohttp.ClientConnectorCertificateError(certificate_error=error):
            return _certificate_reason(error, address)
        case aiohttp.ClientSSLError():
            return text(
                "{address} offers no connection that can be trusted. Check the address.", address=address
            )
        case aiohttp.ClientConnectorError():
            return text(
                "Nothing answers at {address}. Check that the other side is running.", address=address
            )
        case aiohttp.ConnectionTimeoutError():
            return text("{address} cannot be reached in time. Check the network connection.", address=address)
    return text("{address} is not an address. Correct it in the gateway's settings.", address=address)


def _certificate_reason(error: Exception, address: str) -> Text:
    code = error.verify_code if isinstance(error, ssl.SSLCertVerificationError) else 0
    if code == _EXPIRED:
        return text(
            "The certificate of {address} has expired. Check this computer's date; if it is right, the "
            "provider must renew the certificate.",
            address=address,
        )
    if code == _NOT_YET_VALID:
        return text(
            "The certificate of {address} is not valid yet. Check this computer's date.", address=address
        )
    if code in _WRONG_NAME:
        return text(
            "The certificate of {address} belongs to another name. Check the address for a slip of the pen.",
            address=address,
        )
    if code in _SELF_SIGNED:
        return text(
            "The certificate of {address} was made by the server itself or in its network (self-signed), so "
            "it proves nothing by itself. If the server is yours, say in the gateway's settings that it is "
            "to be trusted.",
            address=address,
        )
    return text(
        "The certificate of {address} comes from nobody this computer trusts. Check the address; a guest "
        "network or a filter may be in between.",
        address=address,
    )
