import type { StudyStore } from 'barcast/ports'
import { createStudy, medianPruner, type Study, type Trial, tpe } from 'barcast/tuning'

function objective(trial: Trial): number {
  const x = trial.suggestFloat('x', -2, 2)
  const kind = trial.suggestCategorical('kind', ['a', 'b', null])
  trial.setAttribute('kind', { kind })
  if (trial.number === 5) throw new Error('trial 5 broke')
  for (let step = 0; step < 3; step++) {
    trial.report(x * x + 1 / (step + 1), step)
    if (trial.shouldPrune()) trial.prune()
  }
  trial.setConstraints([x - 1.5])
  return kind === 'a' ? x * x : x * x + trial.suggestInt('depth', 1, 9)
}

/** Opens the study of the store and goes on until it has so many trials. */
export async function searchOn(storage: StudyStore | undefined, trials: number): Promise<Study> {
  const study = createStudy({
    direction: 'minimize',
    name: 'search',
    seed: 8,
    batchSize: 3,
    sampler: tpe({ startupTrials: 4 }),
    pruner: medianPruner({ startupTrials: 2 }),
    clock: { nowMs: () => 1_700_000_000_000 },
    ...(storage === undefined ? {} : { storage }),
  })
  if (storage !== undefined && study.trials.length === 0) study.enqueue({ x: 0.5 })
  if (storage === undefined) study.enqueue({ x: 0.5 })
  const ended = study.trials.filter(({ state }) => state !== 'waiting').length
  return study.optimize(objective, { trials: trials - ended, catchErrors: true })
}
