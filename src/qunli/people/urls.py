"""Addresses of accounts, roles, tokens and sight."""

from django.urls import path

from qunli.people import views

app_name = "people"

urlpatterns = [
    path("invitation/<str:secret>/", views.accept_invitation, name="accept_invitation"),
    path("me/", views.profile, name="profile"),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("me/sessions/end/", views.end_sessions, name="end_sessions"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/<int:pk>/", views.account, name="user"),
    path("accounts/<int:pk>/close/", views.close_account, name="close_account"),
    path("accounts/<int:pk>/reopen/", views.reopen_account, name="reopen_account"),
    path("accounts/roles/<int:pk>/end/", views.end_grant, name="end_grant"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/new/", views.invite, name="invite"),
    path("invitations/<int:pk>/", views.invitation, name="invitation"),
    path("invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("parties/", views.parties, name="parties"),
    path("parties/new/", views.add_department, name="add_department"),
    path("parties/<int:pk>/", views.party, name="party"),
    path("sight/", views.sight_grants, name="sight_grants"),
    path("sight/ask/<slug:room>/<slug:kind>/<int:record>/", views.ask_sight, name="ask_sight"),
    path("sight/<int:pk>/", views.sight_grant, name="sightgrant"),
    path("sight/<int:pk>/refuse/", views.refuse_sight, name="refuse_sight"),
    path("sight/<int:pk>/end/", views.end_sight, name="end_sight"),
]
