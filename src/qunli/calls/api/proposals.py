"""Proposals over the API, always through the seal: writing, handing in, stamps, letters, files, the form check."""

from typing import Any, Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from qunli.calls import actions
from qunli.calls.api.shapes import (
    AnswerAsPartnerIn,
    DraftIn,
    FormCheckIn,
    FormCheckOut,
    InvitationOut,
    LetterOut,
    MissingOut,
    NewPartnerIn,
    NewProposalIn,
    PartnerOut,
    ProposalOut,
    ReceiptOut,
    StampOut,
    WholeProposalOut,
    WhyIn,
)
from qunli.calls.models import CallTopic, CommitmentLetter, FormCheck, Partner, Proposal, ProposalVersion, Stamp
from qunli.calls.permits import may_edit
from qunli.calls.queries import (
    calls_seen_by,
    files_of,
    missing_of,
    proposals_seen_by,
    proposals_to_answer_by,
    receipts_of,
)
from qunli.calls.states import LetterKind, ProposalState, StampKind
from qunli.core.api import FileOut, Key, arrived, paged
from qunli.core.models import Attachment
from qunli.core.states import WrongInput
from qunli.directory.models import Organization
from qunli.people.permits import account_of, require
from qunli.people.queries import parties_holding
from qunli.people.states import Role

router = Router(tags=["proposals"])

STEPS: Final[dict[str, Any]] = {  # each takes a proposal, who and when
    "take-back": actions.take_back_proposal,
    "withdraw": actions.withdraw_proposal,
    "correct": actions.correct_proposal,
}


@router.get("/proposals", response=list[ProposalOut], url_name="proposals", summary="Proposals, the newest first")
@paged
def proposals(request: HttpRequest, call: int | None = None, state: ProposalState | None = None) -> QuerySet[Proposal]:
    """List the proposals that the holder reads whole; sealed ones are there for their team and stampers only."""
    rows = proposals_seen_by(account_of(request), at=arrived())
    rows = rows if call is None else rows.filter(topic__call=call)
    return (rows.filter(state=state) if state else rows).order_by("-id")


@router.post(
    "/topics/{key}/proposals", response={201: WholeProposalOut}, url_name="start_proposal", summary="Start a proposal"
)
def start(request: HttpRequest, key: Key, body: NewProposalIn) -> Status[Proposal]:
    """Begin a draft that answers a topic of an open call."""
    seen = calls_seen_by(request.user).values("pk")
    topic = CallTopic.objects.select_related("call").filter(call__in=seen).get(pk=key)
    lead = Organization.objects.filter(merged_into=None).get(pk=body.lead_id)
    made = actions.start_proposal(
        topic=topic,
        lead=lead,
        title=body.title,
        leader_name=body.leader_name,
        by=account_of(request),
        at=arrived(),
    )
    return Status(201, made)


@router.get("/proposals/{key}", response=WholeProposalOut, url_name="proposal", summary="One proposal")
def proposal(request: HttpRequest, key: Key) -> Proposal:
    """Return a proposal that the holder reads whole."""
    return proposals_seen_by(account_of(request), at=arrived()).get(pk=key)


@router.patch("/proposals/{key}/draft", response=WholeProposalOut, url_name="change_proposal", summary="Change a draft")
def change(request: HttpRequest, key: Key, body: DraftIn) -> Proposal:
    """Save a draft as its next version."""
    found = proposal(request, key)
    return actions.change_proposal(
        proposal=found,
        changes=_changes(found, body),
        by=account_of(request),
        at=arrived(),
        seen_version=body.seen_version,
    )


@router.get("/proposals/{key}/missing", response=list[MissingOut], url_name="missing", summary="What is still missing")
def missing(request: HttpRequest, key: Key) -> list[MissingOut]:
    """Say everything that keeps a draft from being handed in, as handing it in would."""
    found = proposal(request, key)
    require(may_edit(request.user, found))
    today = timezone.localtime(arrived()).date()
    return [MissingOut(place=one.place, words=str(one.words)) for one in missing_of(found, on=today)]


