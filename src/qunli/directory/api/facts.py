"""What is known of an organization, over the API: tiers, relations, contacts, credit marks."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from qunli.core.api import Day, DayIn, Key, KeyIn, arrived, paged
from qunli.directory.actions import (
    CertificationEntry,
    ContactEntry,
    CreditMarkEntry,
    RelationEntry,
    add_capability,
    add_certification,
    add_contact,
    add_credit_mark,
    add_relation,
    add_relations_from_claim,
    change_certification,
    end_contact,
    end_relation,
    hand_over_contact,
    lift_credit_mark,
)
from qunli.directory.models import Capability, Certification, Contact, CreditMark, Organization, Relation
from qunli.directory.queries import contacts_seen_by, credit_marks_seen_by, organizations_seen_by
from qunli.directory.states import RelationKind, Tier
from qunli.evidence.queries import claims_seen_by
from qunli.people.permits import account_of

router = Router(tags=["directory"])

Source = Annotated[str, Field(min_length=1, max_length=300, description="Who says so.")]


class CertificationIn(Schema):
    """A tier that an organization holds."""

    tier: Tier
    issuer: str = Field("", max_length=200)
    certificate_number: str = Field("", max_length=100)
    valid_from: date | None = None
    valid_to: date | None = None
    source: Source


class CertificationOut(Schema):
    """A tier held, as entered."""

    id: int
    organization_id: int
    tier: str
    issuer: str
    certificate_number: str
    valid_from: date | None
    valid_to: date | None
    source: str


class CapabilityIn(Schema):
    """What an organization can do."""

    title: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=20_000)
    source: Source


class CapabilityOut(CapabilityIn):
    """What an organization can do, as entered or as a project showed."""

    id: int
    organization_id: int


class RelationIn(Schema):
    """What an organization is to another."""

    other_id: KeyIn
    kind: RelationKind
    share: Decimal | None = Field(None, gt=0, le=100, max_digits=5, decimal_places=2, description="Per cent.")
    since: date | None = None
    until: date | None = None
    about: str = Field("", max_length=200, description="What was agreed.")
    source: Source


class RelationsReadIn(Schema):
    """Who agreed with whom, as a claim tells."""

    organization_id: KeyIn
    other_ids: list[KeyIn] = Field(min_length=1, max_length=50)
    kind: RelationKind = RelationKind.PARTNER
    about: str = Field("", max_length=200, description="What was agreed.")
    since: Day | None = None


class RelationOut(Schema):
    """A tie between two organizations."""

    id: int
    organization_id: int
    other_id: int
    kind: str
    share: Decimal | None
    since: date | None
    until: date | None
    about: str
    source: str
    confirmation_id: int | None = Field(description="Of a relation that was read out of a document.")


class ContactIn(Schema):
    """A person to call, from a day on; a telephone number or an e-mail address is needed."""

    name: str = Field(min_length=1, max_length=100)
    job_title: str = Field("", max_length=100)
    phone: str = Field("", max_length=60)
    email: str = Field("", max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")
    on: date

    def entry(self) -> ContactEntry:
        """Return it as the acts take it."""
        return ContactEntry(**self.dict(exclude={"on"}))


class ContactOut(Schema):
    """A person to call, present or past."""

    id: int
    organization_id: int
    name: str
    job_title: str
    phone: str
    email: str
    since: date
    until: date | None
    handed_over_to_id: int | None


class CreditMarkIn(Schema):
    """A mark that an authority issued."""

    issuer: str = Field(min_length=1, max_length=200)
    article: str = Field("", max_length=200)
    reason: str = Field(min_length=1, max_length=20_000)
    since: date
    until: date
    source: Source


class CreditMarkOut(Schema):
    """A credit mark, in force or past."""

    id: int
    issuer: str
    article: str
    reason: str
    since: date
    until: date
    source: str


@router.get(
    "/organizations/{key}/certifications", response=list[CertificationOut], url_name="certifications", summary="Tiers"
)
@paged
def certifications(request: HttpRequest, key: Key) -> QuerySet[Certification]:
    """List the tiers of an organization, past ones included."""
    return _organization(request, key).certifications.order_by("tier", "-valid_to", "id")


@router.post(
    "/organizations/{key}/certifications",
    response={201: CertificationOut},
    url_name="certifications",
    summary="Add one",
)
def enter_certification(request: HttpRequest, key: Key, body: CertificationIn) -> Status[Certification]:
    """Add a tier that an organization holds."""
    form = CertificationEntry(**body.dict())
    found = _organization(request, key)
    return Status(201, add_certification(organization=found, form=form, by=account_of(request), at=arrived()))


@router.put("/certifications/{key}", response=CertificationOut, url_name="certification", summary="Correct a tier")
def replace_certification(request: HttpRequest, key: Key, body: CertificationIn) -> Certification:
    """Correct a tier's issuer, number, validity or source."""
    held = get_object_or_404(Certification, pk=key)
    form = CertificationEntry(**body.dict())
    return change_certification(certification=held, form=form, by=account_of(request), at=arrived())


@router.get(
    "/organizations/{key}/capabilities",
    response=list[CapabilityOut],
    url_name="capabilities",
    summary="What an organization can do",
)
@paged
def capabilities(request: HttpRequest, key: Key) -> QuerySet[Capability]:
    """List what an organization can do, in the order of entry."""
    return _organization(request, key).capabilities.order_by("id")


