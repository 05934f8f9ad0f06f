"""Kinds of parties and the roles they hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartyKind(models.TextChoices):
    """What a party is."""

    PERSON = "person", _("person")
    ORGANIZATION = "organization", _("organization")
    DEPARTMENT = "department", _("department")


class Role(models.TextChoices):
    """What somebody may be, each time for a party."""

    OPERATOR = "operator", _("operator")
    AUTHORITY = "authority", _("authority")
    RECOMMENDING_UNIT = "recommending_unit", _("recommending unit")
    UNIT_ADMINISTRATOR = "unit_administrator", _("unit administrator")
    MEMBER_EDITOR = "member_editor", _("member editor")
    TEAM_MEMBER = "team_member", _("team member")
    EXPERT = "expert", _("expert")
    FINANCE = "finance", _("finance")
    AUDITOR = "auditor", _("auditor")
    SERVICE_BODY = "service_body", _("service body")
    ADMINISTRATOR = "administrator", _("administrator")


class Language(models.TextChoices):
    """Languages of the pages; Traditional Chinese is derived from Simplified."""

    ZH_HANS = "zh-hans", "简体中文"
    ZH_HANT = "zh-hant", "繁體中文"
    EN = "en", "English"


class Theme(models.TextChoices):
    """Light or dark."""

    SYSTEM = "system", pgettext_lazy("theme", "as the device")
    LIGHT = "light", pgettext_lazy("theme", "light")
    DARK = "dark", pgettext_lazy("theme", "dark")