@router.post("/proposals/{key}/submit", response=ReceiptOut, url_name="submit_proposal", summary="Hand a draft in")
def submit(request: HttpRequest, key: Key) -> dict[str, object]:
    """Hand a proposal in and return the receipt; everything that is missing comes back at once."""
    mine = proposal(request, key)
    kept = actions.submit_proposal(proposal=mine, by=account_of(request), at=arrived())
    head = next((one.journal_head for one in receipts_of(mine) if one.version.pk == kept.pk), "")
    return _receipt(kept, head)


@router.post(
    "/proposals/{key}/steps/{step}", response=WholeProposalOut, url_name="proposal_step", summary="Take a step"
)
def take_step(request: HttpRequest, key: Key, step: Literal["take-back", "withdraw", "correct"]) -> Proposal:
    """Take back to edit, withdraw, or hand the one correction in."""
    found = proposal(request, key)
    STEPS[step](proposal=found, by=account_of(request), at=arrived())
    return Proposal.objects.select_related("lead").get(pk=found.pk)


@router.get("/proposals/{key}/receipts", response=list[ReceiptOut], url_name="receipts", summary="Receipts")
def receipts(request: HttpRequest, key: Key) -> list[dict[str, object]]:
    """List a receipt for each time that the proposal was handed in."""
    return [_receipt(one.version, one.journal_head) for one in receipts_of(proposal(request, key))]


@router.get("/proposals/{key}/partners", response=list[PartnerOut], url_name="partners", summary="Partners")
@paged
def partners(request: HttpRequest, key: Key) -> QuerySet[Partner]:
    """List the partners and whether they consent."""
    return proposal(request, key).partners.select_related("organization").order_by("id")


@router.post("/proposals/{key}/partners", response={201: PartnerOut}, url_name="partners", summary="Ask a partner")
def ask_partner(request: HttpRequest, key: Key, body: NewPartnerIn) -> Status[Partner]:
    """Ask an organization to be a partner."""
    found = proposal(request, key)
    organization = Organization.objects.filter(merged_into=None).get(pk=body.organization_id)
    made = actions.invite_partner(
        proposal=found, organization=organization, part=body.part, by=account_of(request), at=arrived()
    )
    return Status(201, made)


@router.api_operation(
    ["DELETE"], "/partners/{key}", response={204: None}, url_name="partner", summary="Take a partner out of a draft"
)
def remove_partner(request: HttpRequest, key: Key) -> Status[None]:
    """Take a partner out."""
    seen = proposals_seen_by(account_of(request), at=arrived()).values("pk")
    found = Partner.objects.select_related("proposal").filter(proposal__in=seen).get(pk=key)
    actions.remove_partner(partner=found, by=account_of(request), at=arrived())
    return Status(204, None)


@router.get("/my-invitations", response=list[InvitationOut], url_name="invitations_to_answer", summary="Invitations")
@paged
def invitations(request: HttpRequest) -> QuerySet[Partner]:
    """List the invitations to be a partner that wait for the holder's answer."""
    return proposals_to_answer_by(account_of(request))


@router.post("/partners/{key}/answer", response=PartnerOut, url_name="answer_partner", summary="Answer as a partner")
def answer(request: HttpRequest, key: Key, body: AnswerAsPartnerIn) -> Partner:
    """Consent or refuse in an organization's name."""
    found = Partner.objects.select_related("organization__party", "proposal").get(pk=key)
    return actions.answer_partner(partner=found, consents=body.consents, by=account_of(request), at=arrived())


@router.post(
    "/proposals/{key}/letters/{kind}", response={201: LetterOut}, url_name="sign_letter", summary="Sign a letter"
)
def sign(request: HttpRequest, key: Key, kind: LetterKind) -> Status[CommitmentLetter]:
    """Sign the leader's or the unit's commitment letter."""
    made = actions.sign_letter(proposal=proposal(request, key), kind=kind, by=account_of(request), at=arrived())
    return Status(201, made)


