import { BarcastError, type Bars, canonicalJson, checkBars, encodeFloats, type Frame, sha256 } from '../../core/index.js'
import type { ObjectStore } from '../../ports/index.js'
import type { FeatureEngineer } from '../engineer.js'
import { agree, appendRows, barColumns, barNames, bytesOf, type CachedHistory, newHistory } from './cached-history.js'
import { decodeHistory, encodeHistory } from './history-bytes.js'
import { historyFrame } from './history-frame.js'

/** What went wrong in the store: the features were computed all the same. */
export interface FeatureCacheWarning {
  code: 'features/cache-corrupt' | 'features/cache-read' | 'features/cache-write'
  message: string
  key: string
}

export interface FeatureCacheOptions {
  /** Where histories outlast the process; without it they live in memory only. */
  store?: ObjectStore
  /** Memory for histories; those not used for longest go first. @default 256 MB */
  maxBytes?: number
  /**
   * Names the code of the user's own indicators, for example a version or a commit. Needed for engineers that have any, because the hash of their definitions knows
   * their names and not what they compute.
   */
  codeVersion?: string
  onWarning?: (warning: FeatureCacheWarning) => void
}

/** What a cache has done so far. */
export interface FeatureCacheStats {
  /** Requests answered without computing a row. */
  hits: number
  /** Requests of which only the new rows were computed. */
  extensions: number
  /** Requests computed whole: not known, the bars changed, or the stored entry was damaged. */
  misses: number
  /** Rows computed in all. */
  computedRows: number
  /** Memory in use. */
  bytes: number
}

export interface FeatureCache {
  /**
   * `engineer.engineerFeatures(bars)`, to the bit, computing only what is not known yet: nothing for bars that were seen or begin a history that was, the new rows for
   * bars that go on after one. A column is copied when it is first read,
   * and the copy is the caller's own.
   *
   * @throws BarcastError what `engineerFeatures` throws; `features/cache-code` for an engineer with indicators of its own and no `codeVersion`. Never for what is
   * wrong with the store: that is a warning.
   */
  features(engineer: FeatureEngineer, bars: Bars): Promise<Frame>
  stats(): FeatureCacheStats
}

const ACTION = 'Cache features'
/** Raised when stored numbers could change without their definitions: entries of other versions are not found. */
const VERSION = 1
/** A stored history is written again when it lags behind by this part of its rows, so that writing stays a small part of the work. */
const LAG = 100

/** Names what the numbers depend on beside the bars' later rows; those are compared, value by value. */
function keyOf(engineer: FeatureEngineer, bars: Bars, codeVersion: string | undefined): string {
  const firstRow = Float64Array.from(barColumns(bars), (column) => column[0]!)
  return `features/${sha256(
    canonicalJson([
      VERSION,
      engineer.definitionsHash,
      engineer.names,
      engineer.codeHash,
      engineer.ownIndicators,
      codeVersion ?? null,
      bars.symbol,
      bars.timeframeMs,
      barNames(bars),
      encodeFloats(firstRow),
    ]),
  )}`
}

interface Entry {
  history: CachedHistory
  /** Rows in the store. */
  storedRows: number
}

/**
 * Keeps the features of histories, in memory and in a store. A history is known by the hash of the definitions, symbol, timeframe, and its first bar; its further bars
 * are compared with those that were seen, so that a changed price is never answered with old features. Bars that were appended continue the computation where it stood.
 * A stored entry that is damaged is computed anew, with a warning. Several processes may share a store: an entry is written whole, and the last writer's stays.
 *
 * @throws BarcastError `features/cache-option`.
 *
 * @example
 * const cache = createFeatureCache()
 * const features = await cache.features(engineer, bars)
 * await cache.features(engineer, bars) // nothing is computed
 */
