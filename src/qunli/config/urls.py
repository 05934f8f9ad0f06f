"""Every address of the site."""

from django.urls import include, path

from qunli.config.api import api
from qunli.config.docs import api_docs

handler500 = "qunli.config.faults.page_of_fault"

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("calls/", include("qunli.calls.urls")),
    path("", include("qunli.people.urls")),
    path("", include("qunli.duties.urls")),
    path("directory/", include("qunli.directory.urls")),
    path("evidence/", include("qunli.evidence.urls")),
    path("indicators/", include("qunli.indicators.urls")),
    path("projects/", include("qunli.projects.urls")),
    path("reports/", include("qunli.reports.urls")),
    path("review/", include("qunli.review.urls")),
    path("awards/", include("qunli.awards.urls")),
    path("notices/", include("qunli.publicity.urls")),
    path("rulebook/", include("qunli.rulebook.urls")),
    path("needs/", include("qunli.needs.urls")),
    path("funds/", include("qunli.funds.urls")),
    path("", include("qunli.portal.urls")),
]
