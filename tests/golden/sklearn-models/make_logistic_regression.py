"""Golden coefficients of scikit-learn's LogisticRegression, run to the end.

    pip install scikit-learn==1.9.1
    python make_logistic_regression.py [folder]

Writes logistic-regression.json beside this file or into the folder. Each case holds its data, the coefficients of solver lbfgs at
tol=1e-10 (on raw columns it may stop early; then they are left out) and those of newton-cholesky at tol=1e-14 with a last Newton
polish in long double, which are the closest to the true minimum. `steepest` is the gradient that remains there; `probability` is
predict_proba with these coefficients.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")


def make(seed, rows, columns, classes, noise=1.0, decimals=3):
    rng = np.random.default_rng(seed)
    x = np.round(rng.standard_normal((rows, columns)), decimals)
    score = x[:, 0] - 0.7 * x[:, 1 % columns] + noise * rng.standard_normal(rows)
    y = np.searchsorted(np.quantile(score, np.arange(1, classes) / classes), score)
    return x, y, rng


def gradient_and_hessian(x, y, w, theta, c, intercept, classes):
    """Of the mean loss, in long double; theta is one row per logit, intercept last."""
    n, d = x.shape
    z1 = np.hstack([x, np.ones((n, 1))]).astype(np.longdouble) if intercept else x.astype(np.longdouble)
    logits = theta.shape[0]
    width = z1.shape[1]
    s = z1 @ theta.T
    if logits == 1:
        s = np.hstack([np.zeros((n, 1), np.longdouble), s])
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(axis=1, keepdims=True)
    r = p.copy()
    r[np.arange(n), y] -= 1
    first = classes - logits
    pen = np.full(width, 1 / (np.longdouble(c) * w.sum()))
    if intercept:
        pen[-1] = 0
    wn = (w / w.sum()).astype(np.longdouble)
    g = np.stack([(wn * r[:, first + k]) @ z1 for k in range(logits)]) + pen * theta
    h = np.zeros((logits, width, logits, width), np.longdouble)
    for k in range(logits):
        for l in range(logits):
            v = wn * p[:, first + k] * ((k == l) - p[:, first + l])
            h[k, :, l, :] = (z1 * v[:, None]).T @ z1
            if k == l:
                h[k, :, l, :] += np.diag(pen)
    return g, h.reshape(logits * width, logits * width)


def polish(x, y, w, coef, icpt, c, intercept, classes):
    theta = np.hstack([coef, icpt[:, None]]) if intercept else coef
    theta = theta.astype(np.longdouble)
    scale = np.maximum(np.abs(x).max(axis=0), 1e-300)
    scale = np.append(scale, 1.0) if intercept else scale
    many = np.tile(scale, theta.shape[0])
    for _ in range(6):
        g, h = gradient_and_hessian(x, y, w, theta, c, intercept, classes)
        scaled = (h / many[:, None] / many[None, :]).astype(float)
        step = np.linalg.lstsq(scaled, (g.ravel() / many).astype(float), rcond=1e-15)[0] / many
        theta = theta - step.reshape(theta.shape)
    # At the minimum the classes' coefficients add up to 0 (the penalty sees to it); a weak penalty on a column of large numbers
    # leaves that direction to rounding.
    if theta.shape[0] > 1:
        theta = theta - theta.mean(axis=0)
    g, _ = gradient_and_hessian(x, y, w, theta, c, intercept, classes)
    theta = theta.astype(float)
    return (theta[:, :-1], theta[:, -1], g) if intercept else (theta, np.zeros(theta.shape[0]), g)


def case(name, x, y, weights=None, **params):
    fit = {"C": 1.0, "max_iter": 100000, **params}
    lbfgs = LogisticRegression(tol=1e-10, **fit).fit(x, y, sample_weight=weights)
    newton = LogisticRegression(solver="newton-cholesky", tol=1e-14, **fit).fit(x, y, sample_weight=weights)
    present, codes = np.unique(y, return_inverse=True)
    w = np.ones(len(y)) if weights is None else weights.astype(float)
    cw = params.get("class_weight")
    if cw == "balanced":
        of = np.bincount(codes, weights=w)
        w = w * (w.sum() / (len(present) * of))[codes]
    elif cw is not None:
        w = w * np.array([cw.get(int(k), 1.0) for k in y])
    coef, icpt, g = polish(x, codes, w, newton.coef_, newton.intercept_, fit["C"], fit.get("fit_intercept", True), len(present))
    off_newton = np.abs(newton.coef_ - coef).max()
    newton.coef_, newton.intercept_ = coef, icpt
    shown = {k: v for k, v in params.items() if k != "class_weight"}
    if cw is not None:
        shown["class_weight"] = cw if isinstance(cw, str) else {f"class {k}": v for k, v in cw.items()}
    out = {
        "name": name,
        "params": shown,
        "x": x.tolist(),
        "y": y.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "coefficients": coef.tolist(),
        "intercepts": icpt.tolist(),
        "steepest": float(np.abs(g).max()),
        "probability": newton.predict_proba(x[:5]).tolist(),
    }
    off = np.abs(np.hstack([lbfgs.coef_ - coef, (lbfgs.intercept_ - icpt)[:, None]])) if fit.get("fit_intercept", True) else np.abs(lbfgs.coef_ - coef)
    print(f"{name}: lbfgs off by {off.max():.2g}, newton by {off_newton:.2g}, steepest {out['steepest']:.2g}")
    if off.max() < 1e-4 and lbfgs.n_iter_.max() < fit["max_iter"]:
        out["lbfgs"] = {"coefficients": lbfgs.coef_.tolist(), "intercepts": np.ravel(lbfgs.intercept_).tolist()}
    return out


def cases():
    x, y, _ = make(1, 200, 5, 2)
    yield case("binary", x, y)
    yield case("binary, strong penalty", x, y, C=0.01)
    yield case("binary, weak penalty", x, y, C=1000.0)
    yield case("binary, no intercept", x + 0.5, y, fit_intercept=False)
    yield case("binary, balanced", x[: 100 + 60], np.where(np.arange(160) % 4 == 0, y[:160], 0), class_weight="balanced")
    x, y, rng = make(2, 240, 4, 3)
    yield case("three classes", x, y)
    yield case("three classes, no intercept", x + 0.5, y, fit_intercept=False)
    yield case("three classes, class weights", x, y, class_weight={0: 3.0, 2: 0.25})
    weights = np.round(rng.uniform(0.1, 4, len(y)), 2)
    yield case("three classes, weights", x, y, weights)
    yield case("three classes, weights, balanced", x, y, weights, class_weight="balanced")
    yield case("three classes, weak penalty", x, y, C=1e4)
    x, y, _ = make(3, 300, 6, 5)
    yield case("five classes", x, y)
    x, y, _ = make(4, 120, 3, 2, noise=0.0)
    yield case("separable", x, y)
    x, y, _ = make(5, 150, 3, 3, noise=0.0)
    yield case("three separable classes", x, y, C=100.0)
    x, y, rng = make(6, 200, 4, 3)
    raw = x * np.array([4000.0, 1e7, 1e-3, 1.0]) + np.array([40000.0, 1e8, 0.01, -3.0])
    yield case("prices, volumes and returns, unscaled", np.round(raw, 6), y)
    x, y, rng = make(7, 200, 3, 3)
    near = np.round(x[:, :1] + 1e-3 * rng.standard_normal((200, 1)), 5)
    yield case("nearly equal columns", np.hstack([x, near, x[:, 1:2]]), y)
    yield case("a constant column", np.hstack([x, np.full((200, 1), 7.5)]), y)
    x, y, _ = make(8, 150, 3, 3)
    yield case("a class that does not occur", x, np.where(y == 1, 0, y))
    yield case("two of four classes", x, np.where(y == 1, 3, np.where(y == 2, 1, 3)))


folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
out = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "cases": list(cases())}
(folder / "logistic-regression.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
