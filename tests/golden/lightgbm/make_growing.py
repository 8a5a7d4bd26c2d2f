"""Trees as LightGBM grows them: categories, zeros as missing, bounded and smoothed outputs, random thresholds, constraints, linear leaves.

    python make_growing.py [output folder]

Needs lightgbm 4.7.0 (PyPI wheel, Linux x86-64) and numpy. The data recipes and hashes are those of `make.py` beside this script; the files
go to `growing/<name>.json`. Trees with linear leaves are stored as numbers, because their solver's last bits are its own.
"""

import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np

from make import BASE, LEAVES, STRUCTURE, digest, field, floats, labels, pack, synthetic, trees_of

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
FULL_TREES = 2
THREE = (-0.6, 0.6)
BELLS = ['bell'] * 8
GAPS = ['bell', 'missing', 'missing', 'bell', 'ties', 'positive', 'sparse', 'missing']


def to_categories(column, spread):
    """Whole numbers out of a bell-shaped column; with a negative spread the left half is negative, which counts as missing."""
    size = column if spread < 0 else np.abs(column)
    return np.where(np.isnan(column), np.nan, np.floor(size * abs(spread)))


def numbers(tree, key):
    text = field(tree, key).split('=')[1]
    return [float(part) for part in text.split()]


def data_of(recipe):
    x, latent, weight = synthetic(recipe)
    for column, spread in recipe.get('categories', []):
        x[:, column] = to_categories(x[:, column], spread)
        latent = latent + np.where(np.isnan(x[:, column]), 0.3, (x[:, column] * 7) % 5 / 4)
    return x, latent, weight


def train(recipe, params, rounds, cuts, weighted):
    x, latent, weight = data_of(recipe)
    y = labels(params['objective'], latent, cuts)
    given = {**BASE, 'enable_bundle': False, **params}
    categorical = [column for column, _ in recipe.get('categories', [])]
    data = lgb.Dataset(x, y, weight=weight if weighted else None, params=given, categorical_feature=categorical)
    return lgb.train(given, data, rounds), x


def run(name, recipe, params, rounds=50, cuts=(0.0,), weighted=False):
    booster, x = train(recipe, params, rounds, cuts, weighted)
    trees = trees_of(booster.model_to_string())
    case = {
        'name': name,
        'lightgbm': lgb.__version__,
        'numpy': np.__version__,
        'data': recipe,
        'params': params,
        'rounds': rounds,
        'cuts': list(cuts),
        'weighted': weighted,
        'structure': [digest(tree, STRUCTURE) for tree in trees],
        'raw': floats(booster.predict(x[:24], raw_score=True).ravel()),
    }
    if params.get('linear_tree'):
        case['features'] = [digest(tree, ['num_features', 'leaf_features']) for tree in trees]
        case['roots'] = [numbers(tree, 'internal_value')[0] for tree in trees]
        case['numbers'] = [floats(numbers(tree, 'leaf_value') + numbers(tree, 'leaf_const') + numbers(tree, 'leaf_coeff')) for tree in trees]
    else:
        # A constant tree has no weights.
        case['leaves'] = [digest(tree, LEAVES) for tree in trees]
        case['firstTrees'] = pack('\n\n\n'.join(trees[:FULL_TREES]))
    folder = OUT / 'growing'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f'{name}.json').write_text(json.dumps(case, indent=1) + '\n')
    used = sum(tree.count('decision_type=') for tree in trees)
    print(f'{name}: {len(trees)} trees, {used} with splits')


