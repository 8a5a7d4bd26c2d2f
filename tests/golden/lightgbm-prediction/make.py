"""Models of every kind of node, and what Python's LightGBM predicts with them: ranges of rounds, early stop, leaves, values near 0.

    python make.py [output file]

Needs lightgbm 4.7.0 (PyPI wheel, Linux x86-64) and numpy.
"""

import base64
import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np

OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent / 'cases.json'
BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'seed': 3, 'num_leaves': 12, 'min_data_in_leaf': 5}
ROWS = 600
SHOWN = 90


def matrix(seed):
    """Columns: plain, with NaN, whole numbers with zeros, two of categories (one with NaN), tiny numbers around 0."""
    random = np.random.default_rng(seed)
    x = np.column_stack([
        random.normal(size=ROWS),
        np.where(random.random(ROWS) < 0.2, np.nan, random.normal(size=ROWS)),
        np.round(random.normal(size=ROWS)),
        random.integers(0, 70, ROWS).astype(float),
        np.where(random.random(ROWS) < 0.1, np.nan, random.integers(0, 6, ROWS)),
        random.choice([-1.0, -3e-35, -1e-40, 0.0, 1e-40, 5e-35, 1.0], ROWS),
    ])
    latent = x[:, 0] + np.nan_to_num(x[:, 1]) * x[:, 2] + (x[:, 3] % 7 > 3) + (np.nan_to_num(x[:, 4]) == 2) + x[:, 5]
    return x, latent + 0.5 * random.normal(size=ROWS)


def odd_rows(seed):
    """Rows that training did not see: other categories, NaN everywhere, infinities, values at the edge of 0."""
    random = np.random.default_rng(seed)
    x, _ = matrix(seed)
    x = x[:SHOWN]
    edge = float(np.float32(1e-35))
    odd = [np.nan, np.inf, -np.inf, 0.0, -0.0, edge, -edge, 2 * edge, -2 * edge, 1e-40, -1e-40, -0.5, 3.7, 1e12, -7.0, 2.0**31, 2.0**32 + 3]
    mask = random.random(x.shape) < 0.25
    x[mask] = random.choice(odd, mask.sum())
    return x


def floats(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype='<f8').tobytes()).decode()


def answers(booster, x, objective):
    ranges = [[0, 1], [0, 7], [5, 4], [11, 50], [19, 1]]
    found = {
        'raw': floats(booster.predict(x, raw_score=True)),
        'predicted': floats(booster.predict(x)),
        'leaves': booster.predict(x, pred_leaf=True).astype(int).ravel().tolist(),
        'ranges': [[first, count, floats(booster.predict(x, start_iteration=first, num_iteration=count))] for first, count in ranges],
    }
    if objective in ('binary', 'multiclass'):
        stops = [[0.4, 1], [0.8, 3], [1.5, 4], [0.0, 7]]
        found['earlyStops'] = [
            [margin, freq, floats(booster.predict(x, raw_score=True, pred_early_stop=True, pred_early_stop_margin=margin, pred_early_stop_freq=freq))]
            for margin, freq in stops
        ]
    return found


CASES = {
    'binary': {'objective': 'binary'},
    'zero is missing': {'objective': 'binary', 'zero_as_missing': True},
    'no missing': {'objective': 'regression', 'use_missing': False},
    'multiclass': {'objective': 'multiclass', 'num_class': 3},
    'forest': {'objective': 'regression', 'boosting': 'rf', 'bagging_freq': 1, 'bagging_fraction': 0.6},
    'linear': {'objective': 'regression', 'linear_tree': True},
    'deep': {'objective': 'binary', 'num_leaves': 40, 'min_data_in_leaf': 1, 'min_sum_hessian_in_leaf': 0, 'max_bin': 1000, 'min_data_in_bin': 1},
}

x, latent = matrix(1)
shown = odd_rows(2)
cases = []
for name, params in CASES.items():
    objective = params['objective']
    y = latent if objective == 'regression' else (latent > 0.5) * 1.0
    if objective == 'multiclass':
        y = y + (latent > 1.8)
    data = lgb.Dataset(x, y, categorical_feature=[3, 4])
    booster = lgb.train({**BASE, **params}, data, 20)
    cases.append({'name': name, 'model': booster.model_to_string(), **answers(booster, shown, objective)})
OUT.write_text(json.dumps({'lightgbm': lgb.__version__, 'rows': SHOWN, 'columns': shown.shape[1], 'x': floats(shown), 'cases': cases}, indent=1) + '\n')
