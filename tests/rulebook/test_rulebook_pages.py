"""Rule packs are public, and say what was not found."""

import pytest
from django.test import Client

from making.people import AT
from qunli.core.states import SYSTEM
from qunli.rulebook.actions import load_shipped_packs

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


def test_a_pack_shows_each_value_with_source_and_confidence_and_what_was_not_found() -> None:
    _fees, pack, _other = load_shipped_packs(by=SYSTEM, at=AT)
    page = Client(headers=ENGLISH).get(f"/rulebook/{pack.pk}/").content.decode()
    for words in ("not found", "article number not verified", "赣州揭榜挂帅办法", "read in a source", "Version 1"):
        assert words in page


def test_a_pack_is_handed_out_as_it_came() -> None:
    pack = load_shipped_packs(by=SYSTEM, at=AT)[0]
    answer = Client().get(f"/rulebook/{pack.pk}/toml/")
    assert answer.content.decode() == pack.toml
    assert answer["Content-Disposition"] == 'attachment; filename="cn-expert-fees-v1.toml"'


@pytest.mark.parametrize("query", ["", "?kind=expert+fees", "?format=xlsx"])
def test_the_list_of_packs_is_read_in_two_queries_at_most(query: str, django_assert_max_num_queries: object) -> None:
    load_shipped_packs(by=SYSTEM, at=AT)
    with django_assert_max_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture
        assert Client(headers=ENGLISH).get(f"/rulebook/{query}").status_code == 200
