"""Random data and parameters: what LightGBM grows of them, as hashes.

    python make_random.py [output folder]

Needs lightgbm 4.7.0 (PyPI wheel, Linux x86-64) and numpy. Recipes and hashes are those of `make.py` and `make_growing.py` beside this script;
the runs go to `random-runs.json`. Which runs are drawn is fixed by SEED; a run at which LightGBM itself gives up is left out and named.
"""

import json
import os
import pathlib
import random
import sys
import tempfile

import lightgbm as lgb
import numpy as np

from make import BASE, LEAVES, STRUCTURE, digest, trees_of
from make_growing import data_of

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
SEED = 20261121
RUNS = 80
STYLES = ['bell', 'bell', 'missing', 'ties', 'positive', 'sparse', 'flag', 'constant', 'huge', 'infinite', 'steps']
SPREADS = [1, 2, 12, 60, -8]
OBJECTIVES = ['regression', 'regression', 'binary', 'binary', 'multiclass', 'multiclassova', 'regression_l1', 'huber', 'fair', 'quantile', 'poisson', 'cross_entropy']


def draw_recipe(draw):
    styles = [draw.choice(STYLES) for _ in range(draw.randint(3, 9))]
    recipe = {'rows': draw.randint(60, 700), 'seed': draw.randint(1, 10**9), 'styles': styles}
    if draw.random() < 0.5:
        bells = [j for j, style in enumerate(styles) if style in ('bell', 'missing')]
        chosen = [[j, draw.choice(SPREADS)] for j in bells if draw.random() < 0.6]
        if chosen:
            recipe['categories'] = chosen
    return recipe


def draw_constraints(draw, recipe, params):
    count = len(recipe['styles'])
    categorical = [column for column, _ in recipe.get('categories', [])]
    renewing = params['objective'] in ('regression_l1', 'quantile')
    if draw.random() < 0.2 and not renewing:
        params['monotone_constraints'] = [0 if j in categorical else draw.choice([-1, 0, 1]) for j in range(count)]
        params['monotone_constraints_method'] = draw.choice(['basic', 'intermediate', 'advanced'])
        if draw.random() < 0.4:
            params['monotone_penalty'] = draw.choice([0.5, 1.5, 2.0])
    if draw.random() < 0.1:
        params['feature_contri'] = [draw.choice([1.0, 0.5, 0.0]) for _ in range(count)]
    if draw.random() < 0.15:
        groups = [[j for j in range(count) if draw.random() < 0.5] for _ in range(3)]
        groups = [group for group in groups if group]
        if groups:
            params['interaction_constraints'] = groups


