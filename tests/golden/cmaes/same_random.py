"""Gives Optuna's CmaEsSampler the random numbers and the eigenvectors that barcast's has, so that both walk the same way.

`sampler(seed, **options)` is a CmaEsSampler whose normal numbers for trial n are those of barcast's generator (xoshiro128**, polar method), seeded by a checksum of "seed/cma-es/n". The
eigenvectors of a covariance are free in sign and order: they come from Jacobi's rotations in the order that barcast takes.
"""
import math
import types

import cmaes
import numpy as np
import optuna

MASK = 0xFFFFFFFF


def checksum(text):
    a, b = 0x811C9DC5, 0x9747B28C
    for unit in map(ord, text):
        a = ((a ^ unit) * 0x01000193) & MASK
        b = ((((b << 5) & MASK) ^ (b >> 27) ^ unit) * 0x01000193) & MASK
    return f"{a:08x}{b:08x}"


class Stream:
    def __init__(self, seed):
        state = (seed & MASK) ^ (((seed // 2**32) & MASK) * 0x9E3779B1 & MASK)
        words = []
        for _ in range(4):
            state = (state + 0x9E3779B9) & MASK
            z = ((state ^ (state >> 16)) * 0x85EBCA6B) & MASK
            z = ((z ^ (z >> 13)) * 0xC2B2AE35) & MASK
            words.append(z ^ (z >> 16))
        words[3] |= 1
        self.words, self.spare = words, None

    def next(self):
        a, b, c, d = self.words
        scrambled = (b * 5) & MASK
        result = ((((scrambled << 7) & MASK) | (scrambled >> 25)) * 9) & MASK
        t = (b << 9) & MASK
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = ((d << 11) & MASK) | (d >> 21)
        self.words = [a, b, c, d]
        return result

    def uniform(self):
        return ((self.next() >> 5) * 67108864 + (self.next() >> 6)) / 2**53

    def normal(self):
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                break
        scale = math.sqrt(-2 * math.log(s) / s)
        self.spare = v * scale
        return u * scale


class SameRandom:
    """Stands for np.random.RandomState; its seed is the trial's number."""

    study_seed = 0

    def __init__(self, number=None):
        self.seed(number)

    def seed(self, number):
        if number is not None:
            self.stream = Stream(int(checksum(f"{SameRandom.study_seed}/cma-es/{number}")[:13], 16))

    def randn(self, size):
        return np.array([self.stream.normal() for _ in range(size)])


def eigh(matrix):
    a = [list(map(float, row)) for row in matrix]
    n = len(a)
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    eps = np.finfo(float).eps
    turned = True
    while turned:
        turned = False
        for p in range(n):
            for q in range(p + 1, n):
                if abs(a[p][q]) <= eps * 1e-3 * math.sqrt(abs(a[p][p] * a[q][q])):
                    continue
                turned = True
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                tangent = (1 if theta >= 0 else -1) / (abs(theta) + math.sqrt(theta * theta + 1))
                cosine = 1 / math.sqrt(tangent * tangent + 1)
                sine = tangent * cosine
                for row in a:
                    row[p], row[q] = cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]
                a[p], a[q] = (
                    [cosine * x - sine * y for x, y in zip(a[p], a[q])],
                    [sine * x + cosine * y for x, y in zip(a[p], a[q])],
                )
                for row in v:
                    row[p], row[q] = cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]
                a[p][q] = a[q][p] = 0.0
    return np.array([a[i][i] for i in range(n)]), np.array(v)


class SameNumpy:
    """NumPy with another source of random numbers and of eigenvectors."""

    random = types.SimpleNamespace(RandomState=SameRandom)
    linalg = types.SimpleNamespace(eigh=eigh, norm=np.linalg.norm)

    def __getattr__(self, name):
        return getattr(np, name)


cmaes._cma.np = SameNumpy()
cmaes._sepcma.np = SameNumpy()


class Zero:
    """The sampler adds the trial's number to what it draws for a seed."""

    rng = types.SimpleNamespace(randint=lambda *_: 0)


def sampler(seed, **options):
    SameRandom.study_seed = seed
    made = optuna.samplers.CmaEsSampler(seed=seed % 2**32, warn_independent_sampling=False, **options)
    made._cma_rng = Zero()
    return made
