import { describe, expect, it } from 'vitest'
import { parseDateTime, writeDateTime } from '../../../src/adapters/study-store/date-time.js'
import { externalOf, internalOf, parseDistribution, writeDistribution } from '../../../src/adapters/study-store/distribution.js'
import { parsePythonJson, pythonFloat, writePythonJson } from '../../../src/adapters/study-store/python-json.js'

describe('pythonFloat', () => {
  // As Python 3.11 prints them.
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [5e-324, '5e-324'],
    [123456789012345, '123456789012345.0'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.2345678901234567e19, '1.2345678901234567e+19'],
    [1e21, '1e+21'],
    [0.1 + 0.2, '0.30000000000000004'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('writes %s as %s', (value, text) => expect(pythonFloat(value)).toBe(text))
})

describe('parsePythonJson', () => {
  it('tells numbers that are none from texts', () => {
    const text = '{"NaN":[NaN,"NaN",-Infinity,Infinity,"-Infinity \\" NaN","\\ue000","\ue001"],"a":{"b":NaN}}'
    expect(parsePythonJson(text)).toEqual({
      NaN: [NaN, 'NaN', -Infinity, Infinity, '-Infinity " NaN', '\ue000', '\ue001'],
      a: { b: NaN },
    })
  })

  it('reads what it wrote', () => {
    const value = { list: [NaN, -Infinity, 'Infinity', null, true, -0, 1e-7], __proto__x: {}, 'a"\\\n🕯️': [[], {}] }
    expect(parsePythonJson(writePythonJson(value))).toEqual(value)
  })

  it.each(['', '{', '[NaN', '[nan]', '[Infinity,]', '[-NaN]', "{'a': NaN}"])('refuses %s', (text) =>
    expect(() => parsePythonJson(text)).toThrow(SyntaxError),
  )
})

describe('parseDistribution', () => {
  it.each([
    ['{"name": "UniformDistribution", "attributes": {"low": 0.0, "high": 2.0}}', { type: 'float', low: 0, high: 2 }],
    ['{"name": "LogUniformDistribution", "attributes": {"low": 1.0, "high": 2.0}}', { type: 'float', low: 1, high: 2, log: true }],
    [
      '{"name": "DiscreteUniformDistribution", "attributes": {"low": 0.0, "high": 2.0, "q": 0.5}}',
      { type: 'float', low: 0, high: 2, step: 0.5 },
    ],
    ['{"name": "IntUniformDistribution", "attributes": {"low": 0, "high": 9, "step": 3}}', { type: 'int', low: 0, high: 9, step: 3 }],
    ['{"name": "IntLogUniformDistribution", "attributes": {"low": 1, "high": 9, "step": 1}}', { type: 'int', low: 1, high: 9, log: true }],
    ['{"type": "float", "low": 0, "high": 1, "log": false}', { type: 'float', low: 0, high: 1 }],
    ['{"type": "categorical", "choices": [null, NaN]}', { type: 'choice', choices: [null, NaN] }],
  ])('reads what earlier versions wrote: %s', (text, dimension) => expect(parseDistribution(text)).toEqual(dimension))

  it.each([
    '{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-05, "high": 1.0, "log": true}}',
    '{"name": "FloatDistribution", "attributes": {"step": 0.25, "low": 0.0, "high": 1.0, "log": false}}',
    '{"name": "IntDistribution", "attributes": {"log": false, "step": 5, "low": 0, "high": 10}}',
    '{"name": "CategoricalDistribution", "attributes": {"choices": ["a", null, true, 3, 2.5, Infinity]}}',
  ])('goes back to the same text: %s', (text) => expect(writeDistribution(parseDistribution(text))).toBe(text))

  it.each(['{}', '{"name": "Other", "attributes": {}}', '{"name": "IntDistribution", "attributes": {"low": 1}}'])('refuses %s', (text) =>
    expect(() => parseDistribution(text)).toThrow(TypeError),
  )

  it('finds choices by their place, NaN too, and refuses places that are none', () => {
    const choices = parseDistribution('{"type": "categorical", "choices": [1, true, NaN, "1"]}')
    for (const [place, value] of [1, true, NaN, '1'].entries()) {
      expect(internalOf(choices, value)).toBe(place)
      expect(externalOf(choices, place)).toEqual(value)
    }
    expect(() => externalOf(choices, 4)).toThrow(TypeError)
  })
})

describe('times', () => {
  it.each([
    ['2026-11-21T21:17:04.040123', 1_795_295_824_040.123],
    ['1969-12-31T23:59:59.999999', -0.001],
    ['1970-01-01T00:00:00.000000', 0],
  ])('%s', (text, timeMs) => {
    expect(writeDateTime(timeMs)).toBe(text)
    expect(parseDateTime(text, 'Z')).toBeCloseTo(timeMs, 3)
  })

  it('have the zone that is written, and one of their own otherwise', () => {
    const atMs = Date.UTC(2026, 0, 2, 3, 4, 5)
    expect(parseDateTime('2026-01-02T04:04:05+01:00', 'Z')).toBe(atMs)
    expect(parseDateTime('2026-01-02 03:04:05', 'Z')).toBe(atMs)
    expect(parseDateTime('2026-01-02T03:04:05', '')).toBe(new Date(2026, 0, 2, 3, 4, 5).getTime())
    for (const bad of ['', 'now', '2026-13-01T00:00:00', '2026-01-02', '2026-01-02T03:04:05.1234567'])
      expect(() => parseDateTime(bad, 'Z')).toThrow(TypeError)
  })

  it('are rounded to the microsecond across a second', () => expect(writeDateTime(1999.9999)).toBe('1970-01-01T00:00:02.000000'))
})
