import { readFileSync } from 'node:fs'
import { type Booster, parseLightgbm } from 'barcast/boosting'
import { createFrame, decodeFloats, isBarcastError } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { partsOf } from '../../../src/boosting/booster.js'
import { toRowReader } from '../../../src/boosting/matrix.js'
import { Predictor } from '../../../src/boosting/predictor/predictor.js'

interface Case {
  name: string
  model: string
  raw: string
  predicted: string
  leaves: number[]
  ranges: [first: number, count: number, predicted: string][]
  earlyStops?: [margin: number, freq: number, raw: string][]
}

const golden: { rows: number; columns: number; x: string; cases: Case[] } = JSON.parse(
  readFileSync(new URL('../../golden/lightgbm-prediction/cases.json', import.meta.url), 'utf8'),
)
const { rows } = golden
const x = { rows, columns: golden.columns, data: decodeFloats(golden.x) }
const columns = Array.from({ length: x.columns }, (_, j) => Float64Array.from({ length: rows }, (_, i) => x.data[i * x.columns + j]!))
const cases = golden.cases.map((one): [string, Case, Booster] => [one.name, one, parseLightgbm(one.model)])

function expectClose(found: Float64Array, expected: string): void {
  decodeFloats(expected).forEach((value, i) => {
    // Linear leaves give infinities and NaN for infinite values, as LightGBM's do.
    if (!Object.is(found[i], value)) expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(1e-15 * Math.abs(value))
  })
}

/** The scores of a path without and with kernels, to the bit. */
function bothPaths(booster: Booster): Float64Array[] {
  const { trees, float32 } = partsOf(booster, 'Test')
  const model = { trees, features: booster.numFeatures, classes: booster.numClasses, float32 }
  const rounds = { first: 0, end: booster.numIterations, earlyStop: undefined }
  return [false, true].map((hasKernels) => {
    const out = new Float64Array(rows * booster.numClasses)
    new Predictor(model, hasKernels).writeScores(toRowReader(x, booster.featureNames, 'Test'), rounds, out)
    return out
  })
}

describe('predictions of LightGBM models on rows that training never saw', () => {
  test.each(cases)('%s: raw scores to the bit, with kernels and without', (_, { raw }, booster) => {
    expect([...booster.predictRaw(x)]).toEqual([...decodeFloats(raw)])
    for (const found of bothPaths(booster)) expect([...found]).toEqual([...decodeFloats(raw)])
  })

  test.each(cases)('%s: predictions', (_, { predicted }, booster) => expectClose(booster.predict(x), predicted))

  test.each(cases)('%s: leaves', (_, { leaves }, booster) => {
    expect([...booster.predictLeaf(x)]).toEqual(leaves)
    const two = { rows: 2, columns: x.columns, data: x.data.subarray(0, 2 * x.columns) }
    expect([...booster.predictLeaf(two)]).toEqual(leaves.slice(0, 2 * booster.numTrees))
    const late = [...booster.predictLeaf(two, { startIteration: 18 })]
    expect(late).toEqual(
      leaves
        .slice(18 * booster.numClasses, booster.numTrees)
        .concat(leaves.slice(booster.numTrees + 18 * booster.numClasses, 2 * booster.numTrees)),
    )
  })

  test.each(cases)('%s: ranges of rounds; more than there are mean all', (_, { ranges }, booster) => {
    for (const [startIteration, numIterations, predicted] of ranges)
      expectClose(booster.predict(x, { startIteration, numIterations }), predicted)
  })

  test.each(cases.filter(([, { earlyStops }]) => earlyStops !== undefined))('%s: early stop', (_, { earlyStops }, booster) => {
    const whole = [...booster.predictRaw(x)]
    for (const [margin, freq, raw] of earlyStops!) {
      const found = [...booster.predictRaw(x, { earlyStop: { margin, freq } })]
      expect(found).toEqual([...decodeFloats(raw)])
      expect(found).not.toEqual(whole)
      const few = booster.predictRaw(
        { rows: 3, columns: x.columns, data: x.data.subarray(0, 3 * x.columns) },
        { earlyStop: { margin, freq } },
      )
      expect([...few]).toEqual(found.slice(0, few.length))
    }
  })

  test.each(cases)('%s: one row, columns, a Frame and float32 agree with the batch', (_, { predicted }, booster) => {
    const batch = booster.predict(x)
    expectClose(batch, predicted)
    const out = new Float64Array(booster.numClasses)
    for (let i = 0; i < rows; i++) {
      booster.predictRow(x.data.slice(i * x.columns, (i + 1) * x.columns), out)
      expect([...out]).toEqual([...batch.subarray(i * out.length, (i + 1) * out.length)])
    }
    expect([...booster.predict(columns)]).toEqual([...batch])
    const named = new Map(booster.featureNames.map((name, j): [string, Float64Array] => [name, columns[j]!]))
    expect([...booster.predict(createFrame({ columns: named }))]).toEqual([...batch])
    const floats = Float32Array.from(x.data)
    const widened = [...booster.predict({ ...x, data: Float64Array.from(floats) })]
    expect([...booster.predict({ ...x, data: floats })]).toEqual(widened)
    expect([...booster.predict(columns.map((column) => Float32Array.from(column)))]).toEqual(widened)
  })
})

