"""Addresses of the room."""

from django.urls import path

from qunli.calls.views import checking, editing, issuing, papers, proposals, public, recommending, stamping

app_name = "calls"

urlpatterns = [
    path("", public.calls, name="calls"),
    path("new/", editing.draft, name="draft_call"),
    path("<int:pk>/", public.call, name="call"),
    path("<int:pk>/ask/", public.ask, name="ask"),
    path("<int:pk>/change/", editing.change, name="change_call"),
    path("<int:pk>/topics/add/", editing.add, name="add_topic"),
    path("topics/<int:pk>/change/", editing.change_one, name="change_topic"),
    path("topics/<int:pk>/remove/", editing.remove, name="remove_topic"),
    path("<int:pk>/check/", issuing.check, name="check_call"),
    path("<int:pk>/publish/", issuing.publish, name="publish_call"),
    path("<int:pk>/extend/", issuing.extend, name="extend_deadlines"),
    path("<int:pk>/files/attach/", editing.attach, name="attach_to_call"),
    path("<int:pk>/files/<int:file>/remove/", editing.detach, name="detach_from_call"),
    path("<int:pk>/open/", issuing.open_sealed, name="open_proposals"),
    path("<int:pk>/finish/", issuing.finish, name="finish_form_check"),
    path("<int:pk>/end/", issuing.end, name="end_call"),
    path("<int:pk>/cancel/", issuing.cancel, name="cancel_call"),
    path("questions/<int:pk>/", issuing.answer, name="question"),
    path("questions/<int:pk>/decline/", issuing.decline, name="decline_question"),
    path("<int:pk>/my-recommendations/", recommending.recommended, name="recommended"),
    path("<int:pk>/form-check/", checking.workbench, name="form_check"),
    path("topics/<int:pk>/bid/", proposals.start, name="start_proposal"),
    path("proposals/", proposals.mine, name="proposals"),
    path("proposals/<int:pk>/", proposals.show, name="proposal"),
    path("proposals/<int:pk>/change/", proposals.change, name="change_proposal"),
    path("proposals/<int:pk>/partners/ask/", proposals.ask_partner, name="invite_partner"),
    path("proposals/<int:pk>/files/attach/", proposals.attach, name="attach_to_proposal"),
    path("proposals/<int:pk>/files/<int:file>/", proposals.hand_out, name="proposal_file"),
    path("proposals/<int:pk>/files/<int:file>/remove/", proposals.detach, name="detach_from_proposal"),
    path("partners/<int:pk>/answer/", proposals.answer, name="answer_partner"),
    path("partners/<int:pk>/remove/", proposals.drop_partner, name="remove_partner"),
    path("proposals/<int:pk>/sign/<str:kind>/", stamping.sign, name="sign_letter"),
    path("proposals/<int:pk>/hand-in/", stamping.submit, name="submit_proposal"),
    path("proposals/<int:pk>/receipt/", stamping.receipt, name="receipt"),
    path("proposals/<int:pk>/stamp/<str:kind>/", stamping.stamp, name="stamp_proposal"),
    path("proposals/<int:pk>/hand-back/<str:kind>/", stamping.hand_back, name="hand_back_proposal"),
    path("proposals/<int:pk>/take-back/", stamping.take_back, name="take_back_proposal"),
    path("proposals/<int:pk>/withdraw/", stamping.withdraw, name="withdraw_proposal"),
    path("proposals/<int:pk>/check/", checking.check, name="check_form"),
    path("proposals/<int:pk>/correct/", checking.correct, name="correct_proposal"),
    path("<int:pk>/guide/paper/", papers.make_guide_paper, name="make_guide_paper"),
    path("<int:pk>/recommended/paper/", papers.make_recommendation_paper, name="make_recommendation_paper"),
    path("proposals/<int:pk>/paper/", papers.make_application_paper, name="make_application_paper"),
    path("letters/<int:pk>/paper/", papers.make_commitment_paper, name="make_commitment_paper"),
]
