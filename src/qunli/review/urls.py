"""Addresses of the review room."""

from django.urls import path

from qunli.review.views import assignments, candidates, desk, fees, panels, papers, scores

app_name = "review"

urlpatterns = [
    path("", panels.panel_list, name="panels"),
    path("calls/<int:call>/form/", panels.form, name="form_panel"),
    path("<int:pk>/", panels.panel, name="panel"),
    path("<int:pk>/seat-expert/", panels.seat_by_hand, name="seat_expert"),
    path("<int:pk>/draw/", panels.draw_by_lot, name="draw_panel"),
    path("<int:pk>/slots/", panels.slots, name="set_slots"),
    path("<int:pk>/dissolve/", panels.dissolve, name="dissolve_panel"),
    path("<int:pk>/steps/<slug:step>/", panels.take, name="panel_step"),
    path("<int:pk>/candidates/", candidates.candidates, name="candidates"),
    path("<int:pk>/candidates/name/", candidates.name, name="name_candidates"),
    path("candidates/<int:pk>/", candidates.candidate, name="candidate"),
    path("candidates/<int:pk>/sign/", candidates.sign, name="sign_as_candidate"),
    path("candidates/<int:pk>/drop/", candidates.drop, name="drop_candidate"),
    path("<int:pk>/assignments/", assignments.assignments, name="assignments"),
    path("<int:pk>/assignments/ask/", assignments.ask, name="ask_assignment"),
    path("assignments/<int:pk>/", assignments.assignment, name="assignment"),
    path("assignments/<int:pk>/again/", assignments.again, name="solve_again"),
    path("assignments/<int:pk>/adopt/", assignments.adopt, name="adopt_assignment"),
    path("assignments/<int:pk>/set-aside/", assignments.set_aside, name="set_aside_assignment"),
    path("assignments/<int:pk>/tables/", assignments.instance, name="assignment_instance"),
    path("draws/<int:pk>/", panels.draw, name="draw"),
    path("seats/<int:pk>/head/", panels.head, name="appoint_head"),
    path("seats/<int:pk>/sign-in/", panels.sign_in_at_door, name="sign_in_at_door"),
    path("seats/<int:pk>/remove/", panels.remove, name="remove_seat"),
    path("<int:pk>/ranking/", scores.ranked, name="ranking"),
    path("<int:pk>/opinion/", scores.opinion, name="opinion"),
    path("<int:pk>/opinion/write/", scores.write, name="write_opinion"),
    path("<int:pk>/opinion/sign/", scores.sign, name="sign_opinion"),
    path("<int:pk>/opinion/paper/", papers.make_opinion, name="make_opinion_paper"),
    path("seats/<int:pk>/letter/paper/", papers.make_letter, name="make_expert_letter_paper"),
    path("<int:pk>/fees/", fees.pay_sheet, name="pay_sheet"),
    path("<int:pk>/fees/compute/", fees.compute, name="compute_fees"),
    path("fees/", fees.unpaid, name="unpaid_fees"),
    path("fees/<int:pk>/pay/", fees.pay, name="pay_fee"),
    path("desk/", desk.mine, name="desk"),
    path("seats/<int:pk>/", desk.seat, name="seat"),
    path("seats/<int:pk>/steps/<slug:step>/", desk.take, name="seat_step"),
    path("seats/<int:pk>/decline/", desk.decline, name="decline_seat"),
    path("seats/<int:pk>/proposals/<int:proposal>/", desk.sheet, name="sheet"),
    path("seats/<int:pk>/proposals/<int:proposal>/conflict/", desk.conflict, name="declare_conflict"),
    path("seats/<int:pk>/proposals/<int:proposal>/files/<int:file>/", desk.file, name="file"),
]
