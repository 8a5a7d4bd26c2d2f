import { expect, test } from 'vitest'
import { applyLink, classesOf, describeLink, type Link, parseLink } from '../../../src/boosting/link.js'

function refuse(rule: string): never {
  throw new Error(rule)
}

test.each([
  ['regression'],
  ['regression sqrt'],
  ['regression_l1'],
  ['quantile sqrt'],
  ['huber'],
  ['poisson'],
  ['tweedie'],
  ['binary sigmoid:1'],
  ['binary sigmoid:0.123457'],
  ['multiclass num_class:4'],
  ['multiclassova num_class:3 sigmoid:0.7'],
  ['cross_entropy'],
  ['cross_entropy_lambda'],
  ['lambdarank'],
  ['rank_xendcg'],
  ['mape'],
])('%s is read and written', (text) => {
  const link = parseLink(text, 1, refuse)
  expect(describeLink(link)).toBe(text)
  expect(classesOf(link)).toBe(Number(/num_class:(\d)/.exec(text)?.[1] ?? 1))
})

test('a custom objective has no line', () => {
  const link = parseLink(undefined, 3, refuse)
  expect(link).toEqual({ objective: 'none', classes: 3 })
  expect(describeLink(link)).toBeUndefined()
})

test.each([
  ['regression_l2', { objective: 'regression' }],
  ['xentropy', { objective: 'cross_entropy' }],
  ['xentlambda', { objective: 'cross_entropy_lambda' }],
  ['quantile alpha:0.9', { objective: 'quantile' }],
  ['custom', { objective: 'none', classes: 1 }],
] as const)('older files say %s', (text, link) => {
  expect(parseLink(text, 1, refuse)).toEqual(link)
})

test.each([
  ['binary', 'sigmoid must be a positive number'],
  ['binary sigmoid:-1', 'sigmoid must be a positive number'],
  ['multiclass num_class:1', 'num_class must be a whole number from 2 on'],
  ['multiclassova num_class:1e9 sigmoid:1', 'num_class must be a whole number from 2 on'],
  ['toString', 'objective must be one of'],
  ['', 'objective must be one of'],
])('"%s" is refused', (text, rule) => {
  expect(() => parseLink(text, 1, refuse)).toThrow(rule)
})

test.each([
  [{ objective: 'poisson' }, [0], [1]],
  [{ objective: 'gamma' }, [-Infinity], [0]],
  [{ objective: 'regression', sqrt: true }, [-3], [-9]],
  [{ objective: 'quantile' }, [-3], [-3]],
  [{ objective: 'multiclassova', classes: 2, sigmoid: 2 }, [0, 800], [0.5, 1]],
  [{ objective: 'cross_entropy' }, [0], [0.5]],
  [{ objective: 'cross_entropy_lambda' }, [0], [Math.LN2]],
  [{ objective: 'lambdarank' }, [7], [7]],
  [{ objective: 'none', classes: 2 }, [1, 2], [1, 2]],
] as [Link, number[], number[]][])('%j turns %j into %j', (link, scores, predictions) => {
  const values = Float64Array.from([9, ...scores, 9])
  applyLink(link, values, 1)
  expect([...values]).toEqual([9, ...predictions, 9])
})
