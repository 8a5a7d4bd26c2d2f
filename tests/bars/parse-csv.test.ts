import { readFileSync } from 'node:fs'
import { type CsvOptions, parseCsv, toCsv } from 'barcast/bars'
import { type Bars, checkBars, decodeFloats } from 'barcast/core'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const NAMES = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const
const HOUR = 3_600_000

function row(bars: Bars, i: number): number[] {
  return NAMES.map((name) => bars[name][i]!)
}

function extra(bars: Bars): Record<string, number[]> {
  return Object.fromEntries(Object.entries(bars.extra).map(([name, column]) => [name, [...column]]))
}

describe('exports of exchanges and vendors load as they are', () => {
  it('Binance klines: no header, milliseconds', () => {
    const bars = parseCsv(
      `1688169600000,30471.99000000,30472.00000000,30471.50000000,30471.98000000,0.54114000,1688169659999,16489.61790060,31,0.52320000,15942.95040000,0
1688169660000,30471.98000000,30480.00000000,30470.00000000,30479.11000000,12.00000000,1688169719999,365749.32000000,80,6.00000000,182874.66000000,0
`,
    )
    checkBars(bars, 'Test')
    expect(bars).toMatchObject({ length: 2, timeframeMs: 60_000, symbol: '' })
    expect(row(bars, 0)).toEqual([1688169600000, 30471.99, 30472, 30471.5, 30471.98, 0.54114])
    expect(extra(bars)).toEqual({
      closeTimeMs: [1688169659999, 1688169719999],
      quoteVolume: [16489.6179006, 365749.32],
      trades: [31, 80],
      takerBuyVolume: [0.5232, 6],
      takerBuyQuoteVolume: [15942.9504, 182874.66],
    })
  })

  it('Binance klines since 2025: microseconds', () => {
    const bars = parseCsv(
      `1735689600000000,93576.00,93702.15,93489.03,93656.18,1.5,1735693199999999,140484.27,100,1,93656.18,0
1735693200000000,93656.18,94000.00,93500.00,93900.00,2.5,1735696799999999,234750.00,120,1,93900.00,0`,
    )
    expect(bars.timeframeMs).toBe(HOUR)
    expect([...bars.openTimeMs]).toEqual([Date.UTC(2025, 0, 1), Date.UTC(2025, 0, 1, 1)])
    expect(bars.extra.closeTimeMs![0]).toBe(1735693199999.999)
  })

  it('Binance futures klines: with header', () => {
    const bars = parseCsv(
      `open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore
1704067200000,42314.00,42603.20,42289.60,42503.50,8459.477,1704070799999,359133486.29,120531,4504.541,191252017.36,0
1704070800000,42503.50,42809.00,42503.50,42650.10,9241.001,1704074399999,394265901.94,128117,4935.130,210563020.35,0`,
    )
    expect(row(bars, 1)).toEqual([1704070800000, 42503.5, 42809, 42503.5, 42650.1, 9241.001])
    expect(Object.keys(bars.extra)).toEqual(['closeTimeMs', 'quoteVolume', 'trades', 'takerBuyVolume', 'takerBuyQuoteVolume'])
  })

  it('Yahoo: raw prices, the adjusted close apart, null cells', () => {
    const bars = parseCsv(
      `Date,Open,High,Low,Close,Adj Close,Volume
2020-08-27,127.142502,127.485001,123.832497,125.010002,122.945000,155552400
2020-08-28,null,null,null,null,null,null
2020-08-31,127.580002,131.000000,126.000000,129.039993,126.908401,225702700
`,
    )
    checkBars(bars, 'Test')
    expect(bars.timeframeMs).toBe(86_400_000)
    expect(row(bars, 0)).toEqual([Date.UTC(2020, 7, 27), 127.142502, 127.485001, 123.832497, 125.010002, 155552400])
    expect(row(bars, 1)).toEqual([Date.UTC(2020, 7, 28), NaN, NaN, NaN, NaN, NaN])
    expect(extra(bars)).toEqual({ adjClose: [122.945, NaN, 126.908401] })
  })

  it('Kraken: OHLCVT files, and rows in the order of its API', () => {
    const files = parseCsv('1381095240,122.0,122.5,121.9,122.2,0.1,1\n1381095300,123.61,123.7,123.6,123.65,0.2,2\n')
    expect(files.timeframeMs).toBe(60_000)
    expect(row(files, 0)).toEqual([1381095240000, 122, 122.5, 121.9, 122.2, 0.1])
    expect(extra(files)).toEqual({ trades: [1, 2] })
    const api = parseCsv(
      '1688671200,30306.1,30306.2,30305.7,30305.8,30306.1,3.39243896,23\n1688671260,30304.5,30304.6,30300.1,30300.2,30303.0,4.42996871,18',
    )
    expect(row(api, 1)).toEqual([1688671260000, 30304.5, 30304.6, 30300.1, 30300.2, 4.42996871])
    expect(extra(api)).toEqual({ vwap: [30306.1, 30303], trades: [23, 18] })
  })

  it('CryptoDataDownload: banner, symbol, newest row first, two times, two volumes', () => {
    const bars = parseCsv(
      `https://www.CryptoDataDownload.com
Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount
1640995200000,2022-01-01 00:00:00,BTC/USDT,46211.24,46729.73,46210.55,46650.01,1503.33,69843370.4,42000
1640991600000,2021-12-31 23:00:00,BTC/USDT,46308.00,46415.24,46111.11,46216.93,2346.48,108547912.2,51000`,
    )
    expect(bars).toMatchObject({ symbol: 'BTC/USDT', timeframeMs: HOUR })
    expect(row(bars, 0)).toEqual([1640995200000, 46211.24, 46729.73, 46210.55, 46650.01, 1503.33])
    expect(extra(bars)).toEqual({
      DateMs: [Date.UTC(2022, 0, 1), Date.UTC(2021, 11, 31, 23)],
      'Volume USDT': [69843370.4, 108547912.2],
      trades: [42000, 51000],
    })
    expect(() => checkBars(bars, 'Test')).toThrow(expect.objectContaining({ code: 'bars/unordered-time' }))
  })

  it('yfinance: three header lines, the ticker as symbol', () => {
    const bars = parseCsv(
      `Price,Close,High,Low,Open,Volume
Ticker,MSFT,MSFT,MSFT,MSFT,MSFT
Date,,,,,
2023-02-17,254.5292510986328,256.53147567397895,252.49743818375117,255.84107105146936,30000100
2023-02-21,249.15,251.4,248.5,251.1,28397400`,
    )
    expect(bars.symbol).toBe('MSFT')
    expect(row(bars, 0)).toEqual([
      Date.UTC(2023, 1, 17),
      255.84107105146936,
      256.53147567397895,
      252.49743818375117,
      254.5292510986328,
      30000100,
    ])
  })

  it('short names, quotes, BOM, CRLF, blank lines, spaces', () => {
    const bars = parseCsv('\uFEFFt;o;h;l;c;v\r\n"1704067200000"; 10 ;11;"9";1.05e1;"5"\r\n\r\n1704153600000;10.5;1.2e+1;10;11;.5\r\n  \r\n')
    expect(row(bars, 0)).toEqual([1704067200000, 10, 11, 9, 10.5, 5])
    expect(row(bars, 1)).toEqual([1704153600000, 10.5, 12, 10, 11, 0.5])
    expect(bars.length).toBe(2)
  })

  it('the bundled S&P 500 bars', () => {
    const bars = parseCsv(readFileSync(new URL('../../examples/data/sp500-1d.csv', import.meta.url), 'utf8'), { symbol: '^GSPC' })
    checkBars(bars, 'Test')
    expect(bars).toMatchObject({ length: 5031, timeframeMs: 86_400_000, symbol: '^GSPC' })
    expect(row(bars, 0)).toEqual([Date.UTC(1999, 0, 4), 1229.22998, 1248.810059, 1219.099976, 1228.099976, 877000000])
    expect(bars.openTimeMs[5030]).toBe(Date.UTC(2018, 11, 31))
  })

  interface Golden {
    columns: Record<string, string>
    exports: Record<string, { text: string; openTimeMs: string }>
  }
  const golden = JSON.parse(readFileSync(new URL('../golden/csv-exports/exports.json', import.meta.url), 'utf8')) as Golden
  it.each(Object.keys(golden.exports))('%s', (name) => {
    const { text, openTimeMs } = golden.exports[name]!
    const bars = parseCsv(text)
    expect(bars.openTimeMs).toEqual(decodeFloats(openTimeMs))
    for (const column of NAMES.slice(1)) expect(bars[column as 'open'], column).toEqual(decodeFloats(golden.columns[column]!))
    expect(Object.keys(bars.extra)).toEqual([])
    expect(bars.timeframeMs).toBe(HOUR)
    expect(bars.symbol).toBe(name.includes('yfinance') ? 'SPY' : '')
  })
})

