"""What the command understands. Reading it starts neither Django nor a database, so `--help` is always quick."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argparse import _SubParsersAction  # only argparse's own name exists

    Commands = _SubParsersAction[ArgumentParser]

EPILOG: Final = """\
exit codes: 0 done; 1 faults found, or refused; 2 unusable settings, database, file or arguments.
Environment variables are listed in docs/guides/administrator.md. Without DATABASE_URL an embedded
PostgreSQL starts by itself; its data lies in QUNLI_HOME.
"""


def parser() -> ArgumentParser:
    """Return the parser of the whole command line."""
    whole = ArgumentParser(
        "qunli",
        description="Runs an innovation cluster.",
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"qunli {version('qunli')}")
    whole.set_defaults(django=True, demo=False)
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    _serving(commands)
    _demonstrating(commands)
    _importing(commands)
    _reading(commands)
    _journal(commands)
    _search(commands)
    _feedback(commands)
    _backup(commands)
    _users(commands)
    _upkeep(commands)
    _engines(commands)
    _matching(commands)
    _assigning(commands)
    _racing(commands)
    _funds(commands)
    return whole


def _command(
    commands: Commands, name: str, run: str, text: str, *, json: bool = False, demo: bool = True
) -> ArgumentParser:
    made = commands.add_parser(name, help=text, description=text)
    made.set_defaults(run=f"qunli.cli.{run}")
    if json:
        made.add_argument("--json", action="store_true", help="answer for a program to read")
    if demo:
        made.add_argument("--demo", action="store_true", help="work on the demonstration's database")
    return made


def _group(commands: Commands, name: str, text: str) -> Commands:
    return commands.add_parser(name, help=text, description=text).add_subparsers(metavar="WHAT", required=True)


def _serving(commands: Commands) -> None:
    serve = _command(commands, "serve", "serve:serve", "run the site: web server and worker together")
    serve.add_argument("--bind", default="127.0.0.1:8000", type=_address, help="address to listen on (%(default)s)")
    serve.add_argument("--workers", default=2, type=_positive, help="web processes (%(default)s)")
    alone = serve.add_mutually_exclusive_group()
    alone.add_argument("--no-worker", action="store_true", help="the web server alone")
    alone.add_argument("--no-web", action="store_true", help="the worker alone")
    serve.add_argument("--no-migrate", action="store_true", help="refuse to start where migrations are pending")
    migrate = _command(commands, "migrate", "migrate:migrate", "bring the database to this version, saying how first")
    migrate.add_argument("--yes", action="store_true", help="do it without asking")
    migrate.add_argument("--check", action="store_true", help="only say it; exit code 1 when something is pending")


def _demonstrating(commands: Commands) -> None:
    demo = _command(
        commands,
        "demo",
        "demo:demo",
        "load an example, walk one call through every step, serve it",
        json=True,
        demo=False,
    )
    demo.set_defaults(demo=True)
    demo.add_argument("--example", metavar="FOLDER", type=Path, help="the example's folder (examples/meilong)")
    demo.add_argument("--upto", metavar="STAGE", help="stop after this stage (a wrong one lists them)")
    demo.add_argument("--seed", type=int, default=1, help="seed of what is made up for today (%(default)s)")
    demo.add_argument("--fresh", action="store_true", help="build it anew even when it is up to date")
    demo.add_argument("--no-serve", dest="serve", action="store_false", help="end after the summary")
    demo.add_argument("--bind", default="127.0.0.1:8000", type=_address, help="address to serve on (%(default)s)")


def _importing(commands: Commands) -> None:
    kinds = _group(commands, "import", "read a sheet, all of it or nothing, or keep a folder's files; preview first")
    kept = _command(
        kinds, "documents", "import_documents:import_documents", "keep a folder's files; jobs read them", json=True
    )
    kept.add_argument("folder", metavar="DIR", type=Path)
    kept.add_argument("--source", required=True, help="who published them, and where")
    kept.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="the day on which they were published")
    kept.add_argument("--confidential", action="store_true", help="read whole by the office and the auditor only")
    kept.add_argument("--yes", "--agree", dest="agree", action="store_true", help="keep what the preview names")
    for kind, text in (
        ("roster", "organizations and members from Excel or CSV"),
        ("needs", "stated needs from Excel or CSV; they enter as drafts"),
    ):
        made = _command(kinds, kind, f"imports:import_{kind}", text, json=True)
        made.add_argument("file", metavar="FILE", type=Path)
        made.add_argument("--cluster", help="number or name of the cluster; may be left out where there is one")
        made.add_argument(
            "--yes", "--agree", dest="agree", action="store_true", help="enter it where the preview finds no fault"
        )


def _reading(commands: Commands) -> None:
    made = _command(
        commands, "read", "reading:read", "read files into passages, claims and organizations", json=True, demo=False
    )
    made.set_defaults(django=False)
    made.add_argument("paths", metavar="FILE|DIR", type=Path, nargs="+", help="txt md html pdf docx xlsx csv eml")
    made.add_argument("--text-only", action="store_true", help="plain text formats only; the text as it was decoded")
    made.add_argument(
        "--jobs", type=_positive, default=1, metavar="N", help="files read at the same time (%(default)s)"
    )
    made.add_argument("--known", type=Path, metavar="CSV", help="known organizations: columns name and uscc")
    brought = made.add_mutually_exclusive_group()
    brought.add_argument("--gliner", type=Path, metavar="FOLDER", help="add what a GLiNER model on disk reads")
    brought.add_argument("--uie", type=Path, metavar="FOLDER", help="add what a UIE model on disk reads")
    brought.add_argument("--endpoint", metavar="URL", help="add what an OpenAI-compatible endpoint reads (.../v1)")
    made.add_argument("--model", default="", help="the endpoint's model")
    made.add_argument("--endpoint-key-file", metavar="PATH", help="read the endpoint's key from a file's first line")


def _journal(commands: Commands) -> None:
    kinds = _group(commands, "journal", "check the record of all acts")
    verify = _command(kinds, "verify", "journal:verify", "walk the chain; exit code 1 where it is broken", json=True)
    verify.add_argument(
        "--against", metavar="HEAD", help="a head kept elsewhere (NUMBER:HASH), or a file that holds one"
    )
    _command(kinds, "head", "journal:head", "print the head, to keep where nobody here can change it", json=True)


def _funds(commands: Commands) -> None:
    kinds = _group(commands, "funds", "the books of joint funds")
    verify = _command(
        kinds, "verify", "funds:verify", "prove the books from zero; exit code 1 where anything is off", json=True
    )
    verify.add_argument("number", metavar="FUND", nargs="?", default="", help="one fund's number; all without it")
    part = _command(kinds, "export", "funds:export", "write a party's part of a fund, signed with this site's key")
    part.add_argument("number", metavar="FUND", help="the fund's number")
    part.add_argument("party", metavar="CODE", help="the code of the party's jurisdiction")
    part.add_argument("file", metavar="FILE", type=Path, help="where to write")
    taken = _command(kinds, "import", "funds:take_in", "take in a part that another Qunli signed, whole or not at all")
    taken.add_argument("file", metavar="FILE", type=Path, help="the signed part")
    taken.add_argument("--key", required=True, metavar="HEX", help="the key that you trust: `qunli funds key` there")
    _command(kinds, "key", "funds:key", "print the key by which others verify this site's parts")


def _search(commands: Commands) -> None:
    kinds = _group(commands, "search", "what the one search knows of the records")
    _command(kinds, "rebuild", "search:rebuild", "write all of it anew; the site may be used meanwhile", json=True)
    _command(kinds, "check", "search:check", "name what a rebuild would change; exit code 1 where anything", json=True)


def _feedback(commands: Commands) -> None:
    made = _command(
        commands, "feedback", "feedback:export", "write what became of matches, to fit matching by", json=True
    )
    made.add_argument("folder", metavar="FOLDER", type=Path, help="where needs.jsonl and capabilities.jsonl go")


def _backup(commands: Commands) -> None:
    backup = _command(
        commands, "backup", "backup:backup", "write database, files and journal head into one file", json=True
    )
    backup.add_argument("file", metavar="FILE", type=Path, help="where to write; - for standard output")
    locks = backup.add_mutually_exclusive_group()
    locks.add_argument("--key", metavar="RECIPIENT", help="encrypt for an age recipient (age1...)")
    locks.add_argument("--passphrase-file", metavar="PATH", help="encrypt under the first line of a file")
    backup.add_argument("--force", action="store_true", help="replace FILE if it exists")
    restore = _command(commands, "restore", "backup:restore", "bring a backup into an empty database")
    restore.add_argument("file", metavar="FILE", type=Path, help="the backup")
    keys = restore.add_mutually_exclusive_group()
    keys.add_argument("--identity", metavar="PATH", help="file with the age identity (AGE-SECRET-KEY-1...)")
    keys.add_argument("--passphrase-file", metavar="PATH", help="file with the passphrase")
    restore.add_argument("--replace", action="store_true", help="replace what is there, after asking")
    restore.add_argument("--yes", action="store_true", help="do not ask")


def _users(commands: Commands) -> None:
    kinds = _group(commands, "user", "accounts and their roles")
    add = _command(kinds, "add", "user:add", "add an account", json=True)
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", required=True, help="the person's name")
    _roles(add)
    add.add_argument("--password-file", metavar="PATH", help="read the password from a file's first line")
    add.add_argument("--no-password", action="store_true", help="the account signs in by a provider")
    password = _command(kinds, "password", "user:password", "set an account's password and end its sessions")
    password.add_argument("email", metavar="EMAIL")
    password.add_argument("--password-file", metavar="PATH", help="read the password from a file's first line")
    roles = _command(kinds, "roles", "user:roles", "show an account's roles; give or take one", json=True)
    roles.add_argument("email", metavar="EMAIL")
    _roles(roles)
    roles.add_argument("--take", action="append", default=[], metavar="ROLE[:PARTY]", help="take a role back")
    _command(kinds, "list", "user:list_users", "list accounts with their roles", json=True)


def _roles(made: ArgumentParser) -> None:
    text = "a role, for a party by its number or exact name; without one for the person itself"
    made.add_argument("--role", action="append", default=[], metavar="ROLE[:PARTY]", help=text)


def _upkeep(commands: Commands) -> None:
    load = _command(
        commands, "load-calendar", "calendar:load_calendar", "load a year's holidays from a CSV file", json=True
    )
    load.add_argument(
        "file", metavar="FILE", type=Path, help="CSV with the columns day (YYYY-MM-DD) and working (yes or no)"
    )
    load.add_argument("--source", required=True, help="the notice that published them")
    _command(commands, "doctor", "doctor:doctor", "look the site over: versions, rights, migrations, queue", json=True)


def _engines(commands: Commands) -> None:
    """Add what works on files alone, without the site or its database."""
    held = _command(
        commands, "assess", "assess:hold_against", "hold a subject against a rule pack", json=True, demo=False
    )
    held.set_defaults(django=False)
    held.add_argument(
        "pack", metavar="PACK", help="a TOML file, or the code of a shipped pack (a wrong one lists them)"
    )
    held.add_argument("facts", metavar="FACTS.json", type=Path, help="figures by key, period and source")
    held.add_argument("--year", type=_positive, help="the last year that counts; else the latest that a figure names")
    held.add_argument("--occasion", choices=("new", "re-check"), help="what the subject applies for (new)")
    held.add_argument(
        "--language", choices=("zh", "en"), default="en", help="language of the rules' words (%(default)s)"
    )


def _matching(commands: Commands) -> None:
    made = _command(
        commands, "match", "matching:match", "find for each need the capabilities that answer it", json=True, demo=False
    )
    made.set_defaults(django=False)
    made.add_argument("needs", metavar="NEEDS.jsonl", type=Path, help='an object a line: {"id", "text", ...}')
    made.add_argument("capabilities", metavar="CAPABILITIES.jsonl", type=Path, nargs="?", help="the same")
    made.add_argument("--top", type=_positive, metavar="N", help="matches a need (10)")
    made.add_argument("--index", type=Path, metavar="FOLDER", help="keep the index there; CAPABILITIES then update it")
    made.add_argument("--remove", type=Path, metavar="FILE", help="take the ids of this file, one a line, out of it")
    made.add_argument("--glossary", type=Path, metavar="FILE", help="words for one thing, as CSV or TOML")
    made.add_argument("--one-language", action="store_true", help="do not look words up in the other language")
    made.add_argument("--no-passages", action="store_true", help="quote no passages")
    made.add_argument("--assign", action="store_true", help="share the capabilities out among the needs")
    made.add_argument("--each", type=_positive, metavar="N", help="with --assign: offers a need (--top, or 1)")
    made.add_argument("--most", type=_positive, metavar="N", help="with --assign: offers a capability (an even share)")
    brought = made.add_mutually_exclusive_group()
    brought.add_argument("--encoder", type=Path, metavar="FOLDER", help="add nearness in meaning, by a model on disk")
    brought.add_argument("--embedding-endpoint", metavar="URL", help="by an OpenAI-compatible endpoint (.../v1)")
    made.add_argument("--model", default="", help="the endpoint's model")
    made.add_argument("--endpoint-key-file", metavar="PATH", help="read the endpoint's key from a file's first line")
    made.add_argument("--pairs", type=Path, metavar="FILE", help='fit its weight on needs with "relevant": [ids]')
    made.add_argument("--meaning-weight", type=_weight, metavar="NUMBER", help="or take this weight (0 to 10)")


def _assigning(commands: Commands) -> None:
    made = _command(
        commands, "assign", "assigning:assign", "assign experts to proposals, with proof", json=True, demo=False
    )
    made.set_defaults(django=False)
    made.add_argument("files", nargs="*", metavar="INSTANCE", help="an .npz, .json or .csv file, a folder, or -")
    made.add_argument("--csv", action="store_true", help="answer as CSV")
    made.add_argument("--verify", nargs="?", const="", metavar="RESULT", help="check an answer, or this one")
    made.add_argument("--check", action="store_true", help="hold the answer against the instance before giving it")
    made.add_argument(
        "--fair", choices=("total", "worst", "leximin"), default="total", help="what is best (%(default)s)"
    )
    made.add_argument("--draw", metavar="SEED", help="draw the panels by lot from a published seed")
    made.add_argument("--randomized", metavar="CAP", help="best chances with none above CAP (0.5, 1/3)")
    made.add_argument("--seed", type=int, default=0, help="seed of what --randomized draws (%(default)s)")
    made.add_argument("--samples", type=_positive, metavar="N", help="draw the lottery of --randomized N times")
    made.add_argument("--from", dest="previous", metavar="PREVIOUS", help="an earlier answer to keep most of")
    made.add_argument("--without", action="append", default=[], metavar="EXPERT", help="leave an expert out")
    made.add_argument("--ignore", action="append", default=[], help="leave a rule of diversity out",
                      choices=("inst", "region", "home", "senior", "stratum", "group"))  # fmt: skip
    for name, text in (("demand", "experts per proposal"), ("load-max", "most per expert"), ("load-min", "least")):
        made.add_argument(f"--{name}", type=int, metavar="N", help=f"{text}, in place of the table")
    made.add_argument("--seconds", type=float, default=60.0, help="most time for what must be searched (%(default)s)")


def _racing(commands: Commands) -> None:
    kinds = _group(commands, "race", "compare schemes of a race before it is opened")
    text = "run schemes by chance under stated assumptions, all with the same luck"
    made = _command(kinds, "simulate", "race:simulate", text, json=True, demo=False)
    made.set_defaults(django=False)
    made.add_argument("schemes", metavar="SCHEME.toml", type=Path, nargs="+", help="stages, gates, budgets, chances")
    made.add_argument(
        "--teams", metavar="N[,N...]|FILE", help="numbers of lanes to compare, or a TOML file of single teams (all)"
    )
    made.add_argument("--runs", type=_positive, default=100_000, help="races to run (%(default)s)")
    made.add_argument("--seed", type=int, default=1, help="seed of the luck that all share (%(default)s)")
    made.add_argument("--confidence", type=_share, default=0.95, help="of the intervals, such as 0.95 (%(default)s)")


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        message = f"expected a number between 0 and 1, got {text!r}"
        raise ArgumentTypeError(message)
    return share


def _address(text: str) -> str:
    if text.startswith("unix:") and len(text) > len("unix:"):
        return text
    host, separator, port = text.rpartition(":")
    if not (separator and host and port.isascii() and port.isdigit() and int(port) < 65536):  # noqa: PLR2004 -- the largest port
        message = f"expected HOST:PORT or unix:PATH, got {text!r}"
        raise ArgumentTypeError(message)
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        message = f"expected a day as YYYY-MM-DD, got {text!r}"
        raise ArgumentTypeError(message) from wrong


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = -1.0
    if not 0 <= weight <= 10:  # noqa: PLR2004 -- beyond it words no longer count
        message = f"expected a number from 0 to 10, got {text!r}"
        raise ArgumentTypeError(message)
    return weight


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        message = f"expected a number above 0, got {text!r}"
        raise ArgumentTypeError(message)
    return int(text)
