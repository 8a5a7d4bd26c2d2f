"""Rounds as LightGBM runs them: sampling by gradient and by class, DART, random forests, continued training, refits, several watched sets.

    python make_rounds.py [output folder]

Needs lightgbm 4.7.0 (PyPI wheel, Linux x86-64) and numpy. The data recipes and hashes are those of `make.py` beside this script; the files
go to `rounds/<name>.json`.
"""

import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np

from make import BASE, LEAVES, PREDICTED_ROWS, STRUCTURE, digest, floats, index_bars, labels, pack, synthetic, trees_of

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
STYLES = ['bell', 'missing', 'missing', 'bell', 'ties', 'positive', 'bell', 'sparse']
GAPS = {'rows': 2500, 'seed': 21, 'styles': STYLES}
DENSE = {'rows': 1800, 'seed': 22, 'styles': ['bell'] * 6}
INDEX = {'source': 'sp500'}
THREE = (-0.6, 0.6)


def categories(column):
    """Small whole numbers out of a bell-shaped column."""
    return np.where(np.isnan(column), np.nan, np.floor(np.abs(column) * 4))


def run(name, recipe, params, rounds=40, cuts=(0.0,), weighted=False, valid=(), rates=None, then=None, refit=None, categorical=(), training=False, query_rows=0):
    """`valid`: sizes of validation sets at the end of the rows; `then`: params and rounds of a continuation; `refit`: decay rate and
    params of a refit, on the last third of the rows."""
    x, latent, weight = index_bars(recipe) if recipe.get('source') == 'sp500' else synthetic(recipe)
    for column in categorical:
        x[:, column] = categories(x[:, column])
    y = labels(params['objective'] if query_rows == 0 else 'binary', latent, cuts)
    given = {**BASE, **params}

    def rows(start, stop, reference=None):
        weights = weight[start:stop] if weighted else None
        chosen = list(categorical) or 'auto'
        return lgb.Dataset(
            x[start:stop],
            y[start:stop],
            weight=weights,
            group=[query_rows] * ((stop - start) // query_rows) if query_rows > 0 else None,
            reference=reference,
            params=given,
            categorical_feature=chosen,
            free_raw_data=False,
        )

    cut = len(y) - sum(valid)
    data = rows(0, cut)
    history = {}
    callbacks = [lgb.record_evaluation(history)] if valid else []
    if rates is not None:
        callbacks.append(lgb.reset_parameter(learning_rate=list(rates)))
    sets, names = [], []
    if training:
        sets.append(data)
        names.append('training')
    for size in valid:
        sets.append(rows(cut, cut + size, data))
        names.append(f'set{len(names)}')
        cut += size
    booster = lgb.train(given, data, rounds, valid_sets=sets or None, valid_names=names or None, callbacks=callbacks)
    if then is not None:
        given = {**BASE, **then[0]}
        third = len(y) // 3
        booster = lgb.train(given, rows(third, len(y)), then[1], init_model=booster)
    if refit is not None:
        third = 2 * (len(y) // 3)
        booster.params.update(refit[1])
        booster = booster.refit(x[third:], y[third:], decay_rate=refit[0], weight=weight[third:] if weighted else None)
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
        'valid': list(valid),
        'training': training,
        'queryRows': query_rows,
        'categorical': list(categorical),
        'rates': None if rates is None else list(rates),
        'then': then,
        'refit': refit,
        'bestIteration': booster.best_iteration,
        'history': {s: {m: floats(v) for m, v in h.items()} for s, h in history.items()},
        'structure': [digest(tree, STRUCTURE) for tree in trees],
        'leaves': [digest(tree, LEAVES) for tree in trees],
        'shrinkage': [next(line for line in tree.split('\n') if line.startswith('shrinkage=')) for tree in trees],
        'firstTrees': pack('\n\n\n'.join(trees[:2])),
        'raw': floats(booster.predict(x[:PREDICTED_ROWS], raw_score=True).ravel()),
        'predicted': floats(booster.predict(x[:PREDICTED_ROWS]).ravel()),
    }
    (OUT / 'rounds').mkdir(parents=True, exist_ok=True)
    (OUT / 'rounds' / f'{name}.json').write_text(json.dumps(case, indent=1) + '\n')
    print(f'{name}: {len(trees)} trees, best {booster.best_iteration}')


def cases():
    binary, l2 = {'objective': 'binary'}, {'objective': 'regression'}
    multi = {'objective': 'multiclass', 'num_class': 3}
    goss = {'data_sample_strategy': 'goss'}
    run('goss-binary', GAPS, {**binary, **goss}, weighted=True)
    run('goss-regression', GAPS, {**l2, **goss, 'top_rate': 0.4, 'other_rate': 0.3, 'learning_rate': 0.3, 'bagging_seed': 8})
    run('goss-multiclass', GAPS, {**multi, **goss, 'learning_rate': 0.25, 'feature_fraction': 0.7, 'seed': 5}, 25, THREE)
    run('goss-index', INDEX, {**binary, **goss, 'top_rate': 0.1, 'other_rate': 0.05}, 60)
    shares = {'pos_bagging_fraction': 0.5, 'neg_bagging_fraction': 0.9, 'bagging_freq': 1}
    run('balanced-bagging', GAPS, {**binary, **shares}, cuts=(1.2,), weighted=True)
    run('balanced-bagging-rare', GAPS, {**binary, 'neg_bagging_fraction': 0.2, 'bagging_freq': 3, 'bagging_seed': 12}, cuts=(1.2,))
    dart = {'boosting': 'dart'}
    run('dart-binary', GAPS, {**binary, **dart}, 60, weighted=True, valid=(400,))
    run('dart-regression', GAPS, {**l2, **dart, 'drop_rate': 0.3, 'skip_drop': 0.2, 'drop_seed': 7, 'bagging_fraction': 0.7, 'bagging_freq': 1}, 60)
    run('dart-uniform', GAPS, {**binary, **dart, 'uniform_drop': True, 'skip_drop': 0.1, 'max_drop': 3}, 60, valid=(400,))
    run('dart-xgboost', GAPS, {**l2, **dart, 'xgboost_dart_mode': True, 'skip_drop': 0.1}, 60, valid=(400,))
    run('dart-unlimited', DENSE, {**binary, **dart, 'max_drop': -1, 'drop_rate': 0.6, 'skip_drop': 0.0, 'seed': 9})
    run('dart-one', DENSE, {**l2, **dart, 'max_drop': 0, 'drop_rate': 0.6, 'skip_drop': 0.0})
    run('dart-multiclass', GAPS, {**multi, **dart, 'skip_drop': 0.2, 'drop_rate': 0.2, 'feature_fraction': 0.8}, 30, THREE)
    run('dart-goss', GAPS, {**binary, **dart, **goss, 'learning_rate': 0.2, 'skip_drop': 0.3}, 40)
    run('dart-categories', GAPS, {**l2, **dart, 'skip_drop': 0.2, 'min_data_per_group': 20}, categorical=(3, 1))
    rf = {'boosting': 'rf'}
    run('forest-binary', GAPS, {**binary, **rf, 'bagging_fraction': 0.6, 'bagging_freq': 1}, 30, valid=(400,))
    run('forest-regression', GAPS, {**l2, **rf, 'feature_fraction': 0.6, 'num_leaves': 80}, 30, weighted=True)
    both = {'bagging_fraction': 0.4, 'bagging_freq': 1, 'feature_fraction': 0.7, 'feature_fraction_bynode': 0.6, 'seed': 3}
    run('forest-multiclass', GAPS, {**multi, **rf, **both}, 15, THREE, valid=(300,))
    run('forest-from-zero', DENSE, {**binary, **rf, **both, 'boost_from_average': False}, 15)
    rank = {'objective': 'lambdarank', 'bagging_by_query': True, 'bagging_freq': 1, 'min_data_in_leaf': 10}
    run('queries-half', GAPS, {**rank, 'bagging_fraction': 0.4}, 20, THREE, query_rows=10)
    run('queries-xendcg', GAPS, {**rank, 'objective': 'rank_xendcg', 'bagging_fraction': 0.5, 'seed': 4}, 20, THREE, query_rows=10)
    rates = [0.3 * 0.95**k for k in range(40)]
    run('rates', GAPS, {**binary, 'learning_rate': 0.3, 'bagging_fraction': 0.8, 'bagging_freq': 2}, rates=rates)
    run('rates-columns', GAPS, {**l2, 'learning_rate': 0.1, 'feature_fraction': 0.6}, 20, rates=[0.1] * 5 + [0.2] * 5 + [0.05 + 0.01 * k for k in range(10)])
    again = {'learning_rate': 0.05, 'num_leaves': 15}
    run('continued-binary', GAPS, binary, 15, then=({**binary, **again, 'bagging_fraction': 0.6, 'bagging_freq': 1}, 15))
    run('continued-regression', GAPS, l2, 15, weighted=True, then=({**l2, **again}, 15))
    run('continued-multiclass', GAPS, multi, 8, THREE, then=({**multi, **again}, 8))
    run('continued-dart', GAPS, binary, 10, then=({**binary, **dart, 'skip_drop': 0.1, 'drop_rate': 0.3}, 25))
    run('refit-binary', GAPS, binary, 25, refit=(0.9, {}), weighted=True)
    run('refit-regression', GAPS, {**l2, 'lambda_l1': 0.5, 'lambda_l2': 2.0}, 25, refit=(0.5, {}))
    run('refit-multiclass', GAPS, multi, 12, THREE, refit=(0.0, {}))
    run('refit-unbalance', GAPS, {**binary, 'is_unbalance': True, 'sigmoid': 0.8}, 20, (1.2,), refit=(0.7, {}))
    run('refit-forest', GAPS, {**binary, **rf, **both}, 12, refit=(0.8, {}))
    run('refit-index', INDEX, l2, 60, refit=(0.9, {}))
    stop = {'early_stopping_round': 6, 'num_leaves': 12, 'learning_rate': 0.3}
    several = {'metric': ['auc', 'binary_logloss'], **stop}
    run('stop-several', GAPS, {**binary, **several}, 60, valid=(300, 500), training=True)
    run('stop-first-only', GAPS, {**binary, **several, 'first_metric_only': True}, 60, valid=(300, 500))
    run('stop-never', GAPS, {**binary, **several, 'early_stopping_round': 50}, 25, valid=(300, 500))
    run('stop-forest', GAPS, {**binary, **rf, **both, 'early_stopping_round': 4}, 40, valid=(500,))


if __name__ == '__main__':
    cases()
