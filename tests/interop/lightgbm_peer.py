"""The Python side of lightgbm.interop.ts. `train <folder>`: trains every job, writes its model text and raw predictions.
`load <folder>`: loads the texts written by the other side and writes what they predict."""

import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np

BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'enable_bundle': False}
step, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def doubles(path, shape=None):
    values = np.fromfile(path, dtype='<f8')
    return values if shape is None else values.reshape(shape).T


for path in sorted(folder.glob('*.json')):
    job = json.loads(path.read_text())
    x = doubles(path.with_suffix('.x'), (job['columns'], job['rows']))
    if step == 'load':
        booster = lgb.Booster(model_str=path.with_suffix('.ours').read_text(encoding='utf8'))
    else:
        given = {**BASE, **job['params']}
        weight = doubles(path.with_suffix('.w')) if job['weighted'] else None
        try:
            booster = lgb.train(given, lgb.Dataset(x, doubles(path.with_suffix('.y')), weight=weight, params=given), job['rounds'])
        except lgb.basic.LightGBMError as error:
            path.with_suffix('.theirs').write_text(f'failed: {error}', encoding='utf8')
            continue
        path.with_suffix('.theirs').write_text(booster.model_to_string(), encoding='utf8')
    suffix = f'.{step}'
    np.asarray(booster.predict(x, raw_score=True), dtype='<f8').tofile(path.with_suffix(suffix))
    np.asarray(booster.predict(x), dtype='<f8').tofile(path.with_suffix(f'{suffix}ed'))
    np.asarray(booster.predict(x, pred_leaf=True), dtype='<f8').tofile(path.with_suffix(f'{suffix}-leaf'))