def cases():
    regression, binary, classes = {'objective': 'regression'}, {'objective': 'binary'}, {'objective': 'multiclass', 'num_class': 3}
    drawn = {'bagging_fraction': 0.8, 'bagging_freq': 1, 'feature_fraction': 0.9, 'seed': 5}
    dense = {'rows': 700, 'seed': 31, 'styles': BELLS}
    gaps = {'rows': 700, 'seed': 32, 'styles': GAPS}
    small = {'num_leaves': 15, 'min_data_in_leaf': 5}
    few = {**gaps, 'categories': [[0, 1], [7, 1]]}
    many = {**gaps, 'seed': 33, 'categories': [[3, 12], [1, 60], [2, -8]]}
    loose = {'min_data_per_group': 10, 'cat_smooth': 2.0}
    run('categories-one-hot', few, {**binary, 'max_cat_to_onehot': 8, **small})
    run('categories-sorted', many, {**binary, **loose, **small})
    run('categories-defaults', many, {**regression, 'num_leaves': 31})
    run('categories-weighted', many, {**regression, **loose, 'max_cat_threshold': 4, 'cat_l2': 1.0, 'lambda_l1': 0.5}, weighted=True)
    run('categories-multiclass-drawn', many, {**classes, **loose, **drawn, **small}, rounds=20, cuts=THREE)
    run('categories-without-smoothing', many, {**regression, 'cat_smooth': 0.0, 'cat_l2': 0.0, 'min_data_per_group': 1, **small})
    run('categories-bent', many, {**binary, **loose, 'max_delta_step': 0.3, 'path_smooth': 4.0, 'extra_trees': True, **small})
    run('categories-bynode', many, {**binary, **loose, 'feature_fraction_bynode': 0.6, **small})
    run('zero-as-missing', gaps, {**regression, 'zero_as_missing': True, **small})
    run('zero-as-missing-drawn', gaps, {**binary, 'zero_as_missing': True, **drawn, **small})
    run('without-missing', gaps, {**binary, 'use_missing': False, **small})
    run('max-delta-step', gaps, {**binary, 'max_delta_step': 0.2, **drawn})
    run('max-delta-step-l1', dense, {**regression, 'max_delta_step': 0.5, 'lambda_l1': 1.0})
    run('path-smooth', gaps, {**binary, 'path_smooth': 10.0, 'min_data_in_leaf': 1})
    run('path-smooth-multiclass', gaps, {**classes, 'path_smooth': 1.5, **drawn, **small}, rounds=20, cuts=THREE, weighted=True)
    run('extra-trees', gaps, {**binary, 'extra_trees': True, 'seed': 9})
    run('extra-trees-drawn', dense, {**regression, 'extra_trees': True, 'extra_seed': 77, 'feature_fraction': 0.5, 'max_bin': 40})
    bundled = {'extra_trees': True, 'enable_bundle': True}
    run('extra-trees-bundling', dense, {**binary, **bundled, **small})
    run('extra-trees-bundling-drawn', {**dense, 'rows': 777}, {**regression, **bundled, **drawn}, rounds=30)
    run('feature-contri', gaps, {**binary, 'feature_contri': [1.0, 0.2, 0.0, 1.0, 0.7, 0.7, 1.0, 1.0], **small})
    up = [1, -1, 0, 1, 0, -1, 0, 1]
    for method in ('basic', 'intermediate', 'advanced'):
        held = {'monotone_constraints': up, 'monotone_constraints_method': method}
        run(f'monotone-{method}', gaps, {**regression, **held, 'num_leaves': 31})
        run(f'monotone-{method}-penalty', gaps, {**binary, **held, **drawn, 'monotone_penalty': 1.5, 'path_smooth': 2.0, **small}, weighted=True)
    run('monotone-intermediate-all', dense, {**regression, 'monotone_constraints': [1] * 8, 'monotone_constraints_method': 'intermediate'})
    run('monotone-advanced-all', dense, {**regression, 'monotone_constraints': [1, 1, -1, 1, -1, 1, 1, 1], 'monotone_constraints_method': 'advanced'})
    coarse = {'monotone_constraints': [1, 0, 0, 1, 0, 0, 0, 0], 'max_bin': 7, 'num_leaves': 40, 'min_data_in_leaf': 5}
    for method in ('intermediate', 'advanced'):
        run(f'monotone-{method}-coarse', dense, {**regression, **coarse, 'monotone_constraints_method': method, 'learning_rate': 0.3})
    with_sets = {'monotone_constraints': [1, 0, 0, 0, -1, 1, 0, 1], 'monotone_constraints_method': 'advanced'}
    run('monotone-advanced-categories', many, {**binary, **with_sets, **loose, **small})
    groups = [[0, 1, 2], [2, 3, 4, 5], [6, 7]]
    run('interaction', gaps, {**regression, 'interaction_constraints': groups})
    run('interaction-bynode', gaps, {**binary, 'interaction_constraints': groups, 'feature_fraction': 0.8, 'feature_fraction_bynode': 0.7, **small})
    everything = {'interaction_constraints': [[0, 1, 2, 4], [2, 3, 5, 6, 7]], 'monotone_constraints': up, 'extra_trees': True, 'max_delta_step': 0.6}
    run('everything', gaps, {**classes, **everything, 'path_smooth': 0.5, **drawn, **small}, rounds=20, cuts=THREE, weighted=True)
    flat = {'num_leaves': 7, 'linear_tree': True}
    run('linear', dense, {**regression, **flat}, rounds=25)
    run('linear-missing', gaps, {**binary, **flat, 'linear_lambda': 0.5}, rounds=25)
    run('linear-drawn', dense, {**regression, **flat, **drawn, 'linear_lambda': 0.1}, rounds=25, weighted=True)
    run('linear-categories', many, {**regression, **flat, **loose}, rounds=25)


if __name__ == '__main__':
    cases()
