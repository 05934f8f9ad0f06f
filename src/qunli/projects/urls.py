"""Addresses of the room; the page of a record bears its kind as its name."""

from django.urls import path

from qunli.projects.views import acts, endings, outcomes, pages

app_name = "projects"

urlpatterns = [
    path("", pages.projects, name="projects"),
    path("public/", pages.public, name="public"),
    path("public/<int:pk>/", pages.public_project, name="public_project"),
    path("due/", pages.due, name="due"),
    path("outcomes/", pages.outcomes, name="outcomes"),
    path("<int:pk>/", pages.project, name="project"),
    path("<int:pk>/task-book/", acts.edit_task_book, name="edit_task_book"),
    path("<int:pk>/contract/", acts.edit_contract, name="edit_contract"),
    path("<int:pk>/payments/", pages.payments, name="payments"),
    path("<int:pk>/requests/", endings.changes, name="changes"),
    path("<int:pk>/requests/<str:kind>/", endings.ask_change, name="ask_change"),
    path("<int:pk>/reserve/", endings.pass_to_reserve, name="pass_to_reserve"),
    path("<int:pk>/reserve/leave/", endings.leave_reserve, name="leave_reserve"),
    path("<int:pk>/opinion/", endings.give_opinion, name="give_opinion"),
    path("<int:pk>/acceptance/", endings.accept, name="accept"),
    path("<int:pk>/outcomes/", outcomes.project_outcomes, name="project_outcomes"),
    path("<int:pk>/outcomes/new/", outcomes.record_outcome, name="record_outcome"),
    path("task-books/<int:pk>/", pages.task_book, name="taskbook"),
    path("task-books/<int:pk>/sign/<str:side>/", acts.sign_task_book, name="sign_task_book"),
    path("task-books/<int:pk>/hand-back/", acts.hand_back_task_book, name="hand_back_task_book"),
    path("contracts/<int:pk>/", acts.contract, name="technicalcontract"),
    path("contracts/<int:pk>/sign/<str:side>/", acts.sign_contract, name="sign_contract"),
    path("milestones/<int:pk>/", pages.milestone, name="milestone"),
    path("milestones/<int:pk>/report/", acts.report_milestone, name="report_milestone"),
    path("milestones/<int:pk>/judge/", acts.judge_milestone, name="judge_milestone"),
    path("payments/<int:pk>/", pages.payment, name="payment"),
    path("payments/<int:pk>/confirm/", acts.confirm_payment, name="confirm_payment"),
    path("payments/<int:pk>/release/", acts.release_payment, name="release_payment"),
    path("payments/<int:pk>/hold/", acts.hold_payment, name="hold_payment"),
    path("payments/<int:pk>/paid/", acts.note_payment, name="note_payment"),
    path("requests/<int:pk>/", endings.change, name="changerequest"),
    path("requests/<int:pk>/settle/", endings.settle_change, name="settle_change"),
    path("recoveries/<int:pk>/", endings.note_recovery, name="recovery"),
    path("outcomes/<int:pk>/", outcomes.outcome, name="outcome"),
    path("outcomes/<int:pk>/publish/", outcomes.publish_outcome, name="publish_outcome"),
    path("outcomes/<int:pk>/unpublish/", outcomes.unpublish_outcome, name="unpublish_outcome"),
    path("outcomes/<int:pk>/transfer/", outcomes.prepare_transfer, name="prepare_transfer"),
    path("transfers/<int:pk>/", outcomes.transfer, name="transfer"),
    path("transfers/<int:pk>/notice/", outcomes.prepare_price_notice, name="prepare_price_notice"),
    path("transfers/<int:pk>/post/", outcomes.post_transfer, name="post_transfer"),
    path("transfers/<int:pk>/conclude/", outcomes.conclude_transfer, name="conclude_transfer"),
    path("transfers/<int:pk>/give-up/", outcomes.give_up_transfer, name="give_up_transfer"),
    path("files/<int:pk>/", outcomes.file, name="file"),
]
