"""The demonstration: an example in a database of its own, walked through every step by the acts that pages use."""

from qunli.cli.demo.running import demo

__all__ = ["demo"]