const HEADER = 'time,open,high,low,close,volume'
const line = (time: string, rest = '10,11,9,10.5,100'): string => `${time},${rest}`
const file = (...rows: string[]): string => [HEADER, ...rows].join('\n')

function refusal(text: unknown, options: unknown = {}): { code: string; message: string; where: object; value: unknown } {
  try {
    parseCsv(text as string, options as CsvOptions)
  } catch (error) {
    return error as ReturnType<typeof refusal>
  }
  throw new Error('not refused')
}

describe('options', () => {
  it('symbol, timeframe, columns, ignore, delimiter, hasHeader', () => {
    const text = 'when|first|top|bottom|last|qty|venue\n2024-01-01|10|11|9|10.5|5|A\n2024-01-03|10.5|12|10|11|6|B'
    const options = {
      columns: { time: 'when', open: 'FIRST', high: 'top', low: 3, close: 'last', volume: 'qty' },
      ignore: ['venue'],
      delimiter: '|',
    }
    const bars = parseCsv(text, { ...options, symbol: 'X', timeframe: '1d' })
    expect(bars).toMatchObject({ symbol: 'X', timeframeMs: 86_400_000, length: 2 })
    expect(row(bars, 1)).toEqual([Date.UTC(2024, 0, 3), 10.5, 12, 10, 11, 6])
    expect(Object.keys(bars.extra)).toEqual([])
    const headerless = parseCsv('1,5,10,11,9,10.5,1704067200\n2,6,10,11,9,10.5,1704067260', {
      columns: { time: 6, open: 2, high: 3, low: 4, close: 5, volume: 1 },
    })
    expect(row(headerless, 0)).toEqual([1704067200000, 10, 11, 9, 10.5, 5])
    expect(extra(headerless)).toEqual({ '0': [1, 2] })
    expect(
      parseCsv('0,1,2,3,4,5\n1704067200,10,11,9,10.5,5', {
        hasHeader: true,
        timeframe: '1m',
        columns: { time: '0', open: '1', high: '2', low: '3', close: '4', volume: '5' },
      }).length,
    ).toBe(1)
  })

  it('volume: null states that there is none', () => {
    const text = 'time,open,high,low,close\n2024-01-01,1,1,1,1\n2024-01-02,1,1,1,1'
    expect(refusal(text)).toMatchObject({ code: 'bars/missing-column', message: expect.stringContaining('volume: null') })
    expect([...parseCsv(text, { columns: { volume: null } }).volume]).toEqual([NaN, NaN])
  })

  it('are refused by name when unknown or wrong', () => {
    const text = file(line('2024-01-01'), line('2024-01-02'))
    expect(refusal(text, { symbl: 'X' })).toMatchObject({
      code: 'bars/unknown-option',
      message: expect.stringContaining('did you mean "symbol"?'),
    })
    expect(refusal(text, { columns: { opne: 'open' } })).toMatchObject({
      code: 'bars/unknown-option',
      message: expect.stringContaining('"open"'),
    })
    expect(refusal(text, { delimiter: ',,' })).toMatchObject({ code: 'bars/config', where: { path: 'delimiter' } })
    expect(refusal(text, { delimiter: '5' }).code).toBe('bars/config')
    expect(refusal(text, { symbol: 5 })).toMatchObject({ code: 'bars/config', where: { path: 'symbol' }, value: 5 })
    expect(refusal(text, null).code).toBe('bars/config')
    expect(refusal(text, JSON.parse('{"__proto__": 1}')).code).toBe('bars/unknown-option')
    expect(refusal(text, { timeframe: '1M' }).code).toBe('timeframe/not-fixed')
    expect(refusal(text, { timeframe: '1w' })).toMatchObject({
      code: 'bars/timeframe',
      message: expect.stringContaining('found 1w and steps of 1d'),
    })
    expect(refusal(text, { columns: { open: 'opne' } })).toMatchObject({
      code: 'bars/unknown-column',
      message: expect.stringContaining('"open"'),
    })
    expect(refusal(text, { ignore: [9] }).code).toBe('bars/unknown-column')
    expect(refusal(text, { ignore: ['close'] })).toMatchObject({ code: 'bars/missing-column' })
    expect(parseCsv(text, { timeframe: '12h' }).timeframeMs).toBe(12 * HOUR)
  })
})

