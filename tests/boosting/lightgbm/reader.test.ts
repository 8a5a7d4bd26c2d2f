import { categoryCodes, parseLightgbm } from 'barcast/boosting'
import { describe, expect, test } from 'vitest'
import { pythonModels, pythonOutcome, pythonRows, pythonText, relativeGap } from './python-models.js'

describe('reads what Python writes', () => {
  test('of four versions and every kind', () => {
    expect(pythonModels.length).toBe(78)
  })

  test.each(pythonModels)('%s predicts to the last bit what Python predicts', (name) => {
    const booster = parseLightgbm(pythonText(name))
    const { raw, predicted, leaves } = pythonOutcome(name)
    expect([...booster.predictRaw(pythonRows)]).toEqual([...raw])
    expect([...booster.predictLeaf(pythonRows)]).toEqual([...leaves])
    expect(relativeGap(booster.predict(pythonRows), predicted)).toBeLessThan(1e-14)
  })

  test('knows the names of the features and the classes', () => {
    const booster = parseLightgbm(pythonText('multiclass'))
    expect(booster.featureNames).toEqual(['alpha', 'beta=2', 'gamma', 'δ', 'eps.5', 'sector', 'symbol', 'venue'])
    expect([booster.objective, booster.numClasses, booster.numTrees, booster.numIterations]).toEqual(['multiclass', 3, 9, 3])
    expect(parseLightgbm(pythonText('custom-multiclass')).objective).toBe('none')
  })

  test('a value that is not finite or far off goes where LightGBM sends it', () => {
    const booster = parseLightgbm(pythonText('categorical'))
    const row = pythonRows.data.slice(0, 8)
    const at = (column: number, value: number): number => {
      const values = row.slice()
      values[column] = value
      return booster.predictRaw({ rows: 1, columns: 8, data: values })[0]!
    }
    for (const unseen of [Infinity, -Infinity, 2147483648, 4294967296 + 3, 1e300]) expect(at(5, unseen)).toBe(at(5, -1))
  })
})

describe('writes what it reads', () => {
  const current = pythonModels.filter((name) => !name.includes('/') && name !== 'middle-rounds' && !name.startsWith('pandas-flags'))

  test.each(current)('%s is written back as it was', (name) => {
    const source = pythonText(name)
    expect(parseLightgbm(source).toLightgbmText()).toBe(source.replace(/\npandas_categorical:null\n$/, ''))
  })

  test.each(pythonModels)('%s is the same model when it is read again', (name) => {
    const booster = parseLightgbm(pythonText(name))
    const text = booster.toLightgbmText()
    const again = parseLightgbm(text)
    expect(again.toLightgbmText()).toBe(text)
    expect([...again.predict(pythonRows)]).toEqual([...booster.predict(pythonRows)])
  })
})

describe('pandas categories', () => {
  test('are kept and written back', () => {
    const booster = parseLightgbm(pythonText('pandas'))
    expect(booster.pandasCategories?.map((column) => column.length)).toEqual([13, 4])
    expect(booster.pandasCategories![1]).toEqual([30, 10, 0, 20])
    expect(parseLightgbm(pythonText('pandas-flags')).pandasCategories).toEqual([
      [false, true],
      [0, 0.25, 0.5, 0.75],
    ])
    expect(parseLightgbm(pythonText('pandas-plain')).pandasCategories).toEqual([])
    expect(parseLightgbm(pythonText('binary')).pandasCategories).toBeUndefined()
  })

  test('values become their places, everything else is missing', () => {
    const values = ['b', 'a', null, 'z', undefined, 1, '1', true]
    expect([...categoryCodes(values, ['a', 'b', '1', true])]).toEqual([1, 0, NaN, NaN, NaN, NaN, 2, 3])
  })
})
