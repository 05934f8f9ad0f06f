"""Walking in a real browser: controls are found by role and accessible name, as a screen reader would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urljoin, urlsplit

from django.core.files.base import ContentFile
from playwright.sync_api import expect

from walking.person import Account, Fields, Person, Value
from walking.words import Text, plain, said

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Locator, ViewportSize


WELL = 400
BLANK = "about:blank"
WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}
PATIENCE = 60_000
"""Milliseconds; a loaded machine is no reason to fail."""
_ARRIVED = """
() => [document.documentElement.lang, [...document.querySelectorAll(
  ".notice-danger, .invalid-feedback, [role=alert]")].map(one => one.textContent)]
"""
"""The language of a page, and what it says in red: a refusal, or what is wrong with a form."""
_NEAREST = """
(all, words) => {
  const stepsTo = (one, steps = 0) =>
    !one || one.textContent.replace(/\\s+/g, " ").includes(words) ? steps : stepsTo(one.parentElement, steps + 1);
  const found = all.map((one, place) => [place, one.href || String(place), words ? stepsTo(one) : 0]);
  const least = Math.min(...found.map(([, , steps]) => steps));
  return found.filter(([, , steps]) => steps === least).map(([place, target]) => [place, target]);
}
"""
"""Of controls that bear one name, those that stand nearest to some words: their places, and where they lead."""


class ByChromium(Person):
    """Somebody at a browser window with cookies of its own."""

    def __init__(
        self, account: Account | None, language: str, *, browser: Browser, site: str, scripts: bool = True
    ) -> None:
        super().__init__(account, language)
        self._site = site
        self._window = browser.new_context(
            locale=language, viewport=WIDE, reduced_motion="reduce", java_script_enabled=scripts
        )
        self.page = self._window.new_page()
        self.page.set_default_timeout(PATIENCE)
        self._main = self.page.get_by_role("main")

    @property
    def address(self) -> str:
        """The path of the page that is open."""
        return urlsplit(self.page.url).path

    @property
    def title(self) -> str:
        """What the page is headed with."""
        return plain(self.page.get_by_role("heading", level=1).first.text_content() or "")

    def goes_to(self, address: str) -> None:
        """Open an address."""
        with self._going():
            self.page.goto(urljoin(self._site, address), wait_until="commit")

    def is_signed_in(self) -> bool:
        """Look for the menu that bears the name."""
        return self.page.locator(".topbar-user").count() > 0

    def signs_out(self) -> None:
        """Press the button of the menu that bears the name."""
        self.page.locator("summary", has=self.page.locator(".topbar-user")).click()
        with self._going():
            self.page.locator("header").get_by_role("button", name=self.read(said("Sign out")), exact=True).click()

    def follows_in_frame(self, label: Text) -> None:
        """Follow a link of the top bar or the navigation; a menu that holds it is opened first."""
        link = self.page.locator("header, nav").get_by_role("link", name=self.read(label), exact=True).first
        if not link.count():
            self.page.locator("summary", has=self.page.locator(".topbar-user")).click()
        with self._going():
            self._activates(link)

    def turns_to(self, *labels: Text) -> None:
        """Go on by the bar of the page that is open; come to the front page first only where none is."""
        if self.page.url == BLANK or (self.account and not self.is_signed_in()):
            self.comes()
        self.follows_in_frame(labels[0])
        for label in labels[1:]:
            self.follows(label)

    def follows(self, label: Text, *, within: Text = "") -> None:
        """Follow a link of the page."""
        link = self._control("link", label, within)
        with self._going():
            self._activates(link)

    def fills(self, fields: Fields) -> None:
        """Fill fields in by their labels."""
        for field, value in fields.items():
            label, place = field if isinstance(field, tuple) else (field, 0)
            self._fill(self.read(label), place, value)

    def presses(self, label: Text, *, within: Text = "", refused: Text = "") -> None:
        """Press a button of the page."""
        button = self._control("button", label, within)
        with self._going(refused=self.read(refused)):
            self._activates(button)

    def sees(self, *texts: Text) -> None:
        """Wait until the page says all of this."""
        for text in texts:
            expect(self._main).to_contain_text(plain(self.read(text)), ignore_case=True, timeout=PATIENCE)

    def misses(self, *texts: Text) -> None:
        """Hold that the page says nothing of this."""
        words = plain(self._main.text_content() or "")
        found = [self.read(text) for text in texts if plain(self.read(text)) in words]
        assert not found, f"{self} reads {found} on {self.address}"

    def is_offered(self, label: Text) -> bool:
        """Tell whether the page has this link or button."""
        name = _named(self.read(label))
        return any(self._main.get_by_role(role, name=name).count() for role in ("link", "button"))

    def is_let_in(self, address: str) -> bool:
        """Ask for an address with the window's cookies."""
        answer = self._window.request.get(urljoin(self._site, address), max_redirects=0)
        assert answer.status in {200, 302, 403, 404}, (address, answer.status)
        return answer.status == 200

    def goes_home(self) -> None:
        """Close the window."""
        self._window.close()

    @contextmanager
    def _going(self, refused: str = "") -> Iterator[None]:
        """Wait for the page that follows, and hold that it is well."""
        with self.page.expect_navigation(wait_until="domcontentloaded") as arrived:
            yield
        answer = arrived.value
        language, faults = self.page.evaluate(_ARRIVED)
        if refused:
            assert any(refused in plain(fault) for fault in faults), f"{self} is not refused with {refused!r}: {faults}"
            return
        assert not faults, f"{self} on {self.address}: {faults}"
        status = getattr(answer, "status", 0)  # none for a place on the same page
        assert status < WELL, f"{self} on {self.address}: {status}"
        assert language == self.language, f"{self} reads {language} on {self.address}"

    def _control(self, role: Literal["link", "button"], label: Text, within: Text) -> Locator:
        found = self._main.get_by_role(role, name=_named(self.read(label)))
        near: list[tuple[int, str]] = found.evaluate_all(_NEAREST, plain(self.read(within)))
        assert len({target for _place, target in near}) == 1, (
            f"{self} finds {len(near)} of {self.read(label)!r} on {self.address}"
        )
        return found.nth(near[0][0])

    def _activates(self, control: Locator) -> None:
        control.click()

    def _fill(self, label: str, place: int, value: Value) -> None:
        groups = self._main.get_by_role("group", name=re.compile(rf"^{re.escape(label)}\s*\*?$"))
        field = groups.or_(self._main.get_by_label(label, exact=True)).nth(place)
        kind = field.evaluate("one => one.tagName")
        if kind == "FIELDSET":
            self._choose(field, value)
        elif isinstance(value, ContentFile):
            self._attach(field, value)
        elif isinstance(value, bool):
            self._tick(field, value=value)
        elif kind == "SELECT":
            self._select(field, [self.read(one) for one in _several(value)])
        else:
            assert isinstance(value, Text)
            self._type(field, self.read(value))

    def _attach(self, field: Locator, file: ContentFile[bytes]) -> None:
        field.set_input_files(sent_as(file))

    def _tick(self, field: Locator, *, value: bool) -> None:
        field.set_checked(value)

    def _select(self, field: Locator, labels: list[str]) -> None:
        field.select_option(label=labels)

    def _type(self, field: Locator, words: str) -> None:
        field.fill(words)

    def _choose(self, group: Locator, value: Value) -> None:
        wanted = {self.read(one) for one in _several(value)}
        for box in group.get_by_role("checkbox").all():
            self._tick(box, value=False)
        for name in wanted:
            self._tick(group.get_by_label(name, exact=True), value=True)


def sent_as(file: ContentFile[bytes]) -> FilePayload:
    """Return a file as the browser sends it."""
    return {"name": file.name or "", "mimeType": "application/pdf", "buffer": file.read()}


def _named(words: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(plain(words))}( ?: .*)?$")


def _several(value: Value) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    else:
        assert isinstance(value, Sequence)
        yield from value
