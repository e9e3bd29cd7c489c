"""The library's client with two habits of its own; imported where a mail is sent, as it is slow to (A9)."""

from __future__ import annotations

import asyncio
import contextlib

import aiosmtplib

#: For the farewell, once the mail is accepted, in seconds.
_QUIT_SECONDS = 2.0
#: In the order they are tried; each is only used on a line that nobody can read along.
_LOGINS = ("plain", "login", "cram-md5")
#: The server does not know the way to log in that it offered: the next one may work. Any other refusal is
#: about the password, and trying that again would lock the account.
_UNKNOWN_LOGIN = frozenset({500, 501, 502, 503, 504})


class Client(aiosmtplib.SMTP):
    """Closes at once, and logs in with one attempt."""

    def close(self) -> None:
        """Leave nothing open: an encrypted line would else wait for the other side's last word."""
        transport = self.transport
        super().close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    async def part(self) -> None:
        """Say goodbye. Whether the server does so too changes nothing any more."""
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await self.quit(timeout=_QUIT_SECONDS)

    async def log_in(self, user: str, password: str) -> None:
        """Log in once: a second try with the same password would bring the account nearer to being locked.

        Raises ``SMTPNotSupported`` where there is no login by password, ``SMTPAuthenticationError``.
        """
        ways = {"plain": self.auth_plain, "login": self.auth_login, "cram-md5": self.auth_crammd5}
        offered = [each for each in _LOGINS if each in self.server_auth_methods]
        if not offered:
            raise aiosmtplib.SMTPNotSupported(" ".join(self.server_auth_methods))
        for name in offered:
            try:
                await ways[name](user, password)
            except aiosmtplib.SMTPAuthenticationError as refused:
                if refused.code not in _UNKNOWN_LOGIN or name == offered[-1]:
                    raise
            else:
                return
