"""What was typed is taken apart, handed to its command, and whatever goes wrong is told in one sentence."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn, Protocol, TextIO

from smsdesk import __version__
from smsdesk.commandline.exit_codes import BUG, INTERRUPTED, PIPE_CLOSED, UNUSABLE
from smsdesk.commandline.opened_file import without_file
from smsdesk.domain.errors import Cancelled, DeskError
from smsdesk.domain.text import Text, set_language, text, tr


class Command(Protocol):
    """A module of this package; it is imported when its command is named."""

    def add_options(self, parser: argparse.ArgumentParser, /) -> None: ...

    def run(self, options: argparse.Namespace, /) -> int: ...


def _checking() -> Command:
    from smsdesk.commandline import checking

    return checking


def _sending() -> Command:
    from smsdesk.commandline import sending

    return sending


def _importing() -> Command:
    from smsdesk.commandline import importing

    return importing


def _exporting() -> Command:
    from smsdesk.commandline import exporting

    return exporting


def _serving() -> Command:
    from smsdesk.commandline import serving

    return serving


def _sandbox() -> Command:
    from smsdesk.commandline import sandbox

    return sandbox


def _sample() -> Command:
    from smsdesk.commandline import sample

    return sample


def _backup() -> Command:
    from smsdesk.commandline import backing_up

    return backing_up


def _restore() -> Command:
    from smsdesk.commandline import restoring

    return restoring


def _check_counts() -> Command:
    from smsdesk.commandline import check_counts

    return check_counts


def _self_test() -> Command:
    from smsdesk.commandline import self_test

    return self_test


#: The imports are written out above so that what bundles the program finds them.
COMMANDS: dict[str, tuple[Callable[[], Command], Text]] = {
    "check": (_checking, text("check the recipients in a spreadsheet, send nothing")),
    "send": (_sending, text("send a template to the recipients in a spreadsheet")),
    "import": (_importing, text("import customers from a spreadsheet")),
    "export": (_exporting, text("export message records, a task's report or a customer group")),
    "sample": (_sample, text("fill the desk with sample data to try it with")),
    "serve": (_serving, text("run the sending engine without a window")),
    "sandbox": (_sandbox, text("run the sandbox carrier as a program of its own")),
    "backup": (_backup, text("make a backup of the desk")),
    "restore": (_restore, text("put a backup in place of the desk")),
    "check-counts": (_check_counts, text("check that every figure agrees with the messages")),
    "self-test": (_self_test, text("try everything out in a folder that is thrown away")),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit status. Never a traceback on the screen."""
    set_language(system_language())
    _stand_in_for_closed_streams()
    _forgive_the_terminal()
    arguments, opened = without_file(arguments, COMMANDS)
    options = argparse.Namespace(data_dir=None, opened=opened, safe=False)
    try:
        options = _parser(arguments).parse_args(arguments, options)
        with _polite_end():
            return _run(options)
    except Cancelled as stopped:
        _tell(str(stopped))
        return INTERRUPTED
    except DeskError as fault:
        _tell(str(fault))
        return UNUSABLE
    except KeyboardInterrupt:
        _tell(tr("Stopped."))
        return INTERRUPTED
    except BrokenPipeError:
        _give_up(sys.stdout)  # whoever read it has gone
        return PIPE_CLOSED
    except MemoryError:
        _tell(tr("There is too little memory for this. Close other programs and try again."))
        return UNUSABLE
    except Exception as error:  # noqa: BLE001  # the last one who can put it into words
        place = _report(error, options.data_dir)
        _tell(
            tr(
                "Something went wrong inside SMS Desk that should not have. Details are in {path}.",
                path=place,
            )
        )
        return BUG


def system_language() -> str:
    """The language of the user's system, as the catalogues name it."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    if not said and sys.platform in ("win32", "darwin"):
        import locale

        said = locale.getlocale()[0] or ""
    return "zh_CN" if said.lower().startswith(("zh", "chinese")) else "en"


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="smsdesk",
        description=tr(
            "Text messages of a small business. Without a command the window opens; with a spreadsheet's "
            "name in its place, on a new bulk task for that list."
        ),
    )
    parser.add_argument(
        "--data-dir",
        type=_folder,
        metavar=tr("DIR"),
        help=tr("where the desk lies, instead of the user's own folder"),
    )
    parser.add_argument(
        "--safe",
        action="store_true",
        help=tr("ask how the window should start: in safe mode, from a backup, or as always"),
    )
    parser.add_argument("--version", action="version", version=f"SMS Desk {__version__}")
    commands = parser.add_subparsers(dest="command", metavar=tr("COMMAND"))
    for name, (load, words) in COMMANDS.items():
        command = commands.add_parser(name, help=str(words), description=str(words))
        # After the command too, where people put it; it must not undo the one before it.
        command.add_argument("--data-dir", type=_folder, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if name in arguments:
            load().add_options(command)
    return parser


def _folder(word: str) -> Path:
    if not word:  # of a script's variable that is not set; it would be the folder one happens to be in
        raise argparse.ArgumentTypeError(tr("the folder's name is empty"))
    return Path(word)


def _run(options: argparse.Namespace) -> int:
    if options.command:
        return COMMANDS[options.command][0]().run(options)
    from smsdesk.commandline import window

    return window.run(options)


@contextmanager
def _polite_end() -> Iterator[None]:
    """A polite kill stops as cleanly as Ctrl+C."""
    if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
        before = signal.signal(signal.SIGTERM, _end)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)
    else:
        yield


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _stand_in_for_closed_streams() -> None:
    """Give a program that was started without a terminal streams that lead nowhere.

    Otherwise the next file that is opened takes a closed one's place and gets what libraries write to it.
    """
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        continue
    os.close(opened)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # for good


def _forgive_the_terminal() -> None:
    """A terminal that cannot show a character shows something in its place; a program never dies of it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def _tell(sentence: str) -> None:
    # One line, whatever a file is called; where it cannot be written there is still the exit status.
    try:
        sys.stderr.write(" ".join(sentence.split()) + "\n")
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Write no more there: what is left in it fails once more when Python flushes it at its end, and some
    versions of Python end with a status of their own then (120)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _report(error: Exception, data_dir: Path | None) -> Path:
    """Write down what happened, without the customers in it; where."""
    from smsdesk.domain.private_faults import private_traceback
    from smsdesk.store.folder import folder_at

    report = private_traceback(error)
    places = []
    with suppress(DeskError):
        places.append(folder_at(data_dir).log_file)
    with suppress(OSError):
        places.append(Path(tempfile.gettempdir()) / "smsdesk.log")
    for path in places:
        try:
            # An existing log only: a look must not make a desk.
            if not path.parent.is_dir():
                continue
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with open(handle, "a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(report + "\n")
        except OSError:
            continue
        return path
    return Path(os.devnull)
