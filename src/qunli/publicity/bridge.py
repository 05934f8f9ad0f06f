"""The publicity text as a paper."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qunli.core.bridge import Fields, Heading, PaperContent, Signatures, TableBlock, Text
from qunli.core.bridge.papers import Block
from qunli.publicity.models import PublicNotice


def publicity_text_of(notice: PublicNotice) -> PaperContent:
    """Write a notice as it is hung up: text, table, days, how to object, who signs."""
    blocks: list[Block] = [Text(notice.text)]
    if notice.rows:
        head, *rows = notice.rows
        blocks.append(TableBlock(tuple(head), tuple(tuple(row) for row in rows)))
    blocks += [
        Heading(_("Days of public notice")),
        Fields(
            (
                (_("First day"), date_format(notice.first_day) if notice.first_day else _("the day of posting")),
                (_("Working days"), str(notice.working_days)),
                (_("Last day"), _last_day(notice)),
            )
        ),
        Heading(_("Objections")),
        Text(
            _(
                "Who disagrees may object in writing within these days, under real name and with evidence. "
                "The objector's details are kept confidential."
            )
        ),
        Fields(((_("Contact"), notice.contact),)),
        Signatures((notice.in_name_of.name,)),
    ]
    return PaperContent(title=notice.title, blocks=tuple(blocks), document_number=notice.number)


def _last_day(notice: PublicNotice) -> str:
    if notice.last_day:
        return date_format(notice.last_day)
    return _("to be fixed when the calendar is published") if notice.first_day else "—"
