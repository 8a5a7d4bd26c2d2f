import type { Bars } from 'barcast/core'
import { doubleReversal, flag, headAndShoulders, rectangle, triangle, tripleReversal, wedge } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'

const HOUR_MS = 3_600_000

/** A price that goes straight from one turning point to the next; each is given with the bars it takes to get there. */
function path(start: number, ...turns: readonly (readonly [bars: number, price: number])[]): number[] {
  const prices = [start]
  for (const [bars, price] of turns) {
    const from = prices.at(-1)!
    for (let k = 1; k <= bars; k++) prices.push(k === bars ? price : from + ((price - from) * k) / bars)
  }
  return prices
}

/** Bars without range at these prices. */
function barsOf(prices: readonly number[]): Bars {
  const column = Float64Array.from(prices)
  return {
    symbol: 'TEST',
    timeframeMs: HOUR_MS,
    length: prices.length,
    openTimeMs: column.map((_, i) => i * HOUR_MS),
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column.map(() => 1),
    extra: {},
  }
}

const upsideDown = (prices: readonly number[]): number[] => prices.map((price) => 300 - price)

type Pattern = typeof doubleReversal | typeof triangle
const SWINGS = { leftBars: 2, rightBars: 2 }

/** Bars with a signal: row, side and target. */
function signalsOf(pattern: Pattern, prices: readonly number[], params: object = {}): [row: number, side: number, target: number][] {
  const { signal, measure } = pattern(barsOf(prices), { ...SWINGS, ...params })
  const found: [number, number, number][] = []
  signal.forEach((side, row) => {
    if (side === 1 || side === -1) found.push([row, side, Number((prices[row]! * (1 + measure[row]!)).toFixed(9))])
    else if (row >= 4) expect([side, measure[row]]).toEqual([0, 0])
  })
  return found
}

// Legs of 5 bars: the turning points are at rows 5, 10, 15 …
const doubleTop = (second: number, low = 100): number[] => path(90, [5, 80], [5, 120], [5, low], [5, second], [5, 80], [5, 85])
const tripleTop = (middle: number): number[] => path(90, [5, 80], [5, 120], [5, 100], [5, middle], [5, 102], [5, 119], [5, 79], [5, 85])
const shoulders = (head: number, right: number): number[] =>
  path(90, [5, 80], [5, 120], [5, 100], [5, head], [5, 105], [5, right], [5, 89], [5, 92])

describe('double top', () => {
  it('fires on the first close below the low between, with the height as its measure', () => {
    // Tops at rows 10 and 20, neckline 100; from 119 at row 20 the price falls by 7.8 a bar: 103.4 at row 22, 95.6 at row 23.
    expect(signalsOf(doubleReversal, doubleTop(119))).toEqual([[23, -1, 80]])
  })

  it('upside down is a double bottom', () => {
    expect(signalsOf(doubleReversal, upsideDown(doubleTop(119)))).toEqual([[23, 1, 220]])
  })

  it('is not made by tops that are too different', () => {
    // 0.15 of the height of 20 is 3.
    expect(signalsOf(doubleReversal, doubleTop(117))).toEqual([[23, -1, 80]])
    expect(signalsOf(doubleReversal, doubleTop(116.9))).toEqual([])
    expect(signalsOf(doubleReversal, doubleTop(116.9), { tolerance: 0.2 }).length).toBe(1)
  })

  it('is not made where the rise began above the neckline', () => {
    expect(signalsOf(doubleReversal, path(110, [5, 101], [5, 120], [5, 100], [5, 119], [5, 80], [5, 85]))).toEqual([])
  })

  it('ends when the price closes above the tops first', () => {
    expect(signalsOf(doubleReversal, path(90, [5, 80], [5, 120], [5, 100], [5, 119], [3, 112], [5, 121], [8, 80], [5, 85]))).toEqual([])
  })

  it('is waited for no longer than asked', () => {
    // Known at row 22; the neckline breaks at row 33.
    const slow = path(90, [5, 80], [5, 120], [5, 100], [5, 119], [13, 99], [5, 80], [5, 85])
    expect(signalsOf(doubleReversal, slow, { maxBars: 11 })).toEqual([[33, -1, 80]])
    expect(signalsOf(doubleReversal, slow, { maxBars: 10 })).toEqual([])
  })

  it('is reported when the second top is known, where the neckline broke before that', () => {
    // From 119 to 80 in two bars: broken at row 21, known at row 22.
    expect(signalsOf(doubleReversal, path(90, [5, 80], [5, 120], [5, 100], [5, 119], [2, 80], [5, 70]))).toEqual([[22, -1, 80]])
  })

  it('never changes what it said when more bars come', () => {
    const prices = doubleTop(119)
    const whole = doubleReversal(barsOf(prices), SWINGS)
    for (let length = 1; length < prices.length; length++) {
      expect(doubleReversal(barsOf(prices.slice(0, length)), SWINGS).signal).toEqual(whole.signal.subarray(0, length))
    }
  })
})

