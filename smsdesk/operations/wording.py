"""What a task says: its template and signature, found and fit to be sent (B1, B11, G5, P2)."""

from __future__ import annotations

from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.recipients import Recipe
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Signature
from smsdesk.domain.templates import Template
from smsdesk.domain.text import text
from smsdesk.operations.applications import application
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import identity
from smsdesk.operations.signatures import default_signature, signature
from smsdesk.operations.templates import template


def chosen_template(desk: Desk, recipe: Recipe) -> Template:
    """The recipe's template. Raises ``Invalid`` when none is chosen, ``NotFound`` when it was deleted."""
    if recipe.template_id is None:
        raise Invalid(text("Choose a template first."), field="template_id")
    return template(desk, template_id=recipe.template_id)


def chosen_signature(desk: Desk, recipe: Recipe, region: Region) -> Signature | None:
    """The recipe's signature; for mainland the first approved one where none is named (G5)."""
    if recipe.signature_id is not None:
        found = signature(desk, signature_id=recipe.signature_id)
        if found.region is not region:
            raise Invalid(
                text("“{name}” is a signature of the other region. Choose another one.", name=found.content),
                field="signature_id",
            )
        return found
    if region is Region.GLOBAL:
        return None
    first = default_signature(desk, region=region)
    if first is None:
        raise NotAllowed(
            text(
                "Messages to mainland China need an approved signature and there is none. "
                "Create one under Signatures."
            ),
            field="signature_id",
        )
    return first


def refuse_unsendable(desk: Desk, recipe: Recipe) -> None:
    """Raise ``NotAllowed`` or ``Invalid`` when application, template or signature may not send."""
    if recipe.application_id is None:
        raise Invalid(text("Choose an application first."), field="application_id")
    sender = application(desk, application_id=recipe.application_id)
    if not sender.enabled:
        raise NotAllowed(
            text("The application “{name}” is disabled. Enable it, then send.", name=sender.name),
            field="application_id",
        )
    wanted = chosen_template(desk, recipe)
    if wanted.status is not ReviewStatus.APPROVED:
        raise NotAllowed(
            text("The template “{name}” is not approved. Choose an approved one.", name=wanted.name),
            field="template_id",
        )
    under = chosen_signature(desk, recipe, wanted.region)
    if under is not None and under.status is not ReviewStatus.APPROVED:
        raise NotAllowed(
            text("The signature “{name}” is not approved. Choose an approved one.", name=under.content),
            field="signature_id",
        )
    if identity(desk) is Identity.INDIVIDUAL:
        _refuse_individual(wanted)


def _refuse_individual(wanted: Template) -> None:
    """P2."""
    if wanted.region is Region.GLOBAL:
        raise NotAllowed(
            text(
                "An individual cannot send to other countries. Raise the profile to an organization "
                "(Account, Profile)."
            ),
            field="template_id",
        )
    if wanted.type is SmsType.MARKETING:
        raise NotAllowed(
            text(
                "An individual cannot send marketing messages. Raise the profile to an organization "
                "(Account, Profile)."
            ),
            field="template_id",
        )
