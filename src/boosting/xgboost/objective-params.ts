import type { Section } from './document.js'
import type { XgboostObjectiveName } from './link.js'

/** What the file calls the constants of an objective, and their defaults; predictions do not depend on them. */
interface ObjectiveParams {
  readonly section: string
  readonly defaults: Readonly<Record<string, string>>
}

const POSITIVE_WEIGHT: ObjectiveParams = { section: 'reg_loss_param', defaults: { scale_pos_weight: '1' } }
const RANKING: ObjectiveParams = {
  section: 'lambdarank_param',
  defaults: {
    lambdarank_bias_norm: '1',
    lambdarank_normalization: '1',
    lambdarank_num_pair_per_sample: '4294967295',
    lambdarank_pair_method: 'topk',
    lambdarank_score_normalization: '1',
    lambdarank_unbiased: '0',
    ndcg_exp_gain: '1',
  },
}

function paramsOf(objective: XgboostObjectiveName, classes: number): ObjectiveParams | undefined {
  switch (objective) {
    case 'binary:logistic':
    case 'binary:logitraw':
    case 'reg:logistic':
    case 'reg:squarederror':
    case 'reg:gamma':
      return POSITIVE_WEIGHT
    case 'multi:softprob':
    case 'multi:softmax':
      return { section: 'softmax_multiclass_param', defaults: { num_class: String(classes) } }
    case 'reg:pseudohubererror':
      return { section: 'pseudo_huber_param', defaults: { huber_slope: '1' } }
    case 'reg:quantileerror':
      return { section: 'quantile_loss_param', defaults: { quantile_alpha: quantiles(classes) } }
    case 'reg:tweedie':
      return { section: 'tweedie_regression_param', defaults: { tweedie_variance_power: '1.5' } }
    case 'count:poisson':
      return { section: 'poisson_regression_param', defaults: { max_delta_step: '0.699999988' } }
    case 'rank:ndcg':
    case 'rank:map':
    case 'rank:pairwise':
      return RANKING
    case 'survival:aft':
      return { section: 'aft_loss_param', defaults: { aft_loss_distribution: 'normal', aft_loss_distribution_scale: '1' } }
    default:
      return undefined
  }
}

/** As many quantiles as outputs, where the model does not say which. */
function quantiles(count: number): string {
  return `[${Array.from({ length: count }, (_, k) => (k + 1) / (count + 1)).join(',')}]`
}

/** The objective's constants in the file, as lines of a model's parameters: `[scale_pos_weight: 1]`. */
export function readParameters(objective: Section): string[] {
  const lines: string[] = []
  for (const name of objective.names()) {
    if (!(objective.get(name) instanceof Map)) continue
    const params = objective.section(name)
    for (const key of params.names()) {
      const value = params.get(key)
      if (typeof value === 'string' && !/[\n\r]/.test(value)) lines.push(`[${key}: ${value}]`)
    }
  }
  return lines
}

/** The file's `objective`: its name, and its constants from the lines of a model's parameters. */
export function describeObjective(
  objective: XgboostObjectiveName,
  classes: number,
  lines: readonly string[],
): Record<string, string | Record<string, string>> {
  const params = paramsOf(objective, classes)
  if (params === undefined) return { name: objective }
  const given = new Map(lines.map((line) => [line.slice(1, line.indexOf(':')), line.slice(line.indexOf(':') + 2, -1)]))
  const values = Object.entries(params.defaults).map(([key, value]) => [key, given.get(key) ?? value] as const)
  return { name: objective, [params.section]: Object.fromEntries(values) }
}
