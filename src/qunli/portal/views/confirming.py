"""Confirming what was read: the text on the left, one claim after the other on the right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qunli.core.states import NotPermitted, Refused, WrongInput
from qunli.core.views import arrived_at, form_page, post_act
from qunli.directory.actions import RelationEntry
from qunli.directory.models import Organization
from qunli.directory.states import RelationKind
from qunli.evidence.actions import reject_claim, reject_claims
from qunli.evidence.models import Claim, Mention
from qunli.evidence.permits import may_confirm_claim
from qunli.evidence.queries import claims_seen_by, documents_seen_by, shown_passages
from qunli.evidence.states import ClaimKind, ClaimState
from qunli.indicators.actions import EventEntry, WrittenFigure
from qunli.people.permits import account_of
from qunli.portal.actions import Settling, certify_from_claim, enter_named_body, settle_claims, take_back_settled
from qunli.portal.bridge.bodies import Body, bodies_of, kind_of, links_of, named_in, tier_in
from qunli.portal.bridge.comparing import as_figure, beside
from qunli.portal.bridge.proposing import Proposal, Proposer, when
from qunli.portal.forms import BodyForm, CertifyForm, ConfirmForm, EventForm, RejectionForm, RelationForm
from qunli.portal.queries.confirming import (
    IN_BULK,
    Wanted,
    around,
    claims_told,
    claims_wanted,
    figures_told,
    keys_in,
    next_claim,
    settled_last,
    wanted_from,
)

if TYPE_CHECKING:
    from django.forms import BaseForm

BEFORE: Final = 700
AFTER: Final = 4_000
"""Characters of the text that are shown around a claim: the one before, so that the claim is seen at once."""


@require_GET
def confirm_next(request: HttpRequest) -> HttpResponse:
    """Go to the next claim that waits; where none does, say what can be done now."""
    wanted = _wanted(request.GET)
    last = Claim.objects.filter(pk__in=keys_in([request.GET.get("after", "")])).first()
    found = next_claim(claims_wanted(request.user, wanted), last)
    if found is not None:
        return redirect(_page(found, wanted))
    elsewhere = claims_wanted(request.user, Wanted()).count() if wanted.query else 0
    context = {"elsewhere": elsewhere, "settled": settled_last(request.user, at=arrived_at(request))}
    return render(request, "portal/confirmed.html", context)


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a claim in its text with what it would become; a yes leads to the next one."""
    wanted = _wanted(request.GET)
    claim = get_object_or_404(claims_seen_by(request.user).select_related("stated_by__party"), pk=pk)
    bodies = _bodies_near(claim)
    proposer = Proposer([claim], links_of(bodies))
    proposal = proposer.propose(claim)
    form = _form_for(proposal, request.POST or None, proposer)
    if request.method == "POST" and (request.POST.get("as") == "statement" or form.is_valid()):
        try:
            settling = Settling(claim) if request.POST.get("as") == "statement" else _written_in(form, claim)
            settle_claims(settlings=[settling], by=account_of(request), at=arrived_at(request))
        except WrongInput as wrong:
            for place, words in wrong.faults.items():
                form.add_error(place if place in form.fields else None, str(words))
        except NotPermitted:
            raise
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(_page(pk, wanted))
        else:
            return redirect(_next(wanted, after=pk))
    context = _in_its_text(request, claim, proposal, wanted) | _bodies_shown(claim, bodies) | {"form": form}
    return render(request, "portal/confirm.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no to a claim, for one of the usual reasons or in other words; go on to the next one."""
    wanted = _wanted(request.GET)
    claim = get_object_or_404(claims_seen_by(request.user), pk=pk)
    form = RejectionForm(request.POST)
    reason = form.said() if form.is_valid() else ""
    try:
        reject_claim(claim=claim, reason=reason, by=account_of(request), at=arrived_at(request))
    except NotPermitted:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_page(pk, wanted))
    return redirect(_next(wanted, after=pk))


