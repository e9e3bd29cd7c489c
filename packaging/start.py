"""Where the packaged program starts; PyInstaller wants a script, not a module."""

import os
import sys
from pathlib import Path

#: The certificates of the authorities on systems other than the one the program was made on.
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine, macOS
)


def own_surroundings() -> None:
    """Undo for the programs we start what is meant for this process only: a browser or a file manager must
    not get our libraries, and what we start of ourselves must look for them anew."""
    # PyInstaller's start program takes these to mean that the libraries' folder is known already.
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
    if sys.platform == "linux":
        before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
        if before:
            os.environ["LD_LIBRARY_PATH"] = before
        else:
            os.environ.pop("LD_LIBRARY_PATH", None)


def find_certificates() -> None:
    """Our OpenSSL looks where the machine it was made on keeps them. Windows has a store of its own."""
    if sys.platform == "win32" or os.environ.get("SSL_CERT_FILE"):
        return
    bundled = Path(__file__).parent / "certifi" / "cacert.pem"
    for path in (*map(Path, CERTIFICATES), bundled):
        if path.is_file():
            os.environ["SSL_CERT_FILE"] = str(path)
            return


def speak_to_nobody() -> None:
    """Windows gives a program without a console no streams; a word that is said all the same does no harm."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # as long as we run


if __name__ == "__main__":
    own_surroundings()
    find_certificates()
    speak_to_nobody()

    from smsdesk.__main__ import main  # after what its imports may look at

    sys.exit(main())
