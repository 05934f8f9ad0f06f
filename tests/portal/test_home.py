"""The front page."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_front_page_is_open_to_everybody(client: Client) -> None:
    assert client.get("/").status_code == 200


def test_the_sign_in_page_is_open_to_everybody(client: Client) -> None:
    assert client.get("/account/login/").status_code == 200
