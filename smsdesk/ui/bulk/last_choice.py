"""Which application, template and signature a new task begins with."""

from __future__ import annotations

from smsdesk.domain.applications import Application
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import Recipe
from smsdesk.domain.review import ReviewStatus
from smsdesk.ui.bulk.composition import Message
from smsdesk.ui.bulk.message_step import Choices
from smsdesk.ui.context import Context

_APPLICATION = "bulk/last/application"
_SIGNATURE = "bulk/last/signature/{region}"


def proposed(context: Context, choices: Choices, now: Message, region: Region) -> Message:
    """What is chosen already; else the only one there is, or the one of the last task. Never a template."""
    usable = [one for one in choices.applications if one.enabled]
    application: Application | None = now.application
    if application is None:
        last = context.settings.text(_APPLICATION)
        known = [one for one in usable if str(one.id) == last]
        application = known[0] if known else usable[0] if len(usable) == 1 else None
    signature = now.signature
    approved = [one for one in choices.signatures if one.status is ReviewStatus.APPROVED]
    if signature is None or signature.region is not region:
        last = context.settings.text(_SIGNATURE.format(region=region))
        named = [one for one in approved if str(one.id) == last]
        signature = named[0] if named else approved[-1] if approved else None
    return Message(application, now.template, signature)


def of_recipe(context: Context, choices: Choices, recipe: Recipe, region: Region) -> Message:
    """What a draft or a copied task says, as far as it is still there."""
    found = Message(
        next((one for one in choices.applications if one.id == recipe.application_id), None),
        next((one for one in choices.templates if one.id == recipe.template_id), None),
        next((one for one in choices.signatures if one.id == recipe.signature_id), None),
    )
    if found.signature is not None or region is Region.GLOBAL:
        return found
    return Message(found.application, found.template, proposed(context, choices, Message(), region).signature)


def remember(context: Context, message: Message, region: Region) -> None:
    """For the next task."""
    if message.application is not None:
        context.settings.set_text(_APPLICATION, str(message.application.id))
    if message.signature is not None:
        context.settings.set_text(_SIGNATURE.format(region=region), str(message.signature.id))
