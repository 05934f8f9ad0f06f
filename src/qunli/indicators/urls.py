"""Addresses of indicators."""

from django.urls import path

from qunli.indicators import views

app_name = "indicators"

urlpatterns = [
    path("clusters/<int:pk>/figures/", views.figures, name="figures"),
    path("figures/<int:pk>/", views.figure, name="figure"),
    path("claims/<int:pk>/record/", views.record, name="record"),
    path("claims/<int:pk>/figures/", views.from_claim, name="from_claim"),
    path("documents/<int:pk>/figures/", views.from_document, name="from_document"),
    path("", views.indicators, name="indicators"),
    path("add/", views.indicator_add, name="indicator_add"),
]
