"""Learns the voice of sellers and pages against that of papers, and writes it to engines/reading/voice_weights.py.

    python tools/voice.py [ABSTRACTS.jsonl]

The sentences are our own: `tools/voice/*.txt` and the development part of the reading engine's corpus, a line
each, `+` to keep, `-` to set aside; from the validation part nothing is learned. A file of abstracts, one JSON
object with the key text a line, adds more to keep: without it a topic never met counts as neither.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from math import exp, sqrt
from pathlib import Path
from typing import Final

from qunli.engines.notation.script import to_simplified
from qunli.engines.notation.width import fold_width
from qunli.engines.reading.cues import reading_copy
from qunli.engines.reading.voice import FEWEST_HAN, SCALE, SPACE, turns_in

ROOT: Final = Path(__file__).resolve().parent.parent
TEXTS: Final = (
    *sorted((ROOT / "tools" / "voice").glob("*.txt")),
    *sorted((ROOT / "tests" / "engines" / "reading" / "corpus").glob("development*.txt")),
)
OUT: Final = ROOT / "src" / "qunli" / "engines" / "reading" / "voice_weights.py"
WIDTH: Final = 140
ABSTRACTS: Final = 600
ABSTRACT: Final = 160
PASSES: Final = 30
RATE: Final = 0.1
BIAS: Final = -0.25  # what says neither is kept
MOST: Final = 1.5  # no turn of phrase says it all
WORDS: Final = 4
DECAY: Final = 4e-3
SEED: Final = 1
_MARK: Final = re.compile(r"⟪([^¦]*)¦[^⟫]*⟫|⟦([^⟧]*)⟧")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_DIGITS: Final = str.maketrans("123456789", "000000000")
_WORDS: Final = re.compile(r"[a-z!]")
_SAYS: Final = re.compile(r"[\u3400-\u9fff!~¥]")  # pairs of digits or letters say nothing

Example = tuple[dict[str, float], bool]


def examples(abstracts: Path | None) -> list[Example]:
    """Read all sentences: what is met in each, and whether it is set aside."""
    found: list[Example] = []
    for path in TEXTS:
        for line in path.read_text("utf-8").splitlines():
            written = _MARK.sub(lambda mark: mark[1] or mark[2] or "", line[2:])
            if line[:2] in {"+ ", "- "} and _is_said(written):
                found.append((met_in(written), line[0] == "-"))
    if abstracts is not None:
        rows = abstracts.read_text("utf-8").splitlines()[:ABSTRACTS]
        found.extend((met_in(json.loads(row)["text"][:ABSTRACT]), False) for row in rows)
    seen = Counter(turn for met, _aside in found for turn in met)
    return [({turn: share for turn, share in met.items() if seen[turn] > 1}, aside) for met, aside in found]


def _is_said(written: str) -> bool:
    """Say whether it is a sentence or a good part of one, and no row of a table."""
    return not set("|\t") & set(written) and (len(_HAN.findall(written)) >= FEWEST_HAN or written.count(" ") >= WORDS)


def met_in(written: str) -> dict[str, float]:
    """Return the turns of a sentence, each with how often it is met over the root of all."""
    text = reading_copy(fold_width(to_simplified(written))).strip()
    han = len(_HAN.findall(text))
    if han >= FEWEST_HAN or han * 4 >= len(text):
        folded = text.translate(_DIGITS)
        turns = [folded[place : place + 2] for place in range(len(folded) - 1)]
        counted = Counter(turn for turn in turns if _SAYS.search(turn))
    else:
        turns = turns_in(text)
        counted = Counter(turn for turn in turns if _WORDS.search(turn))
    return {turn: times / sqrt(len(turns)) for turn, times in counted.items()}


def learned(found: list[Example]) -> dict[str, float]:
    """Fit a logistic regression by adaptive steps, in an order that the seed fixes."""
    weights: dict[str, float] = {}
    steps: dict[str, float] = {}
    order = random.Random(SEED)  # noqa: S311 -- an order, no secret
    for _pass in range(PASSES):
        order.shuffle(found)
        for met, aside in found:
            score = BIAS + sum(weights.get(turn, 0.0) * share for turn, share in met.items())
            error = 1 / (1 + exp(-max(-30.0, min(30.0, score)))) - aside
            for turn, share in met.items():
                slope = error * share + DECAY * weights.get(turn, 0.0)
                steps[turn] = steps.get(turn, 0.0) + slope * slope
                weights[turn] = weights.get(turn, 0.0) - RATE * slope / (1e-3 + sqrt(steps[turn]))
    return weights


def written(weights: dict[str, float]) -> str:
    """Write the weights as a module: a line for each weight and what has it."""
    by_weight: dict[int, list[str]] = {}
    for turn, weight in sorted(weights.items()):
        rounded = round(max(-MOST, min(MOST, weight)) * 10) * (SCALE // 10)
        if rounded:
            by_weight.setdefault(rounded, []).append(turn.replace(" ", SPACE))
    lines = []
    for weight, turns in sorted(by_weight.items()):
        line = str(weight)
        for turn in turns:
            if len(line) + len(turn) + 1 > WIDTH:
                lines.append(line)
                line = str(weight)
            line += f" {turn}"
        lines.append(line)
    body = "\n".join(lines).replace("\\", "\\\\")
    return (
        '"""What tells the voice of sellers and pages from that of papers; tools/voice.py writes it."""\n\n'
        "from typing import Final\n\n"
        '__all__ = ["BIAS", "WEIGHTS"]\n\n'
        f"BIAS: Final = {BIAS}\n"
        f'WEIGHTS: Final = """\\\n{body}"""\n'
    )


def main() -> None:
    """Learn and write."""
    found = examples(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    weights = learned(found)
    OUT.write_text(written(weights), "utf-8")
    print(f"{len(found)} sentences, {len(weights)} turns")


if __name__ == "__main__":
    main()
