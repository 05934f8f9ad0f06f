"""Pages of rule packs: public, article by article, each value with its source and how sure we are of it."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qunli.core.states import WrongInput
from qunli.core.views import arrived_at, form_page, history_entries, list_page
from qunli.people.permits import account_of, require
from qunli.rulebook.actions import load_pack
from qunli.rulebook.bridge import PackRefused, assessed_rows, classes_of, scores_of
from qunli.rulebook.forms import PackForm
from qunli.rulebook.models import RulePack
from qunli.rulebook.permits import may_load_packs
from qunli.rulebook.queries import (
    confidence_tone,
    newest_packs,
    parameters,
    parameters_by_confidence,
    steps_of,
    title_in_reading_language,
    versions_of,
)
from qunli.rulebook.states import Confidence, source_words
from qunli.rulebook.tables import packs_table


def packs(request: HttpRequest) -> HttpResponse:
    """List the newest version of each pack."""
    context = {"may_load": may_load_packs(request.user)}
    return list_page(request, table=packs_table(), rows=newest_packs(), template="rulebook/packs.html", context=context)


def load(request: HttpRequest) -> HttpResponse:
    """Load a pack from a file; every fault is shown with its line, and then nothing is loaded."""
    require(may_load_packs(request.user))

    def act(form: BaseForm) -> str:
        try:
            made = load_pack(source=form.cleaned_data["file"].read(), by=account_of(request), at=arrived_at(request))
        except PackRefused as refused:
            raise WrongInput({"file": "\n".join(str(fault) for fault in refused.faults)}) from refused
        return reverse("rulebook:rulepack", args=[made.pk])

    context = {
        "title": _("Load a rule pack"),
        "intro": _("New content becomes the next version of its code; calls keep the version they have."),
        "submit": _("Load"),
        "back": reverse("rulebook:packs"),
    }
    return form_page(request, form=PackForm(request.POST or None, request.FILES or None), act=act, context=context)


def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version of a pack, parameter by parameter."""
    shown = get_object_or_404(RulePack, pk=pk)
    counted = parameters_by_confidence(shown.content)
    context = {
        "pack": shown,
        "title": title_in_reading_language(shown),
        "issuer": source_words(shown.issuer),
        "steps": [{"label": words, "state": "next"} for words in steps_of(shown.content)],
        "parameters": parameters(shown.content),
        "rules": assessed_rows(shown.content),
        "scores": scores_of(shown.content),
        "classes": classes_of(shown.content),
        "counted": [
            {"label": Confidence(key).label, "count": count, "tone": confidence_tone(Confidence(key))}
            for key, count in counted.items()
        ],
        "versions": versions_of(shown.code),
        "history": history_entries(shown.ref),
    }
    return render(request, "rulebook/pack.html", context)


def toml(_request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the file as it came."""
    shown = get_object_or_404(RulePack, pk=pk)
    response = HttpResponse(shown.toml, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.code}-v{shown.version}.toml"'
    return response
