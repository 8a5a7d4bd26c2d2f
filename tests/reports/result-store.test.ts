import { type BacktestResult, createBacktestEngine } from 'barcast/backtest'
import { isBarcastError } from 'barcast/core'
import { createMemoryStore } from 'barcast/memory'
import { createResultStore, figuresOf } from 'barcast/reports'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const bars = simulateBars({ seed: 3, length: 120, timeframeMs: 86_400_000 })
const signal = Array.from({ length: 120 }, (_, i) =>
  i % 20 === 0 ? ('BUY' as const) : i % 20 === 10 ? ('SELL' as const) : ('HOLD' as const),
)
const run = (transactionCost: number): BacktestResult =>
  createBacktestEngine({ transactionCost }).runBacktest({ timeMs: bars.openTimeMs, signal }, bars)

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'no error'
}

describe('the store of results', () => {
  it('gives back a run to the bit, with its predictions', async () => {
    const results = createResultStore()
    const result = run(0.001)
    const predictions = {
      timeMs: bars.openTimeMs,
      columns: { BUY: bars.close.map((price, i) => (i === 3 ? NaN : 1 / price)), $odd: bars.open },
    }
    const { id } = await results.put({ name: 'a', result, predictions })
    const again = await results.get(id)
    expect(again.result).toEqual(result)
    expect(again.predictions).toEqual(predictions)
    expect(again.result.warnings).toEqual(result.warnings)
  })

  it('keeps NaN, infinities and minus zero of any number', async () => {
    const results = createResultStore()
    const result = { ...run(0), performanceMetrics: { ...run(0).performanceMetrics, winRate: NaN, profitFactor: Infinity, expectancy: -0 } }
    const { id, figures } = await results.put({ name: 'a', result })
    const again = (await results.get(id)).result as BacktestResult
    expect(Object.is(again.performanceMetrics.expectancy, -0)).toBe(true)
    expect(again.performanceMetrics.winRate).toBeNaN()
    expect(figures.find(({ name }) => name === 'Profit factor')?.value).toBe(Infinity)
  })

  it('lists oldest first, by name and tags, and reads no contents for it', async () => {
    const store = createMemoryStore()
    let nowMs = 1000
    const reads: string[] = []
    const results = createResultStore({
      store: {
        ...store,
        get(key) {
          reads.push(key)
          return store.get(key)
        },
      },
      clock: { nowMs: () => nowMs-- },
    })
    await results.put({ name: 'b', result: run(0.001), tags: { symbol: 'X' } })
    await results.put({ name: 'a', result: run(0.002), tags: { symbol: 'X', kind: 'y' } })
    reads.length = 0
    expect((await results.list()).map(({ name }) => name)).toEqual(['a', 'b'])
    expect((await results.list({ name: 'b' })).map(({ createdMs }) => createdMs)).toEqual([1000])
    expect(await results.list({ tags: { symbol: 'X', kind: 'y' } })).toHaveLength(1)
    expect(await results.list({ tags: { symbol: 'Z' } })).toEqual([])
    expect(reads.some((key) => key.includes('content'))).toBe(false)
  })

  it('keeps equal runs once, with their first time', async () => {
    let nowMs = 1
    const results = createResultStore({ clock: { nowMs: () => nowMs++ } })
    const first = await results.put({ name: 'a', result: run(0.001) })
    expect(await results.put({ name: 'a', result: run(0.001) })).toEqual(first)
    expect(await results.list()).toEqual([first])
    expect((await results.put({ name: 'b', result: run(0.001) })).id).not.toBe(first.id)
  })

  it('compares the figures of runs', async () => {
    const results = createResultStore()
    const costs = [0.001, 0.01]
    const ids = await Promise.all(costs.map(async (cost) => (await results.put({ name: String(cost), result: run(cost) })).id))
    const compared = await results.compare(ids)
    const expected = costs.map((cost) => figuresOf(run(cost)))
    expect(compared.map(({ name }) => name)).toEqual(expected[0]!.map(({ name }) => name))
    compared.forEach(({ values }, i) => {
      expect(values).toEqual(expected.map((figures) => figures[i]!.strategy))
    })
  })

  it('refuses what was altered, cut off, newer or never there', async () => {
    const store = createMemoryStore()
    const results = createResultStore({ store })
    const { id } = await results.put({ name: 'a', result: run(0.001) })
    const key = `results/content/${id}`
    const text = new TextDecoder().decode(await store.get(key))
    const write = (changed: string): Promise<void> => store.put(key, new TextEncoder().encode(changed))
    await write(text.replace('"name":"a"', '"name":"b"'))
    expect(await codeOf(results.get(id))).toBe('reports/altered')
    await write(text.slice(0, -20))
    expect(await codeOf(results.get(id))).toBe('reports/truncated')
    await write(text.replace('"formatVersion":1', '"formatVersion":2'))
    expect(await codeOf(results.get(id))).toBe('reports/newer-version')
    const other = await results.put({ name: 'other', result: run(0.001) })
    await store.put(key, (await store.get(`results/content/${other.id}`))!)
    expect(await codeOf(results.get(id))).toBe('reports/altered')
    expect(await results.delete(id)).toBe(true)
    expect(await codeOf(results.get(id))).toBe('reports/unknown-run')
    expect((await results.list()).map((run) => run.id)).toEqual([other.id])
    const summary = `results/summary/${other.id}`
    const told = new TextDecoder().decode(await store.get(summary))
    await store.put(summary, new TextEncoder().encode(told.replace('"name":"other"', '"name":"better"')))
    expect(await codeOf(results.list())).toBe('reports/altered')
  })

  it('refuses predictions of another length and what is no plain data', async () => {
    const results = createResultStore()
    const result = run(0.001)
    const predictions = { timeMs: bars.openTimeMs, columns: { BUY: bars.close.slice(1) } }
    expect(await codeOf(results.put({ name: 'a', result, predictions }))).toBe('reports/length')
    const odd = { ...result, hook: () => 1 } as BacktestResult
    expect(await codeOf(results.put({ name: 'a', result: odd }))).toBe('reports/not-plain')
    expect(await results.list()).toEqual([])
  })
})
