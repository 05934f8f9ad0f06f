"""How a recognition, a yearly report and a reportable change go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class RecognitionState(models.TextChoices):
    """From the application by way of district and city to a recognition that is re-checked, or ends."""

    DRAFT = "draft", pgettext_lazy("recognition", "in preparation")
    SUBMITTED = "submitted", pgettext_lazy("recognition", "with the district")
    RECOMMENDED = "recommended", pgettext_lazy("recognition", "recommended, with the authority")
    CHECKED = "checked", pgettext_lazy("recognition", "checked by the authority")
    ON_NOTICE = "on_notice", pgettext_lazy("recognition", "on public notice")
    RECOGNISED = "recognised", pgettext_lazy("recognition", "recognised")
    RECHECK = "recheck", pgettext_lazy("recognition", "under re-check")
    REFUSED = "refused", pgettext_lazy("recognition", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("recognition", "withdrawn")
    REVOKED = "revoked", pgettext_lazy("recognition", "revoked")
    LAPSED = "lapsed", pgettext_lazy("recognition", "lapsed")


_S = RecognitionState

RECOGNITION_LIFECYCLE = Lifecycle(
    "recognition",
    RecognitionState.DRAFT,
    (
        Step("submit", (_S.DRAFT,), _S.SUBMITTED, _("Submit to the district")),
        Step("recommend", (_S.SUBMITTED,), _S.RECOMMENDED, _("Recommend to the authority")),
        Step("return", (_S.SUBMITTED, _S.RECOMMENDED), _S.DRAFT, _("Return for completion")),
        Step("check", (_S.RECOMMENDED,), _S.CHECKED, _("Find complete and true")),
        Step("post", (_S.CHECKED,), _S.ON_NOTICE, _("Put on public notice")),
        Step("recognise", (_S.ON_NOTICE,), _S.RECOGNISED, _("Recognise")),
        Step("refuse", (_S.SUBMITTED, _S.RECOMMENDED, _S.CHECKED, _S.ON_NOTICE), _S.REFUSED, _("Refuse")),
        Step("withdraw", (_S.DRAFT, _S.SUBMITTED, _S.RECOMMENDED), _S.WITHDRAWN, _("Withdraw")),
        Step("ask_recheck", (_S.RECOGNISED,), _S.RECHECK, _("Apply for the re-check")),
        Step("pass_recheck", (_S.RECHECK,), _S.RECOGNISED, _("Pass the re-check")),
        Step("revoke", (_S.RECOGNISED, _S.RECHECK), _S.REVOKED, pgettext_lazy("recognition", "Revoke")),
        Step("lapse", (_S.RECOGNISED,), _S.LAPSED, _("Lapse")),
    ),
)

ENDED = (_S.REFUSED, _S.WITHDRAWN, _S.REVOKED, _S.LAPSED)
"""States after which a cluster may apply anew."""


class RevocationGround(models.TextChoices):
    """Why a recognition is revoked (domain rules 2.13, 2.15)."""

    NOT_RECHECKED = "not_rechecked", _("no re-check was applied for in time")
    FAILED_RECHECK = "failed_recheck", _("the re-check was failed")
    UNREPORTED_CHANGE = "unreported_change", _("a change of industry, area or operating body was not reported in time")
    VETO = "veto", _("an accident, a security event or dishonesty at a firm of the cluster")
    FALSE_APPLICATION = "false_application", _("the application was false")


class ReportState(models.TextChoices):
    """A yearly report is owed, handed in, and taken or handed back."""

    OWED = "owed", pgettext_lazy("yearly report", "owed")
    HANDED_IN = "handed_in", pgettext_lazy("yearly report", "handed in")
    TAKEN = "taken", pgettext_lazy("yearly report", "taken")


YEARLY_REPORT_LIFECYCLE = Lifecycle(
    "yearly report",
    ReportState.OWED,
    (
        Step("hand_in", (ReportState.OWED,), ReportState.HANDED_IN, _("Hand in")),
        Step("take", (ReportState.HANDED_IN,), ReportState.TAKEN, pgettext_lazy("yearly report", "Take")),
        Step("hand_back", (ReportState.HANDED_IN,), ReportState.OWED, _("Hand back")),
    ),
)


class ChangeKind(models.TextChoices):
    """Changes that are reported, or the recognition is lost."""

    INDUSTRY = "industry", _("the leading industry")
    AREA = "area", _("the area")
    OPERATOR = "operator", _("the operating body")
    EVENT = "event", _("an accident or event at a firm")
    OTHER = "other", pgettext_lazy("reportable change", "another change")


class ReportedState(models.TextChoices):
    """A change is noted, reported, and seen by the authority."""

    NOTED = "noted", pgettext_lazy("reportable change", "to be reported")
    REPORTED = "reported", pgettext_lazy("reportable change", "reported")
    SEEN = "seen", pgettext_lazy("reportable change", "seen by the authority")


REPORTABLE_CHANGE_LIFECYCLE = Lifecycle(
    "reportable change",
    ReportedState.NOTED,
    (
        Step("report", (ReportedState.NOTED,), ReportedState.REPORTED, _("Report to the authority")),
        Step("see", (ReportedState.REPORTED,), ReportedState.SEEN, _("Take note")),
    ),
)
