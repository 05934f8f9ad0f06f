"""What a page does for hands without a mouse, and for browsers without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from making.browsing import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from qunli.cli.demo.world import World


def test_the_first_stop_of_the_keyboard_skips_to_the_content(site: str, page: Page) -> None:
    page.goto(f"{site}/calls/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_menu_opens_by_keyboard_and_gives_the_focus_back_on_escape(site: str, page: Page) -> None:
    page.goto(f"{site}/")
    menu = page.locator("details[data-menu]").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.locator(".menu-item").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu.locator(".menu-item").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator(".menu-item").first).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_typing_into_a_filter_narrows_the_list_and_keeps_the_place(site: str, walked_road: World, page: Page) -> None:
    sign_in(page, site, walked_road.users["p-operator"].email, walked_road.passwords["p-operator"])
    page.goto(f"{site}/directory/organizations/")
    field = page.locator("form[data-filter] [name=q]")
    field.press_sequentially("91310112")
    page.wait_for_url("**q=91310112*")
    expect(field).to_be_focused()
    expect(field).to_have_value("91310112")


def test_the_choice_of_colours_stays_with_the_reader(site: str, page: Page) -> None:
    page.goto(f"{site}/")
    page.locator("[data-theme-switch]").click()
    page.locator("[data-theme-switch]").click()
    page.goto(f"{site}/calls/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_without_scripts_language_filter_and_sign_in_work(site: str, walked_road: World, chromium: Browser) -> None:
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/calls/")
    page.locator("details[data-menu] summary").first.click()
    page.click("button[name=language][value=zh-hans]")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.fill("form[data-filter] [name=q]", "七十兆帕")
    page.click("form[data-filter] [type=submit]")
    assert page.locator("#results tbody tr").count() == 1
    sign_in(page, site, walked_road.users["p-operator"].email, walked_road.passwords["p-operator"])
    page.goto(f"{site}/projects/1/")
    assert page.locator("[data-chart] .chart-table table").is_visible()  # what the picture would show
    context.close()


def test_claims_are_confirmed_rejected_and_undone_with_one_key_each(
    own_site: str, walked_road: World, page: Page
) -> None:
    sign_in(page, own_site, walked_road.users["p-operator"].email, walked_road.passwords["p-operator"])
    page.goto(f"{own_site}/confirm/")
    first = page.url
    expect(page.locator("#here")).to_be_in_viewport()
    page.keyboard.press("y")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url not in {first, second})
    page.keyboard.press("u")
    page.wait_for_url(second)
    page.keyboard.press("e")
    expect(page.locator("[data-edit]")).to_have_attribute("open", "")
    expect(page.locator("[data-edit] :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("y")
    page.reload()
    assert page.url == second
