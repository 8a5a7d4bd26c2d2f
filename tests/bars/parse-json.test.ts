import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type JsonOptions, parseCsv, parseJson, type ReadOptions, readBars, resampleBars, toCsv, toJson } from 'barcast/bars'
import { type Bars, checkBars, decodeFloats } from 'barcast/core'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const NAMES = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const
const HOUR = 3_600_000
const T = 1_704_067_200_000

function row(bars: Bars, i: number): number[] {
  return NAMES.map((name) => bars[name][i]!)
}

function streamOf(text: string | Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  const data = typeof text === 'string' ? new TextEncoder().encode(text) : text
  let at = 0
  let k = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= data.length) return controller.close()
      const size = sizes[k++ % sizes.length]!
      controller.enqueue(data.slice(at, at + size))
      at += size
    },
  })
}

describe('dialects load as they are', () => {
  it('Binance klines: numbers as text', () => {
    const bars = parseJson(
      `[[1688169600000,"30471.99000000","30472.00000000","30471.50000000","30471.98000000","0.54114000",1688169659999,"16489.61790060",31,"0.52320000","15942.95040000","0"],
[1688169660000,"30471.98000000","30480.00000000","30470.00000000","30479.11000000","12.00000000",1688169719999,"365749.32000000",80,"6.00000000","182874.66000000","0"]]`,
      { symbol: 'BTCUSDT' },
    )
    checkBars(bars, 'Test')
    expect(bars).toMatchObject({ length: 2, timeframeMs: 60_000, symbol: 'BTCUSDT' })
    expect(row(bars, 0)).toEqual([1688169600000, 30471.99, 30472, 30471.5, 30471.98, 0.54114])
    expect(Object.fromEntries(Object.entries(bars.extra).map(([name, column]) => [name, column[1]]))).toEqual({
      closeTimeMs: 1688169719999,
      quoteVolume: 365749.32,
      trades: 80,
      takerBuyVolume: 6,
      takerBuyQuoteVolume: 182874.66,
    })
  })

  it('ccxt OHLCV, also with null; Kraken rows; one row per line', () => {
    const bars = parseJson(`[[${T}, 10, 11, 9, 10.5, 100], [${T + HOUR}, 10.5, 12, 10, 11, null]]`)
    expect([row(bars, 0), row(bars, 1)]).toEqual([
      [T, 10, 11, 9, 10.5, 100],
      [T + HOUR, 10.5, 12, 10, 11, NaN],
    ])
    const kraken = parseJson(
      '[[1688671200,"30306.1","30306.2","30305.7","30305.8","30306.1","3.39243896",23],[1688671260,"30304.5","30304.6","30300.1","30300.2","30303.0","4.42996871",18]]',
    )
    expect(row(kraken, 1)).toEqual([1688671260000, 30304.5, 30304.6, 30300.1, 30300.2, 4.42996871])
    expect([...kraken.extra.vwap!, ...kraken.extra.trades!]).toEqual([30306.1, 30303, 23, 18])
    expect(parseJson(`[${T},10,11,9,10.5,100]\n[${T + HOUR},10.5,12,10,11,null]\n`)).toEqual(bars)
  })

  it('objects with short names, keys in any order, a symbol, times as text, a BOM', () => {
    const bars = parseJson(
      `\uFEFF[{"t":"2024-01-01T00:00:00Z","o":10,"h":"11","l":9,"c":10.5,"v":5,"S":null,"symbol":"X"},
        {"symbol":"X","v":6,"c":11,"l":10,"h":12,"o":10.5,"t":"2024-01-01T01:00:00Z","S":null}]`,
      { ignore: ['S'] },
    )
    expect(bars).toMatchObject({ symbol: 'X', length: 2, timeframeMs: HOUR })
    expect([row(bars, 0), row(bars, 1)]).toEqual([
      [T, 10, 11, 9, 10.5, 5],
      [T + HOUR, 10.5, 12, 10, 11, 6],
    ])
    expect(bars.extra).toEqual({})
  })

  it('lists by column (as UDF and Finnhub answer)', () => {
    const text = '{"c":[10.5,11],"h":[11,12],"l":[9,10],"o":[10,10.5],"s":"ok","t":[1704067200,1704070800],"v":[5,6],"symbol":"X"}'
    const bars = parseJson(text, { ignore: ['s'] })
    expect(bars).toMatchObject({ symbol: 'X', length: 2 })
    expect(row(bars, 1)).toEqual([T + HOUR, 10.5, 12, 10, 11, 6])
  })

  const golden = JSON.parse(readFileSync(new URL('../golden/json-exports/exports.json', import.meta.url), 'utf8')) as {
    openTimeMs: string
    columns: Record<string, string>
    exports: Record<string, string>
  }
  it.each(Object.keys(golden.exports))('%s', async (name) => {
    const text = golden.exports[name]!
    const bars = parseJson(text)
    expect(bars.openTimeMs).toEqual(decodeFloats(golden.openTimeMs))
    for (const column of NAMES.slice(1)) expect(bars[column as 'open'], column).toEqual(decodeFloats(golden.columns[column]!))
    expect(Object.keys(bars.extra)).toEqual([])
    expect(bars.timeframeMs).toBe(HOUR)
    expect(await readBars(new TextEncoder().encode(text))).toEqual(bars)
    expect(await readBars(gzipSync(text))).toEqual(bars)
  })

  it('streams, however they are cut', async () => {
    const texts = [
      ...Object.values(golden.exports),
      ' \n [ ] ',
      `\n\n[{"t":"2024-01-01","o":1,"h":1,"l":1,"c":1,"v":1,"näme \\"{[\\\\":1},\n{"t":"2024-01-02","o":1,"h":1,"l":1,"c":1,"v":1,"näme \\"{[\\\\":2}]`,
      `\n\n\ntime,open,high,low,close,volume\n2024-01-01,1,1,1,1,1\n2024-01-02,1,1,x,1,1\n`,
    ]
    const outcome = async (read: () => Bars | Promise<Bars>): Promise<unknown> => {
      try {
        return await read()
      } catch (error) {
        const { code, where } = error as { code: string; where: object }
        return { code, where }
      }
    }
    const arbitrary = [fc.constantFrom(...texts), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 })] as const
    await fc.assert(
      fc.asyncProperty(...arbitrary, async (text, sizes) => {
        const whole = await outcome(() => (/^\s*[[{]/.test(text) ? parseJson(text) : parseCsv(text)))
        expect(await outcome(() => readBars(streamOf(text, sizes)))).toEqual(whole)
      }),
      { numRuns: 150 },
    )
  })
})

