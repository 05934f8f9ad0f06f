"""A cluster's road to its recognition, taken by those whose steps they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from making.directory import a_cluster
from making.indicators import a_pack
from making.people import AT, a_party, an_account, an_authority
from qunli.people.models import User
from qunli.people.states import Role
from qunli.publicity.actions import check_notice, end_notice
from qunli.reports.actions import (
    RecognitionEntry,
    apply_for_recognition,
    check_application,
    post_recognition,
    prepare_publicity,
    recognise_cluster,
    recommend_cluster,
    submit_application,
)
from qunli.reports.models import Recognition

NATIONAL, CITY = "cn-sme-cluster-2022", "sh-sme-cluster-2023"
PLAN = "三年规划：产值年均增长百分之十二。"


class Office:
    """The three who take the steps, and one more who checks the notice."""

    def __init__(self) -> None:
        self.cluster = a_cluster()
        self.operator: User = an_account(role=Role.OPERATOR, party=self.cluster.operator)
        self.second: User = an_account(role=Role.OPERATOR, party=self.cluster.operator)
        self.district_party = a_party(name="区经委")
        self.district: User = an_account(role=Role.RECOMMENDING_UNIT, party=self.district_party)
        self.authority_party = a_party(name="市经信委")
        self.authority: User = an_authority(party=self.authority_party)

    def applies(self, code: str = NATIONAL) -> Recognition:
        return apply_for_recognition(
            cluster=self.cluster,
            pack=a_pack(code),
            district=self.district_party,
            authority=self.authority_party,
            plan="",
            by=self.operator,
            at=AT,
        )

    def on_notice(self, code: str = NATIONAL) -> Recognition:
        made = self.applies(code)
        submit_application(recognition=made, plan=PLAN, by=self.operator, at=AT)
        recommend_cluster(recognition=made, opinion="材料属实", by=self.district, at=AT)
        check_application(recognition=made, by=self.authority, at=AT)
        days = 5 if code == CITY else None
        notice = prepare_publicity(recognition=made, contact="电话", working_days=days, by=self.operator, at=AT)
        check_notice(notice=notice, by=self.second, at=AT)
        return post_recognition(recognition=made, by=self.authority, at=AT)

    def recognised(self, code: str = NATIONAL, **entry: Any) -> Recognition:
        made = self.on_notice(code)
        assert made.notice is not None
        later = AT + timedelta(days=20)
        end_notice(notice=made.notice, by=self.authority, at=later)
        whole: dict[str, Any] = {"document_number": "沪经信〔2026〕9号", "recognised_on": date(2026, 3, 25), **entry}
        return recognise_cluster(recognition=made, entry=RecognitionEntry(**whole), by=self.authority, at=later)
