"""Addresses of joint funds."""

from django.urls import path

from qunli.funds.views import funds, lists, money

app_name = "funds"

urlpatterns = [
    path("", funds.funds, name="funds"),
    path("draft/", funds.draft, name="draft"),
    path("<int:pk>/", funds.fund, name="fund"),
    path("<int:pk>/change/", funds.change, name="change"),
    path("<int:pk>/close/", funds.close, name="close"),
    path("<int:pk>/report/", funds.report, name="report"),
    path("<int:pk>/end/", funds.end, name="end"),
    path("<int:pk>/programmes/add/", funds.programme_add, name="programme_add"),
    path("<int:pk>/pool/", lists.pool, name="pool"),
    path("<int:pk>/pool/add/", lists.pool_add, name="pool_add"),
    path("<int:pk>/lists/", lists.lists, name="lists"),
    path("<int:pk>/lists/draft/", lists.list_draft, name="list_draft"),
    path("<int:pk>/entries/", money.entries, name="entries"),
    path("programmes/<int:pk>/", funds.programme, name="programme"),
    path("pool/<int:pk>/", lists.pooled, name="poolproject"),
    path("pool/<int:pk>/out/", lists.take_out, name="take_out"),
    path("pool/<int:pk>/back/", lists.put_back, name="put_back"),
    path("lists/<int:pk>/", lists.joint_list, name="jointlist"),
    path("lists/<int:pk>/change/", lists.list_change, name="list_change"),
    path("lists/<int:pk>/approve/<int:party>/", lists.approve, name="approve"),
    path("lists/<int:pk>/back/", lists.back, name="list_back"),
    path("lists/<int:pk>/step/<slug:name>/", lists.step, name="list_step"),
    path("entries/<int:pk>/", money.entry, name="entry"),
    path("entries/<int:pk>/correct/", money.correct, name="correct"),
    path("projects/<int:pk>/", money.support, name="support"),
    path("projects/<int:pk>/pay/", money.pay, name="pay"),
    path("projects/<int:pk>/claim/", money.claim, name="claim"),
    path("projects/<int:pk>/recovered/", money.recovered, name="recovered"),
    path("projects/<int:pk>/end/", money.support_end, name="support_end"),
    path("parties/<int:pk>/", money.party, name="fundparty"),
    path("parties/<int:pk>/sign/", money.sign, name="sign"),
    path("parties/<int:pk>/pay-in/", money.party_pay_in, name="pay_in"),
    path("parties/<int:pk>/return/", money.party_return, name="return"),
]
