import { BarcastError } from '../../core/index.js'
import type { BinnedData } from '../binned-data.js'
import { Boosting, type BoostingInputs } from '../boosting.js'
import type { BoosterSettings } from '../config.js'
import type { TreeLearner } from '../grower.js'
import type { Objective } from '../objective.js'
import { type ColumnSampler, RowSampler } from '../sampling.js'
import type { TrainingData, ValidationData } from '../training-data.js'
import type { Tree } from '../tree.js'
import { DartBoosting } from './dart.js'
import { GradientSampler } from './gradient-sampler.js'
import { ForestBoosting } from './random-forest.js'

/** The rounds that `settings.boosting` names. */
export function createBoosting(
  settings: BoosterSettings,
  data: BinnedData,
  training: TrainingData,
  validations: readonly ValidationData[],
  learner: TreeLearner,
  columnSampler: ColumnSampler,
  earlierTrees: readonly Tree[],
  objective: Objective,
): Boosting {
  const byGradient = settings.dataSampleStrategy === 'goss'
  const { rows, labels, queries } = training
  const strata = {
    rows,
    ...(settings.objective === 'binary' ? { binaryLabels: labels } : {}),
    ...(queries === undefined ? {} : { queryBoundaries: queries }),
  }
  const inputs: BoostingInputs = {
    data,
    training,
    validations,
    settings,
    objective: { ...objective, ...withKernels(objective, training, learner) },
    learner,
    columnSampler,
    rowSampler: new RowSampler(strata, settings),
    gradientSampler: byGradient ? new GradientSampler(rows, settings) : undefined,
    earlierTrees,
  }
  if (settings.boosting === 'dart') return new DartBoosting(inputs)
  return settings.boosting === 'rf' ? new ForestBoosting(inputs) : new Boosting(inputs)
}

/** The backend's own way to write the objective's gradients, if it has one. */
function withKernels(objective: Objective, training: TrainingData, { backend }: TreeLearner): Partial<Objective> {
  return backend.gradientWriter === undefined ? {} : { writeGradients: backend.gradientWriter(objective, training) }
}

function refuse(action: string, message: string, name: keyof BoosterSettings, value: unknown): never {
  throw new BarcastError('boosting/parameter-conflict', `${action}: ${message}`, { value, where: { path: `params.${name}` } })
}

/**
 * Refuses settings of rounds that exclude each other.
 *
 * @param startsElsewhere whether rows bring scores to start from
 */
export function checkRounds(settings: BoosterSettings, startsElsewhere: boolean, action: string): void {
  const { boosting, dataSampleStrategy, baggingFraction, baggingFreq, topRate, otherRate, earlyStoppingRound } = settings
  const { posBaggingFraction, negBaggingFraction, featureFraction, baggingByQuery, objective } = settings
  if (boosting === 'dart' && earlyStoppingRound > 0)
    refuse(action, 'earlyStoppingRound is not for dart, whose rounds change earlier trees', 'earlyStoppingRound', earlyStoppingRound)
  if (boosting === 'rf') {
    if (dataSampleStrategy === 'goss') refuse(action, 'a random forest cannot sample by gradient, found goss', 'dataSampleStrategy', 'goss')
    if (!(baggingFreq > 0 && baggingFraction < 1) && featureFraction === 1)
      refuse(action, 'a random forest needs baggingFraction below 1 with baggingFreq, or featureFraction below 1', 'boosting', 'rf')
    if (objective === 'none') refuse(action, 'a random forest cannot take a custom objective', 'boosting', 'rf')
    if (startsElsewhere) refuse(action, 'a random forest cannot start from other scores, found initScore or initBooster', 'boosting', 'rf')
  }
  if (dataSampleStrategy === 'goss') {
    if (!(topRate > 0 && otherRate > 0 && topRate + otherRate <= 1))
      refuse(action, `topRate and otherRate must be above 0 and at most 1 together, found ${topRate} and ${otherRate}`, 'topRate', topRate)
    if (baggingFreq > 0 && baggingFraction !== 1)
      refuse(action, 'goss draws the rows, bagging cannot, found both', 'baggingFraction', baggingFraction)
  }
  if ((posBaggingFraction < 1 || negBaggingFraction < 1) && objective !== 'binary')
    refuse(action, `posBaggingFraction and negBaggingFraction are for binary, found ${objective}`, 'objective', objective)
  if (baggingByQuery && dataSampleStrategy !== 'bagging')
    refuse(action, 'baggingByQuery is for bagging, found goss', 'baggingByQuery', baggingByQuery)
}
