import { BarcastError } from '../core/index.js'
import { createMemoryStore } from '../memory/index.js'
import type { Clock, ObjectStore } from '../ports/index.js'
import { type AnyResult, figuresOf, historyOf } from './backtest-figures.js'
import type { FigureUnit } from './number-text.js'
import { readDocument, writeDocument } from './result-document.js'

/** What led to the decisions of a run, kept beside its trades: one value per time and column (a class probability, an expected return). */
export interface PredictionLog {
  timeMs: Float64Array
  columns: Readonly<Record<string, Float64Array>>
}

/** A run to be kept. */
export interface StoredRun {
  name: string
  result: AnyResult
  predictions?: PredictionLog
  /** Free texts to find it by: a commit, a data set, a symbol. */
  tags?: Readonly<Record<string, string>>
}

/** What the list of runs tells without reading them. */
export interface RunSummary {
  /** SHA-256 of the run's content: equal runs have one id. */
  id: string
  name: string
  tags: Readonly<Record<string, string>>
  createdMs: number
  sizeBytes: number
  fromMs: number
  toMs: number
  costs: AnyResult['costs']
  figures: readonly { name: string; unit: FigureUnit; value: number }[]
}

/** One figure of several runs; NaN where a run has none of that name. */
export interface ComparedFigure {
  name: string
  unit: FigureUnit
  values: number[]
}

export interface ResultStore {
  /** Keeps a run; a run that is there already stays as it is, with its first time. */
  put(run: StoredRun): Promise<RunSummary>
  /** The run, to the bit. */
  get(id: string): Promise<StoredRun>
  /** Summaries, oldest first, of all runs or of those with a name and tags. */
  list(filter?: { name?: string; tags?: Readonly<Record<string, string>> }): Promise<RunSummary[]>
  /** The figures of runs side by side, read from their summaries. */
  compare(ids: readonly string[]): Promise<ComparedFigure[]>
  /** True when the run was there. */
  delete(id: string): Promise<boolean>
}

const contentKey = (id: string): string => `results/content/${id}`
const summaryKey = (id: string): string => `results/summary/${id}`

function checkPredictions({ predictions }: StoredRun): void {
  if (predictions === undefined) return
  for (const [name, column] of Object.entries(predictions.columns)) {
    if (column.length === predictions.timeMs.length) continue
    const message = `Store run: predictions.columns.${name} must have the ${predictions.timeMs.length} rows of predictions.timeMs, found ${column.length}`
    throw new BarcastError('reports/length', message, { value: column.length, where: { column: name } })
  }
}

function summaryOf({ name, result, tags = {} }: StoredRun, id: string, sizeBytes: number, createdMs: number): RunSummary {
  const { timeMs } = historyOf(result)
  const figures = figuresOf(result).map(({ name: figure, unit, strategy }) => ({ name: figure, unit, value: strategy }))
  const [fromMs, toMs] = [timeMs[0] ?? NaN, timeMs[timeMs.length - 1] ?? NaN]
  return { id, name, tags, createdMs, sizeBytes, fromMs, toMs, costs: result.costs, figures }
}

/**
 * Keeps backtests in any object store: each run once, under the SHA-256 of its content, with a small summary beside it, so that listing and comparing read no equity
 * curves. What is read is checked against its hash; columns come back to the bit, NaN included.
 *
 * @throws BarcastError `reports/not-plain`, `reports/length` from `put`; `reports/unknown-run`, `reports/truncated`, `reports/newer-version`, `reports/altered` from
 * what reads.
 *
 * @example
 * const results = createResultStore({ store: createFileStore('out') })
 * const { id } = await results.put({ name: 'momentum', result, tags: { symbol: 'BTC' } })
 * const [best] = (await results.list({ name: 'momentum' })).map(({ figures }) => figures)
 * const { result: again } = await results.get(id)
 */
export function createResultStore({
  store = createMemoryStore(),
  clock = { nowMs: () => Date.now() },
}: {
  store?: ObjectStore
  clock?: Clock
} = {}): ResultStore {
  const read = async (kind: string, key: string, id: string): Promise<{ content: unknown; contentSha256: string }> => {
    const bytes = await store.get(key)
    if (bytes === undefined)
      throw new BarcastError('reports/unknown-run', `Read run: there must be a run with this id, found none of ${id}`, { value: id })
    return readDocument(kind, bytes, key)
  }
  const summary = async (id: string): Promise<RunSummary> => (await read('run-summary', summaryKey(id), id)).content as RunSummary
  const list: ResultStore['list'] = async ({ name, tags = {} } = {}) => {
    const keys = await store.list(summaryKey(''))
    const all = await Promise.all(keys.map((key) => summary(key.slice(summaryKey('').length))))
    return all
      .filter((run) => (name === undefined || run.name === name) && Object.entries(tags).every(([tag, text]) => run.tags[tag] === text))
      .sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))
  }
  return {
    list,
    async put(run) {
      checkPredictions(run)
      const { bytes, contentSha256: id } = writeDocument('run', run)
      const made = writeDocument('run-summary', summaryOf(run, id, bytes.length, clock.nowMs()))
      // The content first: a summary always has a run behind it.
      await store.putIfAbsent(contentKey(id), bytes)
      await store.putIfAbsent(summaryKey(id), made.bytes)
      return summary(id)
    },
    async get(id) {
      const { content, contentSha256 } = await read('run', contentKey(id), id)
      if (contentSha256 !== id)
        throw new BarcastError('reports/altered', `Read run: the content must have the SHA-256 ${id}, found ${contentSha256}`, {
          value: contentSha256,
        })
      return content as StoredRun
    },
    async compare(ids) {
      const runs = await Promise.all(ids.map(summary))
      const figures = new Map<string, FigureUnit>()
      for (const run of runs) for (const { name, unit } of run.figures) figures.set(name, unit)
      return [...figures].map(([name, unit]) => ({
        name,
        unit,
        values: runs.map((run) => run.figures.find((figure) => figure.name === name)?.value ?? NaN),
      }))
    },
    async delete(id) {
      await store.delete(summaryKey(id))
      return store.delete(contentKey(id))
    },
  }
}
