"""The functions of functions.ts for Optuna, line by line: `TEST_FUNCTIONS` by name, each (objective(trial), minimum, truth(params) or None)."""
import math

HARTMANN_WEIGHTS = [1, 1.2, 3, 3.2]
HARTMANN_A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
HARTMANN_P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def floats(trial, n, low, high):
    return [trial.suggest_float(f"x{i}", low, high) for i in range(n)]


def sphere5(trial):
    return sum((x - 1.3) ** 2 for x in floats(trial, 5, -5, 5))


def rosenbrock2(trial):
    x, y = floats(trial, 2, -5, 10)
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2


def rosenbrock4(trial):
    x = floats(trial, 4, -5, 10)
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(3))


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    return (y - (5.1 / (4 * math.pi**2)) * x * x + (5 / math.pi) * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(trial):
    x = floats(trial, 6, 0, 1)
    return -sum(
        weight * math.exp(-sum(a * (value - p) ** 2 for value, a, p in zip(x, HARTMANN_A[i], HARTMANN_P[i])))
        for i, weight in enumerate(HARTMANN_WEIGHTS)
    )


def ackley5(trial):
    x = floats(trial, 5, -10, 20)
    root = math.sqrt(sum(value * value for value in x) / 5)
    waves = sum(math.cos(2 * math.pi * value) for value in x) / 5
    return -20 * math.exp(-0.2 * root) - math.exp(waves) + 20 + math.e


def reflect(x, normal):
    scale = 2 * sum(value * n for value, n in zip(x, normal)) / sum(n * n for n in normal)
    return [value - scale * n for value, n in zip(x, normal)]


def ellipsoid6(trial):
    x = [value - 0.7 for value in floats(trial, 6, -5, 5)]
    rotated = reflect(reflect(x, [1, 2, 3, 4, 5, 6]), [3, -1, 2, 0, -2, 1])
    return sum(1000 ** (i / 5) * value**2 for i, value in enumerate(rotated))


def rastrigin4(trial):
    return sum((x - 0.4) ** 2 - 10 * math.cos(2 * math.pi * (x - 0.4)) + 10 for x in floats(trial, 4, -5.12, 5.12))


def levy4(trial):
    w = [1 + (x - 1) / 4 for x in floats(trial, 4, -10, 10)]
    middle = sum((value - 1) ** 2 * (1 + 10 * math.sin(math.pi * value + 1) ** 2) for value in w[:-1])
    return math.sin(math.pi * w[0]) ** 2 + middle + (w[3] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[3]) ** 2)


def styblinski_tang4(trial):
    return sum(x**4 - 16 * x * x + 5 * x for x in floats(trial, 4, -5, 5)) / 2


def mixed(trial):
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    leaves = trial.suggest_int("leaves", 2, 256, log=True)
    depth = trial.suggest_int("depth", 1, 12)
    share = trial.suggest_float("share", 0.1, 1, step=0.1)
    kind = trial.suggest_categorical("kind", ["gbdt", "dart", "goss", "rf"])
    cost = {"gbdt": 0, "dart": 0.5, "goss": 0.2, "rf": 1}[kind]
    return (math.log10(rate) + 2) ** 2 + (math.log2(leaves) - 5) ** 2 / 4 + (depth - 7) ** 2 / 9 + 4 * (share - 0.7) ** 2 + cost


def conditional(trial):
    kind = trial.suggest_categorical("kind", ["tree", "linear", "net"])
    if kind == "tree":
        return 0.3 + (trial.suggest_int("depth", 1, 30) - 9) ** 2 / 50 + (trial.suggest_float("rate", 0, 1) - 0.2) ** 2
    if kind == "linear":
        return 0.6 + (math.log10(trial.suggest_float("penalty", 1e-6, 1e3, log=True)) + 1) ** 2 / 10
    layers = trial.suggest_int("layers", 1, 3)
    return 0.2 * abs(layers - 2) + sum(((trial.suggest_int(f"units{k}", 4, 128, step=4) - 48) / 64) ** 2 for k in range(layers))


def mix(number):
    """A whole number below 2^32 that looks drawn, the same here and there (Murmur3's last step)."""
    z = (number * 0x9E3779B1 + 0x7F4A7C15) & 0xFFFFFFFF
    z = ((z ^ (z >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    z = ((z ^ (z >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return z ^ (z >> 16)


def noise(number):
    """Standard normal but for its tails: a sum of twelve uniform numbers."""
    return sum(mix(12 * number + i) for i in range(12)) / 2**32 - 6


def noisy_truth(params):
    return (params["x"] - 0.3) ** 2 + (params["y"] + 0.8) ** 2 + 0.5 * params["x"] * params["y"]


def noisy(trial):
    return noisy_truth({"x": trial.suggest_float("x", -3, 3), "y": trial.suggest_float("y", -3, 3)}) + 0.3 * noise(trial.number)


TEST_FUNCTIONS = {
    "sphere5": (sphere5, 0, None),
    "rosenbrock2": (rosenbrock2, 0, None),
    "rosenbrock4": (rosenbrock4, 0, None),
    "branin": (branin, 0.39788735772973816, None),
    "hartmann6": (hartmann6, -3.322368011415515, None),
    "ackley5": (ackley5, 0, None),
    "ellipsoid6": (ellipsoid6, 0, None),
    "rastrigin4": (rastrigin4, 0, None),
    "levy4": (levy4, 0, None),
    "styblinskiTang4": (styblinski_tang4, -156.66466281508568, None),
    "mixed": (mixed, 0, None),
    "conditional": (conditional, 0, None),
    "noisy": (noisy, -0.17666666666666667, noisy_truth),
}
