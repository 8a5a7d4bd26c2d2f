"""The Python side of datasets.interop.ts. `make <folder>`: makes the data sets, trains LightGBM and XGBoost on them and writes their models and
what these say of rows. `load <folder>`: loads the models written by the other side and writes what they say."""

import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np
import xgboost as xgb
from sklearn import datasets

step, folder = sys.argv[1], pathlib.Path(sys.argv[2])
BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'enable_bundle': False}
ROUNDS, XGBOOST_ROUNDS = 100, 25
OBJECTIVES = {'binary': 'binary:logistic', 'multiclass': 'multi:softprob', 'regression': 'reg:squarederror', 'poisson': 'count:poisson'}
EXTREMES = np.array([np.nan, 0.0, -0.0, np.inf, -np.inf, 1e300, -1e300, 5e-324, -5e-324, 1e-36, 1.0, 3.0, 250.0])


def save(name, values):
    np.ascontiguousarray(values, dtype='<f8').tofile(folder / name)


def doubles(name, columns):
    return np.fromfile(folder / name, dtype='<f8').reshape(-1, columns)


def index_bars():
    """Returns, volatility, ranges and the calendar of daily bars, missing where the past is too short; the return of the next five days."""
    table = np.genfromtxt('examples/data/sp500-1d.csv', delimiter=',', names=True, dtype=None, encoding='utf8')
    high, low, close, volume = (table[name].astype(float) for name in ('high', 'low', 'close', 'volume'))
    days = table['time'].astype('datetime64[D]').astype(int)
    returns = np.append(np.nan, close[1:] / close[:-1] - 1)
    lagged = [np.append(np.full(lag, np.nan), returns[: len(returns) - lag]) for lag in (0, 1, 2, 3, 5, 10)]
    columns = lagged + [(high - low) / close, (close - low) / np.where(high > low, high - low, 1), (days + 3) % 7, volume]
    for window in (5, 10, 20, 60):
        past = np.array([returns[max(0, t - window + 1) : t + 1] for t in range(len(close))], dtype=object)
        columns.append(np.array([np.nan if len(p) < window else p.mean() for p in past]))
        columns.append(np.array([np.nan if len(p) < window else p.std() for p in past]))
    return np.array(columns).T[:-5], close[5:] / close[:-5] - 1


def bells(random, rows, columns):
    x = random.normal(size=(rows, columns))
    return x, x[:, 0] + 0.7 * x[:, 1] * x[:, 2] + 0.5 * random.normal(size=rows)


def bundled(load, objective):
    x, y = load(return_X_y=True)
    if objective == 'multiclass':
        return {'x': x, 'y': y, 'params': {'objective': objective, 'num_class': int(y.max()) + 1}}
    return {'x': x, 'y': y, 'params': {'objective': objective}}


def with_missing(random):
    x, latent = bells(random, 2000, 8)
    x[random.random(x.shape) < 0.2] = np.nan
    x[:, 3] = np.where(random.random(2000) < 0.7, 0, x[:, 3])
    return {'x': x, 'y': latent > 0.2, 'params': {'objective': 'binary'}}


def with_categories(random):
    x, latent = bells(random, 2000, 6)
    x[:, 3] = random.integers(0, 4, 2000)
    x[:, 4] = np.floor(random.random(2000) ** 2 * 60)
    x[:, 5] = np.where(random.random(2000) < 0.1, np.nan, random.integers(0, 9, 2000))
    y = latent + (x[:, 3] == 2) + (x[:, 4] % 5 == 1) - np.nan_to_num(x[:, 5]) % 2 > 0
    return {'x': x, 'y': y, 'categorical': [3, 4, 5], 'params': {'objective': 'binary', 'min_data_per_group': 20}}


def weighted(random):
    x, latent = bells(random, 1500, 6)
    return {'x': x, 'y': random.poisson(np.exp(latent / 2)), 'weight': random.random(1500) + 0.1, 'params': {'objective': 'poisson'}}


def constrained(random):
    x, latent = bells(random, 1500, 6)
    limits = {'monotone_constraints': [1, 0, 0, -1, 0, 0], 'interaction_constraints': [[0, 1, 2], [2, 3, 4, 5]]}
    return {'x': x, 'y': latent, 'params': {'objective': 'regression', 'lambda_l1': 0.1, 'lambda_l2': 1.0, 'max_depth': 6, **limits}}


def drawn(random):
    x, latent = bells(random, 2000, 12)
    x[random.random(x.shape) < 0.1] = np.nan
    shares = {'bagging_fraction': 0.7, 'bagging_freq': 1, 'feature_fraction': 0.7, 'feature_fraction_bynode': 0.6, 'seed': 9}
    return {'x': x, 'y': np.digitize(np.nan_to_num(latent), [-0.7, 0.7]), 'params': {'objective': 'multiclass', 'num_class': 3, **shares}}


def wide(random):
    x, latent = bells(random, 80, 300)
    return {'x': x, 'y': latent > 0, 'params': {'objective': 'binary', 'min_data_in_leaf': 5}}


def constant_and_duplicate(random):
    x, latent = bells(random, 1200, 4)
    x = np.column_stack([np.full(1200, 7.5), x, x[:, 0], -x[:, 1], np.zeros(1200), np.full(1200, np.nan), np.round(x[:, 2])])
    return {'x': x, 'y': latent, 'params': {'objective': 'regression'}}


def huge_and_subnormal(random):
    x, latent = bells(random, 1500, 7)
    return {'x': x * [1e300, 5e-320, 1e-308, 1e-35, 1e38, 1e-33, 1], 'y': latent > 0, 'params': {'objective': 'binary'}}


