"""The one table of roles and routes: who may call which address at all.

A row names a view as Django does (`room:name`); `POST room:name` refines it for one method. Records have
permits of their own beyond this. The middleware enforces the table, and a test holds it against the URLs.
"""

from __future__ import annotations

from qunli.people.states import Role

PUBLIC = frozenset({"public"})
SIGNED_IN = frozenset({"signed in"})
CLOSED = frozenset({"nobody"})  # an address that a package brings and we do not use

OPERATOR = frozenset({Role.OPERATOR})
AUTHORITY = frozenset({Role.AUTHORITY})
EXPERT = frozenset({Role.EXPERT})
FINANCE = frozenset({Role.FINANCE})
AUDITOR = frozenset({Role.AUDITOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
OFFICE = frozenset({Role.OPERATOR, Role.AUTHORITY, Role.SERVICE_BODY})
PREPARERS = frozenset({Role.OPERATOR, Role.SERVICE_BODY})
STAMPERS = frozenset({Role.UNIT_ADMINISTRATOR, Role.RECOMMENDING_UNIT})
OVERSIGHT = frozenset({Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR})
UNIT = frozenset({Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR, Role.TEAM_MEMBER})
INVITING = ADMINISTRATOR | OPERATOR | frozenset({Role.UNIT_ADMINISTRATOR})
SIGHT = ADMINISTRATOR | AUTHORITY | AUDITOR | OPERATOR | FINANCE

DIRECTORY_KEEPERS = OFFICE | ADMINISTRATOR
DIRECTORY_READERS = DIRECTORY_KEEPERS | AUDITOR
EDITORS = frozenset({Role.UNIT_ADMINISTRATOR, Role.MEMBER_EDITOR})
PROJECT_READERS = OFFICE | UNIT | FINANCE | AUDITOR | frozenset({Role.RECOMMENDING_UNIT})

REVIEW_RUN = frozenset({Role.OPERATOR, Role.SERVICE_BODY})
REVIEW_SEEN = REVIEW_RUN | AUTHORITY | AUDITOR
DECISIONS_SEEN = OPERATOR | AUTHORITY | AUDITOR | FINANCE

Who = frozenset[str]

ROUTES: dict[str, Who] = {
    "set_language": PUBLIC,
    # portal
    "portal:home": PUBLIC,
    "portal:public": PUBLIC,
    "portal:search": PUBLIC,
    "portal:journal": AUDITOR | ADMINISTRATOR,
    "portal:verify": AUDITOR | ADMINISTRATOR,
    "portal:healthz": PUBLIC,
    "portal:file": PUBLIC,  # the permit is that of the record it belongs to
    "portal:paper": PUBLIC,  # as above
    "portal:stamped": SIGNED_IN,
    "portal:check_paper": PUBLIC,
    "portal:history": SIGNED_IN,
    # publicity
    "publicity:notices": PUBLIC,
    "publicity:publicnotice": PUBLIC,
    "publicity:object": PUBLIC,
    "publicity:receipt": PUBLIC,
    "publicity:objections": OVERSIGHT,
    "publicity:objection": OVERSIGHT,
    "publicity:uphold": AUTHORITY,
    "publicity:dismiss": AUTHORITY,
    "publicity:check": OPERATOR | AUTHORITY,
    "publicity:post": OPERATOR | AUTHORITY,
    "publicity:end": OPERATOR | AUTHORITY,
    "publicity:withdraw": OPERATOR | AUTHORITY,
    "publicity:make_paper": OPERATOR | AUTHORITY,
    # people
    "people:accept_invitation": PUBLIC,
    "people:profile": SIGNED_IN,
    "people:tokens": SIGNED_IN,
    "people:revoke_token": SIGNED_IN,
    "people:end_sessions": SIGNED_IN,
    "people:accounts": ADMINISTRATOR | OPERATOR,
    "people:user": ADMINISTRATOR | OPERATOR,
    "people:close_account": ADMINISTRATOR,
    "people:reopen_account": ADMINISTRATOR,
    "people:end_grant": ADMINISTRATOR,
    "people:invitations": INVITING,
    "people:invite": INVITING,
    "people:invitation": INVITING,
    "people:withdraw_invitation": INVITING,
    "people:parties": ADMINISTRATOR | OPERATOR,
    "people:party": ADMINISTRATOR | OPERATOR,
    "people:add_department": ADMINISTRATOR,
    "people:sight_grants": SIGHT,
    "people:ask_sight": SIGHT - ADMINISTRATOR,
    "people:sightgrant": SIGHT,
    "people:refuse_sight": ADMINISTRATOR | AUTHORITY,
    "people:end_sight": SIGHT,
    # duties
    "duties:duties": SIGNED_IN,
    "duties:messages": SIGNED_IN,
    "duties:mark_read": SIGNED_IN,
    # calls: records narrow further; a sealed proposal is not there for who may not read it
    "calls:calls": PUBLIC,
    "calls:call": PUBLIC,
    "calls:ask": PUBLIC,
    "calls:draft_call": PREPARERS,
    "calls:change_call": PREPARERS,
    "calls:add_topic": PREPARERS,
    "calls:change_topic": PREPARERS,
    "calls:remove_topic": PREPARERS,
    "calls:question": PREPARERS,
    "calls:decline_question": PREPARERS,
    "calls:check_call": OFFICE,
    "calls:publish_call": OFFICE,
    "calls:open_proposals": OFFICE,
    "calls:finish_form_check": OFFICE,
    "calls:end_call": OFFICE,
    "calls:cancel_call": OFFICE,
    "calls:form_check": OFFICE,
    "calls:check_form": PREPARERS,
    "calls:proposals": SIGNED_IN,
    "calls:proposal": SIGNED_IN,
    "calls:proposal_file": SIGNED_IN,
    "calls:change_proposal": SIGNED_IN,
    "calls:invite_partner": SIGNED_IN,
    "calls:attach_to_proposal": SIGNED_IN,
    "calls:detach_from_proposal": SIGNED_IN,
    "calls:remove_partner": SIGNED_IN,
    "calls:submit_proposal": SIGNED_IN,
    "calls:receipt": SIGNED_IN,
    "calls:take_back_proposal": SIGNED_IN,
    "calls:withdraw_proposal": SIGNED_IN,
    "calls:correct_proposal": SIGNED_IN,
    "calls:sign_letter": SIGNED_IN,
    "calls:start_proposal": UNIT,
    "calls:answer_partner": UNIT,
    "calls:stamp_proposal": STAMPERS,
    "calls:hand_back_proposal": STAMPERS,
    # directory
    "directory:organizations": SIGNED_IN,
    "directory:organization": PUBLIC,
    "directory:clusters": PUBLIC,
    "directory:cluster": PUBLIC,
    "directory:experts": DIRECTORY_READERS,
    "directory:expert": DIRECTORY_READERS | EXPERT,
    "directory:organization_add": DIRECTORY_KEEPERS,
    "directory:certification_add": DIRECTORY_KEEPERS,
    "directory:certification_change": DIRECTORY_KEEPERS,
    "directory:cluster_change": DIRECTORY_KEEPERS,
    "directory:segment_add": DIRECTORY_KEEPERS,
    "directory:technology_field_add": DIRECTORY_KEEPERS,
    "directory:membership_add": DIRECTORY_KEEPERS,
    "directory:membership_change": DIRECTORY_KEEPERS,
    "directory:membership_end": DIRECTORY_KEEPERS,
    "directory:import_add": DIRECTORY_KEEPERS,
    "directory:imports": DIRECTORY_KEEPERS,
    "directory:rosterimport": DIRECTORY_KEEPERS,
    "directory:import_enter": DIRECTORY_KEEPERS,
    "directory:import_discard": DIRECTORY_KEEPERS,
    "directory:likenesses": DIRECTORY_KEEPERS,
    "directory:likeness_merge": DIRECTORY_KEEPERS,
    "directory:likeness_apart": DIRECTORY_KEEPERS,
    "directory:likeness_again": DIRECTORY_KEEPERS,
    "directory:merge_undo": DIRECTORY_KEEPERS,
    "directory:expert_add": DIRECTORY_KEEPERS,
    "directory:expert_change": DIRECTORY_KEEPERS,
    "directory:post_add": DIRECTORY_KEEPERS,
    "directory:post_end": DIRECTORY_KEEPERS,
    "directory:organization_change": DIRECTORY_KEEPERS | EDITORS,
    "directory:capability_add": DIRECTORY_KEEPERS | EDITORS,
    "directory:relation_add": DIRECTORY_KEEPERS | EDITORS,
    "directory:relation_end": DIRECTORY_KEEPERS | EDITORS,
    "directory:contact_add": DIRECTORY_KEEPERS | EDITORS,
    "directory:contact_hand_over": DIRECTORY_KEEPERS | EDITORS,
    "directory:contact_end": DIRECTORY_KEEPERS | EDITORS,
    "directory:credit_mark_add": OPERATOR | AUTHORITY,
    "directory:credit_mark_lift": OPERATOR | AUTHORITY,
    # evidence and indicators
    "evidence:documents": SIGNED_IN,
    "evidence:document": SIGNED_IN,
    "evidence:claim": PUBLIC,
    "indicators:figures": PUBLIC,
    "indicators:figure": PUBLIC,
    "api-1:organizations": SIGNED_IN,
    "api-1:organization": SIGNED_IN,
    "api-1:memberships": SIGNED_IN,
    "api-1:experts": DIRECTORY_READERS,
    "api-1:roster_preview": DIRECTORY_KEEPERS,
    "api-1:roster_import": DIRECTORY_KEEPERS,
    "api-1:roster_enter": DIRECTORY_KEEPERS,
    # projects
    "projects:projects": PROJECT_READERS,
    "projects:public": PUBLIC,
    "projects:public_project": PUBLIC,
    "projects:due": PROJECT_READERS,
    "projects:outcomes": PROJECT_READERS,
    "projects:project": PROJECT_READERS,
    "projects:edit_task_book": UNIT | OPERATOR | AUTHORITY,
    "projects:edit_contract": UNIT | OPERATOR | AUTHORITY,
    "projects:payments": PROJECT_READERS,
    "projects:changes": PROJECT_READERS,
    "projects:ask_change": UNIT | OPERATOR | AUTHORITY,
    "projects:pass_to_reserve": AUTHORITY,
    "projects:leave_reserve": AUTHORITY,
    "projects:give_opinion": UNIT,
    "projects:accept": AUTHORITY,
    "projects:project_outcomes": PROJECT_READERS,
    "projects:record_outcome": UNIT | OPERATOR | AUTHORITY,
    "projects:taskbook": PROJECT_READERS,
    "projects:sign_task_book": UNIT | AUTHORITY,
    "projects:hand_back_task_book": AUTHORITY,
    "projects:technicalcontract": PROJECT_READERS,
    "projects:sign_contract": UNIT,
    "projects:milestone": PROJECT_READERS,
    "projects:report_milestone": UNIT,
    "projects:judge_milestone": AUTHORITY,
    "projects:payment": PROJECT_READERS,
    "projects:confirm_payment": UNIT | AUTHORITY | FINANCE,
    "projects:release_payment": UNIT | AUTHORITY | FINANCE,
    "projects:hold_payment": UNIT | AUTHORITY | FINANCE,
    "projects:note_payment": UNIT | FINANCE,
    "projects:changerequest": PROJECT_READERS,
    "projects:settle_change": AUTHORITY,
    "projects:recovery": AUTHORITY | FINANCE,
    "projects:outcome": PROJECT_READERS,
    "projects:publish_outcome": OPERATOR | AUTHORITY,
    "projects:unpublish_outcome": UNIT | OPERATOR | AUTHORITY,
    "projects:prepare_transfer": UNIT | OPERATOR | AUTHORITY,
    "projects:transfer": PROJECT_READERS,
    "projects:prepare_price_notice": OPERATOR | AUTHORITY,
    "projects:post_transfer": OPERATOR | AUTHORITY,
    "projects:conclude_transfer": UNIT | OPERATOR | AUTHORITY,
    "projects:give_up_transfer": UNIT | OPERATOR | AUTHORITY,
    "projects:file": PROJECT_READERS,
    # review
    "review:panels": REVIEW_SEEN,
    "review:panel": REVIEW_SEEN,
    "review:draw": REVIEW_SEEN,
    "review:form_panel": REVIEW_RUN,
    "review:seat_expert": REVIEW_RUN,
    "review:draw_panel": REVIEW_RUN,
    "review:set_slots": REVIEW_RUN,
    "review:dissolve_panel": REVIEW_RUN,
    "review:panel_step": REVIEW_RUN,
    "review:appoint_head": REVIEW_RUN,
    "review:sign_in_at_door": REVIEW_RUN,
    "review:remove_seat": REVIEW_RUN,
    "review:compute_fees": REVIEW_RUN,
    "review:ranking": REVIEW_SEEN | EXPERT,
    "review:opinion": REVIEW_SEEN | EXPERT,
    "review:write_opinion": EXPERT,
    "review:sign_opinion": EXPERT,
    "review:pay_sheet": REVIEW_SEEN | FINANCE,
    "review:pay_fee": FINANCE,
    "review:desk": EXPERT,
    "review:seat": EXPERT,
    "review:seat_step": EXPERT,
    "review:decline_seat": EXPERT,
    "review:sheet": EXPERT,
    "review:declare_conflict": EXPERT,
    "review:file": EXPERT,
    "api-1:panels": REVIEW_SEEN,
    "api-1:panel": REVIEW_SEEN,
    "api-1:ranking": REVIEW_SEEN | EXPERT,
    "api-1:my-seats": EXPERT,
    # awards
    "awards:decisions": DECISIONS_SEEN,
    "awards:decision": DECISIONS_SEEN,
    "awards:recommend": OPERATOR,
    "awards:decide": AUTHORITY,
    "awards:prepare_publicity": OPERATOR | AUTHORITY,
    "awards:post_decision": OPERATOR | AUTHORITY,
    "awards:pass_to_reserve": AUTHORITY,
    "awards:send_back": OPERATOR | AUTHORITY,
    "awards:approve": AUTHORITY,
    "awards:award": DECISIONS_SEEN | UNIT | EXPERT,
    "api-1:decisions": DECISIONS_SEEN,
    "api-1:decision": DECISIONS_SEEN,
    "api-1:awards": DECISIONS_SEEN | UNIT | EXPERT,
    # the API
    "api-1:api-root": CLOSED,
    "api-1:openapi-json": PUBLIC,
    "api_docs": PUBLIC,
    "api-1:me": SIGNED_IN,
    "api-1:calls": PUBLIC,
    "api-1:call": PUBLIC,
    "api-1:questions": PUBLIC,
    "api-1:proposals": SIGNED_IN,
    "api-1:proposal": SIGNED_IN,
    "api-1:change_proposal": UNIT,
    "api-1:submit_proposal": UNIT,
    "api-1:receipts": SIGNED_IN,
    "api-1:duties": SIGNED_IN,
    "api-1:messages": SIGNED_IN,
    "api-1:mark_read": SIGNED_IN,
    "api-1:notices": PUBLIC,
    "api-1:notice": PUBLIC,
    "api-1:check_notice": OPERATOR | AUTHORITY,
    "api-1:post_notice": OPERATOR | AUTHORITY,
    "api-1:end_notice": OPERATOR | AUTHORITY,
    "api-1:withdraw_notice": OPERATOR | AUTHORITY,
    "api-1:objections": OVERSIGHT,
    "api-1:uphold_objection": AUTHORITY,
    "api-1:dismiss_objection": AUTHORITY,
    # accounts
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_signup": CLOSED,
    "account_email": CLOSED,
    "account_email_verification_sent": CLOSED,
    "account_confirm_email": CLOSED,
    "account_set_password": SIGNED_IN,
    "account_confirm_login_code": CLOSED,
    "mfa_authenticate": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "socialaccount_signup": CLOSED,
    "socialaccount_connections": CLOSED,
    "django.views.generic.base.RedirectView": CLOSED,  # allauth's former addresses, without a name
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
}


def row_of(method: str, view_name: str) -> Who | None:
    """Return who may call a view by a method; None where the table has no row. What may be read may be asked for."""
    if method in {"HEAD", "OPTIONS"}:
        method = "GET"
    return ROUTES.get(f"{method} {view_name}") or ROUTES.get(view_name)


def may_call(view_name: str, method: str, roles: frozenset[str], *, signed_in: bool) -> bool | None:
    """Tell whether somebody with these roles may call a view; None where the table has no row."""
    who = row_of(method, view_name)
    if who is None:
        return None
    return who == PUBLIC or (signed_in and (who == SIGNED_IN or bool(who & roles)))
