"""Compiles the catalogues of translations, without gettext's own tools.

Simplified Chinese is written by people; Traditional Chinese is derived from it by OpenCC, in the compiled form only.
Does nothing for a catalogue that has not changed since it was compiled.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from opencc import OpenCC

ROOT: Final = Path(__file__).resolve().parent.parent
WRITTEN: Final = "zh_Hans"
DERIVED: Final = "zh_Hant"


def main() -> int:
    """Compile what changed."""
    for source in sorted((ROOT / "src/qunli").glob("**/locale/*/LC_MESSAGES/*.po")):
        try:
            compile_catalogue(source, source.with_suffix(".mo"), source.parent.parent.name)
            if source.parent.parent.name == WRITTEN:
                derived = source.parent.parent.parent / DERIVED / "LC_MESSAGES" / source.name
                if not derived.exists():
                    compile_catalogue(source, derived.with_suffix(".mo"), DERIVED)
        except (PoFileError, ValueError) as error:
            print(f"{source.relative_to(ROOT)}: {error}", file=sys.stderr)
            return 1
    return 0


def compile_catalogue(source: Path, target: Path, locale: str) -> None:
    """Write the compiled catalogue, in Traditional characters where the locale asks for them."""
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    with source.open("rb") as file:
        catalogue = read_po(file, locale=locale, abort_invalid=True)
    if locale == DERIVED:
        to_traditional = OpenCC("s2tw").convert
        for message in catalogue:
            if message.id and isinstance(message.string, str):
                message.string = to_traditional(message.string)
            elif message.id:
                message.string = tuple(to_traditional(form) for form in message.string)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    raise SystemExit(main())
