"""What tests with a browser do on every page: sign in, look for faults, find further pages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, ViewportSize

    from qunli.people.models import User

GRAVE: Final = frozenset({"serious", "critical"})
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}
ELSEWHERE: Final = ("openid_connect", "django.", "api-1:", "set_language", "account_logout", "portal:paper")

_AXE_RUN: Final = """
async (rules) => (await axe.run(document, {resultTypes: ['violations'], ...(rules && {runOnly: rules})}))
  .violations.map(one => [one.impact, one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')])
"""
_TOO_WIDE: Final = """
() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('#content *, header *')]
    .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map(one => one.outerHTML.slice(0, 160))
"""
_UNTRANSLATED: Final = """
() => [...document.querySelectorAll(
    '#content :is(h1,h2,h3,th,dt,label,legend,button,summary,figcaption,.btn,.badge,.tab,.form-hint,.empty p), nav a')]
  .filter(one => !one.closest('[lang=en], [data-stored], code, .cell-title, .definition dd'))
  .map(one => one.innerText.trim())
  .filter(words => /[A-Za-z]{3,}/.test(words) && !/[\\u4e00-\\u9fff]/.test(words))
"""
NAMES: Final = frozenset({"API", "Excel", "MAD", "JSON", "TOML", "TRL", "Word"})
"""What stands alone in Latin letters on a Chinese page: names of things, and records' own numbers."""


class _Links(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found = path, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads, when it stays on the site and is a page."""
        to = dict(attrs).get("href") if tag == "a" else None
        parts = urlsplit(urljoin(self.path, to)) if to else None
        if parts and not parts.netloc and "format=" not in parts.query:
            self.found.append(parts._replace(scheme="", fragment="").geturl())


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    """Sign in as people do, by the form."""
    page.goto(f"{address}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main form [type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)


def complaints_of(page: Page) -> list[str]:
    """Return a list into which the browser's complaints fall from now on: scripts, content policy, missing files."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(f"{urlsplit(page.url).path}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"{urlsplit(page.url).path}: {error}"))
    return heard


def faults_of(page: Page, axe: str) -> list[str]:
    """Say what is grave on the open page for those who cannot see it well, read it on a phone, in the dark or aloud."""
    # By the debugger, since the page's own content policy lets no script in.
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe})
    found = [f"{name}: {where}" for impact, name, where in _violations(page) if impact in GRAVE]
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark, {name}: {where}" for _impact, name, where in _violations(page, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    found += [f"scrolls sideways: {what}" for what in page.evaluate(_TOO_WIDE)]
    page.set_viewport_size(WIDE)
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1 or not headings[0].strip():
        found.append(f"headings of the first order: {headings}")
    if not page.title().partition("·")[0].strip():
        found.append("no title")
    return found


def untranslated(page: Page) -> list[str]:
    """Return the words of the interface that a page in Chinese leaves in English."""
    return [words for words in page.evaluate(_UNTRANSLATED) if words not in NAMES and not any(map(str.isdigit, words))]


def _violations(page: Page, rules: list[str] | None = None) -> list[list[Any]]:
    violations: list[list[Any]] = page.evaluate(_AXE_RUN, rules)
    return violations


def walk_of(user: User | None) -> tuple[dict[str, str], list[str]]:
    """Follow every link that somebody meets, one record of each kind; return the pages by view, and the shut doors."""
    client = Client(HTTP_HOST="127.0.0.1")
    if user is not None:
        client.force_login(user)
    waiting, met = ["/"], {"/"}
    seen, shut = dict[str, str](), list[str]()
    while waiting:
        path = waiting.pop(0)
        name = view_of(urlsplit(path).path)
        if not name or name in seen or name.startswith(ELSEWHERE) or name.endswith((":file", "_file")):
            continue
        answer = client.get(path)
        if answer.status_code in {301, 302}:
            waiting.insert(0, answer["Location"])
            continue
        if answer.status_code != 200:
            shut.append(f"{path}: {answer.status_code}")
            continue
        if answer["Content-Type"].startswith("text/html"):
            seen[name] = path
            links = _Links(path)
            links.feed(answer.content.decode())
            fresh = [link for link in dict.fromkeys(links.found) if link not in met]
            met.update(fresh)
            waiting += fresh
    return seen, shut


def view_of(path: str) -> str:
    """Return the name of the view behind an address, or nothing."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