def draw_params(draw, recipe):
    objective = draw.choice(OBJECTIVES)
    params = {'objective': objective}
    if objective.startswith('multiclass'):
        params['num_class'] = 3

    def sometimes(name, share, values):
        if draw.random() < share:
            params[name] = draw.choice(values)

    sometimes('num_leaves', 0.6, [2, 5, 15, 63])
    sometimes('learning_rate', 0.4, [0.01, 0.3, 1.0])
    sometimes('max_depth', 0.3, [1, 3, 6])
    sometimes('min_data_in_leaf', 0.6, [1, 2, 5, 40])
    sometimes('min_sum_hessian_in_leaf', 0.2, [0.1, 5.0])
    sometimes('lambda_l1', 0.25, [0.1, 2.0])
    sometimes('lambda_l2', 0.25, [0.1, 10.0])
    sometimes('min_gain_to_split', 0.2, [0.01, 1.0])
    sometimes('max_bin', 0.4, [3, 15, 63, 400])
    sometimes('min_data_in_bin', 0.3, [1, 10])
    sometimes('feature_fraction', 0.4, [0.2, 0.5, 0.9])
    sometimes('feature_fraction_bynode', 0.3, [0.3, 0.8])
    sometimes('bin_construct_sample_cnt', 0.15, [100])
    sometimes('boost_from_average', 0.2, [False])
    sometimes('feature_pre_filter', 0.2, [False])
    sometimes('seed', 0.6, [0, 1, 12345, 2147483647])
    sometimes('max_cat_to_onehot', 0.2, [1, 20])
    sometimes('max_cat_threshold', 0.2, [2, 8])
    sometimes('cat_smooth', 0.25, [0.0, 1.0, 40.0])
    sometimes('cat_l2', 0.2, [0.0, 1.0])
    sometimes('min_data_per_group', 0.5, [1, 10, 50])
    sometimes('max_delta_step', 0.15, [0.05, 0.5])
    sometimes('path_smooth', 0.15, [0.5, 20.0])
    sometimes('extra_trees', 0.15, [True])
    sometimes('zero_as_missing', 0.12, [True])
    sometimes('use_missing', 0.1, [False])
    draw_constraints(draw, recipe, params)
    kind = draw.random()
    if kind < 0.45:
        params['bagging_fraction'] = draw.choice([0.3, 0.6, 0.95])
        params['bagging_freq'] = draw.choice([1, 3])
    elif kind < 0.55:
        params['data_sample_strategy'] = 'goss'
        params['top_rate'] = draw.choice([0.2, 0.4])
    elif kind < 0.62 and objective == 'binary':
        params.update({'pos_bagging_fraction': 0.5, 'neg_bagging_fraction': 0.8, 'bagging_freq': 1})
    elif kind < 0.7:
        params.update({'boosting': 'dart', 'drop_rate': 0.3, 'skip_drop': draw.choice([0.0, 0.5])})
    if objective == 'binary' and draw.random() < 0.4:
        params.update(draw.choice([{'is_unbalance': True}, {'scale_pos_weight': 4.0}]))
    return params


def target(objective, latent, cuts):
    """Labels: the latent value itself, its size for counts, or how many cuts it lies above."""
    if objective in ('regression', 'regression_l1', 'huber', 'fair', 'quantile'):
        return latent
    if objective == 'poisson':
        return np.floor(np.abs(latent))
    above = sum((latent > cut).astype(float) for cut in cuts)
    return above


def train(run, path):
    x, latent, weight = data_of(run['data'])
    params = run['params']
    y = target(params['objective'], latent, run['cuts'])
    given = {**BASE, 'enable_bundle': False, **params}
    categorical = [column for column, _ in run['data'].get('categories', [])]
    data = lgb.Dataset(x, y, weight=weight if run['weighted'] else None, params=given, categorical_feature=categorical)
    try:
        text = lgb.train(given, data, run['rounds']).model_to_string()
    except lgb.basic.LightGBMError:
        return
    trees = trees_of(text)
    keys = [key for key in LEAVES if key != 'leaf_weight']
    # Constant trees have neither weights nor nodes.
    parts = [digest(tree, STRUCTURE) + digest(tree, keys) for tree in trees]
    path.write_text(json.dumps({'trees': len(trees), 'hashes': ''.join(part[:8] + part[16:24] for part in parts)}))


def main():
    draw = random.Random(SEED)
    kept, failed = [], []
    for number in range(RUNS):
        recipe = draw_recipe(draw)
        params = draw_params(draw, recipe)
        cuts = [-0.6, 0.6] if 'num_class' in params else [draw.choice([-0.5, 0.0, 1.0])]
        run = {'data': recipe, 'params': params, 'cuts': cuts, 'rounds': draw.randint(3, 12), 'weighted': draw.random() < 0.3}
        path = pathlib.Path(tempfile.mkdtemp()) / 'run.json'
        # LightGBM can end its whole process.
        child = os.fork()
        if child == 0:
            train(run, path)
            os._exit(0)
        os.waitpid(child, 0)
        if path.exists():
            kept.append({'number': number, **run, **json.loads(path.read_text())})
        else:
            failed.append(number)
    document = {'lightgbm': lgb.__version__, 'numpy': np.__version__, 'seed': SEED, 'failedInLightgbm': failed, 'runs': kept}
    lines = json.dumps(document).replace('{"number"', '\n{"number"')
    (OUT / 'random-runs.json').write_text(lines + '\n')
    print(f'{len(kept)} runs, {sum(run["trees"] for run in kept)} trees, LightGBM gave up on {failed}')


if __name__ == '__main__':
    main()
