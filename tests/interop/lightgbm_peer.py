"""The Python side of lightgbm.interop.ts. `train <folder>`: trains every job, writes its model text and raw predictions.
`load <folder>`: loads the texts written by the other side and writes what they predict."""

import json
import os
import pathlib
import sys

import lightgbm as lgb
import numpy as np

BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'enable_bundle': False}
step, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def doubles(path, shape=None):
    values = np.fromfile(path, dtype='<f8')
    return values if shape is None else values.reshape(shape).T


def work(path):
    job = json.loads(path.read_text())
    x = doubles(path.with_suffix('.x'), (job['columns'], job['rows']))
    if step == 'load':
        booster = lgb.Booster(model_str=path.with_suffix('.ours').read_text(encoding='utf8'))
    else:
        given = {**BASE, **{name: value for name, value in job['params'].items() if name != 'mode'}}
        weight = doubles(path.with_suffix('.w')) if job['weighted'] else None
        try:
            y = doubles(path.with_suffix('.y'))
            data = lgb.Dataset(x, y, weight=weight, categorical_feature=job['categorical'], params=given)
            booster = lgb.train(given, data, job['rounds'])
            half = job['rows'] // 2
            later = None if weight is None else weight[half:]
            if job['moreRounds'] > 0:
                more = lgb.Dataset(x[half:], y[half:], weight=later, categorical_feature=job['categorical'], params=given)
                booster = lgb.train(given, more, job['moreRounds'], init_model=booster)
            if job.get('decayRate') is not None:
                booster = booster.refit(x[half:], y[half:], decay_rate=job['decayRate'], weight=later)
        except lgb.basic.LightGBMError as error:
            path.with_suffix('.theirs').write_text(f'failed: {error}', encoding='utf8')
            return
        path.with_suffix('.theirs').write_text(booster.model_to_string(), encoding='utf8')
    suffix = f'.{step}'
    np.asarray(booster.predict(x, raw_score=True), dtype='<f8').tofile(path.with_suffix(suffix))
    np.asarray(booster.predict(x), dtype='<f8').tofile(path.with_suffix(f'{suffix}ed'))
    np.asarray(booster.predict(x, pred_leaf=True), dtype='<f8').tofile(path.with_suffix(f'{suffix}-leaf'))


for path in sorted(folder.glob('*.json')):
    # LightGBM can end its whole process; that must not end the others.
    child = os.fork()
    if child == 0:
        work(path)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if status != 0 and step == 'train':
        path.with_suffix('.theirs').write_text(f'failed: ended with status {status}', encoding='utf8')
