"""Rule packs: one version of one published regulation."""

from django.db import models
from django.db.models import F, Q

from qunli.core.models import Record
from qunli.rulebook.states import PackKind


class RulePack(Record):
    """One version of a pack, as loaded. A call keeps the version it stands under.

    `content` is the pack as read from TOML and checked: sequence and parameters, each with value,
    unit, article, source and confidence. `toml` is the file as it came, for whoever downloads it.
    """

    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=PackKind)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issue_number = models.CharField(max_length=100, blank=True)
    jurisdiction_code = models.CharField(max_length=12, blank=True)
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)
    content = models.JSONField()
    toml = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code", "version"], name="rule_pack_version_once"),
            models.CheckConstraint(condition=Q(kind__in=PackKind.values), name="rule_pack_kind"),
            models.CheckConstraint(
                condition=Q(in_force_from=None) | Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
                name="rule_pack_in_force_order",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title
