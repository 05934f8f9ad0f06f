"""Somebody who walks: what they can do, whichever way the pages reach them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.core.files.base import ContentFile

from walking.words import Text, as_read, said

Value: TypeAlias = "Text | bool | Sequence[Text] | ContentFile[bytes]"
"""What goes into a field: typed text, a choice, a tick, several ticks, or a file."""

Fields: TypeAlias = Mapping[Any, Any]
"""Values by the labels of their fields; where several bear one label, by the label and its place among them."""


@dataclass(frozen=True, slots=True)
class Account:
    """With what somebody signs in."""

    name: str
    email: str
    password: str


class Person(ABC):
    """Somebody with an account, or a visitor without one; reads in one language and has a browser of their own.

    Links and buttons are looked for in what the page is about, not in its frame. A page that breaks, a form that is not
    taken and an act that is refused are faults of the walk, unless the walk says that it expects the refusal.
    """

    def __init__(self, account: Account | None, language: str) -> None:
        self.account = account
        self.language = language

    def __repr__(self) -> str:
        """Name the person in failures."""
        return self.account.name if self.account else "a visitor"

    def read(self, text: Text) -> str:
        """Return a text as this person reads it."""
        return as_read(text, self.language)

    def comes(self) -> None:
        """Open the front page; sign in by it if the session is over."""
        self.goes_to("/")
        if self.account is None or self.is_signed_in():
            return
        self.follows_in_frame(said("Sign in"))
        self.fills({said("Email"): self.account.email, said("Password"): self.account.password})
        self.presses(said("Sign in"))
        assert self.is_signed_in(), f"{self} is not signed in"

    def turns_to(self, *labels: Text) -> None:
        """Come to the front page, go on by the bar that every page has, then by links."""
        self.comes()
        self.follows_in_frame(labels[0])
        for label in labels[1:]:
            self.follows(label)

    def finds(self, *labels: Text) -> None:
        """Come to the front page and go on by links: what waits for somebody stands there."""
        self.comes()
        for label in labels:
            self.follows(label)

    def takes_up(self, queue: Text, record: Text, *labels: Text) -> None:
        """Come to the front page and take a record from a queue; a queue of one leads to it straight away."""
        self.finds(queue)
        if self.title != self.read(record):
            self.follows(record)
        for label in labels:
            self.follows(label)

    def sends(self, fields: Fields, button: Text, *, refused: Text = "") -> None:
        """Fill a form in and send it; or be refused with these words."""
        self.fills(fields)
        self.presses(button, refused=refused)

    @abstractmethod
    def goes_to(self, address: str) -> None:
        """Open an address."""

    @abstractmethod
    def is_signed_in(self) -> bool:
        """Tell whether the page knows the person."""

    @abstractmethod
    def follows_in_frame(self, label: Text) -> None:
        """Follow a link of the page's frame."""

    @abstractmethod
    def follows(self, label: Text, *, within: Text = "") -> None:
        """Follow a link of the page, if need be the one beside some text."""

    @abstractmethod
    def fills(self, fields: Fields) -> None:
        """Fill fields in."""

    @abstractmethod
    def presses(self, label: Text, *, within: Text = "", refused: Text = "") -> None:
        """Press a button, if need be the one beside some text; or be refused with these words."""

    @abstractmethod
    def sees(self, *texts: Text) -> None:
        """Hold that the page says all of this."""

    @abstractmethod
    def misses(self, *texts: Text) -> None:
        """Hold that the page says nothing of this."""

    @abstractmethod
    def is_offered(self, label: Text) -> bool:
        """Tell whether the page has this link or button."""

    @abstractmethod
    def is_let_in(self, address: str) -> bool:
        """Tell whether an address opens; the page stays where it is."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What the page is headed with."""

    @property
    @abstractmethod
    def address(self) -> str:
        """The path of the page that is open."""
