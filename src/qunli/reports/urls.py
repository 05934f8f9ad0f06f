"""Addresses of recognitions and dossiers."""

from django.urls import path

from qunli.reports.views import dossier, papers, recognitions

app_name = "reports"

urlpatterns = [
    path("clusters/<int:pk>/", dossier.dossier, name="dossier"),
    path("clusters/<int:pk>/page/", papers.make_leaders_page, name="make_leaders_page"),
    path("clusters/<int:pk>/ledger/", dossier.ledger, name="ledger"),
    path("clusters/<int:pk>/template/", dossier.template, name="template"),
    path("clusters/<int:pk>/apply/", recognitions.apply, name="apply"),
    path("recognitions/", recognitions.recognitions, name="recognitions"),
    path("recognitions/<int:pk>/", recognitions.recognition, name="recognition"),
    path("recognitions/<int:pk>/change/", recognitions.change, name="change"),
    path("recognitions/<int:pk>/<str:step>/", recognitions.step, name="step"),
    path("yearly/<int:pk>/", recognitions.yearly_report, name="yearlyreport"),
    path("yearly/<int:pk>/paper/", papers.make_yearly_paper, name="make_yearly_paper"),
    path("yearly/<int:pk>/<str:step>/", recognitions.yearly_step, name="yearly_step"),
    path("changes/<int:pk>/<str:step>/", recognitions.change_step, name="change_step"),
]
