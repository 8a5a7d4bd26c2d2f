"""Lets LightGBM bin columns that any language can make again, and stores its bins.

    python make_bins.py [output folder]

Needs lightgbm 4.7.0 (PyPI wheel, Linux x86-64) and numpy. Writes `bins/bins-<name>.json`: the recipe of the columns, the parameters, and
of each column what LightGBM's binary data set file says (bounds to the bit, categories, kind of missing, bin of 0, most frequent bin)
with a hash of every row's bin number as its text dump has it.
"""

import base64
import hashlib
import json
import pathlib
import struct
import sys
import tempfile

import lightgbm as lgb
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
BASE = {'num_threads': 1, 'deterministic': True, 'enable_bundle': False, 'verbosity': -1}


class Lcg:
    """Numbers that every language can draw: a 32-bit linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (1664525 * self.state + 1013904223) % 4294967296
        return (self.state // 256) / 16777216


NAN, INF = float('nan'), float('inf')
#: Every style makes a value from three uniform numbers and the row.
STYLES = {
    'even': lambda a, b, c, i: a - 0.5,
    'bell': lambda a, b, c, i: (a + b + c - 1.5) * 2,
    'missing': lambda a, b, c, i: NAN if b < 0.15 else a - 0.5,
    'mostly-missing': lambda a, b, c, i: NAN if b < 0.9 else a,
    'ties': lambda a, b, c, i: float(np.floor(a * 12) - 4),
    'many-ties': lambda a, b, c, i: float(np.floor(a * a * 900) - 100),
    'positive': lambda a, b, c, i: a * a + 1e-9,
    'negative': lambda a, b, c, i: -a * b - 1e-9,
    'positive-or-zero': lambda a, b, c, i: a if b < 0.6 else 0.0,
    'negative-or-zero': lambda a, b, c, i: -a if b < 0.6 else -0.0,
    'sparse': lambda a, b, c, i: a - 0.5 if b < 0.05 else 0.0,
    'sparse-missing': lambda a, b, c, i: a - 0.5 if b < 0.2 else NAN if b < 0.3 else 0.0,
    'flag': lambda a, b, c, i: 1.0 if a < 0.3 else 0.0,
    'rare-flag': lambda a, b, c, i: 1.0 if i % 400 == 7 else 0.0,
    'spike': lambda a, b, c, i: 2.5 if b < 0.75 else a,
    'spikes': lambda a, b, c, i: float(np.floor(c * 3)) if b < 0.5 else a * 3,
    'constant': lambda a, b, c, i: 4.25,
    'empty': lambda a, b, c, i: NAN,
    'zeros-or-missing': lambda a, b, c, i: NAN if b < 0.5 else 0.0,
    'huge': lambda a, b, c, i: (a - 0.5) * 1e300,
    'around-zero': lambda a, b, c, i: (a - 0.5) * 6e-35,
    'subnormal': lambda a, b, c, i: (a - 0.5) * 1e-310,
    'infinite': lambda a, b, c, i: INF if b < 0.05 else -INF if b < 0.1 else a,
    'neighbours': lambda a, b, c, i: 3 + float(np.floor(a * 9)) * 2.0**-51,
    'steps': lambda a, b, c, i: float(i // 3),
    'category-few': lambda a, b, c, i: float(np.floor(a * 5)),
    'category-two': lambda a, b, c, i: 3.0 if i % 400 == 7 else 9.0,
    'category-one': lambda a, b, c, i: 6.0,
    'category-ranked': lambda a, b, c, i: float(np.floor(40 * a * a * a)),
    'category-many': lambda a, b, c, i: float(np.floor(a * b * 2000)),
    'category-all-different': lambda a, b, c, i: float(i * 7919 % 100003),
    'category-missing': lambda a, b, c, i: NAN if b < 0.2 else float(np.floor(a * 8) + 1),
    'category-negative': lambda a, b, c, i: float(np.floor(a * 9) - 3),
    'category-mixed': lambda a, b, c, i: NAN if c < 0.1 else float(np.floor(a * b * 60) - 2),
    'category-only-negative': lambda a, b, c, i: -1.0 - float(np.floor(a * 3)),
    'category-far': lambda a, b, c, i: float(np.floor(a * 6) * 400000000),
    'category-empty': lambda a, b, c, i: NAN,
}
NUMERIC = [style for style in STYLES if not style.startswith('category')]
CATEGORICAL = [style for style in STYLES if style.startswith('category')]


def columns_of(recipe):
    random = Lcg(recipe['seed'])
    x = np.empty((recipe['rows'], len(recipe['styles'])))
    for i in range(recipe['rows']):
        for j, style in enumerate(recipe['styles']):
            a, b, c = random.uniform(), random.uniform(), random.uniform()
            x[i, j] = STYLES[style](a, b, c, i)
    return x


def aligned(size):
    return (size + 7) // 8 * 8


def mappers_of(path):
    """The bin mappers in a binary data set file, one feature to a group."""
    data = path.read_bytes()
    at = aligned(len('______LightGBM_Binary_File_Token______\n'))
    for _ in range(2):
        (size,) = struct.unpack_from('<Q', data, at)
        at += 8 + size
    while at < len(data):
        (size,) = struct.unpack_from('<Q', data, at)
        at += 8
        field = at
        several, _, _, features = (struct.unpack_from('<i', data, field + 8 * k)[0] for k in range(4))
        assert several & 0xFF == 0 and features == 1
        field += 32
        bins, missing, trivial = (struct.unpack_from('<i', data, field + 8 * k)[0] for k in range(3))
        assert trivial & 0xFF == 0
        field += 32
        (kind,) = struct.unpack_from('<i', data, field)
        field += 24
        zero, most = (struct.unpack_from('<I', data, field + 8 * k)[0] for k in range(2))
        field += 16
        mapper = {'binCount': bins, 'missing': missing, 'zeroBin': zero, 'mostFrequentBin': most}
        if kind == 0:
            # The bin of NaN has an entry too, which means nothing.
            bounds = np.frombuffer(data, '<f8', bins - (missing == 2), field)
            mapper['bounds'] = base64.b64encode(bounds.tobytes()).decode()
        else:
            mapper['categories'] = np.frombuffer(data, '<i4', bins, field).tolist()
        yield mapper
        at += size


def run(name, recipe, params, categorical=()):
    x = columns_of(recipe)
    given = {**BASE, **params}
    y = np.arange(len(x)) % 2
    dataset = lgb.Dataset(x, y, categorical_feature=list(categorical), params=given).construct()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        dataset._dump_text(str(folder / 'dump'))
        dataset.save_binary(str(folder / 'binary'))
        lines = (folder / 'dump').read_text().split('\n')[-len(x) :]
        mappers = mappers_of(folder / 'binary')
        bins = [line.rstrip(', ').split(', ') for line in lines]
        columns = []
        for j in range(x.shape[1]):
            own = [row[j] for row in bins]
            if own[0] == 'NA':
                columns.append(None)
                continue
            codes = np.array([int(code) for code in own], dtype='<u2')
            columns.append({**next(mappers), 'codes': hashlib.sha256(codes.tobytes()).hexdigest()[:16]})
        assert next(mappers, None) is None
    booster = lgb.train({**given, 'num_iterations': 1}, dataset)
    text = booster.model_to_string()
    infos = next(line for line in text.split('\n') if line.startswith('feature_infos='))[14:]
    case = {
        'name': name,
        'lightgbm': lgb.__version__,
        'data': recipe,
        'categorical': list(categorical),
        'params': params,
        'featureInfos': infos,
        'columns': columns,
    }
    (OUT / 'bins' / f'bins-{name}.json').write_text(json.dumps(case, separators=(',', ':')) + '\n')


(OUT / 'bins').mkdir(parents=True, exist_ok=True)
styles = NUMERIC + CATEGORICAL
categories = range(len(NUMERIC), len(styles))
everything = {'rows': 2000, 'seed': 1, 'styles': styles}
run('default', everything, {}, categories)
run('small-leaves', everything, {'min_data_in_leaf': 1, 'min_data_in_bin': 1}, categories)
run('unfiltered', everything, {'feature_pre_filter': False, 'min_data_in_bin': 25}, categories)
run('few-bins', everything, {'max_bin': 7}, categories)
run('two-bins', everything, {'max_bin': 2, 'min_data_in_leaf': 2}, categories)
run('many-bins', everything, {'max_bin': 1000, 'min_data_in_bin': 1}, categories)
run('no-missing', everything, {'use_missing': False}, categories)
run('zero-as-missing', everything, {'zero_as_missing': True}, categories)
run('zero-as-missing-few-bins', everything, {'zero_as_missing': True, 'max_bin': 4}, categories)
run('zero-as-missing-unused', everything, {'zero_as_missing': True, 'use_missing': False}, categories)
run('sampled', everything, {'bin_construct_sample_cnt': 700, 'data_random_seed': 5}, categories)
run('sampled-thinly', everything, {'bin_construct_sample_cnt': 60, 'data_random_seed': 9, 'min_data_in_leaf': 5}, categories)
own = [3 + j * 5 % 60 for j in range(len(styles))]
run('by-feature', everything, {'max_bin_by_feature': own}, categories)
run('as-numbers', {'rows': 1000, 'seed': 4, 'styles': CATEGORICAL}, {})
run('tiny', {'rows': 9, 'seed': 2, 'styles': styles}, {'min_data_in_leaf': 1, 'min_data_in_bin': 1}, categories)
run('long', {'rows': 20000, 'seed': 3, 'styles': ['bell', 'missing', 'many-ties', 'spikes', 'category-many']}, {}, [4])
