"""Walking in a real browser without a mouse: every control is reached by Tab and worked by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from walking.by_chromium import ByChromium, sent_as

if TYPE_CHECKING:
    from django.core.files.base import ContentFile
    from playwright.sync_api import Locator

FAR: Final = 400
"""So many stops no page has."""

_HAS_FOCUS: Final = "one => one === document.activeElement"
_STEPS_DOWN: Final = """
(one, label) => [...one.options].findIndex(option => option.label.trim() === label) - one.selectedIndex
"""


class ByKeyboard(ByChromium):
    """Somebody whose hands only type."""

    def _reaches(self, control: Locator) -> None:
        """Press Tab until a control has the focus: what no Tab reaches is a fault of the page."""
        stops = 0
        while not control.evaluate(_HAS_FOCUS):
            assert stops < FAR, f"{self} reaches no {control} by Tab on {self.address}"
            self.page.keyboard.press("Tab")
            stops += 1

    def _activates(self, control: Locator) -> None:
        self._reaches(control)
        self.page.keyboard.press("Enter")

    def _attach(self, field: Locator, file: ContentFile[bytes]) -> None:
        self._reaches(field)
        with self.page.expect_file_chooser() as chosen:
            self.page.keyboard.press("Enter")
        chosen.value.set_files(sent_as(file))

    def _tick(self, field: Locator, *, value: bool) -> None:
        if field.is_checked() != value:
            self._reaches(field)
            self.page.keyboard.press("Space")
        assert field.is_checked() == value

    def _select(self, field: Locator, labels: list[str]) -> None:
        (label,) = labels
        self._reaches(field)
        steps = field.evaluate(_STEPS_DOWN, label)
        for _step in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert field.evaluate(_STEPS_DOWN, label) == 0, f"{self} cannot choose {label} on {self.address}"

    def _type(self, field: Locator, words: str) -> None:
        self._reaches(field)
        if field.get_attribute("type") == "date":
            year, month, day = words.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")  # in the order of this browser's own language
        else:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(words)  # as an input method does
        assert field.input_value() == words, f"{self} types {words} and reads {field.input_value()}"
