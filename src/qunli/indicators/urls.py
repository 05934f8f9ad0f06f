"""Addresses of indicators, events, assessments and ladders."""

from django.urls import path

from qunli.indicators.views import assessments, events, figures, ladder

app_name = "indicators"

urlpatterns = [
    path("clusters/<int:pk>/figures/", figures.figures, name="figures"),
    path("figures/<int:pk>/", figures.figure, name="figure"),
    path("claims/<int:pk>/record/", figures.record, name="record"),
    path("claims/<int:pk>/figures/", figures.from_claim, name="from_claim"),
    path("documents/<int:pk>/figures/", figures.from_document, name="from_document"),
    path("", figures.indicators, name="indicators"),
    path("add/", figures.indicator_add, name="indicator_add"),
    path("clusters/<int:pk>/events/", events.events, name="events"),
    path("events/<int:pk>/", events.event, name="event"),
    path("claims/<int:pk>/event/", events.record_event, name="record_event"),
    path("clusters/<int:pk>/assessments/", assessments.assessments, name="assessments"),
    path("clusters/<int:pk>/assess/", assessments.assess_cluster, name="assess_cluster"),
    path("organizations/<int:pk>/assess/", assessments.assess_organization, name="assess_organization"),
    path("organizations/<int:pk>/figures/", figures.organization_figures, name="organization_figures"),
    path("organizations/<int:pk>/ladder/", ladder.ladder, name="ladder"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/again/", assessments.assess_again, name="assess_again"),
    path("assessments/<int:pk>/answer/", assessments.answer, name="answer"),
]
