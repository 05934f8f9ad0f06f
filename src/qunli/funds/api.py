"""Joint funds over the API: money by stage and party, the books, and what finance would enter by machine."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from qunli.core.api import Day, Key, arrived, paged
from qunli.funds.actions import pay_in, pay_support
from qunli.funds.bridge.statements import statement_of
from qunli.funds.models import Entry, Fund, FundParty, Posting, Support
from qunli.funds.permits import party_sight_of
from qunli.funds.queries import entries_of, funds_seen_by, parties_seen_by
from qunli.funds.queries.books import Stages
from qunli.people.permits import account_of

router = Router(tags=["joint funds"])

YUAN = Field(gt=0, max_digits=18, decimal_places=2, description="Yuan.")


class StagesOut(Schema):
    """Money in yuan, stage by stage."""

    promised: Decimal
    paid_in: Decimal
    committed: Decimal = Field(description="Committed and not paid yet.")
    paid: Decimal
    recoverable: Decimal
    returned: Decimal
    left: Decimal


class FundPartyOut(Schema):
    """A party of a fund and its money."""

    id: int
    code: str
    name: str
    office: str
    share: Decimal
    money_for: str
    money: StagesOut


class FundProjectOut(Schema):
    """A supported project and the fund's money in it."""

    id: int
    number: str
    title: str
    lead: str
    lead_region: str
    state: str
    money: StagesOut
    other_money: Decimal


class FundOut(Schema):
    """A joint fund."""

    id: int
    number: str
    title: str
    title_en: str
    state: str
    keeper: str
    pay_rule: str
    carry_over: int = Field(description="In percent of a year's promise.")
    starts_on: date
    ends_on: date
    closed_through: int | None

    @staticmethod
    def resolve_keeper(fund: Fund) -> str:
        """Name the office."""
        return fund.keeper.name


class FundMoneyOut(Schema):
    """A fund's money, by party and project."""

    total: StagesOut
    parties: list[FundPartyOut]
    projects: list[FundProjectOut]
    other_money: Decimal
    leverage: Decimal | None = Field(description="All money of the projects to the fund's money in them.")


class FundPostingOut(Schema):
    """What an entry does to one account."""

    party_code: str
    account: str
    amount: Decimal

    @staticmethod
    def resolve_party_code(posting: Posting) -> str:
        """Name the party by its jurisdiction."""
        return str(posting.account.party.jurisdiction_id)

    @staticmethod
    def resolve_account(posting: Posting) -> str:
        """Name the kind of account."""
        return str(posting.account.kind)


class FundEntryOut(Schema):
    """An entry, with the postings on accounts that are open to the reader."""

    id: int
    number: int = Field(alias="number_in_fund")
    kind: str
    day: date
    year: int | None
    support_id: int | None
    proof: str
    note: str
    corrects_id: int | None
    digest: str
    made_at: datetime
    postings: list[FundPostingOut]

    @staticmethod
    def resolve_postings(entry: Entry) -> list[Posting]:
        """Return what was loaded."""
        return list(entry.postings.all())


class EnteredOut(Schema):
    """An entry that was made."""

    id: int
    number: int = Field(alias="number_in_fund")
    digest: str


class PayInIn(Schema):
    """Money that a party has paid in."""

    year: int = Field(ge=2000, le=2100)
    amount: Decimal = YUAN
    day: Day
    proof: str = Field(min_length=1, max_length=200)


class InstalmentIn(Schema):
    """An instalment that was paid to a project."""

    amount: Decimal = YUAN
    day: Day
    proof: str = Field(min_length=1, max_length=200)


@router.get("/funds", response=list[FundOut], url_name="funds", summary="Joint funds, newest first")
@paged
def funds(request: HttpRequest) -> QuerySet[Fund]:
    """List the funds that the holder keeps, acts for, pays for or audits."""
    return funds_seen_by(account_of(request)).select_related("keeper").order_by("-id")


@router.get("/funds/{key}", response=FundOut, url_name="fund", summary="One joint fund")
def fund(request: HttpRequest, key: Key) -> Fund:
    """Return a fund."""
    return _fund(request, key)


@router.get("/funds/{key}/money", response=FundMoneyOut, url_name="fund_money", summary="Its money by stage")
def money(request: HttpRequest, key: Key) -> FundMoneyOut:
    """Return a fund's money by stage, party and project."""
    found = statement_of(_fund(request, key))
    return FundMoneyOut(
        total=_stages(found.total),
        parties=[
            FundPartyOut(
                id=row.party.pk,
                code=row.party.jurisdiction_id,
                name=row.party.jurisdiction.name,
                office=row.party.office.name,
                share=row.party.share,
                money_for=row.party.money_for,
                money=_stages(row.money),
            )
            for row in found.parties
        ],
        projects=[
            FundProjectOut(
                id=row.support.pk,
                number=row.support.number,
                title=row.support.line.title,
                lead=row.support.line.lead.name,
                lead_region=row.support.line.party.jurisdiction_id,
                state=row.support.state,
                money=_stages(row.money),
                other_money=row.support.line.other_money,
            )
            for row in found.projects
        ],
        other_money=found.other_money,
        leverage=found.leverage,
    )


@router.get(
    "/funds/{key}/entries", response=list[FundEntryOut], url_name="fund_entries", summary="Its books, newest first"
)
@paged
def entries(request: HttpRequest, key: Key) -> QuerySet[Entry]:
    """List the entries; postings on accounts of parties that are not open to the holder are left out."""
    open_to_holder = FundParty.objects.filter(party_sight_of(account_of(request)))
    rows = Posting.objects.filter(account__party__in=open_to_holder).select_related("account__party").order_by("id")
    return entries_of(_fund(request, key)).prefetch_related(Prefetch("postings", rows))


@router.post(
    "/fund-parties/{key}/pay-in", response={201: EnteredOut}, url_name="fund_pay_in", summary="Note as paid in"
)
def note_paid_in(request: HttpRequest, key: Key, data: PayInIn) -> Status[Entry]:
    """Note what a party has paid in for a year."""
    party = get_object_or_404(parties_seen_by(account_of(request)), pk=key)
    return Status(201, pay_in(party=party, by=account_of(request), at=arrived(), **data.dict()))


@router.post("/fund-projects/{key}/pay", response={201: EnteredOut}, url_name="fund_pay", summary="Paid out")
def note_paid(request: HttpRequest, key: Key, data: InstalmentIn) -> Status[Entry]:
    """Note an instalment that was paid to a project; each party bears it by what it has committed."""
    user = account_of(request)
    rows = Support.objects.filter(fund__in=funds_seen_by(user)).select_related("fund", "line")
    support = get_object_or_404(rows, pk=key)
    return Status(201, pay_support(support=support, by=user, at=arrived(), **data.dict()))


def _fund(request: HttpRequest, key: int) -> Fund:
    return get_object_or_404(funds_seen_by(account_of(request)).select_related("keeper"), pk=key)


def _stages(stages: Stages) -> StagesOut:
    return StagesOut(
        promised=stages.promised,
        paid_in=stages.paid_in,
        committed=stages.committed,
        paid=stages.paid,
        recoverable=stages.recoverable,
        returned=stages.returned,
        left=stages.left,
    )
