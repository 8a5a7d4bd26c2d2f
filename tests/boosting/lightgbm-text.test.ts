import { readFileSync } from 'node:fs'
import { type Booster, parseLightgbm, trainBooster } from 'barcast/boosting'
import { BarcastError, decodeFloats, isBarcastError } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { syntheticData } from './golden-case.js'

const folder = new URL('../golden/lightgbm/models/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
const golden: {
  data: { rows: number; seed: number; styles: string[] }
  models: Record<string, { raw: string; rawWithHoles: string }>
} = JSON.parse(read('predictions.json'))
const names = Object.keys(golden.models)
const { columns, latent } = syntheticData(golden.data)
const rows = columns.map((column) => column.subarray(0, 50))
const text = read('binary.txt')

function errorOf(run: () => unknown): BarcastError {
  try {
    run()
  } catch (error) {
    if (error instanceof BarcastError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** Replaces the `key=…` line of tree `tree`, and puts the tree's new size into the header so that only the change itself can be refused. */
function alterTree(source: string, tree: number, key: string, change: (value: string) => string): string {
  const start = source.indexOf(`Tree=${tree}\n`)
  const from = source.indexOf(`\n${key}=`, start) + key.length + 2
  const to = source.indexOf('\n', from)
  const value = change(source.slice(from, to))
  const altered = source.slice(0, from) + value + source.slice(to)
  const grown = value.length - (to - from)
  return altered.replace(/^tree_sizes=(.*)$/m, (_, sizes: string) => {
    const changed = sizes.split(' ').map((size, i) => (i === tree ? String(Number(size) + grown) : size))
    return `tree_sizes=${changed.join(' ')}`
  })
}

describe('reads what Python writes', () => {
  test.each(names)('%s predicts to the last bit what Python predicts', (name) => {
    const booster = parseLightgbm(read(`${name}.txt`))
    expect([...booster.predictRaw(rows)]).toEqual([...decodeFloats(golden.models[name]!.raw)])
  })

  test.each(names)('%s reads a missing value as Python does, also where training saw none', (name) => {
    const holes = rows.map((column, j) => column.map((value, i) => ((5 * i + j) % 3 === 0 ? NaN : value)))
    expect([...parseLightgbm(read(`${name}.txt`)).predictRaw(holes)]).toEqual([...decodeFloats(golden.models[name]!.rawWithHoles)])
  })

  test.each(names)('%s is written back as it was', (name) => {
    const source = read(`${name}.txt`)
    expect(`${parseLightgbm(source).toLightgbmText()}\npandas_categorical:null\n`).toBe(source)
  })

  test('knows the names of the features and the classes', () => {
    const booster = parseLightgbm(read('multiclass.txt'))
    expect(booster.featureNames).toEqual(['alpha', 'beta=2', 'gamma', 'δ', 'eps.5'])
    expect([booster.objective, booster.numClasses, booster.numTrees, booster.numIterations]).toEqual(['multiclass', 3, 9, 3])
  })

  test('older files without weights, linear flag and sizes', () => {
    const older = text.replace('version=v4', 'version=v2').replace(/^(tree_sizes|leaf_weight|internal_weight|is_linear)=.*\n/gm, '')
    expect([...parseLightgbm(older).predictRaw(rows)]).toEqual([...decodeFloats(golden.models.binary!.raw)])
  })

  test.each([
    ['categorical', 'categorical splits'],
    ['linear', 'linear trees'],
    ['forest', 'averaged forests'],
    ['poisson', 'objective must be'],
  ])('%s models are refused by name', (name, reason) => {
    const error = errorOf(() => parseLightgbm(read(`${name}.txt`)))
    expect(error.code).toBe('boosting/unsupported-model')
    expect(error.message).toContain(reason)
    expect(error.where.line).toBeGreaterThan(1)
  })

  test.each([
    ['a newer version', text.replace('version=v4', 'version=v5'), 'version must be'],
    ['no objective', text.replace(/^objective=.*\n/m, ''), 'without an objective'],
    ['pandas categories', text.replace('pandas_categorical:null', 'pandas_categorical:[["a", "b"]]'), 'pandas categories'],
  ])('%s is refused by name', (_, source, reason) => {
    const error = errorOf(() => parseLightgbm(source))
    expect(error.code).toBe('boosting/unsupported-model')
    expect(error.message).toContain(reason)
  })
})

describe('refuses malformed text with its line', () => {
  const lineOf = (source: string, start: string): number => source.split('\n').findIndex((line) => line.startsWith(start)) + 1
  const firstTree = (key: string): number => lineOf(text, `${key}=`)

  test.each([
    ['nothing', '', 'must begin with "tree"', 1],
    ['another format', '{"learner":{}}', 'must begin with "tree"', 1],
    ['an unknown field', text.replace('label_index=', 'label_indes='), 'unknown field "label_indes"', 5],
    ['a field that stands twice', text.replace('label_index=0', 'num_class=1'), 'num_class must stand once', 5],
    ['a missing field', text.replace(/^feature_infos=.*\n/m, ''), 'feature_infos is missing', 10],
    ['names that do not fit', text.replace(' eps.5\n', '\n'), 'feature_names must have 5 entries, found 4', 8],
    ['a name that stands twice', text.replace('alpha beta=2', 'gamma beta=2'), 'feature_names must be unique', 8],
    ['classes that do not fit', text.replace('num_class=1', 'num_class=2'), "num_class must fit the objective's 1", 3],
    ['a number in words', text.replace('num_class=1', 'num_class=one'), 'num_class must be a whole number', 3],
    ['a slope of zero', text.replace('sigmoid:1', 'sigmoid:0'), 'sigmoid must be a positive number', 7],
    ['windows line ends', text.replaceAll('\n', '\r\n'), 'must begin with "tree"', 1],
    ['a tree out of order', text.replace('\nTree=1\n', '\nTree=2\n'), 'Tree=1 or "end of trees" must follow', lineOf(text, 'Tree=1')],
    ['a wrong size', text.replace(/^tree_sizes=(\d+)/m, 'tree_sizes=1$1'), 'tree_sizes must state', 10],
    ['a size too many', text.replace(/^tree_sizes=(.*)$/m, 'tree_sizes=$1 77'), 'tree_sizes must have one entry per tree', 10],
    [
      'a NaN threshold',
      alterTree(text, 0, 'threshold', (v) => v.replace(/^\S+/, 'nan')),
      'threshold must be numbers',
      firstTree('threshold'),
    ],
    [
      'a threshold in words',
      alterTree(text, 0, 'threshold', (v) => v.replace(/^\S+/, '0x10')),
      'threshold must be',
      firstTree('threshold'),
    ],
    [
      'an infinite leaf',
      alterTree(text, 0, 'leaf_value', (v) => v.replace(/^\S+/, 'inf')),
      'leaf_value must be finite',
      firstTree('leaf_value'),
    ],
    [
      'a feature that is none',
      alterTree(text, 0, 'split_feature', (v) => v.replace(/^\d/, '9')),
      'split_feature must',
      firstTree('split_feature'),
    ],
    ['a missing leaf', alterTree(text, 0, 'leaf_value', (v) => v.replace(/ \S+$/, '')), 'leaf_value must have 6', firstTree('leaf_value')],
    ['a missing count', alterTree(text, 0, 'leaf_count', (v) => v.replace(/ \S+$/, '')), 'leaf_count must have 6', firstTree('leaf_count')],
    ['a negative count', alterTree(text, 0, 'leaf_count', (v) => `-${v}`), 'leaf_count must be a whole number', firstTree('leaf_count')],
    [
      'an unknown missing type',
      alterTree(text, 0, 'decision_type', (v) => v.replace(/^\d+/, '14')),
      'decision_type',
      firstTree('decision_type'),
    ],
    [
      'a node below itself',
      alterTree(text, 0, 'left_child', (v) => v.replace(/^\S+/, '0')),
      'one parent, found node 0 twice',
      firstTree('left_child'),
    ],
    ['a leaf with two parents', alterTree(text, 0, 'left_child', () => '1 2 3 4 -1'), 'found', firstTree('left_child')],
    [
      'more leaves than text',
      alterTree(text, 0, 'num_leaves', () => '99999999999'),
      'num_leaves must be a whole number',
      firstTree('num_leaves'),
    ],
  ])('%s', (_, source, reason, line) => {
    const error = errorOf(() => parseLightgbm(source))
    expect(error.code).toBe('boosting/model-text')
    expect(error.message).toContain(reason)
    expect(error.where.line).toBe(line)
  })

  test('a cycle that hangs on nothing', () => {
    // Nodes 1 and 2 point at each other, the root only at leaves and at node 3.
    const nodes = (left: string, right: string): string =>
      alterTree(
        alterTree(text, 0, 'left_child', () => left),
        0,
        'right_child',
        () => right,
      )
    const error = errorOf(() => parseLightgbm(nodes('3 2 1 -1 -3', '4 -5 -6 -2 -4')))
    expect(error.message).toContain('must hang on the root, found 7')
  })

  test('text that is no string', () => {
    expect(errorOf(() => parseLightgbm(undefined as unknown as string)).code).toBe('boosting/model-text')
  })

  test('a tree per class is missing', () => {
    const source = read('multiclass.txt')
    const last = source.slice(source.indexOf('Tree=8\n'), source.indexOf('end of trees'))
    const cut = source.replace(last, '').replace(/^(tree_sizes=.*) \d+$/m, '$1')
    expect(errorOf(() => parseLightgbm(cut)).message).toContain('multiple of 3 classes')
  })

  const sameOrRefused = (source: string, whole: Booster): void => {
    let booster: Booster
    try {
      booster = parseLightgbm(source)
    } catch (error) {
      if (!isBarcastError(error)) throw error
      expect(error.code).toMatch(/^boosting\/(model-text|unsupported-model)$/)
      return
    }
    expect([...booster.predictRaw(rows)]).toEqual([...whole.predictRaw(rows)])
  }

  test('a truncated text is refused or has lost nothing that predicts', () => {
    const whole = parseLightgbm(text)
    for (let length = 0; length < text.length; length += 7) sameOrRefused(text.slice(0, length), whole)
    const trees = text.indexOf('end of trees')
    for (let length = 0; length < trees; length += 11) expect(errorOf(() => parseLightgbm(text.slice(0, length)))).toBeDefined()
  })

  test('a flipped character never hangs, crashes or gives NaN', () => {
    const whole = parseLightgbm(text)
    const end = text.indexOf('end of trees')
    fc.assert(
      fc.property(fc.nat(end - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const source = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
        let booster: Booster
        try {
          booster = parseLightgbm(source)
        } catch (error) {
          if (!isBarcastError(error)) throw error
          return
        }
        expect(booster.predict(rows).every((p) => p >= 0 && p <= 1)).toBe(true)
        expect(booster.numTrees).toBe(whole.numTrees)
      }),
      { numRuns: 1500, seed: 5 },
    )
  })
})

describe('writes what it reads', () => {
  test('every number survives, also those that LightGBM cuts to 6 digits', async () => {
    const y = latent.map((value) => (value > 0 ? 1 : 0))
    const booster = await trainBooster({ x: columns, y, params: { objective: 'binary', sigmoid: 0.123456789012345 }, rounds: 8 })
    const written = booster.toLightgbmText()
    const again = parseLightgbm(written)
    expect(again.toLightgbmText()).toBe(written)
    expect([...again.predictRaw(columns)]).toEqual([...booster.predictRaw(columns)])
    expect([...again.predict(columns)]).toEqual([...booster.predict(columns)])
    expect([...again.featureImportance('gain')]).toEqual([...booster.featureImportance('gain')])
    expect([...again.featureImportance('split')]).toEqual([...booster.featureImportance('split')])
  })

  test('thresholds and leaves of any size survive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 8, maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        async (values, leaf) => {
          const x = [Float64Array.from(values)]
          const y = x[0]!.map((value, i) => Math.max(-1e30, Math.min(1e30, value)) + i)
          const params = { minDataInLeaf: leaf, minDataInBin: 1, minSumHessianInLeaf: 0 }
          const booster = await trainBooster({ x, y, params, rounds: 3 })
          const again = parseLightgbm(booster.toLightgbmText())
          expect(again.toLightgbmText()).toBe(booster.toLightgbmText())
          expect([...again.predictRaw(x)]).toEqual([...booster.predictRaw(x)])
        },
      ),
      { numRuns: 60, seed: 9 },
    )
  })
})
