from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from qunli.engines.assigning import assign, read_instance, verify

TOTALS = {"aamas2015": 1406.25, "gold_tpms": 146.9834429770708, "midl": 150.043125346303, "syn_500x300": 1269.86788219}


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(TOTALS))
def test_real_instance_is_solved_with_proof(name: str) -> None:
    with np.load(Path(os.environ["QUNLI_SHARED"]) / "assignment" / f"{name}.npz") as stored:
        tables = {key: stored[key] for key in ("S", "coi", "demand", "load_max", "load_min")}
    instance = read_instance(tables)

    result = assign(instance)

    assert (result.status, result.gap) == ("optimal", 0.0)
    assert result.total == pytest.approx(TOTALS[name], abs=1e-7)
    assert result.proof is not None
    assert verify(instance, result.pairs, result.proof.prices).optimal