describe('doors', () => {
  const [, , booster] = cases[0]!

  test('batches that come one after the other', async () => {
    const batch = (first: number, count: number) => ({
      rows: count,
      columns: x.columns,
      data: x.data.subarray(first * x.columns, (first + count) * x.columns),
    })
    const found: number[] = []
    let asked = 0
    async function* source() {
      for (let first = 0; first < rows; first += 40) {
        asked += 1
        yield batch(first, Math.min(40, rows - first))
      }
    }
    for await (const part of booster.predictBatches(source(), { numIterations: 9 })) {
      found.push(...part)
      expect(asked).toBe(Math.ceil(found.length / 40))
    }
    expect(found).toEqual([...booster.predict(x, { numIterations: 9 })])
    const fromArray: number[] = []
    for await (const part of booster.predictBatches([batch(0, 5), batch(5, 1)])) fromArray.push(...part)
    expect(fromArray).toEqual([...booster.predict(x).subarray(0, 6)])
  })

  test('no rows give no predictions', () => {
    expect(booster.predict({ rows: 0, columns: x.columns, data: new Float64Array(0) }).length).toBe(0)
  })

  test.each([
    [{ startIteration: 20 }, 'parameter-range', /startIteration must be a whole number in 0 … 19, found 20/],
    [{ startIteration: -1 }, 'parameter-range', /found -1/],
    [{ numIterations: 0 }, 'parameter-range', /numIterations must be a whole number from 1, found 0/],
    [{ numIterations: NaN }, 'parameter-range', /found NaN/],
    [{ earlyStop: { margin: -1, freq: 2 } }, 'parameter-range', /earlyStop.margin must be 0 or above, found -1/],
    [{ earlyStop: { margin: 1, freq: 0 } }, 'parameter-range', /earlyStop.freq must be a whole number from 1, found 0/],
  ])('%j is refused', (options, rule, message) => {
    for (const run of [() => booster.predict(x, options), () => booster.predictRaw(x, options)]) expect(run).toThrow(message)
    try {
      booster.predict(x, options)
    } catch (error) {
      expect(isBarcastError(error, `boosting/${rule}`)).toBe(true)
    }
  })

  test('early stop is refused where scores must be whole', () => {
    const [, , regression] = cases.find(([name]) => name === 'forest')!
    expect(() => regression.predict(x, { earlyStop: { margin: 1, freq: 1 } })).toThrow(/earlyStop needs one of the objectives/)
  })

  test('rows that are no Float64Array are refused: null is not NaN', () => {
    expect(() => booster.predictRow([1, null, 0, 0, 0, 0] as unknown as Float64Array, new Float64Array(1))).toThrow(/must be Float64Arrays/)
    expect(() => booster.predict([[1, null]] as unknown as Float64Array[])).toThrow(/x\[0\] must be a Float64Array/)
  })
})
