"""Stores small models of XGBoost with what they predict: one file per version.

    python make_models.py [folder]

Run it under each version, 3.2.0 last: 1.0.2, 1.3.3, 1.7.6, 2.1.4, 3.0.5, 3.2.0 (PyPI wheels, Linux x86-64; numpy below 1.24 for the oldest two,
below 2.3 for the others). What a version does not know is left out. Margins and predictions are float32, of rows with missing values,
categories that training did not see, and doubles that float32 rounds across a cut. They are 3.2.0's for the models of every version: the
oldest added their float32 numbers up in another order.
"""

import base64
import gzip
import json
import pathlib
import sys
import tempfile

import numpy as np
import xgboost as xgb

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent / 'models'
VERSION = tuple(int(part) for part in xgb.__version__.split('.'))
CURRENT = VERSION >= (3, 2)

rng = np.random.default_rng(20261121)
ROWS, TEST_ROWS = 400, 60


def sample(rows):
    x = np.empty((rows, 5))
    x[:, 0] = rng.normal(size=rows)
    x[:, 1] = np.floor(rng.normal(size=rows) * 4) / 4
    x[:, 2] = rng.integers(0, 14, rows)
    x[:, 3] = rng.normal(size=rows) * 1e30
    x[:, 4] = rng.integers(0, 3, rows)
    x[rng.random((rows, 5)) < 0.08] = np.nan
    return x


x = sample(ROWS)
filled = np.nan_to_num(x)
signal = filled[:, 0] + 0.7 * filled[:, 1] + (filled[:, 2] % 3 == 0) * 1.5 + filled[:, 3] / 2e30 + rng.normal(size=ROWS) * 0.3
test = sample(TEST_ROWS)
test[:6, 2] = [14, 31, 32, 40, 500, 16777214]
test[:8, 0] = x[:8, 0].astype(np.float32).astype(float) * (1 - 2e-8)
test[8:16, 0] = x[8:16, 0]

# Weights are drawn for every version alike, so that the data do not depend on which cases run.
weight = rng.random(ROWS) + 0.5
CATEGORICAL = ['q', 'q', 'c', 'q', 'c']


def pack(values, kind):
    return base64.b64encode(np.ascontiguousarray(values).astype(kind).tobytes()).decode()


