import { createCronerScheduler } from 'barcast/adapters/scheduler/croner'
import { createFrame, type Frame } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { createMemoryStore } from 'barcast/memory'
import { createModelManager, type Model, predictedClasses, readModel, writeModel } from 'barcast/models'
import { createModelMonitor, type MonitoringReport } from 'barcast/monitoring'
import { createModelRegistry } from 'barcast/registry'
import { simulateBars } from 'barcast/testing'
import {
  createRetrainingSystem,
  type LoadedVersion,
  type RetrainingConfig,
  type RetrainingHost,
  type ScoreRequest,
  scoreRows,
} from 'barcast/training'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const YEAR_START_MS = Date.UTC(2023, 0, 1)
export const dayMs = (day: number): number => YEAR_START_MS + day * DAY_MS

/** Moves go on (`trend`) or turn back (`reversal`), one kind per stretch of days. */
export interface Stretch {
  readonly days: number
  readonly kind: 'trend' | 'reversal'
}

interface Market {
  timeMs: Float64Array
  X: Frame
  /** 1 when the next bar closes higher; known at the close of that bar. */
  actual: Int32Array
}

function simulateMarket(stretches: readonly Stretch[], seed: number): Market {
  const engineer = createFeatureEngineer({ features: ['price_change_1', 'log_return_3'] })
  const close: number[] = []
  const columns = { open: [], high: [], low: [], close, volume: [], openTimeMs: [] } as Record<
    'open' | 'high' | 'low' | 'close' | 'volume' | 'openTimeMs',
    number[]
  >
  for (const [i, { days, kind }] of stretches.entries()) {
    const bars = simulateBars({
      seed: seed + i,
      length: 24 * days,
      timeframeMs: HOUR_MS,
      startMs: YEAR_START_MS + close.length * HOUR_MS,
      startPrice: close.at(-1) ?? 100,
      volatilityPerBar: 0.004,
      garch: { alpha: 0, beta: 0 },
      regimes: [1, -1].map((sign) => ({ driftPerBar: 0.006 * sign, volatilityFactor: 1 })),
      regimePersistence: kind === 'trend' ? 0.9 : 0.1,
    })
    for (const column of Object.keys(columns) as (keyof typeof columns)[]) columns[column].push(...bars[column])
  }
  const floats = (column: keyof typeof columns): Float64Array => Float64Array.from(columns[column])
  const bars = {
    symbol: 'SIM',
    timeframeMs: HOUR_MS,
    length: close.length,
    openTimeMs: floats('openTimeMs'),
    open: floats('open'),
    high: floats('high'),
    low: floats('low'),
    close: floats('close'),
    volume: floats('volume'),
    extra: {},
  }
  const X = engineer.engineerFeatures(bars)
  const actual = Int32Array.from(close, (price, i) => ((close[i + 1] ?? price) > price ? 1 : 0))
  return { timeMs: bars.openTimeMs.map((time) => time + HOUR_MS), X, actual }
}

/** First row whose time is after `timeMs`; a row is known when its bar closed, its outcome a bar later. */
const rowAfter = (timeMs: number): number => Math.max(0, Math.floor((timeMs - YEAR_START_MS) / HOUR_MS))
const knownRows = (nowMs: number): number => rowAfter(nowMs) - 1

const config: RetrainingConfig = {
  name: 'sim_1h',
  triggers: [
    { type: 'SCHEDULED', cron: '0 2 * * sun', timeZone: 'Europe/Berlin' },
    { type: 'PERFORMANCE_DEGRADATION' },
    { type: 'DATA_DRIFT', featureDrift: 0.3 },
    { type: 'NEW_DATA_AVAILABLE', minRows: 1_500 },
  ],
  coolDownMs: 4 * DAY_MS,
  minNewRows: 24,
  challenge: { minRows: 96, minImprovement: 0.002 },
  checks: { minAccuracy: 0.5, maxCalibrationError: 0.25 },
  rollout: { shares: [0.05, 0.25, 1], minRows: 24 },
  rollback: { rows: 96, margin: 0.05 },
}

