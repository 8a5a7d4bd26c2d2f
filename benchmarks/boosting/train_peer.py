"""The Python side of train.ts: reads one task per line, answers with milliseconds (wall and processor) and the loss on unseen rows."""

import json
import sys
import time

import lightgbm as lgb
import numpy as np

BASE = {'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'seed': 1}
loaded = {}


def load(task):
    if loaded.get('x_file') != task['x']:
        loaded.clear()
        x = np.fromfile(task['x'], dtype='<f8').reshape(task['columns'], -1).T.copy()
        y = np.fromfile(task['y'], dtype='<f8')
        loaded.update(x_file=task['x'], x=x[: task['rows']], y=y[: task['rows']], unseen=x[task['rows'] :], answers=y[task['rows'] :])


def clock(run):
    start, processor = time.perf_counter(), time.process_time()
    result = run()
    return result, {'wall': (time.perf_counter() - start) * 1000, 'processor': (time.process_time() - processor) * 1000}


def loss(p, y):
    of_label = p[np.arange(len(y)), y.astype(int)] if p.ndim == 2 else np.where(y > 0, p, 1 - p)
    return float(-np.log(np.maximum(of_label, 1e-15)).mean())


for line in sys.stdin:
    task = json.loads(line)
    load(task)
    params = {**BASE, **task['params']}
    threads = params['num_threads']
    categorical = task['categorical'] or 'auto'
    if task['library'] == 'lightgbm':
        data, binning = clock(lambda: lgb.Dataset(loaded['x'], loaded['y'], params=params, categorical_feature=categorical).construct())
        booster, training = clock(lambda: lgb.train(params, data, task['rounds']))
        predicted = booster.predict(loaded['unseen'])
    elif task['library'] == 'xgboost':
        import xgboost as xgb

        multiclass = {'objective': 'multi:softprob', 'num_class': params.get('num_class')}
        own = {'tree_method': 'hist', 'grow_policy': 'lossguide', 'max_leaves': 31, 'max_depth': 0, 'eta': 0.1, 'nthread': threads, 'max_bin': 255}
        own |= multiclass if 'num_class' in params else {'objective': 'binary:logistic'}
        data, binning = clock(lambda: xgb.QuantileDMatrix(loaded['x'], loaded['y'], max_bin=255, nthread=threads))
        booster, training = clock(lambda: xgb.train(own, data, task['rounds']))
        predicted = booster.predict(xgb.DMatrix(loaded['unseen']))
    else:
        from sklearn.ensemble import HistGradientBoostingClassifier
        from threadpoolctl import threadpool_limits

        model = HistGradientBoostingClassifier(max_iter=task['rounds'], max_leaf_nodes=31, min_samples_leaf=20, early_stopping=False)
        with threadpool_limits(threads):
            _, training = clock(lambda: model.fit(loaded['x'], loaded['y']))
        binning = {'wall': 0, 'processor': 0}
        predicted = model.predict_proba(loaded['unseen'])
        predicted = predicted[:, 1] if predicted.shape[1] == 2 else predicted
    print(json.dumps({'binning': binning, 'training': training, 'loss': loss(predicted, loaded['answers'])}), flush=True)
