import { type BoosterParams, createDataset, type Dataset, type DatasetChunk, type Matrix, trainBooster } from 'barcast/boosting'
import { createFrame, createRandom, isBarcastError } from 'barcast/core'
import { describe, expect, test } from 'vitest'

const ROWS = 900
const random = createRandom(3)
const columns = [0, 1, 2, 3].map((j) =>
  Float64Array.from({ length: ROWS }, () => {
    const value = random.normal()
    if (j === 1 && random.uniform() < 0.1) return NaN
    return j === 3 ? Math.floor(Math.abs(value) * 4) : value
  }),
)
const y = Float64Array.from({ length: ROWS }, (_, i) => Number(columns[0]![i]! + 0.5 * columns[2]![i]! * columns[3]![i]! > 0))
const shape = { objective: 'binary', numLeaves: 7, minDataInLeaf: 10 } satisfies BoosterParams

function part(from: number, to: number): Float64Array[] {
  return columns.map((column) => column.slice(from, to))
}

function rowMajor(from: number, to: number): Matrix {
  const data = new Float64Array((to - from) * columns.length)
  columns.forEach((column, j) => {
    for (let i = from; i < to; i++) data[(i - from) * columns.length + j] = column[i]!
  })
  return { rows: to - from, columns: columns.length, data }
}

/** Chunks of growing size, some of them empty, and how often they were asked for. */
function source(read: (from: number, to: number) => Matrix, labelled = true) {
  const passes = { count: 0 }
  async function* chunks(): AsyncGenerator<DatasetChunk> {
    passes.count += 1
    let from = 0
    for (let size = 0; from < ROWS; size = size * 2 + 1) {
      const to = Math.min(ROWS, from + size)
      yield { x: read(from, to), ...(labelled ? { y: y.subarray(from, to) } : {}) }
      from = to
    }
  }
  return { x: chunks, passes }
}

const text = async (x: Matrix | Dataset, params: BoosterParams, more: object = {}): Promise<string> =>
  (await trainBooster({ x, y, params, rounds: 8, ...more })).toLightgbmText()

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    return isBarcastError(error) ? `${error.code}: ${error.message}` : String(error)
  }
}

const CASES: [string, BoosterParams][] = [
  ['by default', {}],
  ['exact', { mode: 'exact' }],
  ['from a sample', { mode: 'exact', binConstructSampleCnt: 200, seed: 5 }],
  ['wide codes', { mode: 'exact', maxBin: 500, minDataInBin: 1 }],
  ['0 as missing', { mode: 'exact', zeroAsMissing: true, featurePreFilter: false }],
]

describe('a dataset of chunks', () => {
  test.each(CASES)('gives the trees of the whole matrix: %s', async (_, more) => {
    const params = { ...shape, ...more }
    const expected = await text(columns, params, { categorical: [3] })
    for (const read of [part, rowMajor]) {
      const { x, passes } = source(read)
      const dataset = await createDataset({ x, params, categorical: [3] })
      expect(passes.count).toBe(params.binConstructSampleCnt === undefined ? 2 : 3)
      expect(dataset.rows).toBe(ROWS)
      expect([...dataset.y]).toEqual([...y])
      expect(await text(dataset, params)).toBe(expected)
    }
  })

  test('of Frames goes by their names', async () => {
    const names = ['a', 'b', 'c', 'd']
    const frame = (from: number, to: number): Matrix =>
      createFrame({ columns: Object.fromEntries(part(from, to).map((column, j) => [names[j]!, column])) })
    const { x } = source(frame, false)
    const dataset = await createDataset({ x, categorical: ['d'] })
    expect(dataset.featureNames).toEqual(names)
    expect(dataset.categorical).toEqual([3])
    expect(dataset.y.length).toBe(0)
    expect(await text(dataset, { objective: 'binary' })).toBe(
      await text(columns, { objective: 'binary' }, { featureNames: names, categorical: ['d'] }),
    )
  })

  test('tells the rows it has sorted, and stops when asked to', async () => {
    const done: number[] = []
    await createDataset({ x: source(part).x, onProgress: (progress) => done.push(progress.done) })
    expect(done.at(-1)).toBe(ROWS)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    const abort = new AbortController()
    abort.abort()
    expect(await codeOf(createDataset({ x: source(part).x, signal: abort.signal }))).toMatch(/^task\/aborted/)
  })
})