describe('triple top', () => {
  it('fires on the first close below the lower of both lows', () => {
    // Neckline 100; from 119 at row 30 by 8 a bar: 103 at row 32, 95 at row 33.
    expect(signalsOf(tripleReversal, tripleTop(121))).toEqual([[33, -1, 100 - 21]])
    expect(signalsOf(tripleReversal, upsideDown(tripleTop(121)))).toEqual([[33, 1, 200 + 21]])
  })

  it('is not made by a middle top that stands out, nor by two tops', () => {
    expect(signalsOf(tripleReversal, tripleTop(123))).toEqual([])
    expect(signalsOf(tripleReversal, doubleTop(119))).toEqual([])
  })
})

describe('head and shoulders', () => {
  it('fires on the first close below the line through both lows, with the height of the head over it', () => {
    // Lows of 100 at row 15 and 105 at row 25: the neckline rises by 0.5 a bar, 102.5 under the head at row 20. From 118 at row 30 by 5.8 a bar: 112.2, 106.4 (line 108).
    const prices = shoulders(140, 118)
    expect(signalsOf(headAndShoulders, prices)).toEqual([[32, -1, 108.5 - 37.5]])
    expect(signalsOf(headAndShoulders, upsideDown(prices))).toEqual([[32, 1, 191.5 + 37.5]])
  })

  it('is not made by a head that hardly stands out, nor by unequal shoulders, nor by one below the neckline', () => {
    // Lows of 110 at row 15 and 100 at row 25: the neckline is at 115 above the left shoulder of 114.
    expect(signalsOf(headAndShoulders, path(90, [5, 80], [5, 114], [5, 110], [5, 140], [5, 100], [5, 112], [5, 80], [5, 85]))).toEqual([])
    expect(signalsOf(headAndShoulders, path(90, [5, 80], [5, 116], [5, 110], [5, 140], [5, 100], [5, 112], [5, 80], [5, 85])).length).toBe(
      1,
    )
    expect(signalsOf(headAndShoulders, shoulders(122, 118))).toEqual([])
    expect(signalsOf(headAndShoulders, shoulders(140, 114))).toEqual([])
    expect(signalsOf(headAndShoulders, path(90, [5, 80], [5, 111], [5, 100], [5, 140], [5, 106], [5, 108.5], [5, 89], [5, 92]))).toEqual([])
  })
})

describe('triangles', () => {
  const ascending = (...end: readonly (readonly [number, number])[]) => path(110, [5, 90], [5, 120], [5, 100], [5, 120], ...end)
  const symmetric = (...end: readonly (readonly [number, number])[]) => path(110, [5, 90], [5, 130], [5, 100], [5, 120], ...end)

  it('ascending: fires where the close leaves the flat highs or the rising lows', () => {
    // Lows of 90 at row 5 and 100 at row 15 rise by one a bar. Last high at row 20, known at row 22; the close is 116 then and 122 at row 23.
    const up = ascending([2, 116], [1, 122], [3, 124])
    expect(signalsOf(triangle, up, { form: 'ascending' })).toEqual([[23, 1, 150]])
    // 104 at row 24 is below the line's 109 as are 108 at row 23 (line 108: not below) before.
    const down = ascending([2, 112], [2, 104], [3, 103])
    expect(signalsOf(triangle, down)).toEqual([[24, -1, 109 - 30]])
    expect(signalsOf(triangle, upsideDown(up), { form: 'descending' })).toEqual([[23, -1, 150]])
    expect(signalsOf(triangle, up, { form: 'descending' })).toEqual([])
  })

  it('symmetric: fires at the falling line through the highs', () => {
    // The line falls by one a bar from 120 at row 20; closes of 116 at row 22 (line 118), 117.5 at row 23 (line 117).
    const up = symmetric([2, 116], [1, 117.5], [2, 118])
    expect(signalsOf(triangle, up, { form: 'symmetric' })).toEqual([[23, 1, 117 + 40]])
    expect(signalsOf(triangle, up, { form: 'ascending' })).toEqual([])
  })

  it('not at lines that open, nor beyond the apex', () => {
    expect(signalsOf(triangle, path(110, [5, 100], [5, 120], [5, 90], [5, 130], [5, 85], [5, 80], [3, 84]))).toEqual([])
    // The lines of the symmetric one, 20 apart less 2 a bar from row 20 at 15, meet at row 27.5; the close stays between 109 and 115 until then.
    const late = symmetric([2, 114], [2, 113.5], [2, 113], [2, 112.6], [2, 112.7], [2, 140], [3, 141])
    expect(signalsOf(triangle, late)).toEqual([])
  })
})

