"""Addresses of indicators."""

from django.urls import path

from qunli.indicators import views

app_name = "indicators"

urlpatterns = [
    path("clusters/<int:pk>/figures/", views.figures, name="figures"),
    path("figures/<int:pk>/", views.figure, name="figure"),
]
