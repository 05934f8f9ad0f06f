"""Experts and their posts."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, lock, write_batch, write_journal
from qunli.core.states import Doer, Ref, Refused, Words, WrongInput
from qunli.directory.actions.entries import CoauthorEntry, ExpertEntry
from qunli.directory.actions.organizations import living
from qunli.directory.bridge.authorship import VOCABULARY, read_coauthors
from qunli.directory.bridge.naming import sort_key_of
from qunli.directory.models import Coauthor, Expert, ExpertPost, Jurisdiction, Organization
from qunli.directory.permits import keeps_directory
from qunli.directory.states import ExpertGrade
from qunli.people.actions import add_party, rename_party
from qunli.people.models import Party
from qunli.people.permits import require
from qunli.people.states import PartyKind

if TYPE_CHECKING:
    from django.core.files.base import File

FIRST_YEAR = 1900


@action(_("Expert added"))
def add_expert(*, form: ExpertEntry, by: Doer, at: datetime, party: Party | None = None) -> Expert:
    """Add an expert: to the person that is there already, or to a new one."""
    require(keeps_directory(by))
    _check(form)
    if party and Expert.objects.filter(party=party).exists():
        raise Refused(_("%(name)s is an expert already.") % {"name": party.name})
    person = party or add_party(kind=PartyKind.PERSON, name=form.name.strip(), by=by, at=at)
    expert = Expert(party=person)
    _put(expert, form)
    expert.save()
    write_journal(on=expert, by=by, at=at, facts={"party": person.pk, "grade": str(form.grade)})
    return expert


@action(_("Expert changed"))
def change_expert(*, expert: Expert, form: ExpertEntry, by: Doer, at: datetime) -> Expert:
    """Change what is entered of an expert."""
    require(keeps_directory(by))
    _check(form)
    held = lock(Expert.objects.select_related("party"), expert.pk)
    if held.party.name != form.name.strip():
        held.party = rename_party(party=held.party, name=form.name.strip(), by=by, at=at)
    _put(held, form)
    held.save()
    write_journal(on=held, by=by, at=at, facts={"grade": str(form.grade), "is_available": form.is_available})
    return held


@action(_("Post added"))
def add_post(
    *,
    expert: Expert,
    organization: Organization,
    by: Doer,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
) -> ExpertPost:
    """Note where an expert works or worked; conflicts of interest are read from it."""
    require(keeps_directory(by))
    if since and until and until < since:
        raise WrongInput({"until": _("The end is not before the beginning.")})
    held = lock(Expert.objects.all(), expert.pk)
    made = ExpertPost.objects.create(expert=held, organization=living(organization), since=since, until=until)
    write_journal(on=held, by=by, at=at, facts={"post": made.pk, "organization": organization.pk})
    return made


@action(_("Post ended"))
def end_post(*, post: ExpertPost, on: date, by: Doer, at: datetime) -> ExpertPost:
    """End a post on its last day."""
    require(keeps_directory(by))
    held = lock(ExpertPost.objects.select_related("expert__party"), post.pk)
    if held.until is not None:
        raise Refused(_("This post has ended already."))
    if held.since and on < held.since:
        raise WrongInput({"on": _("The end is not before the beginning.")})
    held.until = on
    held.save(update_fields=["until"])
    write_journal(on=held.expert, by=by, at=at, facts={"post": held.pk, "until": on})
    return held


@action(_("Co-author noted"))
def add_coauthor(*, expert: Expert, form: CoauthorEntry, by: Doer, at: datetime) -> Coauthor:
    """Note with whom an expert wrote; conflicts of interest are read from it."""
    require(keeps_directory(by))
    texts = {"name": form.name.strip(), "work": form.work.strip(), "source": form.source.strip()}
    faults: dict[str, Words] = {place: _("This is needed.") for place, text in texts.items() if not text}
    if form.year is not None and not FIRST_YEAR <= form.year <= at.year:
        faults["year"] = _("This is no year of a work that has appeared.")
    held = lock(Expert.objects.select_related("party"), expert.pk)
    if form.party_id == held.party_id or (texts["name"] and texts["name"] == held.party.name and not form.party_id):
        faults["name"] = _("Nobody is a co-author of their own.")
    if Coauthor.objects.filter(expert=held, name=texts["name"], work=texts["work"]).exists():
        faults["work"] = _("This is noted already.")
    if faults:
        raise WrongInput(faults)
    made = Coauthor.objects.create(expert=held, party_id=form.party_id, year=form.year, **texts)
    write_journal(on=held, by=by, at=at, facts={"coauthor": made.pk, "name": made.name})
    return made


@action(_("Co-authors entered from a sheet"))
def enter_coauthors(*, file: File[bytes], by: Doer, at: datetime) -> tuple[int, int]:
    """Enter all rows of a sheet that are not noted yet, or nothing; returns how many it has and how many are new.

    Raises `WrongInput` with every fault of the sheet, and `UnreadableFile`.
    """
    require(keeps_directory(by))
    read = read_coauthors(file, experts=Expert.objects.all(), year=at.year)
    if read.faults:
        raise WrongInput({f"file.{place}": fault.sentence for place, fault in enumerate(VOCABULARY.shown(read.faults))})
    fresh = [row for row in read.rows if not row.known]
    made = Coauthor.objects.bulk_create(
        (
            Coauthor(expert_id=row.expert, name=row.name, work=row.work, source=row.source, year=row.year)
            for row in fresh
        ),
        ignore_conflicts=True,  # somebody noted the same a moment ago
    )
    whole = Ref("directory", "coauthors", 1, "coauthors")
    lines = ((Ref("directory", "expert", one.expert_id, ""), f"{one.name}:{one.work}") for one in made)
    write_batch(on=whole, by=by, at=at, lines=lines)
    return len(read.rows), len(fresh)


@action(_("Co-author struck out"))
def remove_coauthor(*, coauthor: Coauthor, by: Doer, at: datetime) -> Expert:
    """Strike out what was noted by mistake; the journal keeps what it said."""
    require(keeps_directory(by))
    held = lock(Coauthor.objects.select_related("expert__party"), coauthor.pk)
    facts = {"coauthor": held.pk, "name": held.name, "work": held.work}
    expert = held.expert
    held.delete()
    write_journal(on=expert, by=by, at=at, facts=facts)
    return expert


def _put(expert: Expert, form: ExpertEntry) -> None:
    expert.grade = form.grade
    expert.job_title = form.job_title.strip()
    expert.jurisdiction_id = form.jurisdiction or None
    expert.fields = [one.strip() for one in form.fields if one.strip()]
    expert.is_available = form.is_available
    expert.is_synthetic = form.is_synthetic
    expert.source = form.source
    expert.sort_key = sort_key_of(form.name)


def _check(form: ExpertEntry) -> None:
    faults: dict[str, Words] = {}
    if not form.name.strip():
        faults["name"] = _("This is needed.")
    if form.grade not in ExpertGrade.values:
        faults["grade"] = _("This is no grade.")
    if form.jurisdiction and not Jurisdiction.objects.filter(pk=form.jurisdiction).exists():
        faults["jurisdiction"] = _("No such jurisdiction is in the list.")
    if faults:
        raise WrongInput(faults)
