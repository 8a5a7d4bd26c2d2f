"""scikit-learn's breast cancer and diabetes sets as JSON: `[{name, x (columns), y}]`."""
import json

from sklearn.datasets import load_breast_cancer, load_diabetes

print(json.dumps([
    {"name": name, "x": bunch.data.T.tolist(), "y": bunch.target.tolist()}
    for name, bunch in (("breastCancer", load_breast_cancer()), ("diabetes", load_diabetes()))
]))
