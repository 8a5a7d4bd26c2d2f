"""SHAP values and interactions of stored models, by the programs that own them.

    python make_contributions.py

Needs lightgbm 4.7.0, shap 0.51.0, xgboost 3.2.0 and numpy. `contributions.json` holds interactions of LightGBM models in
`../lightgbm/models` by shap, and XGBoost models with contributions and interactions by XGBoost (float32). Contributions by LightGBM itself
stand beside its models. Of several classes shap gives only the sum, and it knows no categories and no zeros as missing, so these are not
among its models. All arrays are float64 or float32 in base64, row-major.
"""

import base64
import json
import pathlib

import lightgbm as lgb
import numpy as np
import shap
import xgboost as xgb

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE / '../lightgbm/models'
ROWS = 16


def encode(values, kind='<f8'):
    return base64.b64encode(np.ascontiguousarray(values, dtype=kind).tobytes()).decode()


def rows():
    stored = json.loads((MODELS / 'predictions.json').read_text())
    return np.frombuffer(base64.b64decode(stored['x']), dtype='<f8').reshape(stored['rows'], stored['columns'])


def lightgbm_cases(x):
    cases = {}
    for name in ('binary', 'regression', 'poisson', 'deep-numbers', 'unsplittable'):
        if name == 'deep-numbers':
            random = np.random.default_rng(5)
            data = random.normal(size=(600, 8))
            data[random.random(data.shape) < 0.1] = np.nan
            label = np.nan_to_num(data[:, 0] * data[:, 1] + data[:, 2]) + random.normal(size=600)
            params = {'num_leaves': 40, 'min_data_in_leaf': 3, 'num_threads': 1, 'deterministic': True, 'verbosity': -1}
            booster = lgb.train(params, lgb.Dataset(data, label), 4)
            text = booster.model_to_string()
            booster = lgb.Booster(model_str=text)
        else:
            text = None
            booster = lgb.Booster(model_file=str(MODELS / f'{name}.txt'))
        values = shap.TreeExplainer(booster).shap_interaction_values(x[:ROWS])
        values = np.stack(values, axis=-1) if isinstance(values, list) else np.asarray(values)
        # Row, class, column, column.
        values = values[:, None] if values.ndim == 3 else np.moveaxis(values, -1, 1)
        cases[name] = {'interactions': encode(values)}
        if text is not None:
            cases[name]['text'] = text
    return cases


def xgboost_cases(x):
    random = np.random.default_rng(7)
    data = random.normal(size=(500, 8)).astype(np.float32)
    data[random.random(data.shape) < 0.1] = np.nan
    data[:, 5] = random.integers(0, 12, 500)
    latent = np.nan_to_num(data[:, 0] * data[:, 1] + data[:, 2]) + (data[:, 5] % 3) + random.normal(size=500)
    names = [f'f{j}' for j in range(8)]
    plain = ['q'] * 8
    with_sets = ['q'] * 5 + ['c', 'q', 'q']
    base = {'max_depth': 5, 'nthread': 1, 'seed': 1}
    many = np.digitize(latent, [0, 1]).astype(float)
    jobs = {
        'logistic': ({'objective': 'binary:logistic'}, (latent > 1).astype(float), plain),
        'squared-error': ({'objective': 'reg:squarederror', 'max_depth': 8}, latent, plain),
        'softprob': ({'objective': 'multi:softprob', 'num_class': 3}, many, plain),
        'categorical': ({'objective': 'reg:squarederror', 'max_cat_to_onehot': 1}, latent, with_sets),
        'forests': ({'objective': 'reg:squarederror', 'num_parallel_tree': 3, 'subsample': 0.5}, latent, plain),
    }
    shown = data[:ROWS]
    cases = {}
    for name, (params, label, types) in jobs.items():
        categorical = 'c' in types
        matrix = xgb.DMatrix(data, label, feature_names=names, feature_types=types, enable_categorical=categorical)
        booster = xgb.train({**base, **params}, matrix, 4)
        seen = xgb.DMatrix(shown, feature_names=names, feature_types=types, enable_categorical=categorical)
        cases[name] = {
            'model': booster.save_raw('json').decode(),
            'x': encode(shown),
            'contributions': encode(booster.predict(seen, pred_contribs=True), '<f4'),
            'interactions': encode(booster.predict(seen, pred_interactions=True), '<f4'),
        }
    return cases


x = rows()
versions = {'lightgbm': lgb.__version__, 'shap': shap.__version__, 'xgboost': xgb.__version__, 'numpy': np.__version__}
result = {'versions': versions, 'rows': ROWS, 'lightgbm': lightgbm_cases(x), 'xgboost': xgboost_cases(x)}
(HERE / 'contributions.json').write_text(json.dumps(result, indent=1) + '\n', encoding='utf8')
print(sum(len(result[kind]) for kind in ('lightgbm', 'xgboost')), 'cases')