def squeeze(content):
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def saved(booster, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f'model.{suffix}'
        booster.save_model(str(path))
        return path.read_bytes()


def matrix(data, label=None, categories=False, **given):
    if categories:
        given = {**given, 'feature_types': CATEGORICAL, 'enable_categorical': True}
    return xgb.DMatrix(data, label, **given)


cases = []


def case(name, params, label=None, rounds=5, categories=False, names=None, train=None, prepare=None, watch=False, **given):
    """Trains one model and stores it as JSON, and as UBJSON where the version writes that."""
    if names is not None:
        given['feature_names'] = names
    data = matrix(x, label, categories, **given)
    if prepare is not None:
        prepare(data)
    params = {'nthread': 1, 'max_depth': 3, 'tree_method': 'hist', 'seed': 3, **params}
    extra = {}
    if watch:
        extra = {'evals': [(data, 'train')], 'early_stopping_rounds': 2, 'verbose_eval': False}
    booster = xgb.train(params, data, rounds, **extra)
    unseen = matrix(test, None, categories, **({'feature_names': names} if names else {}))
    # Older versions stop at the best round unless told; 0 means all trees.
    whole = {} if VERSION >= (2, 0) else {'ntree_limit': 0} if VERSION < (1, 4) else {'iteration_range': (0, 0)}
    cases.append(
        {
            'name': name,
            'json': squeeze(saved(booster, 'json')),
            **({'ubjson': squeeze(saved(booster, 'ubj'))} if VERSION >= (1, 7) else {}),
            'margin': pack(booster.predict(unseen, output_margin=True, **whole), '<f4'),
            'predicted': pack(booster.predict(unseen, **whole), '<f4'),
        }
    )


binary = (signal > 0.5).astype(float)
classes = np.digitize(signal, [-0.2, 1.0])
positive = np.exp(signal / 3)
counts = np.floor(positive * 2)

case('binary:logistic', {'objective': 'binary:logistic'}, binary, weight=weight)
case('multi:softprob', {'objective': 'multi:softprob', 'num_class': 3}, classes)
case('dart', {'objective': 'binary:logistic', 'booster': 'dart', 'rate_drop': 0.4, 'one_drop': 1}, binary, rounds=8)
case('dart of three classes', {'objective': 'multi:softprob', 'num_class': 3, 'booster': 'dart', 'rate_drop': 0.4}, classes)
case('count:poisson', {'objective': 'count:poisson'}, counts)
case('reg:squarederror', {'objective': 'reg:squarederror'}, signal)
case('a forest of three classes', {'objective': 'multi:softprob', 'num_class': 3, 'num_parallel_tree': 3, 'subsample': 0.6}, classes, rounds=3)
case('names', {'objective': 'binary:logistic'}, binary, names=['a b', 'c"d', 'e\\f', 'γ', 'plain'])
case('pruned trees', {'objective': 'binary:logistic', 'tree_method': 'exact', 'gamma': 8, 'max_depth': 5}, binary)
case('base_score', {'objective': 'binary:logistic', 'base_score': 0.17}, binary)
if VERSION >= (1, 7):
    case('categories', {'objective': 'binary:logistic', 'max_cat_to_onehot': 2}, binary, categories=True)
    case('categories one against the rest', {'objective': 'reg:squarederror', 'max_cat_to_onehot': 100}, signal, categories=True)
    case('stopped early', {'objective': 'binary:logistic', 'eta': 3}, binary, rounds=30, watch=True)
if CURRENT:
    case('multi:softmax', {'objective': 'multi:softmax', 'num_class': 3}, classes)
    case('binary:logitraw', {'objective': 'binary:logitraw'}, binary)
    case('binary:hinge', {'objective': 'binary:hinge'}, binary)
    case('reg:logistic', {'objective': 'reg:logistic'}, 1 / (1 + np.exp(-signal)))
    case('reg:absoluteerror', {'objective': 'reg:absoluteerror'}, signal)
    case('reg:pseudohubererror', {'objective': 'reg:pseudohubererror', 'huber_slope': 0.8}, signal)
    case('reg:squaredlogerror', {'objective': 'reg:squaredlogerror'}, positive)
    case('reg:quantileerror', {'objective': 'reg:quantileerror', 'quantile_alpha': [0.1, 0.5, 0.9]}, signal)
    case('reg:gamma', {'objective': 'reg:gamma'}, positive)
    case('reg:tweedie', {'objective': 'reg:tweedie', 'tweedie_variance_power': 1.3}, counts)
    case('survival:cox', {'objective': 'survival:cox'}, positive * np.where(rng.random(ROWS) < 0.3, -1, 1))

    def bounds(data):
        data.set_float_info('label_lower_bound', positive)
        data.set_float_info('label_upper_bound', np.where(np.arange(ROWS) % 4 == 0, np.inf, positive))

    case('survival:aft', {'objective': 'survival:aft'}, prepare=bounds)
    for kind in ('ndcg', 'map', 'pairwise'):
        grades = binary if kind == 'map' else np.digitize(signal, [0, 1])
        case(f'rank:{kind}', {'objective': f'rank:{kind}'}, grades, group=[20] * (ROWS // 20))
    case('several targets', {'objective': 'reg:squarederror'}, np.stack([signal, positive], axis=1))
    case('leaves by gain', {'objective': 'binary:logistic', 'grow_policy': 'lossguide', 'max_leaves': 9, 'max_depth': 0}, binary)
    case('no split', {'objective': 'binary:logistic', 'gamma': 1e9}, binary, rounds=2)
    case('values at the end of float32', {'objective': 'reg:squarederror', 'max_depth': 6}, np.where(np.isnan(x[:, 3]), 5.0, x[:, 3] / 1e30), rounds=2)

refused = {}
if CURRENT:
    both = np.stack([signal, positive], axis=1)
    data = xgb.DMatrix(x, both)
    vectors = xgb.train({'multi_strategy': 'multi_output_tree', 'tree_method': 'hist', 'nthread': 1}, data, 1)
    linear = xgb.train({'booster': 'gblinear', 'nthread': 1}, xgb.DMatrix(filled, signal), 1)
    refused = {'vectors in leaves': squeeze(saved(vectors, 'json')), 'linear': squeeze(saved(linear, 'json'))}

document = {
    'xgboost': xgb.__version__,
    'numpy': np.__version__,
    'x': {'rows': TEST_ROWS, 'columns': 5, 'data': pack(test, '<f8')},
    'cases': cases,
    'refused': refused,
}
FOLDER.mkdir(exist_ok=True)
(FOLDER / f'{xgb.__version__}.json').write_text(json.dumps(document, indent=1) + '\n')


def floats(text):
    return np.frombuffer(base64.b64decode(text), dtype='<f4')


def read_again(path):
    """Replaces an older version's predictions by those of this one."""
    older = json.loads(path.read_text())
    rows = np.frombuffer(base64.b64decode(older['x']['data']), dtype='<f8').reshape(older['x']['rows'], older['x']['columns'])
    for entry in older['cases']:
        try:
            booster = xgb.Booster(model_file=bytearray(gzip.decompress(base64.b64decode(entry['json']))))
        except xgb.core.XGBoostError as error:
            # It counts the pruned nodes of the oldest files otherwise, and refuses them.
            assert 'num_deleted' in str(error), entry['name']
            continue
        has_categories = entry['name'].startswith('categories')
        unseen = matrix(rows, None, has_categories, **({'feature_names': booster.feature_names} if booster.feature_names else {}))
        for key, margin in (('margin', True), ('predicted', False)):
            found = booster.predict(unseen, output_margin=margin).ravel()
            before = floats(entry[key])
            assert np.allclose(found, before, rtol=2e-6, atol=1e-6), (path.name, entry['name'])
            entry[key] = pack(found, '<f4')
    path.write_text(json.dumps(older, indent=1) + '\n')


if CURRENT:
    for path in sorted(FOLDER.glob('*.json')):
        if path.stem != xgb.__version__:
            read_again(path)