def confirm_many(request: HttpRequest) -> HttpResponse:
    """Show the claims of a document or kind with what each would become; settle those that are ticked at once."""
    wanted = _wanted(request.GET)
    waiting = claims_wanted(request.user, wanted).select_related("document").defer("document__text")
    claims = list(waiting[:IN_BULK])
    proposer = Proposer(claims)
    proposals = {one.pk: proposer.propose(one) for one in claims}
    form = RejectionForm(request.POST or None)
    if request.method == "POST":
        ticked = keys_in(request.POST.getlist("claim"))
        chosen = [one for key, one in proposals.items() if key in ticked]
        if _settled_many(request, chosen, form):
            return redirect(_next(wanted))
    in_all = waiting.count()
    context = {
        "proposals": list(proposals.values()),
        "in_all": in_all,
        "more": in_all - len(claims),
        "wanted": wanted,
        "kind": dict(ClaimKind.choices).get(wanted.kind, ""),
        "document": claims[0].document if wanted.document and claims else None,
        "rejection": RejectionForm(),
    }
    return render(request, "portal/confirm_many.html", context)


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Undo what one settled last, or the claims that are named; the first of them is shown again."""
    at = arrived_at(request)
    asked = keys_in(request.POST.getlist("claim"))
    last = settled_last(request.user, at=at)
    claims = list(claims_seen_by(request.user).filter(pk__in=asked)) if asked else list(last.claims if last else ())
    to = _page(claims[0].pk, _wanted(request.GET)) if claims else reverse("portal:confirm_next")
    return post_act(
        request,
        lambda: take_back_settled(claims=claims, by=account_of(request), at=at),
        done=ngettext("Taken back; the claim waits again.", "Taken back; the claims wait again.", max(len(claims), 1)),
        to=to,
    )


def enter_body(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a body that a document names into the directory, after a look at its words."""
    seen = documents_seen_by(request.user).values("pk")
    mention = get_object_or_404(Mention.objects.select_related("document"), pk=pk, document__in=seen)
    document = mention.document
    form = BodyForm(request.POST or None, initial={"name": mention.quote, "kind": kind_of(mention)})

    def act(form: BaseForm) -> str:
        entry = form.entry(source=f"{document.title} · {document.source}", is_synthetic=document.is_synthetic)  # type: ignore[attr-defined]  # the form made above
        made = enter_named_body(mention=mention, form=entry, by=account_of(request), at=arrived_at(request))
        return reverse("directory:organization", args=[made.pk])

    back = reverse("evidence:document", args=[document.pk])
    context = {
        "title": _("Add to the directory"),
        "pretitle": document.title,
        "intro": f"“{document.text[max(mention.start - 60, 0) : mention.end + 60]}”",
        "submit": _("Confirm and add"),
        "back": back,
        "crumbs": [(_("Documents"), reverse("evidence:documents")), (document.title, back)],
    }
    return form_page(request, form=form, act=act, context=context, done=_("It is in the directory, with its source."))


