"""The Python side of binning.ts: reads one task per line, bins on one thread, answers with milliseconds of processor and wall time."""

import json
import sys
import time

import lightgbm as lgb
import numpy as np

BASE = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1}
matrices = {}
for line in sys.stdin:
    task = json.loads(line)
    if task['x'] not in matrices:
        matrices[task['x']] = np.fromfile(task['x'], dtype='<f8').reshape(task['columns'], task['rows']).T.copy()
    x = matrices[task['x']]
    wall, processor = time.perf_counter(), time.process_time()
    lgb.Dataset(x, np.zeros(len(x)), params=BASE).construct()
    answer = {'wall': time.perf_counter() - wall, 'processor': time.process_time() - processor}
    print(json.dumps({key: 1000 * value for key, value in answer.items()}), flush=True)
