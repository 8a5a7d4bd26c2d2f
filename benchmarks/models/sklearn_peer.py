"""Trains and predicts with scikit-learn for forest.ts: one JSON task per line in, milliseconds out."""
import json
import sys
import time

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

model = None
for line in sys.stdin:
    task = json.loads(line)
    x = np.fromfile(task["x"]).reshape(task["columns"], task["rows"]).T
    y = np.fromfile(task["y"]).astype(int)
    if task["do"] == "train":
        if task["modelType"] == "random_forest":
            model = RandomForestClassifier(n_jobs=1, **task["params"])
        else:
            model = LogisticRegression(tol=1e-10, max_iter=10000)
        start = time.perf_counter()
        model.fit(x, y)
    else:
        start = time.perf_counter()
        model.predict_proba(x)
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000}), flush=True)