export function createFeatureCache(options: FeatureCacheOptions = {}): FeatureCache {
  const { store, maxBytes = 256_000_000, codeVersion, onWarning } = options
  if (!(maxBytes >= 0))
    throw new BarcastError('features/cache-option', `${ACTION}: maxBytes must be a number from 0, found ${maxBytes}`, {
      value: maxBytes,
      where: { path: 'maxBytes' },
    })
  // In the order of their last use.
  const entries = new Map<string, Entry>()
  const pending = new Map<string, Promise<unknown>>()
  const stats = { hits: 0, extensions: 0, misses: 0, computedRows: 0 }

  function warn(code: FeatureCacheWarning['code'], key: string, what: string): void {
    onWarning?.({ code, key, message: `${ACTION}: ${what} (${key})` })
  }

  async function read(key: string): Promise<Entry | undefined> {
    let bytes: Uint8Array | undefined
    try {
      bytes = await store?.get(key)
    } catch (error) {
      warn('features/cache-read', key, `the store could not be read, found ${String(error)}; the features are computed anew`)
    }
    if (bytes === undefined) return undefined
    const history = decodeHistory(key, bytes)
    if (typeof history !== 'string') return { history, storedRows: history.bars.rows }
    warn('features/cache-corrupt', key, `the stored entry must be whole, found it ${history}; the features are computed anew`)
    return undefined
  }

  async function write(key: string, entry: Entry): Promise<void> {
    const { rows } = entry.history.bars
    if (store === undefined || (entry.storedRows > 0 && rows - entry.storedRows < rows / LAG)) return
    try {
      await store.put(key, encodeHistory(key, entry.history))
      entry.storedRows = rows
    } catch (error) {
      warn('features/cache-write', key, `the entry could not be stored, found ${String(error)}`)
    }
  }

  const bytesInUse = (): number => [...entries.values()].reduce((sum, { history }) => sum + bytesOf(history), 0)

  function keep(key: string, entry: Entry): void {
    entries.delete(key)
    entries.set(key, entry)
    let bytes = bytesInUse()
    for (const [oldest, { history }] of entries) {
      if (bytes <= maxBytes) return
      entries.delete(oldest)
      bytes -= bytesOf(history)
    }
  }

  function compute(engineer: FeatureEngineer, bars: Bars): Entry {
    const { features, state } = engineer.continueFeatures(bars)
    stats.misses += 1
    stats.computedRows += bars.length
    return { history: newHistory(bars, features, state), storedRows: 0 }
  }

  function extend(engineer: FeatureEngineer, bars: Bars, { history }: Entry): void {
    if (history.bars.rows >= bars.length) {
      stats.hits += 1
      return
    }
    const { features, state } = engineer.continueFeatures(bars, history.state)
    stats.extensions += 1
    stats.computedRows += features.length
    appendRows(history, bars, features, state)
  }

  async function answer(key: string, engineer: FeatureEngineer, bars: Bars): Promise<Frame> {
    let entry = entries.get(key) ?? (await read(key))
    if (entry !== undefined && agree(entry.history, bars)) extend(engineer, bars, entry)
    else entry = compute(engineer, bars)
    await write(key, entry)
    keep(key, entry)
    return historyFrame(entry.history.features, bars.openTimeMs)
  }

  return {
    async features(engineer, bars) {
      checkBars(bars, ACTION)
      if (engineer.ownIndicators.length > 0 && codeVersion === undefined)
        throw new BarcastError(
          'features/cache-code',
          `${ACTION}: codeVersion must be given for indicators of your own, found none for "${engineer.ownIndicators[0]}"`,
          { where: { path: 'codeVersion' } },
        )
      const key = keyOf(engineer, bars, codeVersion)
      // One at a time for a history: whoever comes second finds what the first has computed.
      const before = pending.get(key) ?? Promise.resolve()
      const task = before.then(() => answer(key, engineer, bars))
      const settled = task.catch(() => undefined)
      pending.set(key, settled)
      try {
        return await task
      } finally {
        if (pending.get(key) === settled) pending.delete(key)
      }
    },
    stats: () => ({ ...stats, bytes: bytesInUse() }),
  }
}
