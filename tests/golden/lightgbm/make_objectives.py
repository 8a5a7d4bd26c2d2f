"""Trains every objective of LightGBM and reads every metric of it on data that any language can make again.

    python make_objectives.py [output folder]

Needs lightgbm 4.7.0 (PyPI wheel, Linux x86-64) and numpy. Writes `objectives/objective-<name>.json`: the recipes of columns, labels, weights
and queries, the parameters, a hash of every tree's structure and of its leaves, raw scores and predictions,
and what every metric said of the validation rows after every round.
"""

import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np

from make import BASE, LEAVES, STRUCTURE, digest, floats, index_bars, synthetic, trees_of

HERE = pathlib.Path(__file__).resolve().parent
OUT = (pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE) / 'objectives'
PREDICTED_ROWS = 16
#: Bars of the index that are used, the first ones.
INDEX_ROWS = 1500
QUERY_ROWS = (10, 25, 1, 40, 17, 60, 3)
GRADE_CUTS = (-1.2, 0.0, 0.6, 1.5)
CLASS_CUTS = (-0.6, 0.6)

#: Labels from a roughly normal value, by + - * / and floor only.
LABELS = {
    'value': lambda v: v,
    'large': lambda v: v * 8 + 3,
    'ticks': lambda v: float(np.floor(v * 4)) / 4,
    'counts': lambda v: float(np.floor(abs(v) * 2)),
    'positive': lambda v: abs(v) + 0.05,
    'zeros': lambda v: v if v > 0 else 0.0,
    'share': lambda v: min(max((v + 2) / 4, 0.0), 1.0),
    'side': lambda v: 1.0 if v > 0 else 0.0,
    'class': lambda v: float(sum(v > cut for cut in CLASS_CUTS)),
    'grade': lambda v: float(sum(v > cut for cut in GRADE_CUTS)),
}


def pseudo_huber(scores, data):
    residual = scores - data.get_label()
    size = 1 + residual * residual
    return residual / np.sqrt(size), 1 / (size * np.sqrt(size))


def squared_classes(scores, data):
    """One score per class, close to 1 for the row's own and to 0 for the others."""
    hits = data.get_label()[:, None] == np.arange(scores.shape[1])[None, :]
    weights = data.get_weight()[:, None].astype(float)
    return (scores - hits) * weights, np.ones_like(scores) * weights


CUSTOM = {'pseudo-huber': pseudo_huber, 'squared-classes': squared_classes}


def weight_of(style, row, own):
    """Small weights, heavy ones (steps of a weighted percentile above 1), or some that are zero."""
    return {'small': own, 'heavy': own * 8, 'zeros': 0.0 if row % 5 == 0 else own}[style]


def groups(rows):
    sizes = []
    while sum(sizes) < rows:
        sizes.append(min(QUERY_ROWS[len(sizes) % len(QUERY_ROWS)], rows - sum(sizes)))
    return sizes


def run(name, recipe, labels, params, rounds=50, weights=None, valid_rows=0, grouped=False, custom=None):
    is_index = recipe.get('source') == 'sp500'
    x, latent, own = index_bars(recipe) if is_index else synthetic(recipe)
    if is_index:
        x, latent = x[:INDEX_ROWS], latent[:INDEX_ROWS] * 50
        own = np.array([(row * 7 % 11 + 1) / 8 for row in range(len(latent))])
    y = np.array([LABELS[labels](value) for value in latent])
    weight = None if weights is None else np.array([weight_of(weights, row, value) for row, value in enumerate(own)])
    train = len(y) - valid_rows

    def part(start, end, **more):
        return lgb.Dataset(
            x[start:end],
            y[start:end],
            weight=None if weight is None else weight[start:end],
            group=groups(end - start) if grouped else None,
            params=given,
            **more,
        )

    given = {**BASE, **params}
    history = {}
    dataset = part(0, train)
    if custom is not None:
        given['objective'] = CUSTOM[custom]
    valid = [part(train, len(y), reference=dataset)] if valid_rows > 0 else None
    booster = lgb.train(given, dataset, rounds, valid_sets=valid, callbacks=[lgb.record_evaluation(history)] if valid else None)
    text = booster.model_to_string()
    trees = trees_of(text)
    case = {
        'name': name,
        'lightgbm': lgb.__version__,
        'numpy': np.__version__,
        'data': recipe,
        'labels': labels,
        'weights': weights,
        'grouped': grouped,
        'custom': custom,
        'params': params,
        'rounds': rounds,
        'validRows': valid_rows,
        'objective': next((line for line in text.split('\n')[:10] if line.startswith('objective=')), None),
        'structure': [digest(tree, STRUCTURE) for tree in trees],
        'leaves': [digest(tree, LEAVES) for tree in trees],
        'raw': floats(booster.predict(x[:PREDICTED_ROWS], raw_score=True).ravel()),
        'predicted': floats(booster.predict(x[:PREDICTED_ROWS]).ravel()),
        'history': {metric: floats(values) for metric, values in history.get('valid_0', {}).items()},
    }
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f'objective-{name}.json').write_text(json.dumps(case, indent=1) + '\n')
    print(f'{name}: {len(trees)} trees, {list(case["history"])}')


