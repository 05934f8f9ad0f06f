"""Walking in a real browser: controls are found by role and accessible name, as a screen reader would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.core.files.base import ContentFile
from playwright.sync_api import expect

from walking.person import Account, Fields, Person, Value
from walking.words import Text, plain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator


WELL = 400
AROUND = "li, tr, dl, article, section, fieldset, form, .card"
PATIENCE = 10_000


class ByChromium(Person):
    """Somebody at a browser window with cookies of its own."""

    def __init__(self, account: Account | None, language: str, *, browser: Browser, site: str) -> None:
        super().__init__(account, language)
        self._site = site
        self._window = browser.new_context(locale=language, viewport={"width": 1280, "height": 900})
        self._page = self._window.new_page()
        self._page.set_default_timeout(PATIENCE)
        self._main = self._page.get_by_role("main")

    @property
    def address(self) -> str:
        """The path of the page that is open."""
        return urlsplit(self._page.url).path

    @property
    def title(self) -> str:
        """What the page is headed with."""
        return plain(self._page.get_by_role("heading", level=1).first.text_content() or "")

    def goes_to(self, address: str) -> None:
        """Open an address."""
        with self._going():
            self._page.goto(urljoin(self._site, address), wait_until="commit")

    def is_signed_in(self) -> bool:
        """Look for the menu that bears the name."""
        return self._page.locator(".topbar-user").count() > 0

    def follows_in_frame(self, label: Text) -> None:
        """Follow a link of the top bar or the navigation."""
        frame = self._page.locator("header, nav")
        with self._going():
            frame.get_by_role("link", name=self.read(label), exact=True).first.click()

    def follows(self, label: Text, *, within: Text = "") -> None:
        """Follow a link of the page."""
        link = self._control("link", label, within)
        with self._going():
            link.click()

    def fills(self, fields: Fields) -> None:
        """Fill fields in by their labels."""
        for field, value in fields.items():
            label, place = field if isinstance(field, tuple) else (field, 0)
            self._fill(self.read(label), place, value)

    def presses(self, label: Text, *, within: Text = "", refused: Text = "") -> None:
        """Press a button of the page."""
        button = self._control("button", label, within)
        with self._going(refused=self.read(refused)):
            button.click()

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
        with self._page.expect_navigation(wait_until="domcontentloaded") as arrived:
            yield
        answer = arrived.value
        faults = [
            plain(one)
            for one in self._page.locator(".notice-danger, .invalid-feedback, [role=alert]").all_text_contents()
        ]
        if refused:
            assert any(refused in fault for fault in faults), f"{self} is not refused with {refused!r}: {faults}"
            return
        assert not faults, f"{self} on {self.address}: {faults}"
        assert answer.status < WELL, f"{self} on {self.address}: {answer.status}"
        assert self._page.locator("html").get_attribute("lang") == self.language, f"{self} reads another language"

    def _control(self, role: str, label: Text, within: Text) -> Locator:
        name = _named(self.read(label))
        found = self._main.get_by_role(role, name=name)  # type: ignore[arg-type]  # one of two
        if within:
            inside = self._page.get_by_role(role, name=name)  # type: ignore[arg-type]  # as above
            around = self._main.locator(AROUND).filter(has_text=plain(self.read(within))).filter(has=inside).last
            found = around.get_by_role(role, name=name)  # type: ignore[arg-type]  # as above
        targets = found.evaluate_all("all => [...new Set(all.map(one => one.href || all.indexOf(one)))].length")
        assert targets == 1, f"{self} finds {targets} of {self.read(label)!r} on {self.address}"
        return found.first

    def _fill(self, label: str, place: int, value: Value) -> None:
        group = self._main.get_by_role("group", name=re.compile(rf"^{re.escape(label)}\s*\*?$"))
        if group.count():
            self._choose(group.nth(place), value)
            return
        control = self._main.get_by_label(label, exact=True).nth(place)
        if isinstance(value, ContentFile):
            kind = "application/pdf"
            control.set_input_files({"name": value.name or "", "mimeType": kind, "buffer": value.read()})
        elif isinstance(value, bool):
            control.set_checked(value)
        elif control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(label=[self.read(one) for one in _several(value)])
        else:
            assert isinstance(value, Text)
            control.fill(self.read(value))

    def _choose(self, group: Locator, value: Value) -> None:
        wanted = {self.read(one) for one in _several(value)}
        for box in group.get_by_role("checkbox").all():
            box.set_checked(False)
        for name in wanted:
            group.get_by_label(name, exact=True).check()


def _named(words: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(plain(words))}(: .*)?$")


def _several(value: Value) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    else:
        assert isinstance(value, Sequence)
        yield from value
