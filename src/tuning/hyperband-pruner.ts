import { log } from '../core/index.js'
import type { Pruner, Race } from './pruner.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'
import { firstCompleteRun, isHalvedAway } from './successive-halving-pruner.js'
import type { TrialRecord } from './trial-record.js'

/** What {@link hyperbandPruner} takes. */
export interface HyperbandOptions {
  /** Step at which a trial of the most eager bracket is first compared. Default 1. */
  minResource?: number
  /** Steps of a whole trial. Default `auto`: those of the first complete trial that reported; trials up to that one are not compared. */
  maxResource?: number | 'auto'
  /** One of so many goes on at each rung. Default 3. */
  reductionFactor?: number
  /** Trials that must have come to a rung before one may pass it. Not with `auto`. Default 0. */
  bootstrapCount?: number
}

/** Shares of trials by bracket, and the first trial that is in one. */
interface Brackets {
  budgets: number[]
  firstTrial: number
}

const ACTION = 'Create hyperband pruner'

/** The checksum of zip files, of a text in UTF-8. */
function crc32(text: string): number {
  let crc = -1
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

/** The bracket with one bracket's rungs left out gets fewer trials: ⌈n · factor^s / (s + 1)⌉ for s further rungs. */
export function bracketBudgets(minResource: number, maxResource: number, reductionFactor: number): number[] {
  // A quotient of rounded logarithms, as the reference has it: where the exact one is a whole number it may fall below.
  const brackets = Math.floor(log(maxResource / minResource) / log(reductionFactor)) + 1
  return Array.from({ length: brackets }, (_, bracket) => {
    const rungs = brackets - 1 - bracket
    let trials = brackets
    for (let k = 0; k < rungs; k++) trials *= reductionFactor
    return Math.ceil(trials / (rungs + 1))
  })
}

/** Trials are spread by a checksum of the study's name and their number. */
function bracketOf(budgets: readonly number[], study: string, number: number): number {
  const total = budgets.reduce((sum, budget) => sum + budget, 0)
  let place = crc32(`${study}_${number}`) % total
  let bracket = 0
  while (place >= budgets[bracket]!) place -= budgets[bracket++]!
  return bracket
}

function checkOptions(options: HyperbandOptions): Required<HyperbandOptions> {
  checkOptionNames(ACTION, options, ['minResource', 'maxResource', 'reductionFactor', 'bootstrapCount'])
  const { minResource = 1, maxResource = 'auto', reductionFactor = 3, bootstrapCount = 0 } = options
  checkWhole(ACTION, 'minResource', minResource, 1)
  if (maxResource !== 'auto') checkWhole(ACTION, 'maxResource', maxResource, minResource)
  checkWhole(ACTION, 'reductionFactor', reductionFactor, 2)
  checkWhole(ACTION, 'bootstrapCount', bootstrapCount, 0)
  if (bootstrapCount > 0 && maxResource === 'auto') refuseOption(ACTION, 'bootstrapCount', '0 with maxResource auto', bootstrapCount)
  return { minResource, maxResource, reductionFactor, bootstrapCount }
}

/**
 * Hyperband (Li et al., 2018): successive halving with several numbers of rungs at once, each trial in one such bracket; trials are compared with those of
 * their bracket only, and samplers learn from those only. Brackets follow from the study's name and the trial's number, and brackets and decisions equal those of Optuna's
 * `HyperbandPruner` that is asked after each report.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function hyperbandPruner(options: HyperbandOptions = {}): Pruner {
  const settings = checkOptions(options)
  const { minResource, maxResource, reductionFactor, bootstrapCount } = settings
  const fixed = maxResource === 'auto' ? undefined : { budgets: bracketBudgets(minResource, maxResource, reductionFactor), firstTrial: 0 }
  const bracketsOf = (trials: readonly TrialRecord[]): Brackets | undefined => {
    if (fixed !== undefined) return fixed
    const run = firstCompleteRun(trials)
    if (run === undefined) return undefined
    return { budgets: bracketBudgets(minResource, Math.max(run.lastStep + 1, minResource), reductionFactor), firstTrial: run.number + 1 }
  }
  const isRival = (trial: TrialRecord, other: TrialRecord, { study, trials }: Race): boolean => {
    const brackets = bracketsOf(trials)
    return brackets === undefined || bracketOf(brackets.budgets, study, trial.number) === bracketOf(brackets.budgets, study, other.number)
  }
  return {
    name: 'hyperband',
    settings: { ...settings },
    isRival,
    shouldPrune(question) {
      const { trial, trials, study } = question
      const brackets = bracketsOf(trials)
      if (brackets === undefined) return false
      const { budgets, firstTrial } = brackets
      const minEarlyStoppingRate = bracketOf(budgets, study, trial.number)
      const rivals = trials.filter(({ number }) => bracketOf(budgets, study, number) === minEarlyStoppingRate)
      return isHalvedAway(
        { minResource, reductionFactor, minEarlyStoppingRate, bootstrapCount, firstTrial },
        { ...question, trials: rivals },
      )
    },
  }
}
