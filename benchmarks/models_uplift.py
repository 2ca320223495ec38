"""Hillstrom's e-mail experiment: who visits because of the e-mail, on the same folds."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.models_exchange import Answers, Job
from benchmarks.models_peers import Peers, Tell
from benchmarks.models_verdicts import OURS, Found, joined, over_folds
from crm_models.evaluation.arms import arms, outcomes
from crm_models.evaluation.tables import read_table
from crm_models.uplift.encoding import Standardised
from crm_models.uplift.learners import choose, parts
from crm_models.uplift.measures import auuc, qini

_ROUNDS, _FOLDS, _INNER_FOLDS = 2, 5, 3
_AFTERWARDS = ["segment", "visit", "conversion", "spend"]


def hillstrom(data: Path, peers: Peers, tell: Tell) -> Found:
    """Compare the rankings of customers by what the women's e-mail changes in their visits."""
    frame = read_table(data / "hillstrom" / "hillstrom.csv")
    arm, _, _ = arms(frame, "segment", "Womens E-Mail", "No E-Mail")
    kept = arm.notna().to_numpy()
    rows = frame.drop(columns=_AFTERWARDS)[kept].reset_index(drop=True)
    treated, visit = (v[kept].to_numpy(np.float64) for v in (arm, outcomes(frame, "visit")))
    splits = [s for seed in range(_ROUNDS) for s in parts(treated, visit, _FOLDS, seed)]
    ours, arrays, chosen = Answers(), {"treated": treated, "outcome": visit}, []
    for number, (train, test) in enumerate(splits):
        tell(f"hillstrom: {OURS}, split {number + 1} of {len(splits)}")
        with ours.timed(OURS):
            encode = Standardised(rows.iloc[train])
            points = encode(rows.iloc[train])
            model, _ = choose(points, treated[train], visit[train], _INNER_FOLDS, 0)
        ours.put(OURS, number, model.score(encode(rows.iloc[test])))
        chosen.append(model.name)
        arrays |= {f"train{number}": train, f"test{number}": test}
    job = Job({"rows": rows}, arrays, {"splits": len(splits)})
    theirs = peers.run("models_peer_uplift", "hillstrom", job)
    tested = joined(ours, theirs)
    measures = [
        over_folds(
            name,
            {
                model: [
                    figure(visit[test], treated[test], one[str(n)])
                    for n, (_, test) in enumerate(splits)
                ]
                for model, one in tested.items()
            },
            1 / (_FOLDS - 1),
        )
        for name, figure in (("Qini", qini), ("AUUC", auuc))
    ]
    seconds = {**ours.cpu_seconds, **theirs.cpu_seconds}
    counts = ", ".join(f"{chosen.count(name)} x {name}" for name in sorted(set(chosen)))
    return Found(
        "Uplift, Hillstrom",
        f"{len(rows):,} customers, {_ROUNDS} x {_FOLDS} folds",
        measures,
        {name: spent / len(splits) for name, spent in seconds.items()},
        f"chosen inside the training parts: {counts}",
    )