describe('bad input is refused by name, with line and column', () => {
  it.each([
    ['empty', ''],
    ['empty', '\n\n  \n'],
    ['empty', HEADER],
    ['empty', `${HEADER}\n\n`],
    ['not-text', undefined],
    ['not-text', new Uint8Array(3)],
    ['timeframe', file(line('2024-01-01'))],
    ['timeframe', file(line('2024-01-01'), line('2024-01-01'))],
    ['ragged-row', file(line('2024-01-01'), '2024-01-02,10,11,9')],
    ['ragged-row', file(line('2024-01-01'), '2024-01-02,10,11,9,10,5,7')],
    ['missing-column', 'time,open,high,low,volume\n2024-01-01,1,1,1,1'],
    ['missing-column', 'a|b|c\n1|2|3'],
    ['duplicate-column', 'time,open,high,low,close,Close,volume\n2024-01-01,1,1,1,1,1,1'],
    ['duplicate-column', `${HEADER},x,x\n2024-01-01,1,1,1,1,1,1,1`],
    ['unknown-layout', '2024-01-01,10,11,9,10.5,10.5,100\n2024-01-02,10,11,9,10.5,10.5,100'],
    ['unknown-layout', '1704067200,10,11\n1704067260,10,11'],
    ['unclosed-quote', file(line('2024-01-01'), '"2024-01-02,10,11,9,10,5')],
    ['row-too-long', `${HEADER}\n${'1'.repeat(1_100_000)}`],
    ['row-too-long', 'x'.repeat(1_100_000)],
    ['several-symbols', `${HEADER},symbol\n${line('2024-01-01')},A\n${line('2024-01-02')},B`],
    ['not-a-time', file(line('2024-01-01'), line('yesterday'))],
    ['not-a-time', file(line('2024-02-30'))],
    ['not-a-time', file(line('2024-01-01 25:00'))],
    ['not-a-time', file(line('2024-01-01T10:00+25:00'))],
    ['not-a-time', file(line('01/02/2024'))],
    ['not-a-time', file(line('2024-01-01 10:00 PM'))],
    ['mixed-time', file(line('1704067200'), line('1704067260000'))],
    ['mixed-time', file(line('1735689540000'), line('1735689600000000'))],
    ['mixed-time', file(line('2024-01-01'), line('1704067200000'))],
    ['time-unit', file(line('1'), line('2'))],
    ['time-unit', file(line('20240101'), line('20240102'))],
  ])('bars/%s %#', (rule, text) => {
    expect(refusal(text).code).toBe(`bars/${rule}`)
  })

  it.each(['abc', '1,5'.replace(',', ' '), '$10', '10%', '1e', '0x10', '1_000', '--1', '1.2.3', '.', 'NaNs', 'true', '１０', '__proto__'])(
    'text %j in a number column',
    (cell) => {
      const error = refusal(file(line('2024-01-01'), line('2024-01-02', `10,11,9,${cell},100`)))
      expect(error).toMatchObject({ code: 'bars/not-a-number', where: { line: 3, column: 'close' }, value: cell })
      expect(error.message).toContain(`found ${JSON.stringify(cell)} at line 3`)
    },
  )

  it('names the missing columns and what was found', () => {
    const { message } = refusal('when,opening,high,low,last,volume\n1,1,1,1,1,1')
    expect(message).toContain('time, open, close are missing')
    expect(message).toContain('"when", "opening", "high"')
  })

  it('text that Bars cannot hold is refused, and can be left out', () => {
    const text = `${HEADER},venue\n${line('2024-01-01')},\n${line('2024-01-02')},Kraken`
    expect(refusal(text)).toMatchObject({
      code: 'bars/not-a-number',
      where: { line: 3, column: 'venue' },
      message: expect.stringContaining('ignore: ["venue"]'),
    })
    expect(parseCsv(text, { ignore: ['venue'] }).extra).toEqual({})
  })

  it('counts lines as an editor does: blank lines, quoted line breaks, header lines', () => {
    expect(refusal(`\n\n${HEADER},note\n\n${line('2024-01-01')},\n${line('x')},`).where).toMatchObject({ line: 6 })
    const quoted = `${HEADER},"a ""note""\nof two lines"\n${line('2024-01-01')},"1"\n${line('x')},2`
    expect(refusal(quoted).where).toMatchObject({ line: 4, column: 'time' })
    expect(refusal('Price,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A\nDate,,,,,\n2023-02-17,1,1,1,1,x').where).toMatchObject({
      line: 4,
      column: 'Volume',
    })
    expect(refusal('Price,Close,High,Low,Open,Volume\nTicker,A,A,B,A,A\nDate,,,,,\n2023-02-17,1,1,1,1,1')).toMatchObject({
      code: 'bars/several-symbols',
      where: { line: 2 },
    })
  })

  it('__proto__ as a column is a column like any other', () => {
    const bars = parseCsv(`${HEADER},__proto__,constructor\n${line('2024-01-01')},7,8\n${line('2024-01-02')},9,10`)
    expect(Object.entries(bars.extra).map(([name, column]) => [name, [...column]])).toEqual([
      ['__proto__', [7, 9]],
      ['constructor', [8, 10]],
    ])
    expect(Object.getPrototypeOf(bars.extra)).toBe(Object.prototype)
    checkBars(bars, 'Test')
  })
})

