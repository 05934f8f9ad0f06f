"""What bodies are and how imports and merges go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class OrganizationKind(models.TextChoices):
    """Kinds of legal bodies."""

    ENTERPRISE = "enterprise", _("enterprise")
    UNIVERSITY = "university", _("university")
    INSTITUTE = "institute", _("institute")
    LABORATORY = "laboratory", _("laboratory")
    ASSOCIATION = "association", _("association")
    PUBLIC_BODY = "public_body", _("public body")
    CARRIER = "carrier", _("carrier")
    OTHER = "other", pgettext_lazy("organization kind", "other")


class SizeClass(models.TextChoices):
    """Size by the 2011 rule for enterprises; empty where nobody has said."""

    LARGE = "large", pgettext_lazy("size", "large")
    MEDIUM = "medium", pgettext_lazy("size", "medium")
    SMALL = "small", pgettext_lazy("size", "small")
    MICRO = "micro", pgettext_lazy("size", "micro")


class Tier(models.TextChoices):
    """Tiers overlap: they are never added up."""

    TECH_SME = "tech_sme", _("technology SME")
    INNOVATIVE_SME = "innovative_sme", _("innovative SME")
    SPECIALIZED = "specialized", _("specialized and sophisticated SME")
    LITTLE_GIANT = "little_giant", _("little giant")
    HIGH_TECH = "high_tech", _("high-tech enterprise")
    CHAMPION = "champion", _("manufacturing champion")
    LEADER = "leader", _("leading technology enterprise")
    SHANGHAI_LITTLE_GIANT = "shanghai_little_giant", _("Shanghai technology little giant")


class Stream(models.TextChoices):
    """Where on the chain a segment lies."""

    UPSTREAM = "upstream", _("upstream")
    MIDSTREAM = "midstream", _("midstream")
    DOWNSTREAM = "downstream", _("downstream")


class MemberRole(models.TextChoices):
    """What a member is in its cluster."""

    MEMBER = "member", _("member")
    CHAIN_LEADER = "chain_leader", _("rotating chain leader")
    SERVICE = "service", _("service body")
    CARRIER = "carrier", _("carrier")


class RelationKind(models.TextChoices):
    """What ties one organization to another."""

    PARENT = "parent", _("parent of")
    SHAREHOLDER = "shareholder", _("shareholder of")
    JOINT_PROJECT = "joint_project", _("joint project with")
    SUPPLIER = "supplier", _("supplier of")
    PARTNER = "partner", _("agreement with")


class ExpertGrade(models.TextChoices):
    """Professional grade, which the fee depends on."""

    ACADEMICIAN = "academician", _("academician")
    SENIOR = "senior", _("senior title")
    OTHER = "other", pgettext_lazy("expert grade", "other title")


class ImportKind(models.TextChoices):
    """What is imported."""

    ROSTER = "roster", _("roster")


class ImportState(models.TextChoices):
    """Nothing enters until a person agrees, then all or nothing."""

    PREVIEWED = "previewed", pgettext_lazy("import", "previewed")
    ENTERED = "entered", pgettext_lazy("import", "entered")
    DISCARDED = "discarded", pgettext_lazy("import", "discarded")


IMPORT_LIFECYCLE = Lifecycle(
    "roster import",
    ImportState.PREVIEWED,
    (
        Step("enter", (ImportState.PREVIEWED,), ImportState.ENTERED, _("Enter all")),
        Step("discard", (ImportState.PREVIEWED,), ImportState.DISCARDED, _("Discard")),
    ),
)


class LikenessState(models.TextChoices):
    """What became of two organizations that look alike."""

    SUGGESTED = "suggested", pgettext_lazy("likeness", "to be looked at")
    MERGED = "merged", pgettext_lazy("likeness", "merged")
    APART = "apart", pgettext_lazy("likeness", "kept apart")


LIKENESS_LIFECYCLE = Lifecycle(
    "likeness",
    LikenessState.SUGGESTED,
    (
        Step("merge", (LikenessState.SUGGESTED,), LikenessState.MERGED, _("Merge")),
        Step("keep_apart", (LikenessState.SUGGESTED,), LikenessState.APART, _("Keep apart")),
        Step("undo", (LikenessState.MERGED, LikenessState.APART), LikenessState.SUGGESTED, _("Undo")),
    ),
)
