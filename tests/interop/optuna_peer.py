"""The Python side of optuna.interop.ts: `optuna_peer.py <task> <storage> [arguments]`, storage as journal:path, open:path or sqlite:path."""

import json
import math
import os
import signal
import sys
import warnings
from datetime import timezone

import optuna
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

warnings.simplefilter('ignore')
optuna.logging.set_verbosity(optuna.logging.ERROR)


def open_storage(text):
    kind, path = text.split(':', 1)
    if kind == 'sqlite':
        return RDBStorage(f'sqlite:///{path}', engine_kwargs={'connect_args': {'timeout': 60}})
    lock = JournalFileOpenLock(path) if kind == 'open' else None
    return JournalStorage(JournalFileBackend(path, lock_obj=lock))


def spell(value):
    """Floats by their bits, so that NaN, infinities and every digit count; keys in order, since tables have none."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return float(value).hex() if math.isfinite(value) else str(float(value))
    if isinstance(value, dict):
        return {key: spell(item) for key, item in sorted(value.items())}
    return [spell(item) for item in value]


def micros(moment):
    if moment is None:
        return None
    moment = moment.astimezone(timezone.utc)
    return round(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond


def dump(storage):
    studies = []
    for study in sorted(storage.get_all_studies(), key=lambda study: study._study_id):
        trials = []
        for trial in storage.get_all_trials(study._study_id):
            trials.append(
                {
                    'number': trial.number,
                    'state': trial.state.name,
                    'values': spell(trial.values),
                    'params': [[name, type(value).__name__, spell(value)] for name, value in trial.params.items()],
                    'space': [
                        [name, optuna.distributions.distribution_to_json(dist)]
                        for name, dist in trial.distributions.items()
                    ],
                    'reports': [[step, spell(value)] for step, value in sorted(trial.intermediate_values.items())],
                    'attributes': spell(trial.user_attrs),
                    'system': spell(trial.system_attrs),
                    'constraints': spell(trial.constraints),
                    'started': micros(trial.datetime_start),
                    'finished': micros(trial.datetime_complete),
                }
            )
        studies.append(
            {
                'name': study.study_name,
                'directions': [direction.name for direction in study.directions],
                'attributes': spell(study.user_attrs),
                'system': spell(study.system_attrs),
                'trials': trials,
            }
        )
    return studies


def everything(trial):
    x = trial.suggest_float('x', 0, 2)
    trial.suggest_float('log', 1e-5, 1, log=True)
    trial.suggest_float('step', 0, 1, step=0.25)
    trial.suggest_int('int', -9, 9)
    trial.suggest_int('int log', 1, 9, log=True)
    trial.suggest_int('int step', 0, 10, step=5)
    trial.suggest_categorical('choice', ['a', None, True, 3, 2.5, 'ж"\\'])
    trial.set_user_attr('note', {'text': 'hé 🕯️ NaN', 'odd': [math.nan, math.inf, -math.inf, None, False]})
    trial.set_constraint('limit', x - 1)
    return x, -math.inf if trial.number == 1 else 0.1 + 0.2


def pruned_or_failed(trial):
    x = trial.suggest_float('x', 0, 2)
    for step, value in [(0, x), (1, math.nan), (7, -math.inf)]:
        trial.report(value, step)
    if trial.number % 3 == 1:
        raise optuna.TrialPruned()
    if trial.number % 3 == 2:
        raise RuntimeError('on purpose')
    return math.inf


def make(storage):
    study = optuna.create_study(storage=storage, study_name='первый "one"', directions=['minimize', 'maximize'])
    study.set_user_attr('data', {'hash': 'abc', 'odd': [1, None, math.nan]})
    study.set_metric_names(['loss', 'profit'])
    study.enqueue_trial({'x': 1.5, 'choice': None}, user_attrs={'by': 'hand'})
    study.optimize(everything, n_trials=3)
    study.enqueue_trial({'x': 0.5, 'choice': 'a'})
    study.ask()
    other = optuna.create_study(storage=storage, study_name='other', direction='minimize')
    other.optimize(pruned_or_failed, n_trials=6, catch=(RuntimeError,))
    optuna.create_study(storage=storage, study_name='copied').add_trials(other.trials)


def objective(trial):
    kind = trial.suggest_categorical('kind', ['line', None, True, 2.5])
    x = trial.suggest_float('x', -5, 5)
    rounds = trial.suggest_int('rounds', 1, 64, log=True)
    trial.report(x, 0)
    return (x - 2) ** 2 + rounds / 64 + (0 if kind is None else 1)


def go_on(storage, name, trials):
    study = optuna.load_study(storage=storage, study_name=name, sampler=optuna.samplers.TPESampler(seed=1, n_startup_trials=5))
    study.optimize(objective, n_trials=int(trials))
    print(json.dumps({'best': study.best_trial.number, 'value': spell(study.best_value)}))


def hammer(storage, name, trials, mark):
    """Says the mark of each trial once it is stored."""
    study = optuna.load_study(storage=storage, study_name=name, sampler=optuna.samplers.RandomSampler())
    for number in range(int(trials)):
        trial = study.ask()
        trial.suggest_float('x', 0, 1)
        trial.report(0.5, 0)
        trial.set_user_attr('mark', f'{mark} {number}')
        study.tell(trial, number)
        print(f'{mark} {number}', flush=True)


def die(path):
    """Takes the lock, writes half a line and is killed."""
    backend = JournalFileBackend(path)
    backend._lock.acquire()
    with open(path, 'ab') as file:
        file.write(b'{"op_code":4,"worker_id":"killed","study_id":0,"datetime_st')
        file.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == '__main__':
    task, target, *arguments = sys.argv[1:]
    if task == 'die':
        die(target)
    elif task == 'dump':
        print(json.dumps(dump(open_storage(target))))
    else:
        {'make': make, 'go_on': go_on, 'hammer': hammer}[task](open_storage(target), *arguments)