def certify(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a claim by the tier that it says an organization of the directory holds."""
    claim = get_object_or_404(claims_seen_by(request.user), pk=pk)
    back = _page(pk, _wanted(request.GET))
    if claim.state != ClaimState.WAITING or not may_confirm_claim(request.user, claim):
        return redirect(back)
    named = [one.organization.pk for one in _bodies_near(claim) if one.organization]
    form = CertifyForm(request.POST or None, organizations=named, initial={"tier": tier_in(claim.quote)})
    document = claim.document

    def act(form: BaseForm) -> str:
        entry = form.entry(source=f"{document.title} · {document.source}")  # type: ignore[attr-defined]  # made above
        certify_from_claim(
            claim=claim,
            organization=form.cleaned_data["organization"],
            form=entry,
            by=account_of(request),
            at=arrived_at(request),
        )
        return _next(_wanted(request.GET), after=pk)

    context = {
        "title": _("Record a tier"),
        "pretitle": document.title,
        "intro": f"“{claim.quote}”",
        "submit": _("Confirm and record"),
        "back": back,
        "crumbs": [(document.title, reverse("evidence:document", args=[document.pk])), (_("Claim"), back)],
    }
    return form_page(request, form=form, act=act, context=context, done=_("The tier stands, with its source."))


def _bodies_near(claim: Claim) -> list[Body]:
    """Return the bodies that are named around a claim."""
    mentions = claim.document.mentions.filter(start__lt=claim.end + BEFORE, end__gt=max(claim.start - BEFORE, 0))
    return bodies_of(mentions.order_by("start"), claim.document.text)


def _settled_many(request: HttpRequest, chosen: list[Proposal], form: RejectionForm) -> bool:
    """Settle what was ticked, and say what came of it."""
    by, at = account_of(request), arrived_at(request)
    try:
        if request.POST.get("as") == "reject":
            reason = form.said() if form.is_valid() else ""
            done = len(reject_claims(claims=[one.claim for one in chosen], reason=reason, by=by, at=at))
            words = ngettext("%(count)s claim is rejected.", "%(count)s claims are rejected.", done)
        else:
            named = named_in([one.claim for one in chosen])
            settlings = [_settling(one, named[one.claim.pk]) for one in chosen]
            done = len(settle_claims(settlings=settlings, by=by, at=at))
            words = ngettext("%(count)s claim is confirmed.", "%(count)s claims are confirmed.", done)
    except NotPermitted:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, words % {"count": done})
    return True


def _form_for(proposal: Proposal, sent: QueryDict | None, known: Proposer) -> ConfirmForm | EventForm | RelationForm:
    if proposal.becomes_event:
        return EventForm(sent, initial=proposal.event_fields())
    if proposal.becomes_relation:
        return RelationForm(sent, initial=proposal.relation_fields())
    form = ConfirmForm(sent, initial=proposal.fields())
    form.offer(known.indicators, known.clusters)
    return form


def _written_in(form: ConfirmForm | EventForm | RelationForm, claim: Claim) -> Settling:
    """Return what a form makes of a claim."""
    if isinstance(form, ConfirmForm):
        return Settling(claim, figure=form.written())
    if isinstance(form, RelationForm):
        entries = form.entries(source=_source(claim))
        return Settling(claim, organization=form.cleaned_data["organization"], relations=entries)
    return Settling(claim, event=form.entry(named_in([claim])[claim.pk]), cluster=form.cleaned_data["cluster"])


def _settling(proposal: Proposal, named: list[Organization]) -> Settling:
    if proposal.becomes_event:
        entry = EventEntry(title=proposal.title, period=when(proposal.when), organizations=named)
        return Settling(proposal.claim, event=entry, cluster=proposal.cluster)
    if proposal.becomes_relation:
        one, *others = (party.organization for party in proposal.parties)
        tie = partial(RelationEntry, kind=RelationKind.PARTNER, about=proposal.claim.name, since=proposal.since)
        entries = [tie(other=other, source=_source(proposal.claim)) for other in others]
        return Settling(proposal.claim, organization=one, relations=entries)
    if not proposal.becomes_figure:
        return Settling(proposal.claim)
    if proposal.missing or proposal.subject is None:
        words = _("“%(quote)s” lacks %(what)s: open it. None of them is confirmed.")
        raise WrongInput({"claim": words % {"quote": proposal.claim.quote[:60], "what": ", ".join(proposal.missing)}})
    written = WrittenFigure(
        subject=proposal.subject,
        indicator=proposal.indicator,
        value=proposal.value,
        bound=proposal.bound,
        period=proposal.period,
        scope=proposal.scope,
    )
    return Settling(proposal.claim, written)


def _in_its_text(request: HttpRequest, claim: Claim, proposal: Proposal, wanted: Wanted) -> dict[str, Any]:
    """Gather what the page shows beside the form."""
    document, user = claim.document, request.user
    first, last = claim.start - BEFORE, claim.end + AFTER
    near = document.claims.filter(start__lt=last, end__gt=first).exclude(state=ClaimState.REJECTED)
    rows = claims_wanted(user, wanted)
    there = around(rows, claim)
    figures = figures_told(proposal.indicator, proposal.subject) if proposal.indicator and proposal.subject else []
    return {
        "claim": claim,
        "document": document,
        "proposal": proposal,
        "passages": shown_passages(document, list(near), first, last),
        "starts_later": first > 0,
        "ends_earlier": last < len(document.text),
        "part": max(claim.start, 0),
        "told": beside(proposal, figures, claims_told(claim)),
        "here": as_figure(proposal, claim),
        "waiting": there.waiting,
        "of_kind": there.of_kind,
        "wanted": wanted,
        "previous": _page(there.previous, wanted) if there.previous else "",
        "skip": _next(wanted, after=claim.pk),
        "rejection": RejectionForm(),
        "waits": claim.state == ClaimState.WAITING,
        "may_confirm": claim.state == ClaimState.WAITING and may_confirm_claim(user, claim),
        "settled": settled_last(user, at=arrived_at(request)),
    }


def _bodies_shown(claim: Claim, bodies: list[Body]) -> dict[str, Any]:
    may_certify = bool(tier_in(claim.quote)) and any(one.organization for one in bodies)
    return {"bodies": bodies, "may_certify": may_certify}


def _source(claim: Claim) -> str:
    return f"{claim.document.title} · {claim.document.source}"[:300]


def _wanted(query: QueryDict) -> Wanted:
    return wanted_from(query.get("document", ""), query.get("kind", ""))


def _page(pk: int, wanted: Wanted) -> str:
    return f"{reverse('portal:confirm', args=[pk])}?{wanted.query}".rstrip("?")


def _next(wanted: Wanted, *, after: int | None = None) -> str:
    query = "&".join(part for part in (wanted.query, f"after={after}" if after else "") if part)
    return f"{reverse('portal:confirm_next')}?{query}".rstrip("?")
