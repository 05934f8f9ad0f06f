"""What the portal works out from the records of several rooms."""

from qunli.portal.bridge.call_file import call_file_of

__all__ = ["call_file_of"]
