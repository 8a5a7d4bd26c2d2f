import type { Metric } from './metric.js'

/** Remembers the best round, and says when to give up (as LightGBM's `early_stopping` callback does). */
export class EarlyStopping {
  bestRound = 0
  private best = NaN

  constructor(
    private readonly metric: Metric,
    private readonly patienceRounds: number,
    private readonly minDelta: number,
  ) {}

  /** Takes in the metric after `round` (from 1); true if training should end. */
  update(round: number, value: number): boolean {
    const better = this.metric.higherIsBetter ? value > this.best + this.minDelta : value < this.best - this.minDelta
    if (this.bestRound === 0 || better) {
      this.best = value
      this.bestRound = round
      return false
    }
    return round - this.bestRound >= this.patienceRounds
  }
}
