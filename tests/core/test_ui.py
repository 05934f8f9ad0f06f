"""The parts of pages, as exact HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from qunli.core.templatetags import ui, ui_lists, ui_values

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@dataclass
class Kept:
    """A record with a state."""

    state: str

    def get_state_display(self) -> str:
        return "In <review>"


@dataclass
class Toned(Kept):
    """A record that says its own tone."""

    state_tone: str = "wrong"


def test_rows_of_a_list_are_escaped_and_shown_by_kind() -> None:
    row = (
        "/needs/1/?a=1&b=2",
        [
            ("link", "Title", "<b>seal</b>"),
            ("text", "Owner's", 'A & "B"'),
            ("text", "Note", ""),
            ("number", "Rows", 12345),
            ("number", "None", 0),
            ("money", "Money", Decimal(1200)),
            ("day", "Day", date(2026, 3, 2)),
            ("day", "Until", None),
            ("time", "At", datetime(2026, 3, 2, 1, 0, tzinfo=UTC)),
            ("state", "State", Kept("in_review")),
            ("mark", "Yes", True),
            ("mark", "No", False),
            ("tag", "Kind", "made up"),
            ("tag", "Kind", ""),
        ],
    )
    assert rendered("{% table_rows rows %}", rows=[row]) == (
        '<tr><td class="cell-title"><a class="row-title" href="/needs/1/?a=1&amp;b=2">&lt;b&gt;seal&lt;/b&gt;</a></td>'
        '<td class="cell-text" data-label="Owner&#x27;s">A &amp; &quot;B&quot;</td>'
        '<td class="cell-text" data-label="Note"><span class="nothing">—</span></td>'
        '<td class="cell-number text-end" data-label="Rows">12,345</td>'
        '<td class="cell-number text-end" data-label="None">0</td>'
        '<td class="cell-money text-end" data-label="Money">'
        '<data class="money" value="1200.00" title="1,200.00 yuan">¥1,200</data></td>'
        '<td class="cell-day" data-label="Day">March 2, 2026</td><td class="cell-day" data-label="Until">—</td>'
        '<td class="cell-time" data-label="At">March 2, 2026 09:00</td>'
        '<td class="cell-state" data-label="State"><span class="badge tone-open">In &lt;review&gt;</span></td>'
        '<td class="cell-mark" data-label="Yes"><svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/vendor/icons.svg#check"></use></svg><span class="visually-hidden">yes</span></td>'
        '<td class="cell-mark" data-label="No"><span class="visually-hidden">no</span></td>'
        '<td class="cell-tag" data-label="Kind"><span class="mark mark-synthetic">made up</span></td>'
        '<td class="cell-tag" data-label="Kind"></td></tr>'
    )


def test_a_list_of_choices_keeps_groups_the_chosen_and_escapes() -> None:
    class Choosing(forms.Form):
        kind = forms.ChoiceField(
            choices=[("", "all"), ("Made", [("a", "<A>"), ("b", "B & C")])], initial="b", required=False
        )

    assert rendered("{{ form.kind }}", form=Choosing()) == (
        '<select name="kind" id="id_kind"><option value="">all</option><optgroup label="Made">'
        '<option value="a">&lt;A&gt;</option><option value="b" selected>B &amp; C</option></optgroup></select>'
    )


class NeedForm(forms.Form):
    """A form with each kind of control."""

    title = forms.CharField(label="Title", help_text="One sentence.")
    owner = forms.ChoiceField(label="Owner", choices=[("1234", "Poster"), ("b", "Both")], widget=forms.RadioSelect)
    secret = forms.BooleanField(label="Confidential", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("", "All"), ("race", "Race")], required=False)


def rendered(source: str, address: str = "/", **context: object) -> str:
    """Render a template as a page at an address does, without the white space between lines."""
    request = RequestFactory().get(address)
    html = Template("{% load ui %}" + source).render(Context({"request": request, **context}))
    return "".join(line.strip() for line in html.splitlines())


def test_money_is_spoken_in_ten_thousands_in_chinese_and_exact_on_hover() -> None:
    with override("zh-hans"):
        spoken = [
            ui_values.spoken_amount(Decimal(amount)) for amount in ("412356.78", "361500000", "8500", "0.05", "-20000")
        ]
    assert spoken == ["41.24 万元", "3.62 亿元", "8,500 元", "0.05 元", "-2 万元"]
    with override("zh-hant"):
        assert ui_values.spoken_amount(Decimal(360_000_000)) == "3.6 億元"
    assert ui.money(Decimal("1234567.8")) == (
        '<data class="money" value="1234567.80" title="1,234,567.80 yuan">¥1.23 million</data>'
    )


def test_an_amount_just_below_a_unit_is_not_rounded_into_nonsense() -> None:
    with override("zh-hans"):
        assert ui_values.spoken_amount(Decimal("99999999.99")) == "1 亿元"
        assert ui_values.spoken_amount(Decimal("9999.99")) == "9,999.99 元"


def test_money_in_a_column_shows_every_digit() -> None:
    assert ui.money(Decimal(412000), exact=True) == '<data class="money" value="412000.00">412,000.00</data>'
    assert ui.money(None) == '<span class="nothing">—</span>'


def test_a_date_says_how_many_working_days_remain() -> None:
    day = date(2026, 3, 20)
    start = '<time datetime="2026-03-20">March 20, 2026</time>'
    assert (
        ui.due(day, 4) == f'<span class="due due-calm">{start} <span class="due-left">4 working days left</span></span>'
    )
    assert (
        ui.due(day, 1) == f'<span class="due due-soon">{start} <span class="due-left">1 working day left</span></span>'
    )
    assert ui.due(day, 0) == f'<span class="due due-soon">{start} <span class="due-left">due today</span></span>'
    assert (
        ui.due(day, -2)
        == f'<span class="due due-late">{start} <span class="due-left">2 working days late</span></span>'
    )
    assert ui.due(day, -2, done=True) == f'<span class="due">{start}</span>'


def test_a_date_that_no_calendar_fixes_yet_is_not_guessed() -> None:
    assert ui.due(None) == '<span class="due due-unknown">to be fixed when the calendar is published</span>'


def test_a_state_shows_in_its_usual_tone_or_its_own_and_is_escaped() -> None:
    assert ui.state_badge(Kept("in_review")) == '<span class="badge tone-open">In &lt;review&gt;</span>'
    assert ui.state_badge(Kept("unheard_of")) == '<span class="badge tone-quiet">In &lt;review&gt;</span>'
    assert ui.state_badge(Toned("accepted")) == '<span class="badge tone-wrong">In &lt;review&gt;</span>'


def test_an_icon_is_hidden_from_readers_aloud() -> None:
    assert ui.icon("lock") == (
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/vendor/icons.svg#lock"></use></svg>'
    )


def test_a_field_ties_help_and_errors_to_its_control() -> None:
    form = NeedForm({"owner": "b"})
    html = rendered("{% field form.title %}", form=form)
    assert '<label class="form-label required" for="id_title">Title</label>' in html
    assert 'aria-describedby="id_title_help id_title_error"' in html
    assert 'class="form-control is-invalid"' in html
    assert '<div class="form-hint" id="id_title_help">One sentence.</div>' in html
    assert '<div class="field-errors" id="id_title_error">' in html


def test_a_choice_of_few_is_a_group_with_a_legend_and_plain_values() -> None:
    html = rendered("{% field form.owner %}", form=NeedForm({"owner": "1234", "title": "x"}))
    assert html == (
        '<fieldset class="field"><legend class="form-label required">Owner</legend>'
        '<div class="form-check">'
        '<input class="form-check-input" type="radio" name="owner" value="1234" id="id_owner_0" checked>'
        '<label class="form-check-label" for="id_owner_0">Poster</label></div>'
        '<div class="form-check"><input class="form-check-input" type="radio" name="owner" value="b" id="id_owner_1">'
        '<label class="form-check-label" for="id_owner_1">Both</label></div></fieldset>'
    )


def test_the_summary_of_errors_links_to_each_field() -> None:
    html = rendered("{% form_errors form %}", form=NeedForm({"owner": "b"}))
    assert '<li><a href="#id_title">Title</a>: This field is required.</li>' in html
    assert rendered("{% form_errors form %}", form=NeedForm({"owner": "b", "title": "x"})) == ""


def test_a_whole_form_of_django_looks_like_ours() -> None:
    html = rendered("{{ form }}", form=NeedForm())
    assert html.count('class="field"') == 4


def test_each_filter_in_force_is_a_chip_that_can_be_taken_away() -> None:
    query = QueryDict("title=seal&kind=race&page=3&owner=b")
    assert ui_lists.chips_of(NeedForm(query), query) == [
        ui_lists.Chip("Title", "seal", "?kind=race&owner=b"),
        ui_lists.Chip("Owner", "Both", "?title=seal&kind=race"),
        ui_lists.Chip("Kind", "Race", "?title=seal&owner=b"),
    ]


def test_a_filter_that_is_not_valid_has_no_chips() -> None:
    query = QueryDict("kind=nonsense")
    assert ui_lists.chips_of(NeedForm(query), query) == []


def test_a_heading_sorts_one_way_then_the_other_and_goes_back_to_the_first_page() -> None:
    assert rendered('{% sort_header "name" "Name" %}', "/?q=a&page=4") == (
        '<th scope="col" aria-sort="none"><a class="sort sort-none" href="?q=a&amp;sort=name">Name</a></th>'
    )
    assert rendered('{% sort_header "name" "Name" %}', "/?sort=name") == (
        '<th scope="col" aria-sort="ascending"><a class="sort sort-ascending" href="?sort=-name">Name</a></th>'
    )


def test_pages_keep_the_filter() -> None:
    page = Paginator(list(range(95)), 30).get_page(2)
    html = rendered("{% pagination page %}", "/?q=a&page=2", page=page)
    assert "31–60 of 95" in html
    assert 'href="?q=a&amp;page=3" rel="next"' in html
    assert 'href="?q=a&amp;page=2" aria-current="page"' in html


def test_a_list_of_one_page_has_a_count_but_no_pages() -> None:
    html = rendered("{% pagination page %}", page=Paginator([1], 30).get_page(1))
    assert "1–1 of 1" in html
    assert "page-link" not in html


def test_a_chart_carries_its_rows_twice_as_data_and_as_table() -> None:
    rows = [{"label": "Hefei </script>", "value": 88.2}]
    html = rendered('{% chart "ranked" "Scores" rows unit="points" name="scores" %}', rows=rows)
    assert 'data-chart="ranked" data-source="scores-rows"' in html
    assert '<script id="scores-rows" type="application/json">' in html
    assert "\\u003C/script\\u003E" in html
    assert '<td data-label="Value">88.2</td>' in html


def test_what_changed_is_marked_word_by_word() -> None:
    assert ui.diff("not below 25 <degrees>", "not below 30 <degrees>") == (
        '<div class="diff">not below <del>25</del><ins>30</ins> &lt;degrees&gt;</div>'
    )
    assert ui.diff("零下二十度", "零下三十度") == '<div class="diff">零下<del>二</del><ins>三</ins>十度</div>'


def test_a_long_text_is_compared_line_by_line() -> None:
    same = "一" * 2500 + "\n"
    assert (
        ui.diff(same + "甲乙\n", same + "甲丙\n") == f'<div class="diff">{same}<del>甲乙\n</del><ins>甲丙\n</ins></div>'
    )


def test_the_stored_choice_of_colours_is_rendered_and_nothing_else_is_believed() -> None:
    request = RequestFactory().get("/")
    page = Template("<html{% load ui %}{% theme_attribute %}>")
    assert page.render(Context({"request": request})) == "<html>"
    request.COOKIES["qunli_theme"] = "dark"
    assert page.render(Context({"request": request})) == '<html data-bs-theme="dark">'
    request.COOKIES["qunli_theme"] = '"><script>'
    assert page.render(Context({"request": request})) == "<html>"


def test_a_page_writes_its_title_once_and_shows_it_twice() -> None:
    page = Template('{% extends "core/error.html" %}{% block title %} A & B {% endblock %}')
    html = page.render(Context())
    assert "<title> A & B  · Qunli</title>" in html
    assert '<h1 class="error-title">A & B</h1>' in html


@pytest.mark.parametrize("code", [400, 403, 404, 429, 500])
def test_error_pages_need_no_context_and_say_what_to_do_next(code: int) -> None:
    html = Template(f'{{% extends "{code}.html" %}}').render(Context())
    assert f'<p class="error-code">{code}</p>' in html
    assert 'href="/"' in html
