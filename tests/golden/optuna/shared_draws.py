"""Optuna's TPESampler on barcast's random numbers: `SharedTPESampler(seed)` draws what `tpe()` draws in a study of that seed, so that the two can be compared choice by choice.

Everything but the source of the random numbers is Optuna's; its candidates come from the inverse distribution of one uniform number per parameter, as ours do. Before there are trials enough to learn
from, parameters are drawn as barcast draws them. NumPy's sort is asked to be stable: where observations are equal, it decides which of them gets which bandwidth.
"""
import math

import numpy as np
from optuna.distributions import CategoricalDistribution, IntDistribution
from optuna.samplers import TPESampler
from optuna.samplers._tpe import parzen_estimator
from optuna.trial import TrialState

MASK = 0xFFFFFFFF


class StableNumpy:
    """NumPy whose argsort keeps the order of equals."""

    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def argsort(values, *args, **kwargs):
        return np.argsort(values, kind="stable")


def use_stable_sort(is_stable):
    parzen_estimator.np = StableNumpy() if is_stable else np


def checksum(text):
    a, b = 0x811C9DC5, 0x9747B28C
    for unit in text.encode("ascii"):
        a = ((a ^ unit) * 0x01000193) & MASK
        b = ((((b << 5) | (b >> 27)) & MASK ^ unit) * 0x01000193) & MASK
    return f"{a:08x}{b:08x}"


def rotl(x, k):
    return ((x << k) | (x >> (32 - k))) & MASK


class Stream:
    """xoshiro128** with the seed that a study gives to a purpose."""

    def __init__(self, study_seed, purpose):
        seed = int(checksum(f"{study_seed}/{purpose}")[:13], 16)
        self.fill_state = (seed & MASK) ^ (((seed >> 32) * 0x9E3779B1) & MASK)
        self.s = [self.fill() for _ in range(4)]
        self.s[3] |= 1

    def fill(self):
        self.fill_state = (self.fill_state + 0x9E3779B9) & MASK
        z = self.fill_state
        z = ((z ^ (z >> 16)) * 0x85EBCA6B) & MASK
        z = ((z ^ (z >> 13)) * 0xC2B2AE35) & MASK
        return z ^ (z >> 16)

    def next(self):
        a, b, c, d = self.s
        result = (rotl((b * 5) & MASK, 7) * 9) & MASK
        t = (b << 9) & MASK
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = rotl(d, 11)
        self.s = [a, b, c, d]
        return result

    def uniform(self):
        return ((self.next() >> 5) * 67108864 + (self.next() >> 6)) / 9007199254740992


class Block:
    """Stands in for NumPy's generator while one set of candidates is drawn: of each candidate first the kernel, then its parameters in their order."""

    def __init__(self, stream, space, candidates):
        self.table = np.array([[stream.uniform() for _ in range(1 + len(space))] for _ in range(candidates)])
        kinds = [isinstance(distribution, CategoricalDistribution) for distribution in space.values()]
        self.choices = [1 + k for k, is_choice in enumerate(kinds) if is_choice]
        self.numbers = [1 + k for k, is_choice in enumerate(kinds) if not is_choice]

    def choice(self, count, p, size):
        sums = np.cumsum(p)
        return np.searchsorted(sums / sums[-1], self.table[:, 0], side="right")

    def rand(self, size):
        return self.table[:, self.choices.pop(0)]

    def uniform(self, low, high, size):
        return self.table[:, self.numbers].T


def draw_uniformly(distribution, stream):
    u = stream.uniform()
    if isinstance(distribution, CategoricalDistribution):
        return distribution.choices[math.floor(u * len(distribution.choices))]
    low, high = distribution.low, distribution.high
    is_int = isinstance(distribution, IntDistribution)
    if distribution.log:
        if is_int:
            value = round(math.exp(math.log(low - 0.5) + u * (math.log(high + 0.5) - math.log(low - 0.5))))
        else:
            value = math.exp(math.log(low) + u * (math.log(high) - math.log(low)))
        return min(max(value, low), high)
    if distribution.step is not None:
        value = low + distribution.step * math.floor(u * (round((high - low) / distribution.step) + 1))
        return value if is_int else round(value, 10)
    return min(low + u * (high - low), high)


class SharedTPESampler(TPESampler):
    def __init__(self, seed, **options):
        super().__init__(seed=0, **options)
        self.study_seed = seed

    def sample_relative(self, study, trial, search_space):
        self.stream = Stream(self.study_seed, str(trial.number))
        return super().sample_relative(study, trial, search_space)

    def sample_independent(self, study, trial, name, distribution):
        self.stream = Stream(self.study_seed, f"{trial.number}/{name}")
        finished = study._get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED), use_cache=False)
        if len(finished) < self._n_startup_trials:
            return draw_uniformly(distribution, self.stream)
        return super().sample_independent(study, trial, name, distribution)

    def _sample(self, study, trial, search_space):
        self._rng._rng = Block(self.stream, search_space, self._n_ei_candidates)
        return super()._sample(study, trial, search_space)