describe('a dataset', () => {
  test('serves several trainings', async () => {
    const dataset = await createDataset({ x: columns, categorical: [3] })
    for (const params of [shape, { ...shape, numLeaves: 4, minDataInLeaf: 20, learningRate: 0.3, dataRandomSeed: 9 }] as BoosterParams[]) {
      const same = { ...params, minDataInLeaf: 20 }
      expect(await text(dataset, same)).toBe(await text(columns, same, { categorical: [3] }))
    }
  })

  test('of a matrix serves what needs its values', async () => {
    const dataset = await createDataset({ x: columns })
    const linear = { objective: 'regression', linearTree: true } satisfies BoosterParams
    expect(await text(dataset, linear)).toBe(await text(columns, linear))
    const initBooster = await trainBooster({ x: columns, y, params: { objective: 'binary' }, rounds: 2 })
    expect(await text(dataset, { objective: 'binary' }, { initBooster })).toBe(
      await text(columns, { objective: 'binary' }, { initBooster }),
    )
  })

  test.each<[BoosterParams, BoosterParams, string]>([
    [{ maxBin: 63 }, {}, 'maxBin 255 instead of 63'],
    [{}, { minDataInLeaf: 5, zeroAsMissing: true }, 'zeroAsMissing true instead of false, minDataInLeaf 5 instead of 20'],
    [{}, { maxBinByFeature: [9, 9, 9, 9] }, 'maxBin undefined instead of 255, maxBinByFeature 9,9,9,9 instead of undefined'],
    [{ binConstructSampleCnt: 100 }, { binConstructSampleCnt: 100, dataRandomSeed: 2 }, 'dataRandomSeed 2 instead of 1'],
    [{}, { dataRandomSeed: 2, binConstructSampleCnt: 1000 }, ''],
    [{ featurePreFilter: false }, { featurePreFilter: false, minDataInLeaf: 5 }, ''],
    [{ useMissing: false }, { useMissing: false, zeroAsMissing: true }, ''],
  ])('must be trained with the bins it has: %j, %j', async (made, wanted, message) => {
    const dataset = await createDataset({ x: columns, params: made })
    const outcome = await codeOf(trainBooster({ x: dataset, y, params: { objective: 'binary', ...wanted }, rounds: 1 }))
    expect(outcome).toBe(
      message === ''
        ? 'done'
        : `boosting/dataset-parameters: Train booster: params must have what the dataset was binned with, found ${message}`,
    )
  })

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['rows that come and go', changing, /^boosting\/source-changed: .* same rows each time, found \d+ rows after 900/],
    [
      'labels for some rows only',
      () => createDataset({ x: () => [{ x: part(0, 5), y: y.subarray(0, 5) }, { x: part(5, 9) }] }),
      /^boosting\/label-count: .*found 0 for 4 rows/,
    ],
    [
      'labels late',
      () => createDataset({ x: () => [{ x: part(5, 9) }, { x: part(0, 5), y: y.subarray(0, 5) }] }),
      /^boosting\/label-count: .*found 5 for 5 rows/,
    ],
    [
      'another width',
      () => createDataset({ x: () => [{ x: part(0, 5) }, { x: part(5, 9).slice(1) }] }),
      /^boosting\/feature-count: .*4 columns like the first, found 3/,
    ],
    [
      'other names',
      () => createDataset({ x: () => ['a', 'b'].map((name) => ({ x: createFrame({ columns: { [name]: y } }) })) }),
      /^boosting\/feature-names/,
    ],
    ['no rows', () => createDataset({ x: () => [] }), /^boosting\/empty: Create dataset/],
    ['no chunks', () => createDataset({ x: () => 5 as unknown as [] }), /^boosting\/chunk-source: .*returns number/],
    ['no x', () => createDataset({ x: () => [columns] as unknown as DatasetChunk[] }), /^boosting\/chunk-source/],
    [
      'a category with a fraction',
      () => createDataset({ x: source(part).x, categorical: [0] }),
      /^boosting\/category: Create dataset: categories in Column_0 must be whole/,
    ],
    ['an unknown category column', () => createDataset({ x: columns, categorical: ['Column_9'] }), /^boosting\/unknown-feature/],
    [
      'values that are gone',
      async () => text(await createDataset({ x: source(part).x }), { linearTree: true }),
      /^boosting\/dataset-values/,
    ],
    [
      'columns named twice',
      async () => text(await createDataset({ x: columns }), { objective: 'binary' }, { categorical: [0] }),
      /^boosting\/dataset-columns: .*categorical must be given to createDataset/,
    ],
    [
      'too few labels',
      async () => trainBooster({ x: await createDataset({ x: source(part, false).x }), y: [], params: {} }),
      /^boosting\/label-count/,
    ],
  ])('refuses %s', async (_, work, pattern) => {
    expect(await codeOf(work())).toMatch(pattern)
  })
})

function changing(): Promise<Dataset> {
  let pass = 0
  return createDataset({
    x: () => {
      pass += 1
      return [{ x: part(0, pass === 1 ? 900 : 899) }]
    },
  })
}
