"""The Python side of contributions.ts: reads one task per line, answers with milliseconds of processor time."""

import json
import sys
import time

import lightgbm as lgb
import numpy as np

models = {}


def train(task, x):
    y = np.fromfile(task['y'], dtype='<f8')
    params = {'num_leaves': 31, 'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'seed': 1, **task['params']}
    booster = lgb.train(params, lgb.Dataset(x, y), task['rounds'])
    booster.save_model(task['model'])
    models[task['model']] = booster
    return 0


def clock(run):
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def answer(task):
    x = np.fromfile(task['x'], dtype='<f8').reshape(task['rows'], task['columns'])
    if task['do'] == 'train':
        return train(task, x)
    booster, shown = models[task['model']], x[: task['shown']]
    if task['do'] == 'read':
        text = open(task['model'], encoding='utf8').read()
        return clock(lambda: lgb.Booster(model_str=text))
    if task['do'] == 'interactions':
        import shap

        explainer = shap.TreeExplainer(booster)
        return clock(lambda: explainer.shap_interaction_values(shown[:20])) / 20 * len(shown)
    result = {}
    took = clock(lambda: result.update(out=booster.predict(shown, pred_contrib=True, num_threads=1)))
    np.ascontiguousarray(result['out'], dtype='<f8').tofile(task['out'])
    return took


for line in sys.stdin:
    print(json.dumps({'ms': answer(json.loads(line))}), flush=True)