describe('values', () => {
  it('faults are kept as found: order, duplicates, high below low, zero, negative, infinite', () => {
    const bars = parseCsv(file(line('2024-01-03'), line('2024-01-01', '0,-1,inf,-Infinity,+INF'), line('2024-01-01', 'NaN,null,,nan,NULL')))
    expect(row(bars, 1)).toEqual([Date.UTC(2024, 0, 1), 0, -1, Infinity, -Infinity, Infinity])
    expect(row(bars, 2)).toEqual([Date.UTC(2024, 0, 1), NaN, NaN, NaN, NaN, NaN])
    expect(parseCsv(file(line(''), line('2024-01-01'), line('2024-01-02'))).openTimeMs[0]).toBeNaN()
  })

  it('numbers have the bits of Number, whatever the text', () => {
    const plain = fc
      .tuple(fc.boolean(), fc.stringMatching(/^\d{1,12}$/), fc.stringMatching(/^\d{0,14}$/))
      .map(([negative, whole, rest]) => `${negative ? '-' : ''}${whole}.${rest}`)
    const text = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      plain,
      fc.stringMatching(/^[+-]?\d{1,25}(\.\d{1,25})?([eE][+-]?\d{1,3})?$/),
      fc.constantFrom('-0', '00012.50', '9007199254740993', '9007199254740992.5', '0.1', '.5', '5.', '123456789012345678901234567890'),
    )
    fc.assert(
      fc.property(fc.array(text, { minLength: 4, maxLength: 4 }), (cells) => {
        const bars = parseCsv(file(line('2024-01-01', `${cells.join(',')},1`)), { timeframe: '1d' })
        cells.forEach((cell, i) => {
          expect(Object.is(bars[NAMES[i + 1] as 'open'][0], Number(cell)), cell).toBe(true)
        })
      }),
      { numRuns: 3000 },
    )
  })

  it('times have the value of Date.parse, with any offset', () => {
    const parts = fc.tuple(fc.integer({ min: -30_000_000_000_000, max: 200_000_000_000_000 }), fc.integer({ min: -14 * 60, max: 14 * 60 }))
    fc.assert(
      fc.property(parts, ([time, offset]) => {
        const sign = offset < 0 ? '-' : '+'
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'))
        const zone = `${sign}${hours}:${minutes}`
        const iso = new Date(time).toISOString()
        const local = iso.slice(0, -1)
        const texts = [
          iso,
          local.replace('T', ' '),
          `${local}${zone}`,
          `${local.replaceAll('-', '/')}${zone.replace(':', '')}`,
          iso.slice(0, 10),
        ]
        const expected = [time, time, time - offset * 60_000, time - offset * 60_000, Math.floor(time / 86_400_000) * 86_400_000]
        expect([...parseCsv(file(...texts.map((text) => line(text))), { timeframe: '1ms' }).openTimeMs]).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })

  it('epoch times in s, ms, µs and ns are one time; fractions are kept to the microsecond', () => {
    const ms = Date.UTC(2024, 5, 1, 12, 30, 15, 250)
    for (const [text, expected] of [
      [`${ms / 1000}`, ms],
      [`${ms}`, ms],
      [`${ms}125`, ms + 0.125],
      [`${ms}125999`, ms + 0.126],
      [`${ms / 1000}125`.replace('.25125', '.250125'), ms + 0.125],
    ] as const) {
      expect(parseCsv(file(line(text)), { timeframe: '1s' }).openTimeMs[0], text).toBe(expected)
    }
    expect(parseCsv(file(line('2024-06-01T12:30:15.250125999Z')), { timeframe: '1s' }).openTimeMs[0]).toBe(ms + 0.125)
    expect(parseCsv(file(line('1.7040672e9'), line('1.70406726e9'))).timeframeMs).toBe(60_000)
  })

  it('the timeframe is the most frequent step, through gaps, disorder and newest-first files', () => {
    const at = (minutes: number[]): Bars => parseCsv(file(...minutes.map((minute) => line(String(1704067200000 + minute * 60_000)))))
    expect(at([0, 5, 10, 60, 65]).timeframeMs).toBe(300_000)
    expect(at([65, 60, 10, 5, 0]).timeframeMs).toBe(300_000)
    expect(at([10, 0, 65, 5, 60]).timeframeMs).toBe(300_000)
    expect(at([0, 1, 3]).timeframeMs).toBe(60_000)
  })
})

describe('toCsv', () => {
  it('reads back to the same bits, extra columns and missing values included', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 2, max: 40 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (seed, length, startShare) => {
          const bars = simulateBars({ seed, length, startMs: 1e11 + Math.floor(startShare * 4e12) + 0.125 })
          bars.extra = {
            'a, "b"': bars.close.map((close) => close / 3),
            funding: bars.close.map((_, i) => (i % 2 === 0 ? -1e-7 / 3 : NaN)),
          }
          bars.volume[1] = NaN
          bars.close[length - 1] = NaN
          const read = parseCsv(toCsv(bars), { symbol: bars.symbol })
          expect(read).toEqual(bars)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('refuses faulty bars, and times without a four-digit year', () => {
    const bars = simulateBars({ seed: 1, length: 3 })
    expect(() => toCsv({ ...bars, close: bars.close.map(() => -1) })).toThrow(expect.objectContaining({ code: 'bars/price-not-positive' }))
    const far = (ms: number): Bars => ({ ...bars, openTimeMs: Float64Array.of(-9e13, -8e13, ms) })
    expect(() => toCsv(far(5))).toThrow(expect.objectContaining({ code: 'bars/time-range', where: { row: 0, column: 'openTimeMs' } }))
  })
})
