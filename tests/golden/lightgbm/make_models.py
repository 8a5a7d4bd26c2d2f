"""Model files as Python writes them, and what Python predicts with them.

    python make_models.py [output folder]

Needs numpy and lightgbm: 4.7.0 (with pandas and scipy) writes `models/`; the old wheels 3.3.5, 2.3.1 and 2.2.3 write `models/3.3.5/`,
`models/2.3.1/` and `models/2.2.3/` with what these versions know. All are PyPI wheels for Linux x86-64. `predictions.json` holds the rows that were
predicted, row-major, and for every model raw scores, predictions, leaves and (4.7.0) contributions, all float64 in base64.
"""

import base64
import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np

from make import Lcg

HERE = pathlib.Path(__file__).resolve().parent
NEW = lgb.__version__.startswith('4.')
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / 'models'
FOLDER = OUT if NEW else OUT / lgb.__version__
BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'num_leaves': 6}
NAMES = ['alpha', 'beta=2', 'gamma', 'δ', 'eps.5', 'sector', 'symbol', 'venue'] if NEW else list('abcdefgh')
ROWS = 400
SHOWN = 16


def data():
    """Five numeric columns (with NaN, ties, zeros) and three of categories: 13, 150 and 4 with NaN."""
    random = Lcg(21)
    x = np.empty((ROWS, 8))
    latent = np.empty(ROWS)
    for i in range(ROWS):
        bells = [random.bell() for _ in range(5)]
        extra = [random.uniform() for _ in range(5)]
        x[i, 0] = bells[0]
        x[i, 1] = np.nan if extra[1] < 0.15 else bells[1]
        x[i, 2] = np.floor(bells[2] * 3)
        x[i, 3] = bells[3] if extra[3] < 0.2 else 0.0
        x[i, 4] = extra[4] * extra[4]
        x[i, 5] = np.floor(extra[2] * 13)
        x[i, 6] = np.floor(extra[0] * extra[0] * 150)
        x[i, 7] = np.nan if extra[1] < 0.15 else np.floor(extra[3] * 4)
        latent[i] = bells[0] + 0.5 * bells[1] * bells[2] + (x[i, 5] * 5 % 13) / 6 + (x[i, 6] % 7) / 5 + random.bell() - 2
    return x, latent


def shown_rows(x):
    """The first rows, then the same with holes, then rows with values that training never saw."""
    holes = x[:SHOWN].copy()
    for i in range(SHOWN):
        for j in range(8):
            if (5 * i + j) % 3 == 0:
                holes[i, j] = np.nan
    odd = x[:12].copy()
    odd[:, 5] = [-1, -0.5, 12.9, 13, 31, 32, 33, 64, 1e6, 2147483647, -7, 5.5]
    odd[:, 6] = [1000, 0.25, 1, 159.99, -1, -3, 160, 149, 149.5, 150, 0, 2]
    odd[:, 0] = [0, -0.0, 1e300, -1e300, np.inf, -np.inf, 1e-36, -1e-36, 5e-324, 1, 2, 3]
    odd[:, 3] = odd[::-1, 0]
    return np.vstack([x[:SHOWN], holes, odd])


def floats(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype='<f8').tobytes()).decode()


X, LATENT = data()
SHOW = shown_rows(X)
CLASSES = (LATENT > 0).astype(float)
THREE = (LATENT > -0.6).astype(float) + (LATENT > 0.6)
results = {'lightgbm': lgb.__version__, 'numpy': np.__version__, 'rows': len(SHOW), 'columns': 8, 'x': floats(SHOW), 'models': {}}


def store(name, booster, show=SHOW, **saved):
    text = booster.model_to_string(**saved)
    (FOLDER / f'{name}.txt').write_text(text, encoding='utf8')
    loaded = lgb.Booster({'model_str': text}) if lgb.__version__.startswith('2.2') else lgb.Booster(model_str=text)
    outcome = {
        'raw': floats(loaded.predict(show, raw_score=True)),
        'predicted': floats(loaded.predict(show)),
        'leaves': floats(loaded.predict(show, pred_leaf=True)),
    }
    if NEW and '[linear_tree: 1]' not in text:
        outcome['contributions'] = floats(loaded.predict(show, pred_contrib=True))
    results['models'][name] = outcome


def train(name, params, y, rounds=3, categorical='auto', group=None, x=X, valid=None, saved=None, **given):
    params = {**BASE, **params}
    options = {'feature_name': NAMES} if isinstance(x, np.ndarray) else {}
    dataset = lgb.Dataset(x, y, group=group, categorical_feature=categorical, params=params, **options)
    sets = {} if valid is None else {'valid_sets': [lgb.Dataset(valid[0], valid[1], reference=dataset, params=params)]}
    store(name, lgb.train(params, dataset, rounds, **sets, **given), **(saved or {}))


