"""Self-test of what a package may have forgotten: files, modules, languages, certificates, time zones."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import ssl
import sys
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

import smsdesk
from smsdesk.commandline.self_test_steps import expect
from smsdesk.domain.text import CATALOGUES, LANGUAGES, language, set_language, tr

#: Where the package lies; from source, the project.
HOME = Path(smsdesk.__file__).parents[1]
#: What must be in a package, written when it is made: ``file HASH PATH`` and ``module NAME``. From source it
#: is not there.
LIST = "contents.txt"


def check_files() -> str:
    """Every file that was put into the package is there as it was. Raises ``RuntimeError`` otherwise."""
    wanted = [line.partition(" ")[::2] for line in _listed("file")]
    missing = [name for _, name in wanted if not (HOME / name).is_file()]
    changed = [name for hashed, name in wanted if name not in missing and hashed != _hash(HOME / name)]
    faults = {"not there": missing, "not as made": changed}
    expect(
        not missing and not changed,
        "; ".join(f"{fault}: {', '.join(names[:5])}" for fault, names in faults.items() if names),
    )
    return tr("{count} files", count=len(wanted)) if wanted else tr("from source")


def check_modules(*, window: bool) -> str:
    """Every module can be imported, those of the window only with ``window``."""
    names = _listed("module") or _modules()
    for name in names:
        if window or not name.startswith("smsdesk.ui"):
            # A module that runs when it is imported has its guard.
            importlib.import_module(name)
    return tr("{count} modules", count=len(names))


def check_languages() -> None:
    """Each language but English says something else than English."""
    spoken = language()
    try:
        for code in LANGUAGES:
            set_language(code)
            if code != "en":
                expect((CATALOGUES / code).is_dir(), f"the catalogue {code} is missing")
                expect(tr("Everything works.") != "Everything works.", f"{code} is not spoken")
    finally:
        set_language(spoken)


def check_certificates() -> None:
    """The certificates of the authorities are found, so that a gateway can be trusted."""
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    there = paths.cafile or (folder and any(folder.iterdir()))
    expect(
        bool(there) or bool(context.cert_store_stats()["x509_ca"]), "no certificates of authorities are found"
    )


def check_time_zones() -> None:
    """The program's own time zones are there, whatever the system has."""
    expect("Asia/Shanghai" in available_timezones(), "time zones are missing")
    expect((files("tzdata") / "zoneinfo" / "Europe" / "London").is_file(), "tzdata has no zones")


def check_keyrings() -> str:
    """The keyrings of this kind of system can be used; which ones there are."""
    from keyring.backend import get_all_keyring

    own = {"linux": "SecretService", "darwin": "macOS", "win32": "Windows"}.get(sys.platform, "fail")
    importlib.import_module(f"keyring.backends.{own}")
    return ", ".join(sorted({type(one).__module__.rpartition(".")[2] for one in get_all_keyring()}))


def _listed(kind: str) -> list[str]:
    path = HOME / LIST
    if not getattr(sys, "frozen", False):
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.partition(" ")[2] for line in lines if line.startswith(f"{kind} ")]


def _modules() -> list[str]:
    found = pkgutil.walk_packages(smsdesk.__path__, "smsdesk.")
    return [one.name for one in found if ".migrations." not in one.name and ".scenes" not in one.name]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