@router.post(
    "/organizations/{key}/capabilities",
    response={201: CapabilityOut},
    url_name="capabilities",
    summary="Add a capability",
)
def enter_capability(request: HttpRequest, key: Key, body: CapabilityIn) -> Status[Capability]:
    """Add what an organization can do."""
    found = _organization(request, key)
    return Status(201, add_capability(organization=found, by=account_of(request), at=arrived(), **body.dict()))


@router.get("/organizations/{key}/relations", response=list[RelationOut], url_name="relations", summary="Its relations")
@paged
def relations(request: HttpRequest, key: Key) -> QuerySet[Relation]:
    """List an organization's relations, said by either side, past ones included."""
    found = _organization(request, key)
    return Relation.objects.filter(Q(organization=found) | Q(other=found)).order_by("kind", "id")


@router.post("/organizations/{key}/relations", response={201: RelationOut}, url_name="relations", summary="Add one")
def enter_relation(request: HttpRequest, key: Key, body: RelationIn) -> Status[Relation]:
    """Add a relation; conflicts of interest are read from it."""
    form = RelationEntry(other=_organization(request, body.other_id), **body.dict(exclude={"other_id"}))
    found = _organization(request, key)
    return Status(201, add_relation(organization=found, form=form, by=account_of(request), at=arrived()))


@router.post(
    "/claims/{key}/relations",
    response={201: list[RelationOut]},
    url_name="claim_relations",
    summary="Record who agreed with whom",
)
def relations_read(request: HttpRequest, key: Key, body: RelationsReadIn) -> Status[list[Relation]]:
    """Confirm a claim by the relations that it tells of; each points to the confirmation."""
    claim = get_object_or_404(claims_seen_by(account_of(request)), pk=key)
    source = f"{claim.document.title} · {claim.document.source}"[:300]
    entries = [
        RelationEntry(
            other=_organization(request, one), source=source, kind=body.kind, about=body.about, since=body.since
        )
        for one in dict.fromkeys(body.other_ids)
    ]
    made = add_relations_from_claim(
        claim=claim,
        organization=_organization(request, body.organization_id),
        forms=entries,
        by=account_of(request),
        at=arrived(),
    )
    return Status(201, made)


@router.post("/relations/{key}/end", response=RelationOut, url_name="end_relation", summary="End a relation")
def end_the_relation(request: HttpRequest, key: Key, body: DayIn) -> Relation:
    """End a relation on its last day."""
    held = get_object_or_404(Relation, pk=key)
    return end_relation(relation=held, on=body.on, by=account_of(request), at=arrived())


@router.get("/organizations/{key}/contacts", response=list[ContactOut], url_name="contacts", summary="Its contacts")
@paged
def contacts(request: HttpRequest, key: Key) -> QuerySet[Contact]:
    """List contacts, the present ones first, to the office and the organization's own people."""
    return contacts_seen_by(account_of(request), _organization(request, key))


@router.post("/organizations/{key}/contacts", response={201: ContactOut}, url_name="contacts", summary="Add a contact")
def enter_contact(request: HttpRequest, key: Key, body: ContactIn) -> Status[Contact]:
    """Add a person to call."""
    found, by = _organization(request, key), account_of(request)
    return Status(201, add_contact(organization=found, form=body.entry(), since=body.on, by=by, at=arrived()))


@router.post("/contacts/{key}/hand-over", response=ContactOut, url_name="hand_over_contact", summary="Hand over")
def hand_over(request: HttpRequest, key: Key, body: ContactIn) -> Contact:
    """Let somebody else follow a contact from a day on; returns who follows."""
    held = _contact(request, key)
    return hand_over_contact(contact=held, to=body.entry(), on=body.on, by=account_of(request), at=arrived())


@router.post("/contacts/{key}/end", response=ContactOut, url_name="end_contact", summary="End a contact")
def end_the_contact(request: HttpRequest, key: Key, body: DayIn) -> Contact:
    """End a contact on its last day."""
    return end_contact(contact=_contact(request, key), on=body.on, by=account_of(request), at=arrived())


@router.get(
    "/organizations/{key}/credit-marks", response=list[CreditMarkOut], url_name="credit_marks", summary="Credit marks"
)
@paged
def credit_marks(request: HttpRequest, key: Key) -> QuerySet[CreditMark]:
    """List the marks against an organization, to the office and the organization's own people."""
    return credit_marks_seen_by(account_of(request), _organization(request, key))


@router.post(
    "/organizations/{key}/credit-marks", response={201: CreditMarkOut}, url_name="credit_marks", summary="Enter a mark"
)
def enter_credit_mark(request: HttpRequest, key: Key, body: CreditMarkIn) -> Status[CreditMark]:
    """Enter a mark that somebody issued."""
    party = _organization(request, key).party
    form = CreditMarkEntry(**body.dict())
    return Status(201, add_credit_mark(party=party, form=form, by=account_of(request), at=arrived()))


@router.post("/credit-marks/{key}/lift", response=CreditMarkOut, url_name="lift_credit_mark", summary="Lift a mark")
def lift(request: HttpRequest, key: Key, body: DayIn) -> CreditMark:
    """Let a mark end earlier."""
    held = get_object_or_404(CreditMark, pk=key)
    return lift_credit_mark(mark=held, on=body.on, by=account_of(request), at=arrived())


def _organization(request: HttpRequest, key: int) -> Organization:
    return get_object_or_404(organizations_seen_by(account_of(request)).select_related("party"), pk=key)


def _contact(request: HttpRequest, key: int) -> Contact:
    """A contact that the holder sees: of another's organization it is not there."""
    held = get_object_or_404(Contact.objects.select_related("organization"), pk=key)
    return get_object_or_404(contacts_seen_by(account_of(request), held.organization), pk=key)
