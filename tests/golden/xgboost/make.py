"""Trains XGBoost on data that any language can make again, and stores what it grew.

    python make.py [output file]

Needs xgboost 3.2.0 (PyPI wheel, Linux x86-64) and numpy. Without an argument the file goes beside this script. `exact` cases have at most
256 different values per column and draw nothing at random: every tree is stored, node by node, with the predictions of rows that were
not trained on. `near` cases have continuous columns or random draws: only scores on rows that were not trained on are stored.
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


def train(recipe, params, rounds, cuts, weighted, test_rows):
    x, latent, weight = synthetic(recipe)
    y = sum((latent > cut).astype(int) for cut in cuts)
    rows = len(y) - test_rows
    matrix = xgb.DMatrix(x[:rows], y[:rows], weight=weight[:rows] if weighted else None)
    booster = xgb.train({'nthread': 1, 'tree_method': 'hist', **params}, matrix, rounds)
    unseen = xgb.DMatrix(x[rows:])
    return booster.predict(unseen), booster.predict(unseen, output_margin=True), y[rows:], json.loads(booster.save_raw('json'))


def exact(name, styles, params, rounds=20, cuts=(0.0,), weighted=False, rows=500, test_rows=120, seed=7):
    recipe = {'rows': rows + test_rows, 'seed': seed, 'styles': styles}
    predicted, raw, _, document = train(recipe, params, rounds, cuts, weighted, test_rows)
    learner = document['learner']
    trees = [walk(tree) for tree in learner['gradient_booster']['model']['trees']]
    return {
        'name': name,
        'data': recipe,
        'params': params,
        'rounds': rounds,
        'cuts': list(cuts),
        'weighted': weighted,
        'testRows': test_rows,
        'trees': base64.b64encode(gzip.compress(json.dumps(trees, separators=(',', ':')).encode(), 9, mtime=0)).decode(),
        'predicted': floats(predicted.ravel()),
        'raw': floats(raw.ravel()),
    }


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
    ],
    'near': [
        near('binary, continuous', ['bell', 'bell', 'bell', 'missing', 'bell', 'bell'], BINARY),
        near('multiclass, continuous', ['bell', 'bell', 'bell', 'missing', 'bell', 'bell'], MULTI, rounds=20, cuts=(-0.7, 0.7)),
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
}
OUT.write_text(json.dumps(document, indent=1) + '\n')
