import type { BoosterSettings } from '../config.js'
import { createMetrics, type Metric } from '../metric.js'
import type { MetricName } from '../objective-names.js'
import type { ValidationData } from '../training-data.js'
import { leafOf, type Tree } from '../tree.js'
import type { EVAL_METRICS, XgboostSettings } from './config.js'
import { xgboostLinkOf } from './objective.js'

type EvalMetric = (typeof EVAL_METRICS)[number]

const METRIC_NAMES: Readonly<Record<EvalMetric, MetricName>> = {
  logloss: 'binary_logloss',
  error: 'binary_error',
  auc: 'auc',
  mlogloss: 'multi_logloss',
  merror: 'multi_error',
  rmse: 'rmse',
  mae: 'l1',
  mape: 'mape',
  'poisson-nloglik': 'poisson',
  'gamma-nloglik': 'gamma',
  'gamma-deviance': 'gamma_deviance',
  'tweedie-nloglik': 'tweedie',
}

function defaultMetric(objective: XgboostSettings['objective']): EvalMetric {
  switch (objective) {
    case 'binary:logistic':
    case 'binary:logitraw':
      return 'logloss'
    case 'binary:hinge':
      return 'error'
    case 'multi:softprob':
    case 'multi:softmax':
      return 'mlogloss'
    case 'reg:absoluteerror':
      return 'mae'
    case 'count:poisson':
      return 'poisson-nloglik'
    case 'reg:gamma':
      return 'gamma-deviance'
    case 'reg:tweedie':
      return 'tweedie-nloglik'
    default:
      return 'rmse'
  }
}

/** Scores the validation rows with each new round, and remembers the best one. */
export class Evaluation {
  bestRound = 0
  private bestValue = NaN
  private readonly classes: number
  private readonly scores: Float64Array
  private readonly metrics: { name: EvalMetric; metric: Metric }[]

  constructor(
    private readonly validation: ValidationData,
    private readonly settings: XgboostSettings,
    engine: BoosterSettings,
    startScores: Float32Array,
  ) {
    const { rows } = validation
    this.classes = xgboostLinkOf(settings).classes
    this.scores = new Float64Array(rows * this.classes)
    for (let k = 0; k < this.classes; k++) this.scores.fill(startScores[k]!, k * rows, (k + 1) * rows)
    const names = settings.evalMetric ?? [defaultMetric(settings.objective)]
    this.metrics = names.map((name) => ({ name, metric: createMetrics({ ...engine, metric: [METRIC_NAMES[name]] }, validation)[0]! }))
  }

  /** Adds a round's trees; the metrics by name, in the order asked for. */
  update(round: number, trees: readonly Tree[]): { metrics: Record<string, number>; stop: boolean } {
    trees.forEach((tree, t) => {
      this.addTree(tree, t % this.classes)
    })
    const metrics: Record<string, number> = {}
    for (const { name, metric } of this.metrics) metrics[name] = metric.evaluate(this.scores)
    const { name, metric } = this.metrics.at(-1)!
    const value = metrics[name]!
    if (this.bestRound === 0 || (metric.higherIsBetter ? value > this.bestValue : value < this.bestValue)) {
      this.bestRound = round
      this.bestValue = value
    }
    const { earlyStoppingRounds } = this.settings
    return { metrics, stop: earlyStoppingRounds !== undefined && round - this.bestRound >= earlyStoppingRounds }
  }

  private addTree(tree: Tree, k: number): void {
    const { rows, values } = this.validation
    const width = values.length / rows
    for (let row = 0; row < rows; row++) {
      const at = k * rows + row
      this.scores[at] = Math.fround(this.scores[at]! + tree.leafValue[leafOf(tree, values, row * width)]!)
    }
  }
}
