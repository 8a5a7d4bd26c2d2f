import type { Reading } from './evaluation.js'

/** What `trainBooster` tells after each round. */
export interface RoundReport {
  /** From 1; rounds of a continued model are not counted. */
  round: number
  rounds: number
  /** By name of the set (`valid` if it has none, `training` for the training rows), then by name of the metric. */
  metrics: Record<string, Record<string, number>>
  /** The first metric of the first validation set, if there is one. */
  metric?: string
  value?: number
  /** The best round so far by the first watched metric, with early stopping. */
  bestRound?: number
}

export function reportRound(round: number, rounds: number, readings: readonly Reading[], bestRound: number | undefined): RoundReport {
  const metrics: RoundReport['metrics'] = {}
  for (const { set, metric, value } of readings) {
    metrics[set] ??= {}
    metrics[set][metric] = value
  }
  const first = readings.find(({ isTraining }) => !isTraining)
  return {
    round,
    rounds,
    metrics,
    ...(first === undefined ? {} : { metric: first.metric, value: first.value }),
    ...(bestRound === undefined ? {} : { bestRound }),
  }
}
