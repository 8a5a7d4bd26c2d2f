"""Trains LightGBM on data that any language can make again, and stores what it grew.

    python make.py [output folder]

Needs lightgbm 4.7.0 (PyPI wheel, Linux x86-64) and numpy. Without an argument the files go beside this script. Each `cases/<name>.json`
holds the recipe of its data, the parameters, a hash of every tree's structure and leaves, the first trees as text, and predictions.
`make_models.py` makes whole model files.
"""

import base64
import gzip
import hashlib
import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1}
FULL_TREES = 4
PREDICTED_ROWS = 24
STRUCTURE = ['num_leaves', 'split_feature', 'threshold', 'decision_type', 'left_child', 'right_child', 'leaf_count', 'internal_count']
LEAVES = ['leaf_value', 'leaf_weight']


class Lcg:
    """Numbers that every language can draw: a 32-bit linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (1664525 * self.state + 1013904223) % 4294967296
        return (self.state // 256) / 16777216

    def bell(self):
        """Roughly normal: a sum of four uniforms, scaled."""
        return (self.uniform() + self.uniform() + self.uniform() + self.uniform() - 2) * 1.75


def styled(style, base, extra, row):
    """A column's value from a bell-shaped and a uniform number."""
    if style == 'bell':
        return base
    if style == 'missing':
        return np.nan if extra < 0.15 else base
    if style == 'ties':
        return float(np.floor(base * 3))
    if style == 'positive':
        return extra * extra
    if style == 'sparse':
        return base if extra < 0.2 else 0.0
    if style == 'flag':
        return 1.0 if base > 0.5 else 0.0
    if style == 'constant':
        return 4.25
    if style == 'empty':
        return np.nan
    if style == 'huge':
        return base * 1e30
    if style == 'small':
        return base * 1e-33
    if style == 'infinite':
        return (np.inf if extra < 0.03 else -np.inf) if extra < 0.06 else base
    if style == 'steps':
        return float(row // 50)
    if style == 'ulps':
        return 3.0 + float(np.floor(extra * 6)) * 2.0**-51
    raise ValueError(style)


def synthetic(recipe):
    random = Lcg(recipe['seed'])
    styles = recipe['styles']
    rows = recipe['rows']
    x = np.empty((rows, len(styles)))
    latent = np.empty(rows)
    weight = np.empty(rows)
    for i in range(rows):
        bases = []
        for j, style in enumerate(styles):
            base = random.bell()
            extra = random.uniform()
            bases.append(base)
            x[i, j] = styled(style, base, extra, i)
        latent[i] = bases[0] + 0.5 * bases[1] * bases[2] + random.bell()
        weight[i] = random.uniform() + 0.25
    return x, latent, weight


def index_bars(recipe):
    """Features of daily index closes, by + - * / only; the last 5 rows have no label and are dropped."""
    table = (HERE / '../../../examples/data/sp500-1d.csv').read_text().strip().split('\n')
    names = [name.strip().lower() for name in table[0].split(',')]
    columns = {name: [float(line.split(',')[k]) for line in table[1:]] for k, name in enumerate(names) if name in ('high', 'low', 'close')}
    high, low, close = columns['high'], columns['low'], columns['close']
    rows = len(close)
    returns = [np.nan] + [close[t] / close[t - 1] - 1 for t in range(1, rows)]
    features = []
    for lag in (0, 1, 2, 3, 5, 10):
        features.append([np.nan] * lag + returns[: rows - lag])
    for window in (5, 10, 20, 50):
        mean = [np.nan] * rows
        spread = [np.nan] * rows
        for t in range(window, rows):
            total = 0.0
            squares = 0.0
            for k in range(t - window + 1, t + 1):
                total += returns[k]
                squares += returns[k] * returns[k]
            mean[t] = total / window
            spread[t] = squares / window
        features += [mean, spread]
        features.append([close[t] / close[t - window] - 1 if t >= window else np.nan for t in range(rows)])
    features.append([(high[t] - low[t]) / close[t] for t in range(rows)])
    features.append([(close[t] - low[t]) / (high[t] - low[t]) if high[t] > low[t] else 0.5 for t in range(rows)])
    kept = rows - 5
    x = np.array(features).T[:kept]
    latent = np.array([close[t + 5] / close[t] - 1 for t in range(kept)])
    return x, latent, np.ones(kept)


def labels(objective, latent, cuts):
    if objective == 'regression':
        return latent
    y = np.zeros(len(latent))
    for cut in cuts:
        y += latent > cut
    return y


def trees_of(text):
    return text[text.index('\nTree=') : text.index('end of trees')].strip().split('\n\n\n')


def field(tree, key):
    return next(line for line in tree.split('\n') if line.startswith(key + '='))


def digest(tree, keys):
    return hashlib.sha256('\n'.join(field(tree, key) for key in keys).encode()).hexdigest()[:16]


def floats(values):
    return base64.b64encode(np.asarray(values, dtype='<f8').tobytes()).decode()


def pack(text):
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def run(name, recipe, params, rounds=30, cuts=(0.0,), weighted=False, init_score=False, valid_rows=0):
    x, latent, weight = index_bars(recipe) if recipe.get('source') == 'sp500' else synthetic(recipe)
    y = labels(params['objective'], latent, cuts)
    train = len(y) - valid_rows
    start = x[:, 0] * 0 + np.floor(np.arange(len(y)) % 7) / 8 - 0.375 if init_score else None
    given = {**BASE, **params}
    dataset = lgb.Dataset(
        x[:train],
        y[:train],
        weight=weight[:train] if weighted else None,
        init_score=None if start is None else start[:train],
        params=given,
    )
    history = {}
    if valid_rows > 0:
        valid = lgb.Dataset(
            x[train:],
            y[train:],
            weight=weight[train:] if weighted else None,
            init_score=None if start is None else start[train:],
            reference=dataset,
            params=given,
        )
        booster = lgb.train(given, dataset, rounds, valid_sets=[valid], callbacks=[lgb.record_evaluation(history)])
    else:
        booster = lgb.train(given, dataset, rounds)
    text = booster.model_to_string()
    trees = trees_of(text)
    case = {
        'name': name,
        'lightgbm': lgb.__version__,
        'numpy': np.__version__,
        'data': recipe,
        'params': params,
        'rounds': rounds,
        'cuts': list(cuts),
        'weighted': weighted,
        'initScore': init_score,
        'validRows': valid_rows,
        'bestIteration': booster.best_iteration,
        'history': floats(next(iter(history['valid_0'].values()))) if history else None,
        'featureInfos': text.split('feature_infos=')[1].split('\n')[0],
        'structure': [digest(tree, STRUCTURE) for tree in trees],
        'leaves': [digest(tree, LEAVES) for tree in trees],
        'firstTrees': pack('\n\n\n'.join(trees[:FULL_TREES])),
        'raw': floats(booster.predict(x[:PREDICTED_ROWS], raw_score=True).ravel()),
        'predicted': floats(booster.predict(x[:PREDICTED_ROWS]).ravel()),
        'leafIndex': [int(v) for v in booster.predict(x[:4], pred_leaf=True).ravel()],
        'splitImportance': [int(v) for v in booster.feature_importance('split')],
        'gainImportance': floats(booster.feature_importance('gain')),
    }
    (OUT / 'cases').mkdir(parents=True, exist_ok=True)
    (OUT / 'cases' / f'{name}.json').write_text(json.dumps(case, indent=1) + '\n')
    print(f'{name}: {len(trees)} trees')


def cases():
    bells = ['bell'] * 12
    holes = ['bell', 'missing', 'missing', 'bell', 'missing', 'positive', 'ties', 'missing', 'bell', 'bell', 'sparse', 'missing']
    dense = {'rows': 2000, 'seed': 1, 'styles': bells}
    gaps = {'rows': 2000, 'seed': 2, 'styles': holes}
    ties = {'rows': 1500, 'seed': 3, 'styles': ['ties'] * 8}
    three = (-0.6, 0.6)
    run('dense-binary', dense, {'objective': 'binary'})
    run('missing-binary', gaps, {'objective': 'binary'})
    run('missing-regression', gaps, {'objective': 'regression'})
    run('ties-binary', ties, {'objective': 'binary'})
    run('ties-regression', ties, {'objective': 'regression', 'num_leaves': 63})
    tiny = {'rows': 30, 'seed': 4, 'styles': ['bell', 'missing', 'ties', 'positive']}
    run('tiny', tiny, {'objective': 'binary', 'min_data_in_leaf': 3, 'min_data_in_bin': 1})
    run('tiny-unsplittable', tiny, {'objective': 'binary'}, rounds=20)
    run('bagging', gaps, {'objective': 'binary', 'bagging_fraction': 0.7, 'bagging_freq': 2, 'bagging_seed': 9})
    few = {'rows': 12, 'seed': 10, 'styles': ['bell', 'ties', 'missing']}
    loose = {'min_data_in_leaf': 1, 'min_data_in_bin': 1, 'bagging_fraction': 0.9, 'bagging_freq': 1}
    run('bag-of-all-rows', few, {'objective': 'regression', **loose})
    run('feature-fraction', gaps, {'objective': 'regression', 'feature_fraction': 0.6, 'seed': 42})
    sampling = {'bagging_fraction': 0.45, 'bagging_freq': 1, 'feature_fraction': 0.7, 'feature_fraction_bynode': 0.6, 'seed': 11}
    run('bagging-and-fractions-multiclass', gaps, {'objective': 'multiclass', 'num_class': 3, **sampling}, rounds=20, cuts=three)
    run('feature-fraction-bynode', dense, {'objective': 'binary', 'feature_fraction_bynode': 0.3, 'feature_fraction_seed': 7})
    run('weights-binary', gaps, {'objective': 'binary'}, weighted=True)
    run('weights-regression', gaps, {'objective': 'regression', 'lambda_l2': 1.5}, weighted=True)
    run('weights-multiclass', gaps, {'objective': 'multiclass', 'num_class': 3}, rounds=20, cuts=three, weighted=True)
    run('unbalance', dense, {'objective': 'binary', 'is_unbalance': True}, cuts=(1.6,))
    run('scale-pos-weight', dense, {'objective': 'binary', 'scale_pos_weight': 3.5, 'sigmoid': 0.7}, cuts=(1.6,))
    penalties = {'lambda_l1': 1.25, 'lambda_l2': 3.5, 'min_gain_to_split': 0.3, 'min_sum_hessian_in_leaf': 8.0}
    run('penalties-binary', gaps, {'objective': 'binary', **penalties})
    run('penalties-regression', gaps, {'objective': 'regression', **penalties})
    run('depth', gaps, {'objective': 'binary', 'max_depth': 3, 'learning_rate': 0.3})
    run('depth-and-leaves', dense, {'objective': 'regression', 'max_depth': 6, 'num_leaves': 50})
    run('multiclass', dense, {'objective': 'multiclass', 'num_class': 3}, rounds=20, cuts=three)
    run('multiclass-empty-class', dense, {'objective': 'multiclass', 'num_class': 4}, rounds=20, cuts=three)
    rare = {'feature_fraction': 0.1, 'min_gain_to_split': 14.0, 'min_data_in_leaf': 400, 'feature_fraction_seed': 1}
    run('empty-rounds', dense, {'objective': 'binary', **rare}, rounds=150)
    run('empty-rounds-without-average', dense, {'objective': 'binary', 'boost_from_average': False, **rare}, rounds=150)
    late = {'objective': 'binary', 'boost_from_average': False, 'lambda_l1': 55.0, 'min_data_in_leaf': 300}
    run('first-round-empty', {'rows': 800, 'seed': 12, 'styles': ['bell'] * 3}, late, cuts=(1.5,))
    odd = ['bell', 'constant', 'empty', 'flag', 'sparse', 'huge', 'small', 'infinite', 'steps', 'bell']
    run('odd-columns', {'rows': 1500, 'seed': 5, 'styles': odd}, {'objective': 'binary', 'enable_bundle': False})
    run('odd-columns-regression', {'rows': 1500, 'seed': 5, 'styles': odd}, {'objective': 'regression', 'enable_bundle': False})
    unfiltered = {'objective': 'binary', 'feature_pre_filter': False, 'enable_bundle': False, 'feature_fraction': 0.5, 'seed': 3}
    near = {'rows': 500, 'seed': 9, 'styles': ['bell', 'ulps', 'ulps', 'ties']}
    run('neighbours', near, {'objective': 'regression', 'min_data_in_leaf': 2, 'min_data_in_bin': 1})
    run('no-pre-filter', {'rows': 600, 'seed': 6, 'styles': odd}, unfiltered)
    run('single-rows', {'rows': 700, 'seed': 7, 'styles': holes}, {'objective': 'binary', 'min_data_in_leaf': 1, 'num_leaves': 255}, rounds=30)
    loose = {'min_data_in_leaf': 0, 'min_sum_hessian_in_leaf': 0.0, 'num_leaves': 40}
    run('no-minimum', {'rows': 300, 'seed': 8, 'styles': holes}, {'objective': 'regression', **loose}, rounds=20)
    run('many-bins', gaps, {'objective': 'binary', 'max_bin': 700, 'min_data_in_bin': 1})
    run('few-bins', gaps, {'objective': 'regression', 'max_bin': 7, 'min_data_in_bin': 40})
    run('two-bins', gaps, {'objective': 'binary', 'max_bin': 2})
    run('sampled-bins', gaps, {'objective': 'binary', 'bin_construct_sample_cnt': 400, 'seed': 77})
    run('steep', dense, {'objective': 'binary', 'learning_rate': 1.0, 'boost_from_average': False}, rounds=20)
    run('init-score', gaps, {'objective': 'binary'}, init_score=True)
    stopping = {'early_stopping_round': 8, 'num_leaves': 15}
    run('early-stopping-logloss', gaps, {'objective': 'binary', **stopping}, valid_rows=500, weighted=True)
    run('early-stopping-auc', gaps, {'objective': 'binary', 'metric': 'auc', **stopping}, valid_rows=500)
    three_stop = {'objective': 'multiclass', 'num_class': 3, **stopping}
    run('early-stopping-multiclass', gaps, three_stop, cuts=three, valid_rows=500)
    run('early-stopping-l2', gaps, {'objective': 'regression', 'early_stopping_min_delta': 0.001, **stopping}, valid_rows=500)
    index = {'source': 'sp500'}
    run('sp500-binary', index, {'objective': 'binary'}, rounds=100)
    drawn = {'bagging_fraction': 0.8, 'bagging_freq': 1, 'feature_fraction': 0.8, 'seed': 5}
    run('sp500-regression', index, {'objective': 'regression', **drawn}, rounds=100)
    wide = {'objective': 'multiclass', 'num_class': 3, 'learning_rate': 0.05, 'num_leaves': 15, 'min_data_in_leaf': 40}
    drawn = {'bagging_fraction': 0.7, 'bagging_freq': 3, 'feature_fraction': 0.6, 'seed': 1}
    run('sp500-multiclass', index, {**wide, **drawn}, rounds=100, cuts=(-0.01, 0.01))


if __name__ == '__main__':
    cases()