@router.post("/proposals/{key}/stamps/{kind}", response={201: StampOut}, url_name="stamp_proposal", summary="Stamp")
def stamp(request: HttpRequest, key: Key, kind: StampKind) -> Status[Stamp]:
    """Stamp the version handed in, as its own or its recommending unit."""
    made = actions.stamp_proposal(proposal=proposal(request, key), kind=kind, by=account_of(request), at=arrived())
    return Status(201, made)


@router.post(
    "/proposals/{key}/stamps/{kind}/hand-back", response=StampOut, url_name="hand_back_proposal", summary="Hand back"
)
def hand_back(request: HttpRequest, key: Key, kind: StampKind, body: WhyIn) -> Stamp:
    """Hand a proposal back to its team with the reason."""
    return actions.hand_back_proposal(
        proposal=proposal(request, key), kind=kind, reason=body.reason, by=account_of(request), at=arrived()
    )


@router.get("/proposals/{key}/files", response=list[FileOut], url_name="proposal_files", summary="Files of a proposal")
@paged
def files(request: HttpRequest, key: Key) -> QuerySet[Attachment]:
    """List the files that stand."""
    return files_of(proposal(request, key))


@router.post("/proposals/{key}/files", response={201: FileOut}, url_name="proposal_files", summary="Attach a file")
def attach(request: HttpRequest, key: Key, file: File[UploadedFile], purpose: Form[str] = "") -> Status[Attachment]:
    """Keep a file with a draft, or with one that is being corrected; `purpose` is a required attachment's key."""
    made = actions.attach_to_proposal(
        proposal=proposal(request, key), purpose=purpose, file=file, by=account_of(request), at=arrived()
    )
    return Status(201, made)


@router.api_operation(
    ["DELETE"],
    "/proposals/{key}/files/{file}",
    response={204: None},
    url_name="proposal_file",
    summary="Take a file out",
)
def detach(request: HttpRequest, key: Key, file: Key) -> Status[None]:
    """Take a file out of a draft, or of one that is being corrected."""
    found = proposal(request, key)
    kept = files_of(found).get(pk=file)
    actions.detach_from_proposal(proposal=found, attachment=kept, by=account_of(request), at=arrived())
    return Status(204, None)


@router.post(
    "/proposals/{key}/form-check", response={201: FormCheckOut}, url_name="check_form", summary="Check the form"
)
def check_form(request: HttpRequest, key: Key, body: FormCheckIn) -> Status[FormCheck]:
    """Note what a look at an opened proposal's completeness came to."""
    made = actions.check_form(
        proposal=proposal(request, key),
        result=body.result,
        reasons=body.reasons,
        note=body.note,
        by=account_of(request),
        at=arrived(),
    )
    return Status(201, made)


def _changes(found: Proposal, body: DraftIn) -> dict[str, Any]:
    """Return what changes, by the names of the act."""
    apart = {"seen_version", "recommending_unit_id", "budget", "promised"}
    changes: dict[str, Any] = {key: value for key, value in body.dict(exclude=apart).items() if value is not None}
    if body.recommending_unit_id is not None:
        unit = parties_holding(Role.RECOMMENDING_UNIT).filter(pk=body.recommending_unit_id).first()
        if unit is None:
            raise WrongInput({"recommending_unit_id": _("No recommending unit has this key.")})
        changes["recommending_unit"] = unit
    if body.budget is not None:
        changes["budget"] = [{**row.dict(), "amount": f"{row.amount:.2f}"} for row in body.budget]
    if body.promised is not None:
        changes["promised"] = _promised(found, body)
    return changes


def _promised(found: Proposal, body: DraftIn) -> list[dict[str, object]]:
    known = set(found.topic.indicators.values_list("pk", flat=True))
    rows = body.promised or []
    wrong = {
        f"promised.{place}": _("This topic has no such indicator.")
        for place, row in enumerate(rows)
        if row.indicator_id not in known
    }
    if wrong:
        raise WrongInput(wrong)
    return [{"indicator": row.indicator_id, "value": row.value.strip()} for row in rows]


def _receipt(version: ProposalVersion, head: str) -> dict[str, object]:
    return {
        "version": version.version,
        "made_at": version.made_at,
        "fingerprint": version.fingerprint,
        "journal_head": head,
    }
