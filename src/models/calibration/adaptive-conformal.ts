import { BarcastError } from '../../core/index.js'
import { checkOptionNames } from './calibration-rows.js'
import { checkAlpha, checkScores, weightAbove } from './conformal-quantile.js'

export interface AdaptiveConformalOptions {
  /** Share of rows that may be missed in the long run, between 0 and 1. */
  alpha: number
  /** Step of the level after each row, above 0; larger answers changes faster and swings more. Default 0.005. */
  gamma?: number
  /** The newest scores that count. Default: all. */
  windowRows?: number
}

/** Where an {@link AdaptiveConformal} stands, as JSON-able data. */
export interface AdaptiveConformalState {
  readonly formatVersion: 1
  readonly alpha: number
  readonly gamma: number
  /** Null for all. */
  readonly windowRows: number | null
  /** The α in use now. */
  readonly level: number
  /** In the order of their rows. */
  readonly scores: readonly number[]
}

/** A threshold that follows a changing market by counting its misses. */
export interface AdaptiveConformal {
  /** For the next row: Infinity (misses nothing) after too many misses or with too few scores, −Infinity (an empty set) after too few misses. */
  threshold(): number
  /**
   * Takes the score of a row once its outcome is known, and the threshold that was issued for it, which labels over a horizon make an older one than the present.
   *
   * @throws BarcastError `models/score`, `models/threshold`
   */
  observe(score: number, issued: number): void
  snapshot(): AdaptiveConformalState
}

const ACTION = 'Create adaptive conformal'

function refuse(rule: string, message: string, value: unknown, path: string): never {
  throw new BarcastError(`models/${rule}`, `${ACTION}: ${message}, found ${String(value)}`, { value, where: { path } })
}

function checkState({ alpha, gamma, windowRows, level, formatVersion }: AdaptiveConformalState): void {
  if (formatVersion > 1) refuse('newer-version', 'formatVersion must be 1 (a newer barcast wrote it)', formatVersion, 'formatVersion')
  if (formatVersion !== 1) refuse('format', 'formatVersion must be 1', formatVersion, 'formatVersion')
  checkAlpha(alpha, ACTION)
  if (!(gamma > 0 && gamma < Infinity)) refuse('gamma', 'gamma must be above 0', gamma, 'gamma')
  if (windowRows !== null && !(Number.isInteger(windowRows) && windowRows >= 1)) {
    refuse('window', 'windowRows must be a whole number of 1 or more', windowRows, 'windowRows')
  }
  if (!Number.isFinite(level)) refuse('format', 'level must be a finite number', level, 'level')
}

/** Scores in the order of their rows and in ascending order. */
class ScoreWindow {
  readonly arrived: number[] = []
  private readonly ascending: number[] = []

  constructor(private readonly windowRows: number | null) {}

  /** The place of the first score that is not below. */
  private placeOf(score: number): number {
    let low = 0
    let high = this.ascending.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.ascending[middle]! < score) low = middle + 1
      else high = middle
    }
    return low
  }

  add(score: number): void {
    this.ascending.splice(this.placeOf(score), 0, score)
    this.arrived.push(score)
    if (this.windowRows === null || this.arrived.length <= this.windowRows) return
    this.ascending.splice(this.placeOf(this.arrived.shift()!), 1)
  }

  quantile(level: number): number {
    if (level >= 1) return -Infinity
    // A level of 0 or less allows nothing above, as too few scores do.
    const { length } = this.ascending
    const above = Math.floor(weightAbove(level, length))
    return above < 0 || length === 0 ? Infinity : this.ascending[length - 1 - above]!
  }
}

/** @throws BarcastError as {@link createAdaptiveConformal}, and `models/newer-version`, `models/format` for a state. */
export function restoreAdaptiveConformal(state: AdaptiveConformalState): AdaptiveConformal {
  checkState(state)
  const { alpha, gamma, windowRows } = state
  const window = new ScoreWindow(windowRows)
  checkScores(Float64Array.from(state.scores), ACTION)
  for (const score of state.scores) window.add(score)
  let level = state.level
  return {
    threshold: () => window.quantile(level),
    observe(score, issued) {
      checkScores(Float64Array.of(score), 'Observe score')
      if (typeof issued !== 'number' || Number.isNaN(issued)) {
        throw new BarcastError(
          'models/threshold',
          `Observe score: issued must be what threshold() gave for the row, found ${String(issued)}`,
          {
            value: issued,
            where: { path: 'issued' },
          },
        )
      }
      level += gamma * (alpha - (score > issued ? 1 : 0))
      window.add(score)
    },
    snapshot: () => ({ formatVersion: 1, alpha, gamma, windowRows, level, scores: window.arrived.slice() }),
  }
}

/**
 * Adaptive conformal inference (Gibbs and Candès 2021) over the newest scores: after each row the level moves by γ (α − missed), α_{t+1} = α_t + γ (α − err_t), and the next threshold is the
 * conformal quantile at that level. Whatever the market does, the share of misses over T rows is within (max(α, 1 − α) + γ) / (γ T) of α when each outcome is known before the next row; labels that
 * come later loosen that. Its thresholds suit {@link intervalsAround} over {@link residualScores} and {@link predictionSets} over {@link labelScores}.
 *
 * @param scores of rows that the model was not trained on, oldest first
 * @throws BarcastError `models/alpha`, `models/gamma`, `models/window`, `models/score`, `models/unknown-option`.
 *
 * @example
 * const adaptive = createAdaptiveConformal(residualScores(predicted, actual), { alpha: 0.1, windowRows: 500 })
 * const issued = adaptive.threshold()
 * const { lower, upper } = intervalsAround(next, issued)
 * adaptive.observe(Math.abs(outcome - next[0]!), issued)
 */
export function createAdaptiveConformal(scores: Float64Array, options: AdaptiveConformalOptions): AdaptiveConformal {
  checkOptionNames(options, ['alpha', 'gamma', 'windowRows'], ACTION)
  const { alpha, gamma = 0.005, windowRows = null } = options
  checkScores(scores, ACTION)
  return restoreAdaptiveConformal({ formatVersion: 1, alpha, gamma, windowRows, level: alpha, scores: Array.from(scores) })
}
