"""Trains XGBoost on data that any language can make again, and stores what it grew.

    python make.py [output file]

Needs xgboost 3.2.0 (PyPI wheel, Linux x86-64) and numpy. Without an argument the file goes beside this script. `exact` cases draw nothing at
random: every tree is stored, node by node, with the predictions of rows that were not trained on. `near` cases draw rows or columns: only
scores on rows that were not trained on are stored. `cuts` are those of the quantile sketch.
"""

import base64
import gzip
import json
import pathlib
import sys

import numpy as np
import xgboost as xgb

OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent / 'cases.json'


class Lcg:
    """Numbers that every language can draw: a 32-bit linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (1664525 * self.state + 1013904223) % 4294967296
        return (self.state // 256) / 16777216

    def bell(self):
        return (self.uniform() + self.uniform() + self.uniform() + self.uniform() - 2) * 1.75


def styled(style, base, extra):
    if style == 'bell':
        return base
    if style == 'missing':
        return np.nan if extra < 0.15 else base
    if style == 'ties':
        return float(np.floor(base * 3))
    if style == 'grid':
        return float(np.floor(base * 20))
    if style == 'tenths':
        return float(np.floor(base * 10)) / 10
    if style == 'grid-missing':
        return np.nan if extra < 0.15 else float(np.floor(base * 20))
    if style == 'flag':
        return 1.0 if base > 0.5 else 0.0
    if style == 'constant':
        return 4.25
    if style == 'empty':
        return np.nan
    if style == 'huge':
        return base * 1e30
    raise ValueError(style)


def synthetic(recipe):
    random = Lcg(recipe['seed'])
    rows, styles = recipe['rows'], recipe['styles']
    x = np.empty((rows, len(styles)))
    latent, weight = np.empty(rows), np.empty(rows)
    for i in range(rows):
        bases = []
        for j, style in enumerate(styles):
            base = random.bell()
            x[i, j] = styled(style, base, random.uniform())
            bases.append(base)
        latent[i] = bases[0] + 0.5 * bases[1] * bases[2] + random.bell()
        weight[i] = random.uniform() + 0.25
    return x, latent, weight


def floats(values):
    return base64.b64encode(np.asarray(values, dtype='<f8').tobytes()).decode()


def walk(tree, node=0):
    """A tree in preorder: [feature, cut, 1 if missing goes left] of a node, then its left and right; [value] of a leaf."""
    left = tree['left_children'][node]
    if left < 0:
        return [[tree['split_conditions'][node]]]
    head = [tree['split_indices'][node], tree['split_conditions'][node], int(tree['default_left'][node])]
    return [head, *walk(tree, left), *walk(tree, tree['right_children'][node])]


def labels(kind, latent, cuts):
    if kind == 'class':
        return sum((latent > cut).astype(int) for cut in cuts)
    if kind == 'number':
        return latent
    if kind == 'positive':
        return latent * latent + 0.1
    if kind == 'count':
        return np.floor(latent * latent * 2)
    if kind == 'share':
        return 1 / (1 + latent * latent)
    raise ValueError(kind)


def train(recipe, params, rounds, cuts, weighted, test_rows, kind='class', watched=False):
    x, latent, weight = synthetic(recipe)
    y = labels(kind, latent, cuts)
    rows = len(y) - test_rows
    matrix = xgb.DMatrix(x[:rows], y[:rows], weight=weight[:rows] if weighted else None)
    unseen = xgb.DMatrix(x[rows:], y[rows:])
    extra = {}
    if watched:
        extra = {'evals': [(unseen, 'valid')], 'early_stopping_rounds': 3, 'verbose_eval': False}
    spell = {'monotone_constraints': lambda value: str(tuple(value)), 'interaction_constraints': str}
    given = {key: spell[key](value) if key in spell else value for key, value in params.items()}
    booster = xgb.train({'nthread': 1, 'tree_method': 'hist', **given}, matrix, rounds, **extra)
    if watched:
        booster = booster[: booster.best_iteration + 1]
    return booster.predict(unseen), booster.predict(unseen, output_margin=True), y[rows:], json.loads(booster.save_raw('json'))


def exact(name, styles, params, rounds=10, cuts=(0.0,), weighted=False, rows=400, test_rows=60, seed=7, kind='class', watched=False):
    recipe = {'rows': rows + test_rows, 'seed': seed, 'styles': styles}
    predicted, raw, _, document = train(recipe, params, rounds, cuts, weighted, test_rows, kind, watched)
    learner = document['learner']
    trees = [walk(tree) for tree in learner['gradient_booster']['model']['trees']]
    return {
        'name': name,
        'data': recipe,
        'params': params,
        'rounds': rounds,
        'cuts': list(cuts),
        'kind': kind,
        'weighted': weighted,
        'watched': watched,
        'testRows': test_rows,
        'trees': base64.b64encode(gzip.compress(json.dumps(trees, separators=(',', ':')).encode(), 9, mtime=0)).decode(),
        'predicted': floats(predicted.ravel()),
        'raw': floats(raw.ravel()),
    }


def sketch(name, style, rows, max_bin, weighted=False, seed=11):
    recipe = {'rows': rows, 'seed': seed, 'styles': [style]}
    x, _, weight = synthetic({**recipe, 'styles': [style, 'bell', 'bell']})
    matrix = xgb.DMatrix(x[:, :1], np.zeros(rows), weight=weight if weighted else None)
    xgb.train({'tree_method': 'hist', 'max_bin': max_bin, 'nthread': 1}, matrix, 1)
    _, cuts = matrix.get_quantile_cut()
    return {'name': name, 'data': {**recipe, 'styles': [style, 'bell', 'bell']}, 'maxBin': max_bin, 'weighted': weighted, 'cuts': floats(cuts[1:])}


def near(name, styles, params, rounds=40, cuts=(0.0,), rows=1200, test_rows=2000, seeds=4):
    """Scores over several data sets: log loss and accuracy of each."""
    scores = []
    for seed in range(1, seeds + 1):
        recipe = {'rows': rows + test_rows, 'seed': 1000 * seed, 'styles': styles}
        predicted, _, y, _ = train(recipe, params, rounds, cuts, False, test_rows)
        p = predicted if predicted.ndim == 2 else np.stack([1 - predicted, predicted], axis=1)
        own = p[np.arange(len(y)), y].astype(float)
        scores.append({'seed': 1000 * seed, 'logLoss': float(-np.log(own).mean()), 'accuracy': float((p.argmax(axis=1) == y).mean())})
    return {
        'name': name,
        'rows': rows,
        'testRows': test_rows,
        'styles': styles,
        'params': params,
        'rounds': rounds,
        'cuts': list(cuts),
        'scores': scores,
    }


BINARY = {'objective': 'binary:logistic'}
MULTI = {'objective': 'multi:softprob', 'num_class': 3}
GRID = ['grid', 'tenths', 'ties', 'flag', 'grid']
WIDE = ['bell', 'bell', 'bell', 'missing', 'bell', 'grid-missing']
MISSING = ['grid-missing', 'tenths', 'grid-missing', 'constant', 'empty']

document = {
    'xgboost': xgb.__version__,
    'numpy': np.__version__,
    'exact': [
        exact('binary', GRID, BINARY),
        exact('binary, missing values', MISSING, BINARY),
        exact('multiclass', GRID, MULTI, rounds=10, cuts=(-0.7, 0.7)),
        exact('multiclass, missing values, weights', MISSING, MULTI, rounds=10, cuts=(-0.7, 0.7), weighted=True),
        exact('a class without rows', GRID, {**MULTI, 'num_class': 4}, rounds=5, cuts=(-0.7, 0.7)),
        exact('weights', GRID, BINARY, weighted=True),
        exact('scale_pos_weight', GRID, {**BINARY, 'scale_pos_weight': 3}),
        exact('scale_pos_weight and weights', MISSING, {**BINARY, 'scale_pos_weight': 0.4}, weighted=True),
        exact('penalties', GRID, {**BINARY, 'lambda': 3, 'alpha': 0.7, 'gamma': 0.6, 'min_child_weight': 4, 'eta': 0.1}),
        exact('no penalties', GRID, {**BINARY, 'lambda': 0, 'min_child_weight': 0, 'max_depth': 3}),
        exact('gamma above every gain', GRID, {**BINARY, 'gamma': 1e6}, rounds=3),
        exact('weights so small that no leaf may be', GRID, {**BINARY, 'min_child_weight': 1000}, rounds=3),
        exact('base_score', GRID, {**BINARY, 'base_score': 0.2}),
        exact('base_score, multiclass', GRID, {**MULTI, 'base_score': 0.5}, rounds=5, cuts=(-0.7, 0.7)),
        exact('no limit of depth', MISSING, {**BINARY, 'max_depth': 0, 'min_child_weight': 0.5}, rounds=10),
        exact('stumps', GRID, {**BINARY, 'max_depth': 1}),
        exact('leaves by gain', MISSING, {**BINARY, 'grow_policy': 'lossguide', 'max_leaves': 12, 'max_depth': 0}),
        exact('leaves by level', GRID, {**BINARY, 'grow_policy': 'depthwise', 'max_leaves': 11}),
        exact('few bins are enough', ['ties', 'flag', 'ties'], {**BINARY, 'max_bin': 24}),
        exact('continuous columns of 250 values', ['bell', 'missing', 'bell'], BINARY, rows=250),
        exact('continuous columns', WIDE, BINARY, rows=700),
        exact('continuous columns, three classes, weights', WIDE, MULTI, rounds=8, cuts=(-0.7, 0.7), weighted=True, rows=700),
        exact('few bins', WIDE, {**BINARY, 'max_bin': 16}, rows=700),
        exact('reg:squarederror', WIDE, {'objective': 'reg:squarederror'}, kind='number', rows=500),
        exact('reg:squarederror, weights', MISSING, {'objective': 'reg:squarederror', 'lambda': 0.1}, kind='number', weighted=True),
        exact('reg:logistic', GRID, {'objective': 'reg:logistic'}, kind='share'),
        exact('reg:absoluteerror', WIDE, {'objective': 'reg:absoluteerror'}, kind='number', rows=401),
        exact('reg:absoluteerror, weights', MISSING, {'objective': 'reg:absoluteerror'}, kind='number', weighted=True),
        exact('reg:pseudohubererror', WIDE, {'objective': 'reg:pseudohubererror', 'huber_slope': 0.7}, kind='number'),
        exact('reg:squaredlogerror', GRID, {'objective': 'reg:squaredlogerror'}, kind='positive'),
        exact('count:poisson', WIDE, {'objective': 'count:poisson'}, kind='count'),
        exact('count:poisson, max_delta_step', GRID, {'objective': 'count:poisson', 'max_delta_step': 0.2}, kind='count', weighted=True),
        exact('reg:gamma', WIDE, {'objective': 'reg:gamma'}, kind='positive'),
        exact('reg:tweedie', WIDE, {'objective': 'reg:tweedie', 'tweedie_variance_power': 1.3}, kind='count'),
        exact('binary:logitraw', GRID, {'objective': 'binary:logitraw'}),
        exact('binary:hinge', WIDE, {'objective': 'binary:hinge'}),
        exact('multi:softmax', GRID, {**MULTI, 'objective': 'multi:softmax'}, rounds=8, cuts=(-0.7, 0.7)),
        exact('max_delta_step', MISSING, {**BINARY, 'max_delta_step': 0.4, 'alpha': 0.3}),
        exact('monotone', WIDE, {**BINARY, 'monotone_constraints': [1, 0, -1]}, rows=500),
        exact('monotone, depth', MISSING, {'objective': 'reg:squarederror', 'monotone_constraints': [-1, 1], 'max_depth': 9}, kind='number'),
        exact('monotone, leaves by gain', WIDE, {**BINARY, 'monotone_constraints': [1, 1, 1, -1], 'grow_policy': 'lossguide', 'max_leaves': 20, 'max_depth': 0}),
        exact('interactions', WIDE, {**BINARY, 'interaction_constraints': [[0, 1], [1, 2, 3]]}, rows=500),
        exact('a forest', GRID, {**BINARY, 'num_parallel_tree': 3}, rounds=4),
        exact('a forest of three classes', GRID, {**MULTI, 'num_parallel_tree': 2}, rounds=4, cuts=(-0.7, 0.7)),
        exact('a forest of absolute errors', GRID, {'objective': 'reg:absoluteerror', 'num_parallel_tree': 2}, rounds=4, kind='number'),
        exact('stopped early', WIDE, {**BINARY, 'eta': 1}, watched=True, rounds=60),
        exact('stopped early by the last metric', WIDE, {**BINARY, 'eta': 1, 'eval_metric': ['logloss', 'auc']}, watched=True, rounds=60),
        exact('stopped early, three classes', WIDE, {**MULTI, 'eta': 1, 'eval_metric': 'merror'}, watched=True, cuts=(-0.7, 0.7), rounds=60),
        exact('base_score of a regression', GRID, {'objective': 'reg:squarederror', 'base_score': -3}, kind='number'),
        exact('base_score of counts', GRID, {'objective': 'count:poisson', 'base_score': 2.5}, kind='count'),
    ],
    'near': [
        near(
            "the documents' parameters",
            ['bell', 'bell', 'bell', 'missing', 'bell', 'bell'],
            {**MULTI, 'max_depth': 6, 'learning_rate': 0.1, 'subsample': 0.8, 'colsample_bytree': 0.8, 'seed': 42},
            rounds=30,
            cuts=(-0.7, 0.7),
        ),
        near(
            'draws on every level',
            ['bell', 'bell', 'bell', 'grid', 'bell', 'bell'],
            {**BINARY, 'subsample': 0.6, 'colsample_bytree': 0.9, 'colsample_bylevel': 0.7, 'colsample_bynode': 0.6},
        ),
    ],
    'sketches': [
        sketch('one chunk', 'bell', 600, 256),
        sketch('several chunks', 'bell', 20000, 64),
        sketch('many levels', 'bell', 40000, 8),
        sketch('missing values', 'missing', 9000, 32),
        sketch('ties', 'grid', 8000, 32),
        sketch('weights', 'bell', 9000, 32, weighted=True),
        sketch('ties and weights', 'tenths', 5000, 16, weighted=True),
        sketch('one value more than bins', 'bell', 257, 256),
        sketch('very large values', 'huge', 3000, 64),
    ],
}
OUT.write_text(json.dumps(document, indent=1) + '\n')
