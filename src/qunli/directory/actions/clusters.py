"""Clusters, their segments and fields, and who is a member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_journal
from qunli.core.states import Doer, Refused, Words, WrongInput
from qunli.directory.actions.entries import ClusterEntry
from qunli.directory.actions.organizations import living
from qunli.directory.models import Cluster, Industry, Jurisdiction, Membership, Organization, Segment, TechnologyField
from qunli.directory.permits import keeps_directory
from qunli.directory.states import MemberRole, Stream
from qunli.people.models import Party
from qunli.people.permits import require

_LONGEST_NAME: Final = 100


class AlreadyMember(Refused):
    """The organization is a member of the cluster on some of these days already."""


@action(_("Cluster added"))
def add_cluster(
    *,
    form: ClusterEntry,
    operator: Party,
    by: Doer,
    at: datetime,
    authority: Party | None = None,
    fields: Iterable[tuple[str, str]] = (),
) -> Cluster:
    """Add a cluster with the party that runs it, the one that decides, and its fields of technology by name."""
    require(keeps_directory(by))
    cluster = Cluster(operator=operator, authority=authority)
    _put(cluster, form)
    named = dict(fields)
    if any(len(one) > _LONGEST_NAME for pair in named.items() for one in pair):
        raise WrongInput({"fields_text": _("The name of a field has at most 100 characters.")})
    cluster.save()
    TechnologyField.objects.bulk_create(
        TechnologyField(cluster=cluster, name=name, name_en=english, position=place)
        for place, (name, english) in enumerate(named.items())
    )
    write_journal(on=cluster, by=by, at=at, facts={"operator": operator.pk, "fields": len(named)})
    return cluster


@action(_("Cluster changed"))
def change_cluster(
    *, cluster: Cluster, form: ClusterEntry, by: Doer, at: datetime, authority: Party | None = None
) -> Cluster:
    """Change what is entered of a cluster; without an authority the present one stays."""
    require(keeps_directory(by))
    held = lock(Cluster.objects.all(), cluster.pk)
    held.authority = authority or held.authority
    _put(held, form)
    held.save()
    write_journal(on=held, by=by, at=at)
    return held


@action(_("Recognition noted"))
def note_recognition(*, cluster: Cluster, words: str, by: Doer, at: datetime) -> Cluster:
    """Write down how a cluster stands on the lists; with no words it stands on none, and it can be typed in again.

    What somebody typed before is kept in the journal.
    """
    require(keeps_directory(by))
    held = lock(Cluster.objects.all(), cluster.pk)
    facts = {"recognition": words, "before": held.recognition}
    held.recognition, held.recognition_is_kept = words, bool(words)
    held.save(update_fields=["recognition", "recognition_is_kept"])
    write_journal(on=held, by=by, at=at, facts=facts)
    return held


@action(_("Segment added"))
def add_segment(
    *, cluster: Cluster, name: str, stream: Stream | str, by: Doer, at: datetime, name_en: str = ""
) -> Segment:
    """Add a place on the cluster's chain, after the present ones."""
    require(keeps_directory(by))
    held = lock(Cluster.objects.all(), cluster.pk)
    if stream not in Stream.values:
        raise WrongInput({"stream": _("A segment lies upstream, midstream or downstream.")})
    if Segment.objects.filter(cluster=held, name=name).exists():
        raise WrongInput({"name": _("The cluster has this already.")})
    place = held.segments.count()
    made = Segment.objects.create(cluster=held, name=name, name_en=name_en, stream=stream, position=place)
    write_journal(on=held, by=by, at=at, facts={"segment": made.pk})
    return made


@action(_("Technology field added"))
def add_technology_field(*, cluster: Cluster, name: str, by: Doer, at: datetime, name_en: str = "") -> TechnologyField:
    """Add a field of the key-technology list, after the present ones."""
    require(keeps_directory(by))
    held = lock(Cluster.objects.all(), cluster.pk)
    if TechnologyField.objects.filter(cluster=held, name=name).exists():
        raise WrongInput({"name": _("The cluster has this already.")})
    place = held.fields.count()
    made = TechnologyField.objects.create(cluster=held, name=name, name_en=name_en, position=place)
    write_journal(on=held, by=by, at=at, facts={"field": made.pk})
    return made


@action(_("Technology field changed"))
def change_technology_field(
    *, field: TechnologyField, name: str, by: Doer, at: datetime, name_en: str = ""
) -> TechnologyField:
    """Rename a field of the key-technology list; what stands in it stays in it."""
    require(keeps_directory(by))
    cluster = lock(Cluster.objects.all(), field.cluster_id)
    held = lock(TechnologyField.objects.all(), field.pk)
    if TechnologyField.objects.filter(cluster=cluster, name=name).exclude(pk=held.pk).exists():
        raise WrongInput({"name": _("The cluster has this already.")})
    facts = {"field": held.pk, "was": held.name}
    held.name, held.name_en = name, name_en
    held.save(update_fields=["name", "name_en"])
    write_journal(on=cluster, by=by, at=at, facts=facts)
    return held


