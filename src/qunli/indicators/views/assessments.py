"""Holding a cluster or an enterprise against a pack, and reading what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunli.core.bridge import loose_file
from qunli.core.states import named
from qunli.core.tables import as_of
from qunli.core.views import arrived_at, docx_file, form_page, history_entries, post_act
from qunli.directory.models import Cluster, Organization
from qunli.directory.queries import organizations_seen_by
from qunli.indicators.actions import AnswerEntry, assess_subject, give_answer
from qunli.indicators.bridge import ToldRule, run_again, scores_told, told_rules
from qunli.indicators.bridge.papers import assessment_content
from qunli.indicators.bridge.sources import SourceTold, sources_told
from qunli.indicators.forms import AnswerForm, AssessForm
from qunli.indicators.models import Assessment
from qunli.indicators.permits import assesses_clusters, assesses_organization
from qunli.indicators.queries import assessments_of, assessments_seen_by, newest_assessments, packs_for
from qunli.indicators.states import VERDICT_TONES, RuleVerdict
from qunli.people.permits import account_of, require
from qunli.rulebook.models import RulePack
from qunli.rulebook.queries import latest_pack, title_in_reading_language
from qunli.rulebook.states import PackKind

HISTORY = 20


def assessments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a cluster against every standard in force: the newest verdict of each, and what was found before."""
    cluster = get_object_or_404(Cluster, pk=pk)
    newest = {one.pack.code: one for one in newest_assessments(cluster)}
    packs = packs_for(PackKind.CLUSTER_STANDARD, on=timezone.localdate())
    rows = [
        {
            "pack": one,
            "title": title_in_reading_language(one),
            "newest": _counted(newest.get(one.code)),
            "is_older": _is_older(newest.get(one.code), one),
        }
        for one in packs
    ]
    context = {
        "cluster": cluster,
        "rows": rows,
        "earlier": [_counted(one) for one in assessments_of(cluster)[:HISTORY]],
        "assesses": assesses_clusters(request.user),
    }
    return render(request, "indicators/assessments.html", context)


def assess_cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold a cluster against a pack."""
    cluster = get_object_or_404(Cluster, pk=pk)
    require(assesses_clusters(request.user))
    back = reverse("indicators:assessments", args=[pk])
    return _assess(request, cluster, PackKind.CLUSTER_STANDARD, back)


def assess_organization(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold an enterprise against a pack."""
    organization = get_object_or_404(organizations_seen_by(request.user), pk=pk)
    require(assesses_organization(request.user, organization))
    return _assess(request, organization, PackKind.ENTERPRISE_TIER, reverse("indicators:ladder", args=[pk]))


def _assess(request: HttpRequest, subject: Cluster | Organization, kind: PackKind, back: str) -> HttpResponse:
    initial = {"pack": request.GET.get("pack", ""), "occasion": request.GET.get("occasion", "new")}
    form = AssessForm(request.POST or None, initial=initial, kind=kind, on=timezone.localdate())

    def act(_form: object) -> str:
        made = assess_subject(subject=subject, by=account_of(request), at=arrived_at(request), **form.cleaned_data)
        return reverse("indicators:assessment", args=[made.pk])

    context = {
        "title": _("Hold against a rule pack"),
        "pretitle": named(subject),
        "intro": _(
            "What is known today is held against each rule. What is not known stays unknown: it is never guessed."
        ),
        "submit": _("Hold against"),
        "back": back,
        "crumbs": [(named(subject), back)],
    }
    return form_page(request, form=form, act=act, context=context, done=_("Held against the rules, and kept."))


def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an assessment rule by rule; `?format=docx` hands it out as Word."""
    kept = get_object_or_404(assessments_seen_by(request.user), pk=pk)
    rules = told_rules(kept.pack, kept.result)
    sources = sources_told(kept)
    if request.GET.get("format") == "docx":
        content = assessment_content(kept, rules, sources)
        return docx_file(loose_file(content, foot=as_of(kept.stated_at), is_wide=True), kept.number)
    before = assessments_of(_subject(kept)).filter(
        pack__code=kept.pack.code, occasion=kept.occasion, stated_at__lt=kept.stated_at
    )
    may_assess = _may_assess(request, kept)
    context = {
        "assessment": kept,
        "subject": _subject(kept),
        "title": title_in_reading_language(kept.pack),
        "rules": [_rule(kept, one, sources, may_answer=may_assess) for one in rules],
        "scores": scores_told(kept.pack, kept.result),
        "counted": _counted(kept),
        "changed": _changed(before.first(), kept),
        "same_again": run_again(kept) == kept.result,
        "assesses": may_assess,
        "back": _back(kept),
        "history": history_entries(kept.ref),
    }
    return render(request, "indicators/assessment.html", context)


@require_POST
def assess_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the same subject against the newest version of the same pack, as things are known now."""
    kept = get_object_or_404(assessments_seen_by(request.user), pk=pk)
    to = [reverse("indicators:assessment", args=[pk])]

    def act() -> None:
        made = assess_subject(
            subject=_subject(kept),
            pack=latest_pack(kept.pack.code),
            occasion=kept.occasion,
            by=account_of(request),
            at=arrived_at(request),
        )
        to[0] = reverse("indicators:assessment", args=[made.pk])

    return _after(request, act, to)