def infinite(random):
    x, latent = bells(random, 1500, 5)
    for column in range(4):
        x[random.random(1500) < 0.05, column] = np.inf
        x[random.random(1500) < 0.05, column] = -np.inf
    x[random.random(1500) < 0.05, 3] = np.nan
    return {'x': x, 'y': latent, 'params': {'objective': 'regression'}}


def make_sets():
    random = np.random.default_rng(20)
    bars, ahead = index_bars()
    exercise = datasets.load_linnerud()
    small = {'min_data_in_leaf': 2, 'min_data_in_bin': 1}
    return {
        'sp500 direction': {'x': bars, 'y': ahead > 0, 'inTime': True, 'params': {'objective': 'binary', 'num_leaves': 15}},
        'sp500 return': {'x': bars, 'y': ahead, 'inTime': True, 'params': {'objective': 'regression', 'num_leaves': 15}},
        'iris': bundled(datasets.load_iris, 'multiclass'),
        'wine': bundled(datasets.load_wine, 'multiclass'),
        'breast cancer': bundled(datasets.load_breast_cancer, 'binary'),
        'digits': bundled(datasets.load_digits, 'multiclass'),
        'diabetes': bundled(datasets.load_diabetes, 'regression'),
        'linnerud, 20 rows': {'x': exercise.data, 'y': exercise.target[:, 0], 'params': {'objective': 'regression', **small}},
        'missing': with_missing(random),
        'categories': with_categories(random),
        'weights': weighted(random),
        'constraints': constrained(random),
        'drawn rows, columns': drawn(random),
        'wide': wide(random),
        'constant, duplicate': constant_and_duplicate(random),
        'huge, subnormal': huge_and_subnormal(random),
        'infinite': infinite(random),
    }


def float_range(x):
    """What XGBoost takes: its features are float32 and finite."""
    return np.clip(x, -3e38, 3e38)


def predict_lightgbm(name, booster, x, suffix):
    save(f'{name}.{suffix}.raw', booster.predict(x, raw_score=True))
    save(f'{name}.{suffix}.out', booster.predict(x))
    save(f'{name}.{suffix}.leaf', booster.predict(x, pred_leaf=True))


def predict_xgboost(name, booster, matrix, suffix):
    save(f'{name}.{suffix}.raw', booster.predict(matrix, output_margin=True))
    save(f'{name}.{suffix}.out', booster.predict(matrix))


def matrix_of(x, categorical, **more):
    kinds = ['c' if column in categorical else 'q' for column in range(x.shape[1])]
    return xgb.DMatrix(float_range(x), feature_types=kinds, enable_categorical=True, **more)


def make(random, number, title, given):
    name, x, params = f'{number:02d}', np.asarray(given['x'], dtype=float), given['params']
    y, weight, categorical = np.asarray(given['y'], dtype=float), given.get('weight'), given.get('categorical', [])
    held = np.arange(len(x)) >= len(x) * 0.8 if given.get('inTime') else np.arange(len(x)) % 5 == 4
    seen = None if weight is None else weight[~held]
    shown = np.concatenate([x[held][:100], x[held][:40], x[:10]])
    if not categorical:
        spoilt = random.random(shown.shape) < 0.2
        spoilt[:100] = False
        shown[spoilt] = random.choice(EXTREMES, spoilt.sum())
    for suffix, values in [('x', x[~held]), ('y', y[~held]), ('held', x[held]), ('held.y', y[held]), ('shown', shown)]:
        save(f'{name}.{suffix}', values)
    if seen is not None:
        save(f'{name}.w', seen)
    data = lgb.Dataset(x[~held], y[~held], weight=seen, categorical_feature=categorical, params={**BASE, **params})
    booster = lgb.train({**BASE, **params}, data, ROUNDS)
    (folder / f'{name}.theirs').write_text(booster.model_to_string(), encoding='utf8')
    predict_lightgbm(name, booster, shown, 'theirs')
    save(f'{name}.theirs.contrib', booster.predict(shown, pred_contrib=True))
    save(f'{name}.theirs.held', booster.predict(x[held]))
    ours = {'objective': OBJECTIVES[params['objective']], 'max_depth': 4, **{k: v for k, v in params.items() if k == 'num_class'}}
    train = matrix_of(x[~held], categorical, label=y[~held], weight=seen)
    theirs = xgb.train({**ours, 'nthread': 1, 'tree_method': 'hist'}, train, XGBOOST_ROUNDS)
    theirs.save_model(folder / f'{name}.theirs.json')
    theirs.save_model(folder / f'{name}.theirs.ubj')
    known = matrix_of(shown, categorical)
    predict_xgboost(name, theirs, known, 'xgboost')
    save(f'{name}.xgboost.contrib', theirs.predict(known, pred_contribs=True))
    about = {'name': name, 'title': title, 'columns': x.shape[1], 'categorical': categorical, 'params': params, 'xgboost': ours}
    return {**about, 'rounds': ROUNDS, 'xgboostRounds': XGBOOST_ROUNDS}


def load(job):
    name, columns = job['name'], job['columns']
    shown = doubles(f'{name}.shown', columns)
    for kind in ('exact', 'packed'):
        predict_lightgbm(name, lgb.Booster(model_str=(folder / f'{name}.{kind}').read_text(encoding='utf8')), shown, kind)
    for kind in ('json', 'ubj'):
        if (folder / f'{name}.ours.{kind}').exists():
            predict_xgboost(name, xgb.Booster(model_file=folder / f'{name}.ours.{kind}'), matrix_of(shown, []), f'ours-{kind}')


if step == 'make':
    generator = np.random.default_rng(4)
    sets = [make(generator, number, title, given) for number, (title, given) in enumerate(make_sets().items())]
    (folder / 'sets.json').write_text(json.dumps(sets))
else:
    for entry in json.loads((folder / 'sets.json').read_text()):
        load(entry)