def common():
    loose = {'min_data_per_group': 5, 'cat_smooth': 1.0}
    forest = {'boosting': 'rf', 'bagging_fraction': 0.5, 'bagging_freq': 1}
    train('binary', {'objective': 'binary', 'sigmoid': 0.75}, CLASSES)
    train('multiclass', {'objective': 'multiclass', 'num_class': 3}, THREE)
    train('regression', {'objective': 'regression'}, LATENT, rounds=4)
    train('zero-as-missing', {'objective': 'regression', 'zero_as_missing': True}, LATENT)
    train('categorical', {'objective': 'regression', **loose}, LATENT, rounds=5, categorical=[5, 6, 7])
    train('forest', {'objective': 'binary', **forest}, CLASSES)
    train('poisson', {'objective': 'poisson'}, np.floor(np.abs(LATENT)))
    train('quantile', {'objective': 'quantile', 'alpha': 0.3}, LATENT)
    train('ova', {'objective': 'multiclassova', 'num_class': 3, 'sigmoid': 1.5}, THREE)
    train('cross-entropy', {'objective': 'cross_entropy'}, np.clip(LATENT / 6 + 0.5, 0, 1))
    train('lambdarank', {'objective': 'lambdarank'}, THREE, group=[20] * 20)
    train('unsplittable', {'objective': 'regression', 'min_data_in_leaf': 300}, LATENT, rounds=2)
    if not lgb.__version__.startswith('2.'):
        train('linear', {'objective': 'regression', 'linear_tree': True}, LATENT)
        train('linear-categorical', {'objective': 'regression', 'linear_tree': True, **loose}, LATENT, categorical=[5])
        train('linear-unsplittable', {'objective': 'regression', 'linear_tree': True, 'min_data_in_leaf': 300}, LATENT, rounds=2)
    return loose, forest


def softmax_gradients(scores, dataset):
    scores = scores.reshape(ROWS, 3)
    power = np.exp(scores - scores.max(axis=1, keepdims=True))
    share = power / power.sum(axis=1, keepdims=True)
    return share - np.eye(3)[THREE.astype(int)], 2 * share * (1 - share)


def current(loose, forest):
    import pandas as pd

    many = {'objective': 'multiclass', 'num_class': 3}
    train('categorical-multiclass', {**many, **loose}, THREE, categorical=[5, 6, 7])
    train('one-hot', {'objective': 'binary', 'max_cat_to_onehot': 20, **loose}, CLASSES, categorical=[5, 7])
    train('forest-multiclass', {**many, **forest}, THREE)
    for name in ('regression_l1', 'huber', 'fair'):
        train(name, {'objective': name}, LATENT)
    for name in ('gamma', 'tweedie', 'mape'):
        train(name, {'objective': name}, np.exp(LATENT))
    train('cross-entropy-lambda', {'objective': 'cross_entropy_lambda'}, np.clip(LATENT / 6 + 0.5, 0, 1))
    train('xendcg', {'objective': 'rank_xendcg'}, THREE, group=[20] * 20)
    train('square-roots', {'objective': 'regression', 'reg_sqrt': True}, LATENT)
    train('custom', {'objective': lambda scores, dataset: (scores - LATENT, np.ones(ROWS))}, LATENT)
    train('custom-multiclass', {'objective': softmax_gradients, 'num_class': 3}, THREE)
    train('dart', {'objective': 'binary', 'boosting': 'dart', 'drop_rate': 0.5}, CLASSES, rounds=5)
    train('goss', {'objective': 'binary', 'data_sample_strategy': 'goss'}, CLASSES)
    train('quantized', {'objective': 'binary', 'use_quantized_grad': True}, CLASSES)
    train('deep', {'objective': 'regression', 'num_leaves': 40, 'min_data_in_leaf': 3, **loose}, LATENT, categorical=[5, 6, 7], rounds=4)
    bounds = {'monotone_constraints': [1, 0, -1, 0, 0, 0, 0, 0]}
    train('monotone', {'objective': 'regression', **bounds}, LATENT)
    train('middle-rounds', {'objective': 'binary'}, CLASSES, rounds=6, saved={'start_iteration': 2, 'num_iteration': 3})
    stop = [lgb.early_stopping(2, verbose=False)]
    train('best-iteration', {'objective': 'binary'}, CLASSES[:300], x=X[:300], rounds=60, valid=(X[300:], CLASSES[300:]), callbacks=stop)
    frame = pd.DataFrame(X, columns=list('abcdefgh'))
    frame['f'] = pd.Categorical([f'sector {int(v)} "é"' for v in X[:, 5]])
    frame['h'] = pd.Categorical([None if np.isnan(v) else int(v) * 10 for v in X[:, 7]], categories=[30, 10, 0, 20])
    train('pandas', {'objective': 'regression', **loose}, LATENT, x=frame)
    frame['f'] = pd.Categorical([v > 6 for v in X[:, 5]])
    frame['h'] = pd.Categorical([None if np.isnan(v) else v / 4 for v in X[:, 7]])
    train('pandas-flags', {'objective': 'regression', **loose}, LATENT, x=frame)
    train('pandas-plain', {'objective': 'regression'}, LATENT, x=frame.drop(columns=['f', 'h']).assign(f=0.5, h=1.5))


FOLDER.mkdir(parents=True, exist_ok=True)
made = common()
if NEW:
    current(*made)
(FOLDER / 'predictions.json').write_text(json.dumps(results, indent=1) + '\n', encoding='utf8')
print(f'{len(results["models"])} models')
