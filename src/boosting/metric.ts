import type { BoosterSettings } from './config.js'
import { linkOf } from './link.js'
import { multiclassMetric } from './metrics/classes.js'
import { curveMetric } from './metrics/curve.js'
import { type CustomMetric, customMetric } from './metrics/custom.js'
import { pointwiseMetric } from './metrics/pointwise.js'
import { rankingMetrics } from './metrics/ranking.js'
import type { Target } from './objective.js'
import { METRIC_ALIASES, METRICS, type MetricName } from './objective-names.js'

/** A number that says how good raw scores are. */
export interface Metric {
  /** As LightGBM reports it: `l2`, `ndcg@3`, `multi_error@2`; or a custom metric's name. */
  readonly name: string
  readonly higherIsBetter: boolean
  /** @param scores raw scores, one class after the other */
  evaluate(scores: Float64Array): number
}

/** What is told of an objective without `metric`: its own loss; nothing of a custom one. */
function defaultMetrics(objective: BoosterSettings['objective']): MetricName[] {
  if (objective === 'none') return []
  return [METRICS.find((name) => name === objective) ?? METRIC_ALIASES[objective as keyof typeof METRIC_ALIASES]]
}

function metricsNamed(name: MetricName, settings: BoosterSettings, target: Target): Metric[] {
  switch (name) {
    case 'ndcg':
    case 'map':
      return rankingMetrics(name, settings, target)
    case 'auc':
    case 'average_precision':
      return [curveMetric(name, target)]
    case 'multi_logloss':
    case 'multi_error':
    case 'auc_mu':
      return [multiclassMetric(name, settings, target)]
    default:
      return [pointwiseMetric(name, settings, target)]
  }
}

/**
 * The metrics that `settings` name, over these labels and weights, in their order; `ndcg` and `map` give one for each position of `evalAt`.
 * A custom metric comes last.
 *
 * @throws BarcastError `boosting/label`, `boosting/weight`, `boosting/group` for rows that a metric is not defined on.
 */
export function createMetrics(settings: BoosterSettings, target: Target, custom?: CustomMetric): Metric[] {
  const names = settings.metric ?? defaultMetrics(settings.objective)
  const known = names.flatMap((name) => metricsNamed(name, settings, target))
  return custom === undefined ? known : [...known, customMetric(custom, linkOf(settings), target)]
}
