import { BarcastError, isBarcastError, nearestName, unknownNameError } from 'barcast/core'
import { describe, expect, it } from 'vitest'

describe('nearestName', () => {
  it('finds likely misspellings: a letter more, less, other or swapped; any case', () => {
    const known = ['period', 'fastPeriod', 'signalPeriod', 'rsi', 'sma']
    expect(nearestName('perid', known)).toBe('period')
    expect(nearestName('PERIOD', known)).toBe('period')
    expect(nearestName('fastPeroid', known)).toBe('fastPeriod')
    expect(nearestName('signal_period', known)).toBe('signalPeriod')
    expect(nearestName('ris', known)).toBe('rsi')
  })

  it('suggests nothing when nothing is close', () => {
    expect(nearestName('bollinger', ['rsi', 'sma'])).toBeUndefined()
    expect(nearestName('x', [])).toBeUndefined()
  })

  it('prefers the closer name', () => {
    expect(nearestName('rsi_15', ['rsi_1', 'rsi_14', 'rsi_155'])).toBe('rsi_1')
    expect(nearestName('clsoe', ['open', 'close'])).toBe('close')
  })
})

describe('errors', () => {
  it('carry code, value and place, and are told by their mark across copies of the package', () => {
    const error = unknownNameError('frame/unknown-column', 'Read frame', 'column', 'nose', ['noise'], { path: 'x' })
    expect(error).toMatchObject({ name: 'BarcastError', code: 'frame/unknown-column', value: 'nose', where: { path: 'x' } })
    expect(error.message).toBe('Read frame: unknown column "nose", did you mean "noise"?')
    expect(isBarcastError(error)).toBe(true)
    expect(isBarcastError(error, 'frame/unknown-column')).toBe(true)
    expect(isBarcastError(error, 'frame/row-range')).toBe(false)
    const fromAnotherCopy = Object.defineProperty(new Error('x'), Symbol.for('barcast.error'), { value: true })
    expect(isBarcastError(fromAnotherCopy)).toBe(true)
    for (const other of [new Error('x'), null, undefined, 'x', {}]) expect(isBarcastError(other)).toBe(false)
  })

  it('list what is known when nothing is close, at most a dozen', () => {
    const known = Array.from({ length: 20 }, (_, i) => `feature${i}`)
    expect(unknownNameError('a/b', 'Do', 'thing', 'zzz', known).message).toContain('known are feature0, feature1')
    expect(unknownNameError('a/b', 'Do', 'thing', 'zzz', known).message.endsWith('…')).toBe(true)
  })

  it('keep the cause, and an empty place when none is given', () => {
    const cause = new Error('inner')
    expect(new BarcastError('a/b', 'm', { cause }).cause).toBe(cause)
    expect(new BarcastError('a/b', 'm').where).toEqual({})
    expect('cause' in new BarcastError('a/b', 'm')).toBe(false)
  })
})
