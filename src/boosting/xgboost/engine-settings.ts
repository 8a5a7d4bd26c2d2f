import { BarcastError } from '../../core/index.js'
import { type BoosterSettings, parseBoosterParams } from '../config.js'
import type { ObjectiveName } from '../objective-names.js'
import type { XgboostSettings } from './config.js'

/** The LightGBM objective whose labels and metrics follow the same rules. */
function objectiveLike(objective: XgboostSettings['objective']): ObjectiveName {
  switch (objective) {
    case 'binary:logistic':
    case 'binary:logitraw':
    case 'binary:hinge':
      return 'binary'
    case 'multi:softprob':
    case 'multi:softmax':
      return 'multiclass'
    case 'reg:logistic':
      return 'cross_entropy'
    case 'count:poisson':
      return 'poisson'
    case 'reg:gamma':
      return 'gamma'
    case 'reg:tweedie':
      return 'tweedie'
    default:
      return 'regression'
  }
}

/** Columns in no group may not meet others: each is a group of its own. */
function groupsOf({ interactionConstraints }: XgboostSettings, columns: number): number[][] | undefined {
  if (interactionConstraints === undefined || interactionConstraints.length === 0) return undefined
  const grouped = new Set(interactionConstraints.flat())
  const stranger = [...grouped].find((column) => column >= columns)
  if (stranger !== undefined)
    refuse(`interaction_constraints must name columns below ${columns}, found ${stranger}`, stranger, 'interaction_constraints')
  const alone = Array.from({ length: columns }, (_, column) => [column]).filter(([column]) => !grouped.has(column!))
  return [...interactionConstraints, ...alone]
}

function refuse(message: string, value: unknown, spelling: string): never {
  throw new BarcastError('boosting/parameter-conflict', `Train booster: ${message}`, { value, where: { path: `params.${spelling}` } })
}

/**
 * The engine's settings that XGBoost's amount to.
 *
 * @param rows and `columns` of the training data
 */
export function engineSettings(settings: XgboostSettings, rows: number, columns: number): BoosterSettings {
  const { maxDepth, maxLeaves, numClass, objective, monotoneConstraints } = settings
  if (monotoneConstraints !== undefined && monotoneConstraints.length > columns)
    refuse(
      `monotone_constraints must have at most ${columns} numbers, found ${monotoneConstraints.length}`,
      monotoneConstraints,
      'monotone_constraints',
    )
  const byDepth = maxDepth > 0 && maxDepth < 31 ? 2 ** maxDepth : Infinity
  const like = objectiveLike(objective)
  const groups = groupsOf(settings, columns)
  return {
    ...parseBoosterParams(like === 'multiclass' ? { objective: like, numClass } : { objective: like }),
    maxDepth,
    numLeaves: Math.max(2, Math.min(byDepth, maxLeaves > 0 ? maxLeaves : Infinity, rows)),
    minDataInLeaf: 0,
    minSumHessianInLeaf: settings.minChildWeight,
    lambdaL1: settings.regAlpha,
    lambdaL2: settings.regLambda,
    minGainToSplit: 0,
    maxBin: settings.maxBin,
    tweedieVariancePower: settings.tweedieVariancePower,
    binConstructSampleCnt: rows,
    ...(groups === undefined ? {} : { interactionConstraints: groups }),
  }
}
