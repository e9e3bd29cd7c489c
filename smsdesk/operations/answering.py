"""Answering a reply with an approved template, as a task of one message (C6, E2).

Every rule and limit holds for it as for any other task.
"""

from __future__ import annotations

from collections.abc import Sequence

from smsdesk.domain.conversations import AnswerPreview
from smsdesk.domain.errors import DeskError, Invalid, NotAllowed
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.tasks import Task
from smsdesk.domain.text import Text, text, tr
from smsdesk.operations.bulk import send
from smsdesk.operations.desk import Desk
from smsdesk.operations.preparation import Preparation
from smsdesk.operations.recipients import prepare
from smsdesk.operations.wording import refuse_unsendable


def answer(
    desk: Desk,
    *,
    number: str,
    application_id: int,
    template_id: int,
    signature_id: int | None = None,
    values: Sequence[str] = (),
) -> Task:
    """Send one message with an approved template to a number. ``values`` fill {1}, {2}, …

    Raises ``Invalid`` or ``NotAllowed`` with why it cannot be sent; then nothing was.
    """
    prepared = _prepared(desk, number, application_id, template_id, signature_id, values)
    if not prepared.ready:
        raise NotAllowed(_problem(prepared))
    name = tr("Answer: {template}", template=prepared.wording.template_name)
    return send(desk, preparation=prepared, consent=True, name=name)


def preview_answer(
    desk: Desk,
    *,
    number: str,
    application_id: int,
    template_id: int,
    signature_id: int | None = None,
    values: Sequence[str] = (),
) -> AnswerPreview:
    """What ``answer`` would send, or why it could not; sends nothing and raises no ``DeskError``."""
    try:
        prepared = _prepared(desk, number, application_id, template_id, signature_id, values)
        with desk.reading():
            refuse_unsendable(desk, prepared.recipe)
    except DeskError as fault:
        return AnswerPreview(problem=fault.message)
    if not prepared.ready:
        return AnswerPreview(problem=_problem(prepared))
    message = prepared.message(0)
    return AnswerPreview(message.content, message.characters, message.fragments)


def _prepared(
    desk: Desk,
    number: str,
    application_id: int,
    template_id: int,
    signature_id: int | None,
    values: Sequence[str],
) -> Preparation:
    # One cell a value: nothing in it may end the cell or the line.
    if any("\t" in value or len(f"{value}.".splitlines()) > 1 for value in values):
        raise Invalid(text("A value is one line without tabs."), field="values")
    columns = {"number": 0, **{str(place): place for place in range(1, len(values) + 1)}}
    recipe = Recipe(
        PastedSource("\t".join((number, *values)), columns, header_row=0),
        application_id=application_id,
        template_id=template_id,
        signature_id=signature_id,
        confirmed=True,
    )
    return prepare(desk, recipe=recipe)


def _problem(prepared: Preparation) -> Text:
    wrong = prepared.rejected(count=1)
    return wrong[0].problem if wrong else text("This number cannot be sent to.")
