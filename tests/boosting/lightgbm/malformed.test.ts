import { type Booster, parseLightgbm } from 'barcast/boosting'
import { BarcastError, isBarcastError } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pythonRows, pythonText } from './python-models.js'

const text = pythonText('binary')
const categorical = pythonText('categorical')
const linear = pythonText('linear-categorical')
/** The rows without infinite values, for which linear leaves need not have an output. */
const rows = { rows: 32, columns: 8, data: pythonRows.data.slice(0, 256) }

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

describe('refuses what it does not know by name', () => {
  test.each([
    ['a newer version', text.replace('version=v4', 'version=v5'), 'version must be v2, v3 or v4, found "v5"'],
    ['another objective', text.replace('objective=binary', 'objective=survival'), 'objective must be one of'],
  ])('%s', (_, source, reason) => {
    const error = errorOf(() => parseLightgbm(source))
    expect(error.code).toBe('boosting/unsupported-model')
    expect(error.message).toContain(reason)
    expect(error.where.line).toBeGreaterThan(1)
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
    ['names that do not fit', text.replace(' venue\n', '\n'), 'feature_names must have 8 entries, found 7', 8],
    ['a name that stands twice', text.replace('alpha beta=2', 'gamma beta=2'), 'feature_names must be unique', 8],
    ['classes that do not fit', text.replace('num_class=1', 'num_class=2'), "num_class must fit the objective's 1", 3],
    ['a number in words', text.replace('num_class=1', 'num_class=one'), 'num_class must be a whole number', 3],
    ['a slope of zero', text.replace('sigmoid:0.75', 'sigmoid:0'), 'sigmoid must be a positive number', 7],
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

  const firstOf = (source: string, key: string): number => lineOf(source, `${key}=`)

  test.each<[string, string, string, (value: string) => string, string]>([
    ['a set that is none', categorical, 'threshold', (v) => v.replace(/\S+$/, '7'), 'threshold must name one of'],
    ['sets that fall', categorical, 'cat_boundaries', (v) => v.replace(/^0 \d+/, '0 9'), 'must not fall'],
    ['sets that begin late', categorical, 'cat_boundaries', (v) => v.replace(/^0/, '1'), 'must begin with 0'],
    ['a set without end', categorical, 'cat_boundaries', (v) => v.replace(/\d+$/, '4000000000'), 'cat_boundaries must be'],
    ['more words than text', categorical, 'cat_boundaries', (v) => v.replace(/\d+$/, '2000000000'), 'cat_boundaries must be'],
    ['a word too big', categorical, 'cat_threshold', (v) => v.replace(/^\d+/, '4294967296'), 'cat_threshold must be'],
    ['a word too many', categorical, 'cat_threshold', (v) => `${v} 1`, 'cat_threshold must have'],
    ['more sets than text', categorical, 'num_cat', () => '99999999', 'num_cat must be a whole number'],
    ['categories without sets', categorical, 'num_cat', () => '0', 'threshold must name one of 0 sets'],
    ['a linear flag of 2', linear, 'is_linear', () => '2', 'is_linear must be a whole number in 0 … 1'],
    ['a column that is none', linear, 'leaf_features', (v) => v.replace(/\d+/, '8'), 'leaf_features must be a whole number in 0 … 7'],
    ['more factors than columns', linear, 'leaf_coeff', (v) => `${v}1`, 'leaf_coeff must have'],
    ['a factor of infinity', linear, 'leaf_coeff', (v) => v.replace(/\S+/, 'inf'), 'leaf_coeff must be finite'],
    ['a huge linear model', linear, 'num_features', (v) => v.replace(/^\d+/, '99999999'), 'num_features must be a whole number'],
    ['constants that are none', linear, 'leaf_const', (v) => v.replace(/^\S+/, 'nan'), 'leaf_const must be numbers'],
  ])('%s', (_, source, key, change, reason) => {
    // Trees of linear models have their terms from the second on.
    const tree = source === linear ? 1 : 0
    const line =
      tree === 0
        ? firstOf(source, key)
        : source.split('\n').findIndex((l, i, all) => l.startsWith(`${key}=`) && all.indexOf('Tree=1') < i) + 1
    const error = errorOf(() => parseLightgbm(alterTree(source, tree, key, change)))
    expect(error.code).toBe('boosting/model-text')
    expect(error.message).toContain(reason)
    expect(error.where.line).toBe(key === 'num_cat' && reason.startsWith('threshold') ? firstOf(source, 'threshold') : line)
  })

  test.each([
    ['no JSON', 'pandas_categorical:[', 'must be JSON'],
    ['no lists', 'pandas_categorical:{}', 'must be a list of lists'],
    ['a list of texts', 'pandas_categorical:["a"]', 'must be a list of lists'],
    ['a category of a kind that pandas has not', 'pandas_categorical:[[{}]]', 'must be texts, flags or numbers'],
    ['a number that doubles cannot hold', 'pandas_categorical:[[9007199254740993]]', 'must be texts, flags or numbers'],
  ])('pandas categories with %s', (_, line, reason) => {
    const error = errorOf(() => parseLightgbm(text.replace('pandas_categorical:null', line)))
    expect(error.code).toBe('boosting/model-text')
    expect(error.message).toContain(reason)
    expect(error.where.line).toBe(lineOf(text, 'pandas_categorical'))
  })

  test('monotone constraints of another width', () => {
    const source = pythonText('monotone').replace('monotone_constraints=1 0', 'monotone_constraints=2 0')
    expect(errorOf(() => parseLightgbm(source)).message).toContain('monotone_constraints must be a whole number in -1 … 1, found "2"')
    expect(errorOf(() => parseLightgbm(source.replace('=2 0', '=0'))).message).toContain('monotone_constraints must have 8 entries')
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
    const source = pythonText('multiclass')
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

  test.each([
    ['numeric', text],
    ['categorical', categorical],
    ['linear', linear],
    ['forest', pythonText('forest-multiclass')],
    ['old', pythonText('2.2.3/categorical')],
  ])('a flipped character never hangs, crashes or gives NaN: %s', (_, source) => {
    const whole = parseLightgbm(source)
    const end = source.indexOf('end of trees')
    let refused = 0
    fc.assert(
      fc.property(fc.nat(end - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        let booster: Booster
        try {
          booster = parseLightgbm(source.slice(0, at) + String.fromCharCode(code) + source.slice(at + 1))
        } catch (error) {
          if (!isBarcastError(error)) throw error
          expect(error.where.line).toBeGreaterThan(0)
          refused += 1
          return
        }
        expect(booster.predict(rows).some(Number.isNaN)).toBe(false)
        expect(booster.numTrees).toBe(whole.numTrees)
      }),
      { numRuns: 500, seed: 5 },
    )
    expect(refused).toBeGreaterThan(100)
  })

  test('lines that are lost, doubled or swapped never hang, crash or give NaN', () => {
    for (const source of [text, categorical, linear]) {
      const lines = source.slice(0, source.indexOf('end of trees') + 13).split('\n')
      for (let i = 0; i < lines.length - 1; i++) {
        for (const altered of [lines.toSpliced(i, 1), lines.toSpliced(i, 0, lines[i]!), lines.toSpliced(i, 2, lines[i + 1]!, lines[i]!)]) {
          try {
            expect(parseLightgbm(altered.join('\n')).predict(rows).some(Number.isNaN)).toBe(false)
          } catch (error) {
            if (!isBarcastError(error)) throw error
          }
        }
      }
    }
  })
})
