"""The Python side of lightgbm-models.interop.ts. `make <folder> <runs> <seed>`: trains random models of every kind and writes their texts and
what they predict. `load <folder>`: loads the texts written by the other side and writes what they predict."""

import pathlib
import sys

import lightgbm as lgb
import numpy as np

step, folder = sys.argv[1], pathlib.Path(sys.argv[2])
BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1}
OBJECTIVES = ['binary', 'regression', 'regression_l1', 'huber', 'fair', 'quantile', 'mape', 'poisson', 'gamma', 'tweedie', 'cross_entropy']
OBJECTIVES += ['cross_entropy_lambda', 'lambdarank', 'rank_xendcg', 'multiclass', 'multiclassova', 'none']


def save(path, suffix, values):
    np.ascontiguousarray(values, dtype='<f8').tofile(path.with_suffix(suffix))


def matrix(random, rows, kinds):
    columns = []
    for kind in kinds:
        values = random.normal(size=rows)
        if kind == 'missing':
            values[random.random(rows) < 0.2] = np.nan
        elif kind == 'ties':
            values = np.floor(values * 3)
        elif kind == 'zeros':
            values[random.random(rows) < 0.7] = 0
        elif kind == 'categories':
            values = np.floor(random.random(rows) ** 2 * random.integers(2, 300))
            values[random.random(rows) < 0.1] = np.nan
        columns.append(values)
    return np.array(columns).T


def spoil(random, x, kinds):
    """Values that training never saw."""
    x = x.copy()
    for j, kind in enumerate(kinds):
        odd = [-1, -0.5, 0.5, 299, 512, 1e6, np.nan] if kind == 'categories' else [np.nan, 0.0, -0.0, 1e-36, -1e-36, 1e30, -1e30]
        hit = random.random(len(x)) < 0.2
        x[hit, j] = random.choice(odd, hit.sum())
    return x


def params_of(random, objective):
    params = {**BASE, 'objective': objective, 'num_leaves': int(random.integers(2, 40)), 'min_data_in_leaf': int(random.integers(1, 20))}
    params['min_data_per_group'] = int(random.integers(1, 30))
    params['max_cat_to_onehot'] = int(random.choice([1, 4, 30]))
    if objective.startswith('multiclass'):
        params['num_class'] = 3
    for key, share, values in [('zero_as_missing', 0.2, [True]), ('extra_trees', 0.2, [True]), ('path_smooth', 0.2, [2.0]),
                               ('use_missing', 0.2, [False]), ('sigmoid', 0.3, [0.123456789, 2]), ('max_depth', 0.3, [2, 6]),
                               ('lambda_l1', 0.2, [1.0]), ('use_quantized_grad', 0.2, [True]), ('linear_tree', 0.2, [True]),
                               ('reg_sqrt', 0.1, [True]), ('learning_rate', 0.3, [0.01, 0.5])]:
        if random.random() < share:
            params[key] = values[int(random.integers(len(values)))]
    boosting = random.choice(['gbdt', 'gbdt', 'dart', 'rf', 'goss'])
    if boosting == 'rf':
        params.update(boosting='rf', bagging_freq=1, bagging_fraction=0.6)
    elif boosting == 'goss':
        params['data_sample_strategy'] = 'goss'
    elif boosting == 'dart':
        params['boosting'] = 'dart'
    return params


def make(runs, seed):
    random = np.random.default_rng(seed)
    for run in range(runs):
        path = folder / f'{run:04d}.theirs'
        rows = int(random.integers(60, 1200)) // 20 * 20
        kinds = random.choice(['bell', 'missing', 'ties', 'zeros', 'categories'], int(random.integers(1, 10)))
        objective = str(random.choice(OBJECTIVES))
        x = matrix(random, rows, kinds)
        latent = np.nan_to_num(x[:, 0]) + np.nan_to_num(x[:, -1]) % 3 + random.normal(size=rows)
        label = {'binary': latent > 0, 'cross_entropy': 1 / (1 + np.exp(-latent)), 'cross_entropy_lambda': 1 / (1 + np.exp(-latent)),
                 'poisson': np.floor(np.abs(latent)), 'gamma': np.abs(latent) + 0.1, 'tweedie': np.abs(latent)}.get(objective, latent)
        if objective.startswith('multiclass') or objective in ('lambdarank', 'rank_xendcg'):
            label = np.digitize(latent, [-0.5, 1])
        group = [20] * (rows // 20) if objective in ('lambdarank', 'rank_xendcg') else None
        params = params_of(random, objective)
        if objective == 'none':
            params['objective'] = lambda scores, data: (scores - latent, np.ones(rows))
        categorical = [j for j, kind in enumerate(kinds) if kind == 'categories']
        try:
            data = lgb.Dataset(x, np.asarray(label, dtype=float), group=group, categorical_feature=categorical or 'auto', params=params)
            booster = lgb.train(params, data, int(random.integers(1, 8)))
        except lgb.basic.LightGBMError as error:
            path.with_suffix('.failed').write_text(f'{error}')
            continue
        text = booster.model_to_string()
        path.write_text(text, encoding='utf8')
        booster = lgb.Booster(model_str=text)
        shown = spoil(random, x[:60], kinds)
        save(path, '.x', shown)
        save(path, '.importance', [booster.feature_importance('split'), booster.feature_importance('gain')])
        if '[linear_tree: 1]' not in text:
            save(path, '.contributions', booster.predict(shown, pred_contrib=True))
        predict(path, booster, shown, '.made')


def predict(path, booster, x, suffix):
    save(path, suffix, booster.predict(x, raw_score=True))
    save(path, f'{suffix}-out', booster.predict(x))
    save(path, f'{suffix}-leaf', booster.predict(x, pred_leaf=True))


if step == 'make':
    make(int(sys.argv[3]), int(sys.argv[4]))
else:
    for path in sorted(folder.glob('*.ours')):
        booster = lgb.Booster(model_str=path.read_text(encoding='utf8'))
        x = np.fromfile(path.with_suffix('.x'), dtype='<f8').reshape(-1, booster.num_feature())
        predict(path, booster, x, '.load')
