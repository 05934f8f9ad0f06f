"""Addresses of evidence."""

from django.urls import path

from qunli.evidence import views

app_name = "evidence"

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/<int:pk>/", views.document, name="document"),
    path("claims/<int:pk>/", views.claim, name="claim"),
]