describe('wedges', () => {
  // Highs of 120 and 126, lows of 100 and 114: widths 26 and less.
  const rising = (...end: readonly (readonly [number, number])[]) => path(110, [5, 100], [5, 120], [5, 114], [5, 126], ...end)

  it('rising: fires below the line through the lows only', () => {
    // Lines from row 20: lows 121 + 1.4 a bar, highs 126 + 0.6 a bar. Closes of 125.5 at row 22 (low line 123.8) and 122 at row 23.
    const down = rising([2, 125.5], [1, 122], [3, 120])
    expect(signalsOf(wedge, down, { form: 'rising' })).toEqual([[23, -1, Number((125.2 - 26).toFixed(9))]])
    expect(signalsOf(wedge, down, { form: 'falling' })).toEqual([])
    expect(signalsOf(wedge, upsideDown(down))).toEqual([[23, 1, Number((300 - 125.2 + 26).toFixed(9))]])
    expect(signalsOf(wedge, rising([2, 125.5], [1, 140], [5, 100], [3, 101]))).toEqual([])
  })

  it('not where the borders run side by side', () => {
    expect(signalsOf(wedge, path(110, [5, 100], [5, 120], [5, 107], [5, 127], [5, 100], [3, 101]))).toEqual([])
  })
})

describe('rectangle', () => {
  it('fires above the higher high or below the lower low', () => {
    // Highs 120 and 121, lows 100 and 99: the height is 22, 0.15 of it 3.3.
    const box = (...end: readonly (readonly [number, number])[]) => path(110, [5, 100], [5, 120], [5, 99], [5, 121], ...end)
    const up = box([3, 118], [2, 122], [3, 121.5])
    expect(signalsOf(rectangle, up)).toEqual([[25, 1, 143]])
    expect(signalsOf(rectangle, upsideDown(up))).toEqual([[25, -1, 157]])
    expect(signalsOf(rectangle, box([5, 98], [3, 99]))).toEqual([[25, -1, 99 - 22]])
  })

  it('not with a border that is not flat', () => {
    expect(signalsOf(rectangle, path(110, [5, 100], [5, 120], [5, 104], [5, 121], [3, 118], [2, 122], [3, 121.5]))).toEqual([])
  })
})

describe('flags and pennants', () => {
  // A pole from 100 to 140 in 5 bars, then two falling highs and lows, 6 apart.
  const flagged = (...end: readonly (readonly [number, number])[]) => path(105, [5, 100], [5, 140], [3, 131], [3, 137], [3, 128], ...end)

  it('flag: fires above the line through its highs, with the pole as its measure', () => {
    // The upper line falls by half a bar from 140 at row 10: 134.5 at row 21, 134 at row 22. Closes of 133 at row 21, 136 at row 22.
    const up = flagged([2, 133], [1, 136], [3, 140])
    expect(signalsOf(flag, up, { form: 'flag' })).toEqual([[22, 1, 134 + 40]])
    expect(signalsOf(flag, up, { form: 'pennant' })).toEqual([])
    expect(signalsOf(flag, upsideDown(up))).toEqual([[22, -1, 300 - 174]])
  })

  it('pennant: has borders that close', () => {
    // Highs 140 and 137, lows 130 and 132: the upper line falls by half a bar, 134 at row 22.
    const up = path(105, [5, 100], [5, 140], [3, 130], [3, 137], [3, 132], [2, 133], [1, 136], [3, 140])
    expect(signalsOf(flag, up, { form: 'pennant' })).toEqual([[22, 1, 174]])
    expect(signalsOf(flag, up, { form: 'flag' })).toEqual([])
  })

  it('pennant: not with lows that fall as well', () => {
    // Highs 140 and 136, lows 130 and 129: 9.5 wide at the end of the pole, 5 at the last low.
    expect(signalsOf(flag, path(105, [5, 100], [5, 140], [3, 130], [3, 136], [3, 129], [2, 132], [1, 138], [3, 140]))).toEqual([])
  })

  it('not with a high above the end of the pole', () => {
    expect(signalsOf(flag, path(105, [5, 100], [5, 140], [3, 131], [3, 139.9], [3, 131], [2, 137], [1, 145], [3, 146])).length).toBe(1)
    expect(signalsOf(flag, path(105, [5, 100], [5, 140], [3, 131], [3, 142], [3, 133], [2, 138], [1, 147], [3, 148]))).toEqual([])
  })

  it('not after a pole that is slow, nor when more than half of it is given back', () => {
    expect(signalsOf(flag, path(105, [5, 100], [15, 140], [3, 131], [3, 137], [3, 128], [2, 133], [1, 136], [3, 140]))).toEqual([])
    expect(signalsOf(flag, path(105, [5, 100], [5, 140], [3, 122], [3, 137], [3, 119], [2, 126], [2, 138], [3, 140]))).toEqual([])
  })
})
