"""The Python side of memory.ts: trains once and prints by how many bytes the peak of resident memory lies above what was resident before."""

import json
import re
import sys

import lightgbm as lgb
import numpy as np


def resident(field):
    with open('/proc/self/status') as status:
        return 1024 * int(re.search(field + r':\s*(\d+)', status.read())[1])


task = json.loads(sys.argv[1])
x = np.fromfile(task['x'], dtype='<f8').reshape(task['rows'], task['columns'])
y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).astype('<f8')
params = {'num_threads': 1, 'deterministic': True, 'force_col_wise': True, 'verbosity': -1, 'objective': 'binary'}
with open('/proc/self/clear_refs', 'w') as peak:
    peak.write('5')
before = resident('VmRSS')
dataset = lgb.Dataset(x, y, params=params).construct()
binned = resident('VmHWM')
lgb.train(params, dataset, task['rounds'])
trained = resident('VmHWM')
print(json.dumps({'binned': binned - before, 'trained': trained - before}))
