import { isBarcastError } from 'barcast/core'
import { createImportanceHistory } from 'barcast/features'
import { createMemoryStore } from 'barcast/memory'
import { expect, it } from 'vitest'

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'nothing was refused'
}

it('compares shares of runs, in whatever unit and order they were recorded', async () => {
  const store = createMemoryStore()
  const history = createImportanceHistory('model', { store })
  await history.record({ run: 'b', timeMs: 2, importances: { rsi: 30, atr: 10 } })
  await history.record({ run: 'a', timeMs: 1, importances: { rsi: 0.25, macd: 0.75 } })
  await createImportanceHistory('other', { store }).record({ run: 'a', timeMs: 1, importances: { volume: 1 } })
  expect((await createImportanceHistory('model', { store }).runs()).map(({ run }) => run)).toEqual(['a', 'b'])
  expect(await history.trends()).toEqual([
    { name: 'macd', mean: 0.75, deviation: 0, last: null, runs: 1 },
    { name: 'rsi', mean: 0.5, deviation: 0.25, last: 0.75, runs: 2 },
    { name: 'atr', mean: 0.25, deviation: 0, last: 0.25, runs: 1 },
  ])
  expect(await createImportanceHistory('none').trends()).toEqual([])
})

it('refuses a run twice, numbers that are none, and entries that were altered', async () => {
  const store = createMemoryStore()
  const history = createImportanceHistory('model', { store })
  const run = { run: 'a', timeMs: 1, importances: { rsi: 1 } }
  await history.record(run)
  expect(await codeOf(() => history.record(run))).toBe('features/importance-run')
  for (const importances of [{ rsi: NaN }, { rsi: -1 }, { rsi: 0 }, {}])
    expect(await codeOf(() => history.record({ run: 'b', timeMs: 1, importances: importances as Record<string, number> }))).toBe(
      'features/importance',
    )
  expect(await codeOf(() => history.record({ ...run, run: 'b', timeMs: NaN }))).toBe('features/importance')
  expect(await codeOf(() => history.record({ ...run, run: '../b' }))).toBe('store/key')
  const [key] = await store.list('importances/')
  const bytes = (await store.get(key!))!
  await store.put(key!, bytes.slice(0, -2))
  expect(await codeOf(() => history.trends())).toBe('features/importance-altered')
})