REGRESSION = ['l1', 'l2', 'rmse', 'quantile', 'mape', 'huber', 'fair', 'poisson', 'tweedie', 'r2', 'auc', 'average_precision']
OF_POSITIVE = ['gamma', 'gamma_deviance', 'poisson', 'tweedie', 'l2']
OF_SHARES = ['binary_logloss', 'binary_error', 'cross_entropy', 'kullback_leibler', 'l1', 'auc', 'average_precision']
OF_CLASSES = ['multi_logloss', 'multi_error', 'auc_mu']
OF_RANKS = ['ndcg', 'map', 'auc']


def cases():
    holes = ['bell', 'missing', 'missing', 'bell', 'missing', 'positive', 'ties', 'missing', 'bell', 'sparse']
    dense = {'rows': 700, 'seed': 31, 'styles': ['bell'] * 8}
    gaps = {'rows': 800, 'seed': 32, 'styles': holes}
    index = {'source': 'sp500'}
    bag = {'bagging_fraction': 0.7, 'bagging_freq': 1, 'feature_fraction': 0.8, 'seed': 7}
    half = {'bagging_fraction': 0.4, 'bagging_freq': 1, 'bagging_seed': 5}
    small = {'num_leaves': 15}

    def each(objective, labels, metric, more=None, tilted='small'):
        """Plain; weights and missing values; bagging, weights and missing values; real bars."""
        own = {'objective': objective, **(more or {})}
        short = objective.replace('_', '-')
        run(f'{short}-plain', dense, labels, {**own, 'metric': metric}, valid_rows=150)
        run(f'{short}-weights', gaps, labels, {**own, 'metric': metric, **small}, weights=tilted, valid_rows=151)
        run(f'{short}-bagging', gaps, labels, {**own, **bag}, weights='small')
        run(f'{short}-sp500', index, labels, {**own, 'num_leaves': 7, 'min_data_in_leaf': 60})

    each('regression_l1', 'ticks', REGRESSION, tilted='heavy')
    each('huber', 'large', REGRESSION, {'alpha': 1.3})
    each('fair', 'value', REGRESSION, {'fair_c': 1.7})
    each('quantile', 'value', REGRESSION, {'alpha': 0.8}, tilted='heavy')
    each('poisson', 'counts', REGRESSION)
    each('gamma', 'positive', OF_POSITIVE)
    each('tweedie', 'zeros', REGRESSION, {'tweedie_variance_power': 1.3})
    each('cross_entropy', 'share', OF_SHARES)
    each('cross_entropy_lambda', 'share', ['cross_entropy_lambda', 'auc'])
    each('multiclassova', 'class', OF_CLASSES, {'num_class': 3, 'sigmoid': 0.8, 'num_leaves': 7, 'is_unbalance': True})
    # With weights, LightGBM takes the first row's weight for the hessian of every row, which is not followed.
    run('mape-plain', dense, 'large', {'objective': 'mape', 'metric': REGRESSION}, valid_rows=150)
    run('mape-bagging', gaps, 'large', {'objective': 'mape', **bag})
    run('mape-sp500', index, 'large', {'objective': 'mape', 'num_leaves': 7})
    for objective in ('regression_l1', 'quantile', 'mape'):
        run(f'half-bag-{objective.replace("_", "-")}', gaps, 'value', {'objective': objective, **half, **small})
    for objective in ('regression', 'regression_l1', 'fair', 'quantile', 'mape'):
        run(f'roots-{objective.replace("_", "-")}', gaps, 'large', {'objective': objective, 'reg_sqrt': True, 'metric': 'l2', **small}, valid_rows=150)
    run('roots-weights', gaps, 'large', {'objective': 'regression', 'reg_sqrt': True, **small}, weights='small')
    run('quantile-low', gaps, 'ticks', {'objective': 'quantile', 'alpha': 0.1, **small}, weights='zeros')
    run('quantile-no-average', dense, 'value', {'objective': 'quantile', 'boost_from_average': False, **small})
    run('l1-no-average', dense, 'value', {'objective': 'regression_l1', 'boost_from_average': False, **small})
    run('l1-penalties', gaps, 'value', {'objective': 'regression_l1', 'lambda_l1': 2.0, 'lambda_l2': 5.0, 'min_gain_to_split': 0.5})
    run('poisson-no-average', dense, 'counts', {'objective': 'poisson', 'boost_from_average': False, 'poisson_max_delta_step': 1.5, **small})
    run('multiclassova-missing-class', dense, 'side', {'objective': 'multiclassova', 'num_class': 3, 'num_leaves': 7})
    run('multi-error-top-2', dense, 'class', {'objective': 'multiclass', 'num_class': 3, 'num_leaves': 7, 'metric': OF_CLASSES, 'multi_error_top_k': 2, 'auc_mu_weights': [0, 1, 2, 3, 0, 1, 1.5, 2, 0]}, valid_rows=200, rounds=20, weights='small')
    run('binary-metrics', gaps, 'side', {'objective': 'binary', 'metric': OF_SHARES + REGRESSION, 'sigmoid': 1.4, **small}, valid_rows=200, weights='small')
    run('regression-metrics', gaps, 'value', {'objective': 'regression', 'metric': REGRESSION, 'alpha': 0.3, **small}, valid_rows=200, weights='zeros')
    for objective in ('lambdarank', 'rank_xendcg'):
        short = objective.replace('_', '-')
        own = {'objective': objective, 'metric': OF_RANKS}
        run(f'{short}-plain', dense, 'grade', own, valid_rows=200, grouped=True)
        run(f'{short}-weights', gaps, 'grade', {**own, 'eval_at': [10, 3], **small}, valid_rows=200, grouped=True, weights='small')
        run(f'{short}-bagging', gaps, 'grade', {'objective': objective, **bag}, grouped=True)
        run(f'{short}-sp500', index, 'grade', {'objective': objective, 'num_leaves': 7}, grouped=True)
        # Above a half, LightGBM adds the trees to the scores of wrong rows where whole queries are drawn, which is not followed.
        run(f'{short}-by-query', gaps, 'grade', {'objective': objective, 'bagging_by_query': True, **half}, grouped=True)
    ranks = {'objective': 'lambdarank', 'lambdarank_truncation_level': 4, 'lambdarank_norm': False, 'sigmoid': 2.0}
    run('lambdarank-options', dense, 'grade', {**ranks, 'label_gain': [0, 1, 3, 4, 10], 'metric': 'ndcg', **small}, valid_rows=200, grouped=True)
    run('rank-xendcg-seed', dense, 'grade', {'objective': 'rank_xendcg', 'objective_seed': 77, **small}, grouped=True)
    for objective, labels in (('huber', 'value'), ('cross_entropy', 'share'), ('gamma', 'positive'), ('mape', 'value'), ('lambdarank', 'grade')):
        run(f'default-metric-{objective.replace("_", "-")}', dense, labels, {'objective': objective, **small}, rounds=5, valid_rows=200, grouped=objective == 'lambdarank')
    for average in (True, False):
        tail = '' if average else '-no-average'
        run(f'custom{tail}', gaps, 'large', {'boost_from_average': average, 'metric': ['l1', 'huber'], **small}, valid_rows=150, custom='pseudo-huber')
    run('custom-bagging', dense, 'value', {'metric': 'none', **bag}, custom='pseudo-huber')
    classes = {'num_class': 3, 'num_leaves': 7, 'metric': ['multi_error', 'auc_mu']}
    run('custom-classes', gaps, 'class', classes, weights='small', valid_rows=150, custom='squared-classes')


if __name__ == '__main__':
    cases()
