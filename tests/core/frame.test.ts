import { createFrame, type Frame, isBarcastError } from 'barcast/core'
import { describe, expect, it } from 'vitest'

const a = Float64Array.of(1, 2, 3, 4)
const b = Float64Array.of(5, NaN, 7, 8)
const timeMs = Float64Array.of(10, 20, 30, 40)

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'none'
}

describe('createFrame', () => {
  it('keeps columns without copying, in the order given', () => {
    const frame = createFrame({ columns: { b, a }, timeMs })
    expect(frame.names).toEqual(['b', 'a'])
    expect(frame.column('a')).toBe(a)
    expect(frame.timeMs).toBe(timeMs)
    expect(frame.length).toBe(4)
    expect(createFrame({ columns: new Map([['x', a]]) }).column('x')).toBe(a)
  })

  it('numbers the rows when no times are given, and may be empty', () => {
    expect([...createFrame({ columns: { a } }).timeMs]).toEqual([0, 1, 2, 3])
    expect(createFrame({ columns: {} })).toMatchObject({ length: 0, names: [] })
    expect(createFrame({ columns: {}, timeMs }).length).toBe(4)
  })

  it('slices over the same memory and takes rows as copies', () => {
    const frame = createFrame({ columns: { a, b }, timeMs })
    const part = frame.slice(1, 3)
    expect(part.column('a').buffer).toBe(a.buffer)
    expect([...part.timeMs]).toEqual([20, 30])
    const taken = frame.rows(Int32Array.of(3, 0, 3).slice(0, 2))
    expect([...taken.column('b')]).toEqual([8, 5])
    expect([...taken.timeMs]).toEqual([40, 10])
    taken.column('a')[0] = 99
    expect(a[3]).toBe(4)
    expect(part.rows(Int32Array.of(1)).column('a')[0]).toBe(3)
  })

  it('keeps the exploration mark through slice and rows', () => {
    const marked = createFrame({ columns: { a }, explorationOnly: true })
    const derived: Frame[] = [marked, marked.slice(0, 2), marked.rows(Int32Array.of(0)), marked.slice(1, 3).rows(Int32Array.of(0))]
    for (const frame of derived) expect(frame.explorationOnly).toBe(true)
    expect('explorationOnly' in createFrame({ columns: { a } }).slice(0, 1)).toBe(false)
  })

  it('refuses bad input by name', () => {
    expect(codeOf(() => createFrame({ columns: { a, c: a.subarray(1) } }))).toBe('frame/column-length')
    expect(codeOf(() => createFrame({ columns: { a }, timeMs: timeMs.subarray(1) }))).toBe('frame/column-length')
    expect(codeOf(() => createFrame({ columns: { a: [1, 2] as unknown as Float64Array } }))).toBe('frame/column-type')
    expect(codeOf(() => createFrame({ columns: { a }, timeMs: Float64Array.of(1, 2, 2, 3) }))).toBe('frame/time-order')
    expect(codeOf(() => createFrame({ columns: { a }, timeMs: Float64Array.of(1, NaN, 2, 3) }))).toBe('frame/time-order')
    const frame = createFrame({ columns: { rsi_14: a } })
    expect(() => frame.column('rsi_41')).toThrow('did you mean "rsi_14"')
    for (const index of [-1, 4]) expect(codeOf(() => frame.rows(Int32Array.of(0, index)))).toBe('frame/row-range')
  })

  it('treats the names of object members as ordinary names', () => {
    const frame = createFrame({ columns: { a } })
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(codeOf(() => frame.column(name))).toBe('frame/unknown-column')
    const columns = Object.fromEntries([['__proto__', a]])
    expect(createFrame({ columns }).column('__proto__')).toBe(a)
  })
})
