import { BarcastError, type Signal, unknownNameError } from '../core/index.js'
import type { Predictions } from './model.js'

/**
 * How probabilities become a signal, as plain data: the most probable class decides (the first of equals), and only when its
 * probability is at least `minConfidence`.
 */
export interface DecisionRule {
  /** Least probability of the deciding class, 0 … 1; below it the signal is HOLD. Default 0. */
  readonly minConfidence?: number
  /** Signal of each class. By themselves only these have one: the five classes of `SIGNAL_CLASSES`, and the classes of the label methods `direction` (up, flat, down) and
   * `long_short_flat`. */
  readonly actions?: Readonly<Record<string, Signal>>
}

/** Signals and the probability of the class that decided each; NaN where the model gave no prediction. */
export interface Decisions {
  signal: Signal[]
  confidence: Float64Array
}

/** A decision rule bound to a model's classes; the backtest and the live strategy both decide through it. */
export interface Decider {
  /** Signal of the probabilities `data[offset … offset + classes − 1]`; HOLD when they are NaN. */
  signalAt(data: Float64Array, offset: number): Signal
  /** Probability of the most probable class; NaN when they are NaN. */
  confidenceAt(data: Float64Array, offset: number): number
}

const ACTION = 'Decide signals'
const SIGNALS: readonly Signal[] = ['BUY', 'SELL', 'HOLD']

const DEFAULT_ACTIONS: ReadonlyMap<string, Signal> = new Map([
  ['strong_sell', 'SELL'],
  ['sell', 'SELL'],
  ['hold', 'HOLD'],
  ['buy', 'BUY'],
  ['strong_buy', 'BUY'],
  ['down', 'SELL'],
  ['flat', 'HOLD'],
  ['up', 'BUY'],
  ['SHORT', 'SELL'],
  ['FLAT', 'HOLD'],
  ['LONG', 'BUY'],
])

function actionOf(className: string, actions: DecisionRule['actions']): Signal {
  const given = actions !== undefined && Object.hasOwn(actions, className) ? actions[className] : undefined
  const signal = given ?? (actions === undefined ? DEFAULT_ACTIONS.get(className) : undefined)
  if (signal === undefined) {
    throw new BarcastError(
      'models/class-without-action',
      `${ACTION}: every class needs a signal in rule.actions (only ${[...DEFAULT_ACTIONS.keys()].join(', ')} have one by themselves), ` +
        `found none for "${className}"`,
      { value: className, where: { path: 'rule.actions' } },
    )
  }
  if (!SIGNALS.includes(signal)) {
    throw new BarcastError('models/action', `${ACTION}: an action must be ${SIGNALS.join(', ')}, found ${String(signal)}`, {
      value: signal,
      where: { path: `rule.actions.${className}` },
    })
  }
  return signal
}

function checkRule(rule: DecisionRule, classNames: readonly string[]): number {
  const minConfidence = rule.minConfidence ?? 0
  if (typeof minConfidence !== 'number' || !(minConfidence >= 0 && minConfidence <= 1)) {
    throw new BarcastError('models/min-confidence', `${ACTION}: minConfidence must be in 0 … 1, found ${String(minConfidence)}`, {
      value: minConfidence,
      where: { path: 'rule.minConfidence' },
    })
  }
  for (const name of Object.keys(rule)) {
    if (name !== 'minConfidence' && name !== 'actions')
      throw unknownNameError('models/unknown-rule', ACTION, 'rule', name, ['minConfidence', 'actions'], { path: `rule.${name}` })
  }
  for (const name of Object.keys(rule.actions ?? {})) {
    if (!classNames.includes(name))
      throw unknownNameError('models/unknown-class', ACTION, 'class', name, classNames, { path: `rule.actions.${name}` })
  }
  return minConfidence
}

/**
 * Binds a rule to the classes of a model's probability columns.
 *
 * @throws BarcastError `models/class-without-action`, `models/action`, `models/unknown-class`, `models/unknown-rule`, `models/min-confidence`.
 */
export function createDecider(classNames: readonly string[], rule: DecisionRule = {}): Decider {
  const minConfidence = checkRule(rule, classNames)
  const signals = classNames.map((name) => actionOf(name, rule.actions))
  const classes = classNames.length
  const mostProbable = (data: Float64Array, offset: number): number => {
    let best = 0
    for (let k = 1; k < classes; k++) if (data[offset + k]! > data[offset + best]!) best = k
    return best
  }
  return {
    signalAt(data, offset) {
      const best = mostProbable(data, offset)
      return data[offset + best]! >= minConfidence ? signals[best]! : 'HOLD'
    },
    confidenceAt: (data, offset) => data[offset + mostProbable(data, offset)]!,
  }
}

/**
 * Signals of predictions by a decision rule: the most probable class decides (the first of equals); its signal counts when its
 * probability is at least `rule.minConfidence`, else the signal is HOLD. A row of NaN probabilities gives HOLD with confidence NaN.
 *
 * @param classNames class of each probability column, as a model's `classNames`
 * @throws BarcastError as {@link createDecider}, and `models/class-count` when the columns are not as many as the classes.
 */
export function decideSignals(predictions: Predictions, classNames: readonly string[], rule: DecisionRule = {}): Decisions {
  const { rows, classes, data } = predictions
  if (classes !== classNames.length) {
    throw new BarcastError(
      'models/class-count',
      `${ACTION}: need as many classes as probability columns (${classes}), found ${classNames.length}`,
      {
        value: classNames.length,
      },
    )
  }
  const decider = createDecider(classNames, rule)
  const signal: Signal[] = []
  const confidence = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    signal.push(decider.signalAt(data, row * classes))
    confidence[row] = decider.confidenceAt(data, row * classes)
  }
  return { signal, confidence }
}