def _after(request: HttpRequest, act: Callable[[], None], to: list[str]) -> HttpResponse:
    done = post_act(request, act, done=_("Held against the rules again, as things are known now."), to=to[0])
    if done.status_code == 302 and not request.POST.get("next"):  # noqa: PLR2004 - found
        done["Location"] = to[0]
    return done


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what an assessment lacks; the next one takes it up."""
    kept = get_object_or_404(assessments_seen_by(request.user), pk=pk)
    require(_may_assess(request, kept))
    subject, pack = _subject(kept), kept.pack
    asked = next((one for one in pack.content.get("input", []) if one["key"] == request.GET.get("key")), None)
    if asked is None:
        return render(request, "404.html", status=404)
    initial = {"period": request.GET.get("period", "")}
    form = AnswerForm(request.POST or None, asked=asked, initial=initial)

    def act(_form: object) -> str:
        entry = AnswerEntry(key=asked["key"], **form.cleaned_data)
        give_answer(subject=subject, pack=pack, entry=entry, by=account_of(request), at=arrived_at(request))
        return reverse("indicators:assessment", args=[pk])

    back = reverse("indicators:assessment", args=[pk])
    context = {
        "title": form.asked_words,
        "pretitle": named(subject),
        "intro": _("It is kept with your name and this source, and counts when the rules are run again."),
        "back": back,
        "crumbs": [(kept.number, back)],
    }
    done = _("Kept. Run the rules again to see what it changes.")
    return form_page(request, form=form, act=act, context=context, done=done)


def _subject(kept: Assessment) -> Cluster | Organization:
    subject = kept.cluster or kept.organization
    assert subject is not None  # the database holds exactly one of them  # noqa: S101 - tells the type checker
    return subject


def _may_assess(request: HttpRequest, kept: Assessment) -> bool:
    if kept.organization is not None:
        return assesses_organization(request.user, kept.organization)
    return assesses_clusters(request.user)


def _back(kept: Assessment) -> str:
    if kept.organization_id is not None:
        return reverse("indicators:ladder", args=[kept.organization_id])
    return reverse("indicators:assessments", args=[kept.cluster_id])


def _rule(kept: Assessment, rule: ToldRule, sources: dict[str, SourceTold], *, may_answer: bool) -> dict[str, Any]:
    used = list(dict.fromkeys(one for line in rule.lines for one in line.used))
    base = reverse("indicators:answer", args=[kept.pk])
    asked = [(one, f"{base}?{urlencode({'key': one.key, 'period': one.period})}") for one in rule.missing]
    return {
        "rule": rule,
        "used": [(one, sources.get(one.source), _address(sources.get(one.source))) for one in used],
        "missing": [(one, to if may_answer else "") for one, to in asked],
    }


def _address(told: SourceTold | None) -> str:
    if told is None or told.ref is None:
        return ""
    return reverse(f"{told.ref.room}:{told.ref.kind}", args=[told.ref.id])


def _counted(kept: Assessment | None) -> dict[str, Any] | None:
    """Count the rules by verdict, those that count."""
    if kept is None:
        return None
    counts = Counter(one["verdict"] for one in kept.result["rules"] if one["counts"])
    parts = [
        {"label": one.label, "count": counts[one.value], "tone": VERDICT_TONES[one]}
        for one in RuleVerdict
        if counts[one.value]
    ]
    verdict = RuleVerdict(kept.verdict) if kept.verdict else None
    return {
        "assessment": kept,
        "parts": parts,
        "verdict": verdict,
        "tone": VERDICT_TONES[verdict] if verdict else "quiet",
        "title": title_in_reading_language(kept.pack),
    }


def _is_older(kept: Assessment | None, pack: RulePack) -> bool:
    return kept is not None and kept.pack_id != pack.pk


def _changed(before: Assessment | None, now: Assessment) -> dict[str, Any] | None:
    """Say which rules have another verdict than the time before."""
    if before is None:
        return None
    was = {one["key"]: one["verdict"] for one in before.result["rules"]}
    moved = [
        (told.words, RuleVerdict(was[told.key]).label, told)
        for told in told_rules(now.pack, now.result)
        if told.key in was and was[told.key] != told.verdict
    ]
    return {"before": before, "rules": moved}
