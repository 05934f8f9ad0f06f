"""Walking over HTTP: pages are read as they arrive, nothing is drawn and no script runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.base import ContentFile
from django.test import Client
from lxml import html

from walking.person import Account, Fields, Person, Value
from walking.words import Text, plain

WELL = 400


class ByHttp(Person):
    """Somebody at the end of Django's test client."""

    def __init__(self, account: Account | None, language: str) -> None:
        super().__init__(account, language)
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        self._at = "/"
        self._page: Any = None  # lxml brings no types
        self._files: dict[str, ContentFile[bytes]] = {}

    @property
    def address(self) -> str:
        """The path of the page that is open."""
        return urlsplit(self._at).path

    @property
    def title(self) -> str:
        """What the page is headed with."""
        return plain(self._page.xpath("string(//h1)"))

    def goes_to(self, address: str) -> None:
        """Open an address."""
        self._arrive(self.client.get(urljoin(self._at, address), follow=True))

    def is_signed_in(self) -> bool:
        """Look for the menu that bears the name."""
        return bool(self._page.xpath("//*[@class='topbar-user']"))

    def follows_in_frame(self, label: Text) -> None:
        """Follow a link of the top bar or the navigation."""
        frame = self._page.xpath("//header//a[@href] | //nav//a[@href]")
        self.goes_to(self._one(frame, label).get("href"))

    def follows(self, label: Text, *, within: Text = "") -> None:
        """Follow a link of the page."""
        self.goes_to(self._one(self._main.xpath(".//a[@href]"), label, within).get("href"))

    def fills(self, fields: Fields) -> None:
        """Fill fields in by their labels."""
        for field, value in fields.items():
            label, place = field if isinstance(field, tuple) else (field, 0)
            self._fill(self.read(label), place, value)

    def presses(self, label: Text, *, within: Text = "", refused: Text = "") -> None:
        """Send the form of a button."""
        button = self._one(self._main.xpath(".//button[@type='submit']"), label, within)
        form = next(button.iterancestors("form"))
        values = [*form.form_values(), *([(button.get("name"), button.get("value"))] if button.get("name") else [])]
        sent: dict[str, Any] = {}
        for name, value in values:
            sent.setdefault(name, []).append(value)
        names = {one.get("name") for one in form.xpath(".//input[@type='file']")}
        sent |= {name: file for name, file in self._files.items() if name in names}
        address = urljoin(self._at, form.get("action") or "")
        send = self.client.post if form.method == "POST" else self.client.get
        self._arrive(send(address, sent, follow=True), refused=self.read(refused))

    def sees(self, *texts: Text) -> None:
        """Hold that the page says all of this."""
        words = self._words
        missing = [self.read(text) for text in texts if plain(self.read(text)) not in words]
        assert not missing, f"{self} misses {missing} on {self._at}: {words}"

    def misses(self, *texts: Text) -> None:
        """Hold that the page says nothing of this."""
        found = [self.read(text) for text in texts if plain(self.read(text)) in self._words]
        assert not found, f"{self} reads {found} on {self._at}"

    def is_offered(self, label: Text) -> bool:
        """Tell whether the page has this link or button."""
        return bool(self._named(self._main.xpath(".//a[@href] | .//button"), self.read(label)))

    def is_let_in(self, address: str) -> bool:
        """Ask for an address."""
        answer = self.client.get(address)
        assert answer.status_code in {200, 302, 403, 404}, (address, answer.status_code)
        return answer.status_code == 200

    @property
    def _main(self) -> Any:  # lxml brings no types
        return self._page.get_element_by_id("content")

    @property
    def _words(self) -> str:
        return plain(self._main.text_content())

    def _arrive(self, answer: Any, refused: str = "") -> None:  # the test client's response
        asked = answer.request
        self._at = asked["PATH_INFO"] + (f"?{asked['QUERY_STRING']}" if asked.get("QUERY_STRING") else "")
        self._files = {}
        self._page = html.document_fromstring(answer.content)
        assert self._page.find(".//main") is not None, f"{self} comes to no page on {self._at}: {answer.status_code}"
        faults = self._faults()
        if refused:
            assert any(refused in fault for fault in faults), f"{self} is not refused with {refused!r}: {faults}"
            return
        assert not faults, f"{self} on {self._at}: {faults}"
        assert answer.status_code < WELL, f"{self} on {self._at}: {answer.status_code} {self._words}"

    def _faults(self) -> list[str]:
        """Read what a page says in red: a refusal, or what is wrong with a form."""
        red = "//*[contains(@class, 'notice-danger') or contains(@class, 'invalid-feedback') or @role='alert']"
        return [plain(one.text_content()) for one in self._page.xpath(red)]

    def _one(self, found: Sequence[Any], label: Text, within: Text = "") -> Any:  # lxml elements
        words = self.read(label)
        named = self._named(found, words)
        if within:
            near = [(_steps_to(one, plain(self.read(within))), one) for one in named]
            least = min((steps for steps, _one in near), default=0)
            named = [one for steps, one in near if steps == least]
        targets = {one.get("href") or id(one) for one in named}
        names = sorted({plain(one.text_content()) for one in found})
        assert len(targets) == 1, f"{self} finds {len(targets)} of {words!r} on {self._at}, which has {names}"
        return named[0]

    @staticmethod
    def _named(found: Sequence[Any], words: str) -> list[Any]:
        wanted = re.compile(rf"{re.escape(plain(words))}(: .*)?")
        return [one for one in found if wanted.fullmatch(plain(one.text_content()))]

    def _fill(self, label: str, place: int, value: Value) -> None:
        groups = [one for one in self._main.xpath(".//fieldset[legend]") if _said_by(one.find("legend")) == label]
        if groups:
            self._choose(groups[place], value)
            return
        labels = [one for one in self._main.xpath(".//label") if _said_by(one) == label and one.for_element is not None]
        known = sorted({_said_by(one) for one in self._main.xpath(".//label")})
        assert len(labels) > place, f"{self} finds no field {label!r} on {self._at}, which has {known}"
        self._enter(labels[place].for_element, value)

    def _enter(self, control: Any, value: Value) -> None:  # an lxml element
        if isinstance(value, ContentFile):
            assert control.type == "file"
            self._files[control.name] = value
        elif isinstance(value, bool):
            control.checked = value
        elif control.tag == "select":
            self._select(control, value)
        else:
            assert isinstance(value, Text)
            control.value = self.read(value)

    def _select(self, control: Any, value: Value) -> None:  # as above
        wanted = [self.read(one) for one in _several(value)]
        options = {_said_by(one): one.get("value", one.text_content()) for one in control.iter("option")}
        missing = [one for one in wanted if one not in options]
        assert not missing, f"{self} is not offered {missing} but {list(options)}"
        if control.multiple:
            control.value = {options[one] for one in wanted}
        else:
            control.value = options[wanted[0]]

    def _choose(self, group: Any, value: Value) -> None:  # as above
        wanted = {self.read(one) for one in _several(value)}
        options = {_said_by(one): one.for_element for one in group.iter("label")}
        assert wanted <= set(options), f"{self} is not offered {wanted - set(options)} but {list(options)}"
        for name, control in options.items():
            if control.type == "checkbox" or name in wanted:
                control.checked = name in wanted


def _said_by(element: Any) -> str:  # an lxml element
    return plain(element.text_content())


def _several(value: Value) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    else:
        assert isinstance(value, Sequence)
        yield from value


def _steps_to(element: Any, words: str) -> int:  # an lxml element
    for steps, around in enumerate(element.iterancestors()):
        if words in plain(around.text_content()):
            return steps
    return 1_000
