"""Addresses of the portal."""

from django.urls import path

from qunli.portal.views import confirming, pages, searching

app_name = "portal"

urlpatterns = [
    path("", pages.home, name="home"),
    path("today/", pages.waiting, name="waiting"),
    path("cluster/", pages.public, name="public"),
    path("search/", searching.search, name="search"),
    path("search/save/", searching.save, name="save_search"),
    path("search/saved/", searching.saved, name="saved_searches"),
    path("search/saved/<int:pk>/", searching.open_saved, name="savedsearch"),
    path("search/saved/<int:pk>/end/", searching.end_saved, name="end_saved_search"),
    path("help/", pages.help_page, name="help"),
    path("help/<slug:name>/", pages.guide_page, name="guide"),
    path("calendar/", pages.calendar, name="calendar"),
    path("journal/", pages.journal, name="journal"),
    path("journal/check/", pages.verify, name="verify"),
    path("healthz", pages.healthz, name="healthz"),
    path("files/<int:pk>/", pages.file, name="file"),
    path("calls/<int:pk>/file/", pages.call_file, name="call_file"),
    path("confirm/", confirming.confirm_next, name="confirm_next"),
    path("confirm/<int:pk>/", confirming.confirm, name="confirm"),
    path("confirm/<int:pk>/reject/", confirming.reject, name="reject"),
    path("confirm/<int:pk>/tier/", confirming.certify, name="certify"),
    path("confirm/many/", confirming.confirm_many, name="confirm_many"),
    path("confirm/take-back/", confirming.take_back, name="take_back"),
    path("confirm/bodies/<int:pk>/", confirming.enter_body, name="enter_body"),
    path("papers/check/", pages.check_paper, name="check_paper"),
    path("papers/<int:pk>/", pages.paper, name="paper"),
    path("papers/<int:pk>/stamped/", pages.stamped, name="stamped"),
    path("history/<slug:room>/<slug:kind>/<int:pk>/", pages.history, name="history"),
]