@action(_("Member added"))
def add_membership(  # noqa: PLR0913 - a membership has these sides; most have a default
    *,
    organization: Organization,
    cluster: Cluster,
    by: Doer,
    at: datetime,
    segments: Iterable[Segment] = (),
    role: MemberRole | str = MemberRole.MEMBER,
    since: date | None = None,
    until: date | None = None,
    source: str = "",
) -> Membership:
    """Make an organization a member, from today unless a day is given. Raises `AlreadyMember` where spans meet."""
    require(keeps_directory(by))
    held = living(organization)
    begin = since or timezone.localdate(at)
    chosen = list(segments)
    _check_membership(cluster, role=role, since=begin, until=until, segments=chosen)
    _refuse_overlap(held, cluster, since=begin, until=until)
    made = Membership.objects.create(
        organization=held, cluster=cluster, role=role, since=begin, until=until, source=source
    )
    made.segments.set(chosen)
    facts = {"membership": made.pk, "cluster": cluster.pk, "since": begin, "segments": [one.pk for one in chosen]}
    write_journal(on=held, by=by, at=at, facts=facts)
    return made


@action(_("Membership changed"))
def change_membership(
    *, membership: Membership, segments: Iterable[Segment], role: MemberRole | str, by: Doer, at: datetime
) -> Membership:
    """Change a member's role and segments."""
    require(keeps_directory(by))
    held = lock(Membership.objects.select_related("organization", "cluster"), membership.pk)
    chosen = list(segments)
    _check_membership(held.cluster, role=role, since=held.since, until=held.until, segments=chosen)
    held.role = role
    held.save(update_fields=["role"])
    held.segments.set(chosen)
    facts = {"membership": held.pk, "role": str(role), "segments": [one.pk for one in chosen]}
    write_journal(on=held.organization, by=by, at=at, facts=facts)
    return held


@action(_("Membership ended"))
def end_membership(*, membership: Membership, on: date, by: Doer, at: datetime) -> Membership:
    """End a membership; its last day is `on`."""
    require(keeps_directory(by))
    held = lock(Membership.objects.select_related("organization"), membership.pk)
    if held.until is not None and held.until <= on:
        raise Refused(_("This membership has ended already."))
    if on < held.since:
        raise WrongInput({"on": _("The end is not before the beginning.")})
    held.until = on
    held.save(update_fields=["until"])
    write_journal(on=held.organization, by=by, at=at, facts={"membership": held.pk, "until": on})
    return held


def _put(cluster: Cluster, form: ClusterEntry) -> None:
    faults: dict[str, Words] = {}
    if not form.name.strip():
        faults["name"] = _("This is needed.")
    if not Jurisdiction.objects.filter(pk=form.jurisdiction).exists():
        faults["jurisdiction"] = _("No such jurisdiction is in the list.")
    if form.industry and not Industry.objects.filter(pk=form.industry).exists():
        faults["industry"] = _("No such industry is in GB/T 4754-2017.")
    if faults:
        raise WrongInput(faults)
    for name in ("name", "name_en", "about", "about_en", "source", "founded_on"):
        setattr(cluster, name, getattr(form, name))
    if not cluster.recognition_is_kept:
        cluster.recognition = form.recognition
    cluster.jurisdiction_id = form.jurisdiction
    cluster.industry_id = form.industry or None


def _check_membership(cluster: Cluster, *, role: str, since: date, until: date | None, segments: list[Segment]) -> None:
    faults: dict[str, Words] = {}
    if role not in MemberRole.values:
        faults["role"] = _("This is no role of a member.")
    if until and until < since:
        faults["until"] = _("The end is not before the beginning.")
    if any(one.cluster_id != cluster.pk for one in segments):
        faults["segments"] = _("A segment belongs to another cluster.")
    if faults:
        raise WrongInput(faults)


def _refuse_overlap(organization: Organization, cluster: Cluster, *, since: date, until: date | None) -> None:
    # The organization is held, so nobody adds a span meanwhile; the database's own guard stands behind.
    spans = Membership.objects.filter(Q(until=None) | Q(until__gte=since), organization=organization, cluster=cluster)
    if until:
        spans = spans.filter(since__lte=until)
    met = spans.first()
    if met:
        raise AlreadyMember(
            _("%(name)s is a member of %(cluster)s since %(day)s already.")
            % {"name": organization.name, "cluster": cluster.name, "day": met.since.isoformat()},
            remedy=_("End that membership first, or change its segments."),
        )
