"""What Optuna's pruners decide on given histories: `python make_pruners.py` writes pruners.json beside this file.

Needs `pip install "optuna==5.0.0" numpy scipy`. Per case: a pruner and its settings in our words, the study's name and direction, and per trial its reports (step, value, whether it was to be pruned
then) and its end. A pruner is asked after each report; a trial that is to be pruned ends there, mostly. Also the budgets of hyperband's brackets and the p-values of SciPy's
signed-rank test. Values that are no JSON numbers are texts.
"""
import json
import math
import pathlib
import random
import warnings

import numpy
import optuna
import scipy
from optuna.pruners import (
    HyperbandPruner,
    MedianPruner,
    NopPruner,
    PatientPruner,
    PercentilePruner,
    SuccessiveHalvingPruner,
    ThresholdPruner,
    WilcoxonPruner,
)
from optuna.trial import TrialState

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.CRITICAL)
assert optuna.__version__ == "5.0.0", optuna.__version__
rng = random.Random(20261121)


def plain(value):
    return value if math.isfinite(value) else {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(value)]


PRUNERS = [
    (("nop", {}), lambda: NopPruner()),
    (("median", {}), lambda: MedianPruner()),
    (("median", dict(startupTrials=2, warmupSteps=3, intervalSteps=4)), lambda: MedianPruner(2, 3, 4)),
    (("percentile", dict(percentile=25, startupTrials=0, leastReports=3)), lambda: PercentilePruner(25.0, 0, n_min_trials=3)),
    (("percentile", dict(percentile=81.7, startupTrials=1, warmupSteps=1, intervalSteps=2)), lambda: PercentilePruner(81.7, 1, 1, 2)),
    (("threshold", dict(lower=-1.2, upper=1.5)), lambda: ThresholdPruner(-1.2, 1.5)),
    (("threshold", dict(upper=0.8, warmupSteps=2, intervalSteps=3)), lambda: ThresholdPruner(None, 0.8, 2, 3)),
    (("patient", dict(patience=2, minDelta=0.1, wrapped=None)), lambda: PatientPruner(None, 2, 0.1)),
    (
        ("patient", dict(patience=0, wrapped=dict(name="median", settings=dict(startupTrials=2)))),
        lambda: PatientPruner(MedianPruner(2), 0),
    ),
    (("successiveHalving", {}), lambda: SuccessiveHalvingPruner()),
    (("successiveHalving", dict(minResource=1, reductionFactor=2)), lambda: SuccessiveHalvingPruner(1, 2)),
    (
        ("successiveHalving", dict(minResource=2, reductionFactor=3, minEarlyStoppingRate=1, bootstrapCount=2)),
        lambda: SuccessiveHalvingPruner(2, 3, 1, 2),
    ),
    (("hyperband", {}), lambda: HyperbandPruner()),
    (("hyperband", dict(minResource=1, maxResource=27, reductionFactor=3)), lambda: HyperbandPruner(1, 27, 3)),
    (
        ("hyperband", dict(minResource=2, maxResource=40, reductionFactor=2, bootstrapCount=1)),
        lambda: HyperbandPruner(2, 40, 2, 1),
    ),
    (("wilcoxon", {}), lambda: WilcoxonPruner()),
    (("wilcoxon", dict(significance=0.3, startupSteps=5)), lambda: WilcoxonPruner(p_threshold=0.3, n_startup_steps=5)),
]


def draw_value(style, level, k):
    if rng.random() < style["missing"]:
        return math.nan
    if rng.random() < style["infinite"]:
        return rng.choice((math.inf, -math.inf))
    value = level + rng.gauss(0, 0.6) - 0.02 * k
    return float(round(value * 2) / 2) if style["ties"] else round(value, 4)


def run(pruner, style, direction, name, count):
    study = optuna.create_study(study_name=name, direction=direction, pruner=pruner)
    trials = []
    for _ in range(count):
        trial = study.ask()
        level = rng.gauss(0, 0.7)
        step, reports, pruned = rng.choice((0, 0, 1)), [], False
        for k in range(rng.choice((3, 12, style["length"]))):
            value = draw_value(style, level, k)
            trial.report(value, step)
            pruned = bool(trial.should_prune())
            reports.append([step, plain(value), pruned])
            if pruned and (style["obeys"] or rng.random() < 0.7):
                break
            step += 1 if rng.random() < style["steady"] else rng.randint(2, 60)
        if pruned:
            study.tell(trial, state=TrialState.PRUNED)
            end = "pruned"
        elif rng.random() < 0.1:
            study.tell(trial, state=TrialState.FAIL)
            end = "failed"
        else:
            end = round(float(level + rng.gauss(0, 0.1)), 4)
            study.tell(trial, end)
        trials.append({"reports": reports, "end": end})
    return trials


STYLES = {
    "smooth": dict(missing=0, infinite=0, ties=False, steady=1, length=30, obeys=True),
    "rough": dict(missing=0.05, infinite=0.03, ties=True, steady=0.6, length=20, obeys=True),
    "long": dict(missing=0, infinite=0, ties=False, steady=0.3, length=60, obeys=True),
    "ignored": dict(missing=0.02, infinite=0, ties=True, steady=1, length=25, obeys=False),
}
cases = []
for (kind, settings), make in PRUNERS:
    for style_name, style in STYLES.items():
        # One who goes on after the pruner's word is not known by the reports to have been stopped at a rung.
        if not style["obeys"] and kind in ("successiveHalving", "hyperband"):
            continue
        direction = rng.choice(("minimize", "maximize"))
        name = f"{kind}-{style_name}-ä{rng.randint(0, 999)}"
        trials = run(make(), style, direction, name, 40)
        cases.append(dict(pruner=kind, settings=settings, style=style_name, direction=direction, name=name, trials=trials))

budgets = []
for low, high, factor in [(1, 1, 2), (1, 3, 3), (1, 9, 3), (1, 27, 3), (1, 81, 3), (1, 243, 3), (1, 1000, 10), (1, 125, 5), (2, 64, 2), (3, 100, 4), (5, 4096, 2)]:
    pruner = HyperbandPruner(low, high, factor)
    pruner._try_initialization(optuna.create_study())
    budgets.append(dict(minResource=low, maxResource=high, reductionFactor=factor, budgets=pruner._trial_allocation_budgets))

tests = []
for n in (1, 2, 3, 5, 8, 13, 14, 20, 37, 50, 51, 80):
    for kind in ("plain", "ties", "zeros"):
        shift = rng.choice((-0.4, 0, 0.3))
        values = [rng.gauss(shift, 1) for _ in range(n)]
        if kind != "plain":
            values = [float(round(v * 3)) or (1.0 if kind == "ties" else 0.0) for v in values]
        p = scipy.stats.wilcoxon(values, alternative="greater", zero_method="zsplit").pvalue
        tests.append(dict(differences=values, p=plain(float(p))))
for n in (5, 20):
    p = scipy.stats.wilcoxon([0.0] * n, alternative="greater", zero_method="zsplit").pvalue
    tests.append(dict(differences=[0.0] * n, p=plain(float(p))))

golden = {
    "made_by": "tests/golden/optuna/make_pruners.py",
    "optuna": optuna.__version__,
    "numpy": numpy.__version__,
    "scipy": scipy.__version__,
    "cases": cases,
    "budgets": budgets,
    "signedRank": tests,
}
pathlib.Path(__file__).with_name("pruners.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
decisions = [pruned for case in cases for trial in case["trials"] for *_, pruned in trial["reports"]]
print(len(cases), len(decisions), sum(decisions))