function refusal(text: unknown, options: unknown = {}): { code: string; message: string; where: object; value: unknown } {
  try {
    parseJson(text as string, options as JsonOptions)
  } catch (error) {
    return error as ReturnType<typeof refusal>
  }
  throw new Error('not refused')
}

const good = (i: number): string => `[${T + i * HOUR},10,11,9,10.5,100]`
const named = (i: number, change: object = {}): string =>
  JSON.stringify({ time: T + i * HOUR, open: 10, high: 11, low: 9, close: 10.5, volume: 100, ...change })

describe('bad input is refused by name, with row and column', () => {
  it('what is no JSON, or ends early', () => {
    const cases: [string, number][] = [
      ['5', 0],
      ['"text"', 0],
      ['null', 0],
      ['[', 0],
      [`[${good(0)}`, 1],
      [`[${good(0)},`, 1],
      [`[${good(0)},]`, 1],
      [`[,${good(0)}]`, 0],
      [`[${good(0)} ${good(1)}]`, 1],
      [`[${good(0)}] ${good(1)}`, 1],
      [`[${good(0)},{"time":`, 1],
      [`[${good(0)},[1,2,3,4,5,6,]]`, 1],
      [`[${good(0)},[1,2,3,4,5,Infinity]]`, 1],
      [`[${good(0)},['a',2,3,4,5,6]]`, 1],
      [`[${good(0)},[1,2,3,4,5,6}]`, 1],
      [`${named(0)}\n${named(1)},`, 2],
      [`${named(0)}\n5`, 1],
    ]
    for (const [text, at] of cases) expect(refusal(text), text).toMatchObject({ code: 'bars/json', where: { row: at } })
    for (const text of ['', ' \n', '[]', ' [ ] ']) expect(refusal(text).code, text).toBe('bars/empty')
    for (const value of [null, undefined, 5, {}, new Uint8Array(3)]) expect(refusal(value).code).toBe('bars/not-text')
  })

  it('values that are no numbers or times', () => {
    const lists = (value: string): string => `[${good(0)},[${T + HOUR},10,11,9,${value},100]]`
    for (const value of ['"abc"', '"1,5"', 'true', '{}', '[1]', '"0x10"']) {
      const error = refusal(lists(value))
      expect(error, value).toMatchObject({ code: 'bars/not-a-number', where: { row: 1, column: 'close' } })
      expect(error.message).toContain('column close must hold numbers')
    }
    expect(refusal(`[${named(0)},${named(1, { close: 'abc' })}]`).where).toEqual({ row: 1, column: 'close' })
    expect(refusal(`[${named(0)},${named(1, { time: 'soon' })}]`)).toMatchObject({
      code: 'bars/not-a-time',
      where: { row: 1, column: 'time' },
    })
    expect(refusal(`[${named(0)},${named(1, { time: 1_704_067_200 })}]`)).toMatchObject({ code: 'bars/mixed-time', where: { row: 1 } })
    expect(refusal(`[${named(0, { time: 5 })},${named(1)}]`)).toMatchObject({ code: 'bars/time-unit', where: { row: 0 } })
    expect(refusal(`[${named(0, { note: 'x' })},${named(1, { note: 'x' })}]`).message).toMatch(/ignore: \["note"\]/)
    expect(refusal(`[${named(0, { isFinal: true })},${named(1)}]`)).toMatchObject({
      code: 'bars/not-a-number',
      where: { column: 'isFinal' },
    })
    expect(refusal(`[${named(0, { symbol: 'A' })},${named(1, { symbol: 'B' })}]`)).toMatchObject({
      code: 'bars/several-symbols',
      where: { row: 1 },
    })
    for (const symbol of [{ toString: 1 }, null, true]) expect(refusal(`[${named(0, { symbol })}]`).code).toBe('bars/not-a-number')
  })

  it('rows unlike the first', () => {
    for (const other of ['[]', '[1]', `[${T},1,1,1,1]`, `[${T},1,1,1,1,1,1]`, '{}', named(1)])
      expect(refusal(`[${good(0)},${other}]`), other).toMatchObject({ code: 'bars/ragged-row', where: { row: 1 } })
    expect(refusal(`[${named(0)},${good(1)}]`)).toMatchObject({ code: 'bars/ragged-row', where: { row: 1 } })
    expect(refusal(`[${named(0)},${named(1, { close: undefined })}]`)).toMatchObject({
      code: 'bars/ragged-row',
      where: { row: 1, column: 'close' },
      message: 'Parse JSON: every row must have the columns of the first, found no "close" at row 1',
    })
    expect(refusal(`[${named(0)},${named(1, { x: 1 })}]`).where).toEqual({ row: 1, column: 'x' })
    expect(refusal(`[${named(0)},${named(1, { close: undefined, __proto__x: 1 })}]`).where).toEqual({ row: 1, column: 'close' })
    // A key that objects inherit is no column of theirs.
    const inherited = named(1).replace('"volume"', '"x"')
    expect(
      refusal(`[${named(0, { toString: 1 }).replace('"volume":100,', '')},${inherited}]`, { columns: { volume: null } }).where,
    ).toEqual({
      row: 1,
      column: 'toString',
    })
  })

  it('columns that are missing, double, of other lengths', () => {
    expect(refusal(`[${named(0, { close: undefined })}]`)).toMatchObject({
      code: 'bars/missing-column',
      where: { row: 0, column: 'close' },
    })
    expect(refusal(`[${named(0, { timestamp: T })}]`).code).not.toBe('bars/duplicate-column')
    expect(refusal(`[${named(0, { CLOSE: 1 })},${named(1, { CLOSE: 1 })}]`).code).toBe('bars/duplicate-column')
    const table = (change: object): string =>
      JSON.stringify({ t: [T, T + HOUR], o: [1, 1], h: [1, 1], l: [1, 1], c: [1, 1], v: [1, 1], ...change })
    expect(parseJson(table({})).length).toBe(2)
    expect(refusal(table({ c: [1] }))).toMatchObject({ code: 'bars/column-length', where: { column: 'c' } })
    expect(refusal(table({ c: { 0: 1, 1: 1 } }))).toMatchObject({ code: 'bars/json', where: { column: 'c' } })
    expect(refusal(table({ c: [1, 'x'] }))).toMatchObject({ code: 'bars/not-a-number', where: { row: 1, column: 'c' } })
    expect(refusal(table({ s: 'ok' })).message).toMatch(/ignore: \["s"\]/)
    expect(refusal(`${table({})}\n${table({})}`).code).toBe('bars/json')
    expect(refusal('{"data":[[1,2]],"columns":["a","b","c"]}')).toMatchObject({ code: 'bars/ragged-row', where: { row: 0 } })
    expect(refusal('{"data":[5],"columns":["a"]}')).toMatchObject({ code: 'bars/ragged-row', where: { row: 0 } })
    expect(refusal('{"data":[[1]],"columns":["a"],"index":[]}')).toMatchObject({ code: 'bars/column-length', where: { column: 'index' } })
    expect(refusal('{"data":[[1]],"columns":[{"toString":1}],"index":[1]}').code).toBe('bars/missing-column')
    const keyed = { open: { 0: 1, 1: 1 }, close: { 0: 1, 2: 1 } }
    expect(refusal(JSON.stringify(keyed))).toMatchObject({ code: 'bars/column-length', where: { column: 'close', row: 1 } })
    expect(refusal('{"open":{},"close":{}}').code).toBe('bars/missing-column')
    expect(refusal('{"result":{"XXBTZUSD":[[1,2]]},"error":[]}').code).toBe('bars/json')
  })

  it('lists whose order nothing tells, or contradicts', () => {
    expect(refusal(`[[${T},"1","2","3","4","5","6"]]`)).toMatchObject({ code: 'bars/unknown-layout', where: { row: 0 } })
    // Coinbase: time, low, high, open, close, volume. Bitfinex: time, open, close, high, low, volume.
    const coinbase = `[[${T + HOUR},9,12,11,10,5],[${T},8,11,9,10,5]]`
    const bitfinex = `[[${T + HOUR},11,10,12,9,5],[${T},9,10,11,8,5]]`
    for (const text of [coinbase, bitfinex]) expect(refusal(text).code).toBe('bars/unknown-layout')
    const expected = [T + HOUR, 11, 12, 9, 10, 5]
    expect(row(parseJson(coinbase, { columns: { time: 0, low: 1, high: 2, open: 3, close: 4, volume: 5 } }), 0)).toEqual(expected)
    expect(row(parseJson(bitfinex, { columns: { time: 0, open: 1, close: 2, high: 3, low: 4, volume: 5 } }), 0)).toEqual(expected)
    const bybit = parseJson(`[["${T}","1","2","1","2","5","6"],["${T + HOUR}","1","2","1","2","5","6"]]`, {
      columns: { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 },
      ignore: [6],
    })
    expect(row(bybit, 1)).toEqual([T + HOUR, 1, 2, 1, 2, 5])
    expect(() => parseCsv('2024-01-01,9,12,11,10,5\n2024-01-02,8,11,9,10,5')).toThrow(
      expect.objectContaining({ code: 'bars/unknown-layout' }),
    )
  })

  it('options', () => {
    expect(refusal(`[${good(0)}]`).code).toBe('bars/timeframe')
    expect(parseJson(`[${good(0)}]`, { timeframe: '1h' }).timeframeMs).toBe(HOUR)
    expect(refusal(`[${good(0)}]`, { timeframe: '1x' }).code).toBe('timeframe/unknown')
    expect(refusal(`[${good(0)}]`, { delimiter: ',' }).code).toBe('bars/unknown-option')
    expect(refusal(`[${named(0)}]`, { columns: { close: 'closes' } }).message).toMatch(/did you mean "close"/)
    expect(refusal(`[${good(0)}]`, { columns: { time: 9 } }).code).toBe('bars/unknown-column')
  })

  it('a row without end, and a stated delimiter', async () => {
    const code = (source: string, options: ReadOptions = {}): Promise<string> =>
      readBars(streamOf(source, [10_000]), options).then(
        () => 'not refused',
        (error: { code: string }) => error.code,
      )
    expect(await code(`[${good(0)},[${'1,'.repeat(600_000)}`)).toBe('bars/row-too-long')
    expect(await code(`${named(0)}\n{"${'x'.repeat(1_100_000)}`)).toBe('bars/row-too-long')
    expect(await code(`[${good(0)}]`, { delimiter: ',' })).not.toBe('bars/timeframe')
    expect(await code(`[${good(0)}]`)).toBe('bars/timeframe')
    expect(await code(' '.repeat(200_000))).toBe('bars/empty')
  })
})

