"""The Python side of predict.ts: reads one task per line, answers with milliseconds per run (microseconds per row for single rows).

With the argument `lleaves` it answers for lleaves only, which needs an older llvmlite and so an environment of its own.
"""

import ctypes
import json
import sys
import time

import lightgbm as lgb
import numpy as np

ONLY_LLEAVES = sys.argv[1:] == ['lleaves']
models = {}
data = {}


def matrix(task):
    if task['x'] not in data:
        data[task['x']] = np.fromfile(task['x'], dtype='<f8').reshape(task['rows'], task['columns'])
    return data[task['x']]


def clock(run):
    """Milliseconds of processor time: the machine may be busy with other things."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def train(task):
    x = matrix(task)[: task['trained']]
    y = np.fromfile(task['y'], dtype='<f8')[: task['trained']]
    if task['library'] == 'xgboost':
        import xgboost as xgb

        params = {'objective': 'binary:logistic', 'tree_method': 'hist', 'grow_policy': 'lossguide', 'max_leaves': 31, 'max_depth': 0, 'nthread': 1}
        booster = xgb.train(params, xgb.DMatrix(x, y), task['rounds'])
        booster.save_model(task['model'])
        booster.set_param({'nthread': 1})
        booster.predict(xgb.DMatrix(matrix(task)), output_margin=True).tofile(task['raw'])
    else:
        params = {'num_leaves': 31, 'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'seed': 1, **task['params']}
        booster = lgb.train(params, lgb.Dataset(x, y), task['rounds'])
        booster.save_model(task['model'])
        booster.predict(matrix(task), raw_score=True, num_threads=1).tofile(task['raw'])
    models[task['model']] = booster
    return 0


def single_rows(task):
    """Microseconds of the C API's fast call, less what an empty call through ctypes takes."""
    booster = models[task['model']]
    x = np.ascontiguousarray(matrix(task)[: task['single']])
    lib = lgb.basic._LIB
    fast = ctypes.c_void_p()
    init = lib.LGBM_BoosterPredictForMatSingleRowFastInit
    raw, whole, double = 1, -1, 1
    assert init(booster._handle, raw, 0, whole, double, x.shape[1], b'num_threads=1', ctypes.byref(fast)) == 0
    call = lib.LGBM_BoosterPredictForMatSingleRowFast
    out = ctypes.c_double()
    length = ctypes.c_int64()
    to_out, to_length = ctypes.byref(out), ctypes.byref(length)
    rows = [ctypes.c_void_p(x.ctypes.data + i * x.strides[0]) for i in range(len(x))]

    def predict():
        for row in rows:
            call(fast, row, to_length, to_out)

    empty = lib.LGBM_BoosterGetNumClasses
    number = ctypes.c_int()
    to_number = ctypes.byref(number)

    def nothing():
        for _ in rows:
            empty(booster._handle, to_number)

    took = (clock(predict) - clock(nothing)) * 1000 / len(rows)
    lib.LGBM_FastConfigFree(fast)
    return took


def python_rows(task):
    booster = models[task['model']]
    x = matrix(task)[: task['single']]
    return clock(lambda: [booster.predict(x[i : i + 1], num_threads=1) for i in range(500)]) * 1000 / 500


def compiled(task):
    import lleaves

    model = lleaves.Model(model_file=task['model'])
    model.compile()
    models[task['model']] = model
    return 0


def answer(task):
    do = task['do']
    if do == 'train':
        return train(task)
    if do == 'compile':
        return compiled(task)
    if do == 'single':
        return single_rows(task)
    if do == 'python':
        return python_rows(task)
    model, x = models[task['model']], matrix(task)
    if ONLY_LLEAVES:
        return clock(lambda: model.predict(x, n_jobs=1))
    if do == 'xgboost':
        return clock(lambda: model.inplace_predict(x))
    return clock(lambda: model.predict(x, num_threads=1, raw_score=do == 'raw'))


for line in sys.stdin:
    print(json.dumps({'ms': answer(json.loads(line))}), flush=True)
