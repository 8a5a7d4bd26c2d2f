import { decodeFloats, sha256 } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { findBins } from '../../src/boosting/bin-finder.js'
import { type BinnedData, binColumns } from '../../src/boosting/binned-data.js'
import type { BinCodes } from '../../src/boosting/binner.js'
import { type BinCase, binCases, binColumnsOf, binningSettings } from './bin-case.js'

function bin({ data, params, categorical }: BinCase): BinnedData {
  const steps = binColumns(binColumnsOf(data), data.rows, binningSettings(params), findBins, categorical)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const digest = (codes: BinCodes): string => sha256(new Uint8Array(Uint16Array.from(codes).buffer)).slice(0, 16)

describe('bins as LightGBM 4.7.0 does', () => {
  test('has cases of every kind of missing', () => {
    expect(new Set(binCases.flatMap(({ columns }) => columns.map((column) => column?.missing)))).toEqual(new Set([0, 1, 2, undefined]))
    expect(new Set(binCases.map(({ lightgbm }) => lightgbm))).toEqual(new Set(['4.7.0']))
  })

  test.each(binCases)('$name', (golden) => {
    const { features, featureInfos } = bin(golden)
    const used = golden.columns.flatMap((column, j) => (column === null ? [] : [{ ...column, style: golden.data.styles[j]!, column: j }]))
    expect(features.map(({ column }) => column)).toEqual(used.map(({ column }) => column))
    expect(featureInfos.join(' ')).toBe(golden.featureInfos)
    used.forEach(({ style, bounds, categories, codes, ...expected }, f) => {
      const { mapper, column, codes: own } = features[f]!
      const { binCount, missing, zeroBin, mostFrequentBin, hasMissing } = mapper
      expect({ style, column, binCount, missing, zeroBin, mostFrequentBin }).toEqual({ style, ...expected })
      expect(hasMissing).toBe(missing === 2 && categories === undefined)
      if (bounds !== undefined) expect([...mapper.upperBounds]).toEqual([...decodeFloats(bounds)])
      expect(mapper.categories === undefined ? undefined : [...mapper.categories]).toEqual(categories)
      expect({ style, codes: digest(own) }).toEqual({ style, codes })
    })
  })
})
