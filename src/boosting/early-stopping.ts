import type { Reading } from './rounds/evaluation.js'

export interface EarlyStoppingSettings {
  /** Rounds to wait for something better. */
  patienceRounds: number
  /** What counts as better: more than this; one number, or one for each metric of a set. */
  minDelta: number | readonly number[]
  firstMetricOnly: boolean
}

/**
 * Watches every metric of every validation set, as LightGBM's `early_stopping` callback does: training ends when any of them has not
 * become better for so many rounds, and that one says which round was the best. If training ends otherwise, the first one says so.
 * Metrics of the training rows are not watched.
 */
export class EarlyStopping {
  private readonly best: { round: number; value: number }[] = []

  constructor(private readonly settings: EarlyStoppingSettings) {}

  /** The best round so far by the first watched metric. */
  get bestRound(): number | undefined {
    return this.best.find(({ round }) => round > 0)?.round
  }

  /** Takes in the readings after `round` (from 1), always in the same order. The best round, if training should end by now. */
  update(round: number, readings: readonly Reading[]): number | undefined {
    const watched = this.watched(readings)
    let verdict: number | undefined
    watched.forEach(({ reading: { value, higherIsBetter }, delta }, i) => {
      const best = this.best[i]
      if (best === undefined || (higherIsBetter ? value > best.value + delta : value < best.value - delta)) this.best[i] = { round, value }
      else if (round - best.round >= this.settings.patienceRounds) verdict ??= best.round
    })
    return verdict
  }

  private watched(readings: readonly Reading[]): { reading: Reading; delta: number }[] {
    const { minDelta, firstMetricOnly } = this.settings
    const first = readings.find(({ isTraining }) => !isTraining)
    const countBySet = new Map<string, number>()
    return readings.flatMap((reading) => {
      const place = countBySet.get(reading.set) ?? 0
      countBySet.set(reading.set, place + 1)
      if (reading.isTraining || (firstMetricOnly && reading.metric !== first?.metric)) return []
      return [{ reading, delta: typeof minDelta === 'number' ? minDelta : (minDelta[place] ?? 0) }]
    })
  }
}
