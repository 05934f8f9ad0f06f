"""What tests with a browser do on every page: sign in, look for faults, find further pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, ViewportSize

GRAVE: Final = frozenset({"serious", "critical"})
NARROW: Final[ViewportSize] = {"width": 375, "height": 812}
WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}
ELSEWHERE: Final = ("openid_connect", "django.", "api-1:", "api_docs", "set_language", "account_logout")

_AXE_RUN: Final = """
async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
  one => [one.impact, one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')])
"""
_LINKS: Final = "() => [...document.querySelectorAll('#content a[href], nav a[href]')].map(link => link.href)"
_TOO_WIDE: Final = """
() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('#content *, header *')]
    .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map(one => one.outerHTML.slice(0, 160))
"""


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
    """Say what is grave on the page for people who cannot see it well, or read it on a phone."""
    page.set_viewport_size(NARROW)
    found = [f"scrolls sideways: {what}" for what in page.evaluate(_TOO_WIDE)]
    page.set_viewport_size(WIDE)
    # By the debugger, since the page's own content policy lets no script in.
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe})
    violations: list[list[Any]] = page.evaluate(_AXE_RUN)
    return found + [f"{name}: {where}" for impact, name, where in violations if impact in GRAVE]


def pages_beyond(page: Page, address: str) -> dict[str, str]:
    """Return the pages that this one leads to: one address for each view."""
    found: dict[str, str] = {}
    for link in page.evaluate(_LINKS):
        path = urlsplit(link).path
        name = view_of(path) if link.startswith(address) else ""
        if name and not name.startswith(ELSEWHERE) and not name.endswith("file"):
            found.setdefault(name, path)
    return found


def view_of(path: str) -> str:
    """Return the name of the view behind an address, or nothing."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
