"""Addresses of the awards room."""

from django.urls import path

from qunli.awards import views

app_name = "awards"

urlpatterns = [
    path("", views.decision_list, name="decisions"),
    path("calls/<int:call>/recommend/", views.recommendation, name="recommend"),
    path("<int:pk>/", views.decision, name="decision"),
    path("<int:pk>/decide/", views.deciding, name="decide"),
    path("<int:pk>/parties/", views.lay_jointly, name="lay_before_parties"),
    path("<int:pk>/publicity/", views.publicity, name="prepare_publicity"),
    path("<int:pk>/post/", views.post, name="post_decision"),
    path("<int:pk>/reserve/", views.reserve, name="pass_to_reserve"),
    path("<int:pk>/send-back/", views.back_to_review, name="send_back"),
    path("<int:pk>/approve/", views.approval, name="approve"),
    path("<int:pk>/approval/paper/", views.make_approval, name="make_approval_paper"),
    path("awards/<int:pk>/", views.award, name="award"),
]
