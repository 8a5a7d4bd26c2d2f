import { BarcastError, canonicalJson, sha256 } from '../core/index.js'
import { createMemoryStore } from '../memory/index.js'
import type { ObjectStore } from '../ports/index.js'

/** What each feature gave to a model in one training. */
export interface ImportanceRun {
  /** Names the training: a version, a fold, a date. */
  readonly run: string
  /** When it was, epoch milliseconds. */
  readonly timeMs: number
  /** By feature, from 0; the unit does not matter, because shares of their sum are compared. */
  readonly importances: Readonly<Record<string, number>>
}

/** A feature over all runs that knew it. */
export interface ImportanceTrend {
  readonly name: string
  /** Mean and standard deviation (by the number of runs) of its part in the sum of a run, 0 … 1. */
  readonly mean: number
  readonly deviation: number
  /** Its part in the last run; null when that run did not know it. */
  readonly last: number | null
  /** How many runs knew it. */
  readonly runs: number
}

export interface ImportanceHistory {
  /**
   * Stores a run.
   * @throws BarcastError `features/importance` (a number that is negative or not finite, none above 0), `features/importance-run` (the run is stored already), `store/key` (a name
   * that is no key).
   */
  record(run: ImportanceRun): Promise<void>
  /** All runs by time. @throws BarcastError `features/importance-altered` for an entry that is damaged, with its key. */
  runs(): Promise<ImportanceRun[]>
  /** All features, the most important on average first. Throws as `runs` does. */
  trends(): Promise<ImportanceTrend[]>
}

const ACTION = 'Record importances'

function checkRun({ run, timeMs, importances }: ImportanceRun): void {
  const refuse = (message: string, value: unknown, column?: string): never => {
    throw new BarcastError('features/importance', `${ACTION} of "${run}": ${message}`, {
      value,
      where: column === undefined ? {} : { column },
    })
  }
  if (!Number.isFinite(timeMs)) refuse(`timeMs must be epoch milliseconds, found ${timeMs}`, timeMs)
  for (const [name, value] of Object.entries(importances))
    if (!(value >= 0 && value < Infinity)) refuse(`importances must be numbers from 0, found ${value} for "${name}"`, value, name)
  const sum = Object.values(importances).reduce((total, value) => total + value, 0)
  if (!(sum > 0 && sum < Infinity)) refuse(`some importance must be above 0, found a sum of ${sum}`, sum)
}

function readRun(key: string, bytes: Uint8Array | undefined): ImportanceRun {
  const text = new TextDecoder().decode(bytes ?? new Uint8Array(0))
  const digest = text.slice(0, 64)
  const content = text.slice(64)
  if (sha256(content) !== digest)
    throw new BarcastError(
      'features/importance-altered',
      `Read importances: the entry must be what was recorded, found it altered or truncated (${key})`,
      {
        value: key,
      },
    )
  return JSON.parse(content) as ImportanceRun
}

function trendOf(name: string, shares: readonly (number | undefined)[]): ImportanceTrend {
  const known = shares.filter((share) => share !== undefined)
  const mean = known.reduce((sum, share) => sum + share, 0) / known.length
  const variance = known.reduce((sum, share) => sum + (share - mean) * (share - mean), 0) / known.length
  return { name, mean, deviation: Math.sqrt(variance), last: shares.at(-1) ?? null, runs: known.length }
}

/**
 * Importances of features over the trainings of one model, in a store (memory, when none is given): which features keep their part, and which came and went. Several processes may record; a run is
 * stored once.
 *
 * @example
 * const history = createImportanceHistory('btc-1h', { store })
 * await history.record({ run: '2026-11-01', timeMs: Date.UTC(2026, 10, 1), importances: featureImportance })
 * const [best] = await history.trends()
 */
export function createImportanceHistory(name: string, { store = createMemoryStore() }: { store?: ObjectStore } = {}): ImportanceHistory {
  const folder = `importances/${name}/`

  async function runs(): Promise<ImportanceRun[]> {
    const found: ImportanceRun[] = []
    for (const key of await store.list(folder)) found.push(readRun(key, await store.get(key)))
    return found.sort((a, b) => a.timeMs - b.timeMs || (a.run < b.run ? -1 : 1))
  }

  return {
    async record(run) {
      checkRun(run)
      const content = canonicalJson({ run: run.run, timeMs: run.timeMs, importances: run.importances })
      const made = await store.putIfAbsent(`${folder}${run.run}`, new TextEncoder().encode(`${sha256(content)}${content}`))
      if (!made)
        throw new BarcastError(
          'features/importance-run',
          `${ACTION}: runs must have names of their own, found "${run.run}" stored already`,
          {
            value: run.run,
          },
        )
    },
    runs,
    async trends() {
      const all = await runs()
      const names = new Set(all.flatMap(({ importances }) => Object.keys(importances)))
      const sums = all.map(({ importances }) => Object.values(importances).reduce((sum, value) => sum + value, 0))
      return [...names]
        .map((feature) =>
          trendOf(
            feature,
            all.map(({ importances }, k) => (Object.hasOwn(importances, feature) ? importances[feature]! / sums[k]! : undefined)),
          ),
        )
        .sort((a, b) => b.mean - a.mean || (a.name < b.name ? -1 : 1))
    },
  }
}
