"""Who may add indicators and figures."""

from __future__ import annotations

from qunli.evidence.permits import Who, keeps_evidence


def keeps_figures(who: Who) -> bool:
    """Whoever keeps the evidence keeps the figures that stand on it."""
    return keeps_evidence(who)
