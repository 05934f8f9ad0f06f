"""Addresses of rule packs."""

from django.urls import path

from qunli.rulebook import views

app_name = "rulebook"

urlpatterns = [
    path("", views.packs, name="packs"),
    path("load/", views.load, name="load"),
    path("<int:pk>/", views.pack, name="rulepack"),
    path("<int:pk>/toml/", views.toml, name="toml"),
]