/** Trains on the 30 days that end 4 days ago: those 4 are the challenge's. */
function hostOf(market: Market, manager = createModelManager()): RetrainingHost & { modelOf(version: LoadedVersion): Model } {
  const models = new Map<number, Model>()
  const modelOf = ({ version, bytes }: LoadedVersion): Model => {
    const model = models.get(version) ?? readModel(new TextDecoder().decode(bytes)).model
    models.set(version, model)
    return model
  }
  return {
    modelOf,
    async train({ nowMs }) {
      const to = knownRows(nowMs) - 4 * 24
      const from = Math.max(24, to - 30 * 24)
      const { model } = await manager.trainModel(market.X.slice(from, to), market.actual.slice(from, to), {
        modelType: 'lightgbm',
        params: { num_iterations: 15, num_leaves: 4, num_threads: 1 },
      })
      const trainedToMs = market.timeMs[to - 1]! + HOUR_MS
      return {
        bytes: new TextEncoder().encode(writeModel(model)),
        trainedToMs,
        featureNames: market.X.names,
        featuresHash: 'two-returns',
      }
    },
    async score(version: LoadedVersion, { afterMs, nowMs }: ScoreRequest) {
      const [from, to] = [rowAfter(afterMs), knownRows(nowMs)]
      if (to <= from) return { timeMs: new Float64Array(0), loss: new Float64Array(0) }
      const predictions = modelOf(version).predict(market.X.slice(from, to))
      return scoreRows(market.timeMs.slice(from, to), predictions, market.actual.slice(from, to))
    },
  }
}

/** A year, ticked once a day at 3:00 UTC, with a monitor of the champion's predictions. */
export async function liveOneYear(stretches: readonly Stretch[], { seed = 1, until = 365 }: { seed?: number; until?: number } = {}) {
  const market = simulateMarket(stretches, seed)
  let nowMs = dayMs(0)
  const clock = { nowMs: () => nowMs }
  const store = createMemoryStore()
  const registry = createModelRegistry({ store, clock })
  const host = hostOf(market)
  const scheduler = await createCronerScheduler()
  const monitor = createModelMonitor({ baselineWindowDays: 14 })
  const system = await createRetrainingSystem(config, { host, registry, store, clock, scheduler })
  let recordedTo = 0

  /** Records what the champion predicted since yesterday; the monitor knows each version by a name of its own. */
  async function report(): Promise<MonitoringReport | undefined> {
    const { champion, monitorName } = system.status()
    if (champion === undefined || monitorName === undefined) return undefined
    const [from, to] = [Math.max(recordedTo, rowAfter(champion.sinceMs)), knownRows(nowMs)]
    recordedTo = to
    if (to > from) {
      const { bytes, info } = await registry.load(config.name, { alias: 'champion' })
      const X = market.X.slice(from, to)
      const predictions = host.modelOf({ version: info.version, bytes, sha256: info.sha256, metadata: info.metadata }).predict(X)
      const predictedClass = predictedClasses(predictions)
      const confidence = Float64Array.from(predictedClass, (k, row) => predictions.data[2 * row + k]!)
      const actualClass = market.actual.slice(from, to)
      const features = createFrame({ columns: Object.fromEntries(X.names.map((name) => [name, X.column(name)])) })
      monitor.recordPredictionBatch({ timeMs: nowMs, predictedClass, confidence }, { actualClass }, features, monitorName)
    }
    return monitor.modelNames.includes(monitorName) ? monitor.generateMonitoringReport(monitorName) : undefined
  }

  for (let day = 36; day < until; day++) {
    nowMs = dayMs(day) + 3 * HOUR_MS
    const newRows = knownRows(nowMs) - rowAfter(system.status().trainedToMs ?? YEAR_START_MS)
    await system.tick({ report: await report(), newRows })
  }

  /** Share of right predictions and mean log loss of a version over the days, whoever served. */
  async function figures(version: number, fromDay: number, toDay: number): Promise<{ accuracy: number; loss: number }> {
    const { bytes } = await registry.load(config.name, { version })
    const [from, to] = [24 * fromDay, 24 * toDay - 1]
    const { data, rows } = readModel(new TextDecoder().decode(bytes)).model.predict(market.X.slice(from, to))
    let [hits, loss] = [0, 0]
    for (let row = 0; row < rows; row++) {
      const p = data[2 * row + market.actual[from + row]!]!
      if (p > 0.5) hits++
      loss -= Math.log(p) / rows
    }
    return { accuracy: hits / rows, loss }
  }
  return { events: await system.auditTrail(), status: system.status(), versions: await registry.versions(config.name), figures }
}
