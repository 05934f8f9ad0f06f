"""Addresses of the portal."""

from django.urls import path

from qunli.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.waiting, name="waiting"),
    path("cluster/", views.public, name="public"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("help/<slug:name>/", views.guide_page, name="guide"),
    path("calendar/", views.calendar, name="calendar"),
    path("journal/", views.journal, name="journal"),
    path("journal/check/", views.verify, name="verify"),
    path("healthz", views.healthz, name="healthz"),
    path("files/<int:pk>/", views.file, name="file"),
    path("calls/<int:pk>/file/", views.call_file, name="call_file"),
    path("papers/check/", views.check_paper, name="check_paper"),
    path("papers/<int:pk>/", views.paper, name="paper"),
    path("papers/<int:pk>/stamped/", views.stamped, name="stamped"),
    path("history/<slug:room>/<slug:kind>/<int:pk>/", views.history, name="history"),
]