describe('toJson', () => {
  it('reads back to the same bars, and as what other doors take', () => {
    const bars: Bars = {
      ...simulateBars({ seed: 9, length: 400, timeframeMs: HOUR }),
      extra: {
        'odd "{[\\"\n': Float64Array.from({ length: 400 }, (_, i) => (i % 7 === 0 ? NaN : i / 3)),
        zero: new Float64Array(400).fill(-0),
        tiny: Float64Array.from({ length: 400 }, (_, i) => 5e-324 * i - 1e300 * (i % 2)),
      },
    }
    const text = toJson(bars)
    expect(parseJson(text, { symbol: bars.symbol })).toEqual(bars)
    const [first] = JSON.parse(text) as [Record<string, number | null>]
    expect(first).toMatchObject({ openTimeMs: bars.openTimeMs[0], close: bars.close[0], 'odd "{[\\"\n': null })
    const days = resampleBars(simulateBars({ seed: 9, length: 100, timeframeMs: HOUR, startMs: 0 }), '1d')
    expect(parseJson(toJson(days), { symbol: days.symbol })).toEqual(days)
    expect(parseCsv(toCsv(days), { symbol: days.symbol })).toEqual(days)
  })

  it('any finite double and time', () => {
    const value = fc.oneof(fc.double({ min: 1e-300, noNaN: true, noDefaultInfinity: true }), fc.constant(NaN))
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), fc.double({ min: 1e11, max: 1e13, noNaN: true }), (close, start) => {
        const length = close.length
        const same = Float64Array.from(close)
        const openTimeMs = Float64Array.from(close, (_, i) => start + i * HOUR)
        const bars = {
          symbol: '',
          timeframeMs: HOUR,
          length,
          openTimeMs,
          open: same,
          high: same,
          low: same,
          close: same,
          volume: same,
          extra: {},
        }
        expect(parseJson(toJson(bars))).toMatchObject({ openTimeMs, close: same, volume: same })
      }),
    )
  })

  it('refuses faulty bars and names that are taken', () => {
    const bars = simulateBars({ seed: 9, length: 4 })
    expect(() => toJson({ ...bars, extra: { close: bars.close } })).toThrow(expect.objectContaining({ code: 'bars/duplicate-column' }))
    expect(() => toJson({ ...bars, close: bars.close.map(() => -1) })).toThrow(expect.objectContaining({ code: 'bars/price-not-positive' }))
  })
})
