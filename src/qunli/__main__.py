"""`python -m qunli` is the `qunli` command."""

from qunli.cli import main

raise SystemExit(main())
