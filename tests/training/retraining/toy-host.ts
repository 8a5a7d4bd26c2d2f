import type { Scheduler } from 'barcast/ports'
import type { LoadedVersion, RetrainingHost, ScoredRows } from 'barcast/training'

export const HOUR_MS = 3_600_000
export const START_MS = Date.UTC(2024, 0, 1)

/** A model whose loss in each hour is its `loss` plus noise of the hour that all share. */
export interface ToyModel {
  loss: number
  trainedToMs: number
  featureNames?: string[]
  featuresHash?: string
  latencyMs?: number
  faulty?: boolean
}

/** A number in 0 … 1 that the hour alone decides. */
const noiseOf = (hour: number): number => ((Math.imul(hour, 2654435761) >>> 0) % 1000) / 1000

const modelOf = ({ bytes }: LoadedVersion): ToyModel => JSON.parse(new TextDecoder().decode(bytes)) as ToyModel

export function scoreToy(version: LoadedVersion, afterMs: number, nowMs: number): ScoredRows {
  const { loss, faulty } = modelOf(version)
  if (faulty === true) throw new Error('no such feature')
  const hours: number[] = []
  const first = Math.floor((Math.max(afterMs, START_MS - 1) - START_MS) / HOUR_MS) + 1
  for (let hour = first; START_MS + hour * HOUR_MS < nowMs; hour++) hours.push(hour)
  return {
    timeMs: Float64Array.from(hours, (hour) => START_MS + hour * HOUR_MS),
    // What a model adds of its own differs from hour to hour: differences are never constant.
    loss: Float64Array.from(hours, (hour) => loss + noiseOf(hour) + 0.1 * noiseOf(hour * 7 + Math.round(1000 * loss))),
    correct: Uint8Array.from(hours, (hour) => (noiseOf(hour) > loss / 2 ? 1 : 0)),
  }
}

/** A host that trains the models of a list, one for each attempt. */
export function toyHost(models: readonly (ToyModel | Error)[]): RetrainingHost & { trainings: number } {
  const host = {
    trainings: 0,
    async train({ attempt }: { attempt: number }) {
      host.trainings++
      const model = models[attempt - 1]
      if (model === undefined) throw new Error(`no model for attempt ${attempt}`)
      if (model instanceof Error) throw model
      const { trainedToMs, featureNames = ['rsi'], featuresHash = 'f1' } = model
      return { bytes: new TextEncoder().encode(JSON.stringify(model)), trainedToMs, featureNames, featuresHash }
    },
    score: async (version: LoadedVersion, { afterMs, nowMs }: { afterMs: number; nowMs: number }) => scoreToy(version, afterMs, nowMs),
    latencyMs: async (version: LoadedVersion) => modelOf(version).latencyMs ?? 0.1,
  }
  return host
}

export function toyClock(hour = 0) {
  let nowMs = START_MS + hour * HOUR_MS
  return {
    nowMs: () => nowMs,
    toHour(to: number) {
      nowMs = START_MS + to * HOUR_MS
    },
  }
}

/** Every day at midnight UTC, whatever the expression. */
export const daily: Scheduler = { nextRunMs: (_cron, _zone, afterMs) => (Math.floor(afterMs / (24 * HOUR_MS)) + 1) * 24 * HOUR_MS }

export const hourMs = (hour: number): number => START_MS + hour * HOUR_MS
