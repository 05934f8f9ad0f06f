"""Addresses of notices and objections."""

from django.urls import path

from qunli.publicity import views

app_name = "publicity"

urlpatterns = [
    path("", views.notices, name="notices"),
    path("objections/", views.objections, name="objections"),
    path("objections/<int:pk>/", views.objection, name="objection"),
    path("objections/<int:pk>/uphold/", views.uphold, name="uphold"),
    path("objections/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("receipts/<str:code>/", views.receipt, name="receipt"),
    path("<int:pk>/", views.notice, name="publicnotice"),
    path("<int:pk>/object/", views.object_to_notice, name="object"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/post/", views.post, name="post"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/paper/", views.make_paper, name="make_paper"),
]
