"""The Python side of xgboost.interop.ts. `train <folder>`: trains every job, writes its model as JSON and UBJSON and its margins.
`load <folder>`: loads the files written by the other side and writes their margins and predictions."""

import json
import pathlib
import sys

import numpy as np
import xgboost as xgb

step, folder = sys.argv[1], pathlib.Path(sys.argv[2])
SPELL = {'monotone_constraints': lambda value: str(tuple(value)), 'interaction_constraints': str}


def doubles(path, shape=None):
    values = np.fromfile(path, dtype='<f8')
    return values if shape is None else values.reshape(shape).T


def write(booster, matrix, path, suffix):
    np.asarray(booster.predict(matrix, output_margin=True), dtype='<f4').tofile(path.with_suffix(f'.{suffix}'))
    np.asarray(booster.predict(matrix), dtype='<f4').tofile(path.with_suffix(f'.{suffix}ed'))


for path in sorted(folder.glob('*.job')):
    job = json.loads(path.read_text())
    x = doubles(path.with_suffix('.x'), (job['columns'], job['rows']))
    if step == 'train':
        weight = doubles(path.with_suffix('.w')) if job['weighted'] else None
        params = {key: SPELL[key](value) if key in SPELL else value for key, value in job['params'].items()}
        matrix = xgb.DMatrix(x, doubles(path.with_suffix('.y')), weight=weight)
        booster = xgb.train({'nthread': 1, 'tree_method': 'hist', **params}, matrix, job['rounds'])
        booster.save_model(path.with_suffix('.theirs.json'))
        booster.save_model(path.with_suffix('.theirs.ubj'))
        write(booster, matrix, path, 'train')
    else:
        types = {'feature_types': job['types'], 'enable_categorical': True} if 'types' in job else {}
        matrix = xgb.DMatrix(x, **types)
        for kind in ('json', 'ubj'):
            write(xgb.Booster(model_file=path.with_suffix(f'.ours.{kind}')), matrix, path, f'{kind}-load')
