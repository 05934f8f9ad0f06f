"""Addresses of evidence."""

from django.urls import path

from qunli.evidence import views

app_name = "evidence"

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/keep/", views.keep, name="keep"),
    path("documents/<int:pk>/", views.document, name="document"),
    path("documents/<int:pk>/claims/read/", views.read_claim, name="read_claim"),
    path("documents/<int:pk>/text/", views.supply, name="supply"),
    path("documents/<int:pk>/again/", views.read_again, name="read_again"),
    path("passages/<int:pk>/keep/", views.keep_after_all, name="keep_passage"),
    path("passages/<int:pk>/set-aside/", views.set_aside, name="set_aside"),
    path("claims/", views.claims, name="claims"),
    path("claims/<int:pk>/", views.claim, name="claim"),
    path("claims/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("claims/<int:pk>/reject/", views.reject, name="reject"),
]
