"""Comparing schemes of a race before it is opened, without the site."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qunli.cli.terminal import FAULTS, CommandFailed, complain, say, say_json, say_table
from qunli.engines.racing import Assumptions, Scheme, SchemeUnreadable, read_race, read_teams

if TYPE_CHECKING:
    from argparse import Namespace

    from qunli.engines.racing.simulating import Course, Estimate, Simulated

YUAN_IN_TEN_THOUSAND: Final = 10_000


def simulate(options: Namespace) -> int:
    """Run the schemes by chance with the same luck; exit code 1 where a file has faults."""
    try:
        from qunli.engines.racing.simulating import simulate_beside  # noqa: PLC0415 -- numpy is an extra
    except ImportError as error:
        message = 'Simulating needs the extra "solvers": pip install "qunli[solvers]".'
        raise CommandFailed(message) from error
    courses: list[Course] = []
    for path in options.schemes:
        try:
            courses += _courses(path, options)
        except SchemeUnreadable as unreadable:
            for fault in unreadable.faults:
                complain(f"{path}: {fault}")
            return FAULTS
    found = simulate_beside(courses, runs=options.runs, seed=options.seed, confidence=options.confidence)
    if options.json:
        say_json([_as_json(course, *one, options) for course, one in zip(courses, found, strict=True)])
    else:
        _show(courses, found, options)
    return 0


def _courses(path: Path, options: Namespace) -> list[Course]:
    """Return a course for each number of lanes that is asked for, or one for the teams of a file."""
    from qunli.engines.racing.simulating import Course  # noqa: PLC0415 -- as above

    scheme, assumed = read_race(_text(path))
    teams = str(options.teams or scheme.teams_most)
    if not all(part.strip().isdigit() for part in teams.split(",")):
        named = _named(teams, scheme, assumed)
        return [Course(_name(path, len(named.teams)), scheme, len(named.teams), named)]
    lanes = [int(part) for part in teams.split(",")]
    if not all(0 < number <= scheme.teams_most for number in lanes):
        message = f"{path}: the scheme admits 1 to {scheme.teams_most} teams, not {teams}."
        raise CommandFailed(message)
    return [Course(_name(path, number), scheme, number, assumed) for number in lanes]


def _named(teams: str, scheme: Scheme, assumed: Assumptions) -> Assumptions:
    try:
        return read_teams(_text(Path(teams)), scheme, assumed)
    except SchemeUnreadable as unreadable:
        raise CommandFailed("\n".join(f"{teams}: {fault}" for fault in unreadable.faults), code=FAULTS) from unreadable


def _name(path: Path, lanes: int) -> str:
    return f"{path.stem}, {lanes} {'lane' if lanes == 1 else 'lanes'}"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"Cannot read {path}: {error.strerror if isinstance(error, OSError) else 'it is not in UTF-8'}."
        raise CommandFailed(message) from error


def _exactly(course: Course) -> dict[str, float] | None:
    from qunli.engines.racing.enumerating import TooManyLanes, enumerate_race  # noqa: PLC0415 -- numpy is an extra

    try:
        return asdict(enumerate_race(course))
    except TooManyLanes:
        return None


def _assumptions(course: Course, options: Namespace) -> dict[str, Any]:
    return {
        "correlation": str(course.assumed.correlation),
        "lanes": [
            [{"success": str(one.success), "cost": str(one.cost), "remedied": str(one.remedied)} for one in lane]
            for lane in course.assumed.of_lanes(course.lanes)
        ],
        "teams": list(course.assumed.teams) or None,
        "runs": options.runs,
        "seed": options.seed,
        "confidence": options.confidence,
    }


def _as_json(course: Course, found: Simulated, gain: Estimate, options: Namespace) -> dict[str, Any]:
    return {
        "name": found.name,
        "scheme": course.scheme.code,
        "assumptions": _assumptions(course, options),
        "simulated": {key: value for key, value in asdict(found).items() if key not in {"name", "runs"}},
        "reached_beside_first": asdict(gain),
        "exact": _exactly(course),
    }


def _show(courses: list[Course], found: list[tuple[Simulated, Estimate]], options: Namespace) -> None:
    say(
        f"{options.runs} races, seed {options.seed}; intervals at {options.confidence:.0%}. Money in ten thousand yuan."
    )
    rows: list[tuple[str, ...]] = [("", "goal reached", "beside the first", "public", "at most", "on losers", "days")]
    for one, gain in found:
        rows.append((
            one.name,
            f"{one.reached.mean:.1%} ({one.reached.low:.1%} to {one.reached.high:.1%})",
            f"{gain.mean:+.1%} ({gain.low:+.1%} to {gain.high:+.1%})",
            _wan(one.public.mean), _wan(one.public_most), _wan(one.on_losers.mean), f"{one.days.mean:.0f}",
        ))  # fmt: skip
    say_table(rows)
    for course in courses:
        exact = _exactly(course)
        said = "more lanes than are enumerated" if exact is None else f"{exact['reached']:.4%} by enumeration"
        say(f"{course.name}: {said}.")
        lanes = course.assumed.of_lanes(course.lanes)
        for number, lane in enumerate(lanes if course.assumed.teams else lanes[:1], start=1):
            who = list(course.assumed.teams)[number - 1] if course.assumed.teams else "every team"
            chances = ", ".join(f"{one.success} (mends {one.remedied})" for one in lane)
            say(f"  assumed of {who}: passes with {chances}; correlation {course.assumed.correlation}")


def _wan(yuan: float) -> str:
    return f"{yuan / YUAN_IN_TEN_THOUSAND:,.1f}"
