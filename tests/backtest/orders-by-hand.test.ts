import { describe, expect, it } from 'vitest'
import type { OrderRequest } from '../../src/backtest/order.js'
import { fates, HOUR_MS, MIDNIGHT, type PlayOptions, play, type Row, type Script, table, told } from './order-script.js'

/*
 * Orders worked by hand. Every case is a short table of bars [open, high, low, close, volume], what is asked for at the close of a row, and the fills that follow:
 * the row counts from 0. Costs are zero and money is no matter unless the case says so.
 */

const CALM: Row = [100, 101, 99, 100]

const buy = (more: Partial<OrderRequest> = {}): OrderRequest => ({ side: 'buy', size: { units: 10 }, ...more })
const sell = (more: Partial<OrderRequest> = {}): OrderRequest => ({ side: 'sell', size: { units: 10 }, ...more })

type Case = [name: string, rows: readonly Row[], script: Script, fills: string[], options?: PlayOptions]

function check(cases: readonly Case[]): void {
  it.each(cases)('%s', (_, rows, script, fills, options = {}) => {
    expect(told(play(table(rows), script, options))).toEqual(fills)
  })
}

describe('market orders', () => {
  check([
    ['fill at the next open', [CALM, [103, 104, 102, 102]], { 0: [buy()] }, ['1: buy 10 at 103']],
    ['asked for at the last close do not fill', [CALM, CALM], { 1: [buy()] }, []],
    ['wait for an open where one is missing', [CALM, [NaN, 101, 99, 100], [98, 99, 97, 98]], { 0: [buy()] }, ['2: buy 10 at 98']],
    [
      'fill at the close they see with signalClose',
      [CALM, [103, 104, 102, 102]],
      { 0: [buy()] },
      ['0: buy 10 at 100'],
      { fillAt: 'signalClose' },
    ],
    [
      'turn a position at once',
      [CALM, CALM, [105, 106, 104, 105]],
      { 0: [buy()], 1: [sell({ size: { units: 15 } })] },
      ['1: buy 10 at 100', '2: sell 15 at 105'],
    ],
    [
      'for a target trade the difference',
      [CALM, CALM, CALM, [50, 50, 50, 50]],
      { 0: [{ size: { targetUnits: 4 } }], 1: [{ size: { targetUnits: -2 } }], 2: [{ size: { targetWeight: 0 } }] },
      ['1: buy 4 at 100', '2: sell 6 at 100', '3: buy 2 at 50'],
    ],
    ['by value are sized at their open', [CALM, [80, 80, 80, 80]], { 0: [buy({ size: { notional: 400 } })] }, ['1: buy 5 at 80']],
    [
      'slip to the worse side',
      [CALM, CALM, CALM],
      { 0: [buy()], 1: [sell()] },
      ['1: buy 10 at 101', '2: sell 10 at 99'],
      { costs: { slippageModel: 'fixed', slippageRate: 0.01 } },
    ],
  ])
})

describe('limit orders', () => {
  const limit = buy({ type: 'limit', limitPrice: 95 })
  check([
    ['fill at a better open', [CALM, [92, 96, 91, 95]], { 0: [limit] }, ['1: buy 10 at 92']],
    ['are makers at a better open once they have waited', [CALM, CALM, [92, 96, 91, 95]], { 0: [limit] }, ['2: buy 10 at 92 (maker)']],
    ['fill at their price when it is touched', [CALM, [100, 101, 95, 100]], { 0: [limit] }, ['1: buy 10 at 95 (maker)']],
    ['never fill at a price that was not there', [CALM, [100, 101, 95.5, 100], [96, 99, 95.01, 97]], { 0: [limit] }, []],
    [
      'sell at their price or better',
      [CALM, [100, 104, 99, 100], [108, 109, 107, 108]],
      { 0: [sell({ type: 'limit', limitPrice: 105 })] },
      ['2: sell 10 at 108 (maker)'],
    ],
    [
      'slip no further than their price when they take at once, and not at all when they wait',
      [CALM, [94.5, 96, 91, 95], [100, 106, 99, 100]],
      { 0: [limit], 1: [sell({ type: 'limit', limitPrice: 105 })] },
      ['1: buy 10 at 95', '2: sell 10 at 105 (maker)'],
      { costs: { slippageModel: 'fixed', slippageRate: 0.01 } },
    ],
  ])
})

describe('stop orders', () => {
  const stop = sell({ type: 'stop', stopPrice: 95 })
  check([
    [
      'fill at their price when it is touched',
      [CALM, CALM, [100, 101, 95, 98]],
      { 0: [buy(), stop] },
      ['1: buy 10 at 100', '2: sell 10 at 95'],
    ],
    ['fill at the open of a gap', [CALM, CALM, [90, 97, 89, 96]], { 0: [buy(), stop] }, ['1: buy 10 at 100', '2: sell 10 at 90']],
    ['wait while they are not reached', [CALM, CALM, [96, 97, 95.1, 96]], { 0: [buy(), stop] }, ['1: buy 10 at 100']],
    ['to buy fill at a higher open', [CALM, [107, 108, 106, 107]], { 0: [buy({ type: 'stop', stopPrice: 105 })] }, ['1: buy 10 at 107']],
    [
      'slip like market orders',
      [CALM, [100, 106, 99, 105]],
      { 0: [buy({ type: 'stop', stopPrice: 105 })] },
      ['1: buy 10 at 106.05'],
      { costs: { slippageModel: 'fixed', slippageRate: 0.01 } },
    ],
  ])

  it('say when they were reached', () => {
    expect(fates(play(table([CALM, [90, 97, 89, 96]]), { 0: [stop] }))).toEqual(['1: trigger 1 (open at 90)'])
  })
})

describe('stop-limit orders', () => {
  const order = sell({ type: 'stopLimit', stopPrice: 95, limitPrice: 94 })
  check([
    ['fill at their stop when the limit allows it', [CALM, [100, 101, 93, 98]], { 0: [order] }, ['1: sell 10 at 95']],
    [
      'left behind by a gap wait as limit orders',
      [CALM, [90, 93, 89, 92], [92, 93.9, 91, 93], [93, 96, 92, 95]],
      { 0: [order] },
      ['3: sell 10 at 94 (maker)'],
    ],
    ['gapped to between stop and limit fill at the open', [CALM, [94.5, 94.6, 93, 94]], { 0: [order] }, ['1: sell 10 at 94.5']],
    [
      'gapped beyond fill in the same bar when the price comes back',
      [CALM, [90, 94, 89, 92]],
      { 0: [order] },
      ['1: sell 10 at 94 (maker)'],
    ],
    [
      'with a limit better than the stop wait for it',
      [CALM, [100, 106, 100, 105], [105, 105, 103, 104]],
      { 0: [buy({ type: 'stopLimit', stopPrice: 105, limitPrice: 104 })] },
      ['2: buy 10 at 104 (maker)'],
    ],
    [
      'with a limit better than the stop get it on a path that comes back',
      [CALM, [100, 106, 100, 105]],
      { 0: [buy({ type: 'stopLimit', stopPrice: 105, limitPrice: 104 })] },
      ['1: buy 10 at 104 (maker)'],
      { intrabar: 'openHighLow' },
    ],
  ])
})

describe('trailing stops', () => {
  const distance = sell({ type: 'trailingStop', trail: { distance: 5 } })
  const fraction = sell({ type: 'trailingStop', trail: { fraction: 0.1 } })
  check([
    // 100 - 5 = 95; after a high of 110 the stop stands at 105.
    [
      'follow by a distance',
      [CALM, CALM, [102, 110, 101, 109], [108, 109, 104, 106]],
      { 0: [buy(), distance] },
      ['1: buy 10 at 100', '3: sell 10 at 105'],
    ],
    // A high of 120 puts the stop at 108.
    [
      'follow by a fraction',
      [CALM, CALM, [102, 120, 101, 119], [115, 116, 107, 110]],
      { 0: [buy(), fraction] },
      ['1: buy 10 at 100', '3: sell 10 at 108'],
    ],
    [
      'fill at the open of a gap',
      [CALM, CALM, [102, 110, 101, 109], [98, 99, 97, 98]],
      { 0: [buy(), distance] },
      ['1: buy 10 at 100', '3: sell 10 at 98'],
    ],
    [
      'never go back',
      [CALM, CALM, [106.5, 110, 106, 109], [107, 108, 106, 107], [106, 107, 104, 105]],
      { 0: [buy(), distance] },
      ['1: buy 10 at 100', '4: sell 10 at 105'],
    ],
    // The open comes first: from 110 on the stop stands at 105, and 104 comes later.
    [
      'follow to an open before the rest of its bar',
      [CALM, CALM, [110, 111, 104, 110]],
      { 0: [buy(), distance] },
      ['1: buy 10 at 100', '2: sell 10 at 105'],
    ],
    // High 112, stop 107: the close of 103 is below it, so the price came through.
    [
      'are met in their own best bar when the close proves it',
      [CALM, CALM, [104, 112, 103, 103]],
      { 0: [buy(), distance] },
      ['1: buy 10 at 100', '2: sell 10 at 107'],
    ],
    // Short from 100 with 5: low 90 puts the stop at 95.
    [
      'follow short positions down',
      [CALM, CALM, [98, 99, 90, 91], [92, 96, 91, 94]],
      { 0: [sell(), buy({ type: 'trailingStop', trail: { distance: 5 } })] },
      ['1: sell 10 at 100', '3: buy 10 at 95'],
    ],
  ])
})

describe('brackets', () => {
  const bracket = { stopLoss: { price: 95 }, takeProfit: { price: 110 } }
  const entry = buy({ bracket })
  check([
    ['stop out', [CALM, CALM, [99, 100, 94, 96]], { 0: [entry] }, ['1: buy 10 at 100', '2: sell 10 at 95 stopLoss']],
    ['take their profit', [CALM, CALM, [103, 112, 102, 111]], { 0: [entry] }, ['1: buy 10 at 100', '2: sell 10 at 110 takeProfit (maker)']],
    ['touched on both sides lose', [CALM, CALM, [100, 112, 94, 105]], { 0: [entry] }, ['1: buy 10 at 100', '2: sell 10 at 95 stopLoss']],
    [
      'gapped through the stop fill at the open',
      [CALM, CALM, [91, 112, 90, 105]],
      { 0: [entry] },
      ['1: buy 10 at 100', '2: sell 10 at 91 stopLoss'],
    ],
    [
      'gapped through the target are not improved',
      [CALM, CALM, [115, 116, 114, 115]],
      { 0: [entry] },
      ['1: buy 10 at 100', '2: sell 10 at 110 takeProfit (maker)'],
    ],
    ['stop out on the bar of entry', [CALM, [100, 101, 94, 96]], { 0: [entry] }, ['1: buy 10 at 100', '1: sell 10 at 95 stopLoss']],
    [
      'take their profit on the bar of an entry at the open',
      [CALM, [100, 111, 99, 100]],
      { 0: [entry] },
      ['1: buy 10 at 100', '1: sell 10 at 110 takeProfit (maker)'],
    ],
    [
      'of an entry inside the bar can lose in it, not win',
      [CALM, [100, 112, 97, 111], [111, 111, 111, 111]],
      { 0: [buy({ type: 'stop', stopPrice: 104, bracket })] },
      ['1: buy 10 at 104', '2: sell 10 at 110 takeProfit (maker)'],
    ],
    [
      'of a limit entry lose in its bar',
      [CALM, [100, 112, 94, 111]],
      { 0: [buy({ type: 'limit', limitPrice: 97, bracket })] },
      ['1: buy 10 at 97 (maker)', '1: sell 10 at 95 stopLoss'],
    ],
    [
      'by fractions stand around the price paid',
      [CALM, [200, 201, 199, 200], [200, 202, 189, 195]],
      { 0: [buy({ bracket: { stopLoss: { fraction: 0.05 }, takeProfit: { fraction: 0.02 } } })] },
      ['1: buy 10 at 200', '2: sell 10 at 190 stopLoss'],
    ],
    [
      'of a short position lie the other way round',
      [CALM, [200, 201, 199, 200], [200, 205, 195, 197]],
      { 0: [sell({ bracket: { stopLoss: { fraction: 0.05 }, takeProfit: { fraction: 0.02 } } })] },
      ['1: sell 10 at 200', '2: buy 10 at 196 takeProfit (maker)'],
    ],
    [
      'trail',
      [CALM, [100, 100, 100, 100], [100, 110, 99, 109], [108, 108, 98, 100]],
      { 0: [buy({ bracket: { trailingStop: { fraction: 0.1 } } })] },
      ['1: buy 10 at 100', '3: sell 10 at 99 trailingStop'],
    ],
    [
      'of an entry that turns a position close what it has opened, and the old exits go',
      [CALM, CALM, CALM, [100, 111, 94, 105]],
      { 0: [sell({ size: { units: 4 }, bracket: { stopLoss: { price: 111 } } })], 1: [entry] },
      ['1: sell 4 at 100', '2: buy 10 at 100', '3: sell 6 at 95 stopLoss'],
    ],
    // The position is closed and opened anew at one open: 111 belongs to the first one.
    [
      'go with their position, even when another one follows at once',
      [CALM, CALM, CALM, [112, 113, 111, 112]],
      { 0: [entry], 1: [sell(), buy({ tag: 'second' })] },
      ['1: buy 10 at 100', '2: sell 10 at 100', '2: buy 10 at 100'],
    ],
    // A stop for a fall to 95, entered at 93: the price is beyond it, so it sells there, not at 95.
    [
      'whose stop the price is already beyond end at once, where the price is',
      [CALM, [93, 99, 92, 98]],
      { 0: [entry] },
      ['1: buy 10 at 93', '1: sell 10 at 93 stopLoss'],
    ],
    [
      'protect what each part of an entry has opened',
      [CALM, [100, 101, 99, 100, 60], [100, 101, 99, 100, 60], [100, 101, 94, 100, 600]],
      { 0: [entry] },
      ['1: buy 6 at 100', '2: buy 4 at 100', '3: sell 10 at 95 stopLoss'],
      { instrument: { maxParticipation: 0.1 } },
    ],
  ])

  it('of an entry that turns a position are as large as what it has opened', () => {
    const { events } = play(table([CALM, CALM, CALM]), { 0: [sell({ size: { units: 4 } })], 1: [entry] })
    const sizes = events.flatMap((event) => (event.kind === 'order' && event.order.parentId === 2 ? [event.order.size] : []))
    expect(sizes).toEqual([{ units: 6 }, { units: 6 }])
  })

  it('name the exits in the log, with what made them and what ended them', () => {
    const { events } = play(table([CALM, CALM, [99, 100, 94, 96]]), { 0: [buy({ bracket, tag: 'first', confidence: 0.7 })] })
    const exits = events.flatMap((event) => (event.kind === 'order' && event.order.parentId === 1 ? [event.order] : []))
    expect(exits.map(({ id, type, side, tag, confidence, reduceOnly }) => ({ id, type, side, tag, confidence, reduceOnly }))).toEqual([
      { id: 2, type: 'stop', side: 'sell', tag: 'first', confidence: 0.7, reduceOnly: true },
      { id: 3, type: 'limit', side: 'sell', tag: 'first', confidence: 0.7, reduceOnly: true },
    ])
    expect(events.at(-1)).toMatchObject({ kind: 'cancel', orderId: 3, reason: 'order 2 of the same bracket was filled' })
  })
})

describe('paths inside a bar', () => {
  const both: Row = [100, 112, 94, 105]
  const script = { 0: [buy({ bracket: { stopLoss: { price: 95 }, takeProfit: { price: 110 } } })] }
  const stopped = ['1: buy 10 at 100', '2: sell 10 at 95 stopLoss']
  const won = ['1: buy 10 at 100', '2: sell 10 at 110 takeProfit (maker)']
  check([
    ['high first meets the target', [CALM, CALM, both], script, won, { intrabar: 'openHighLow' }],
    ['low first meets the stop', [CALM, CALM, both], script, stopped, { intrabar: 'openLowHigh' }],
    ['the nearer one first: the low', [CALM, CALM, both], script, stopped, { intrabar: 'nearest' }],
    ['the nearer one first: the high', [CALM, CALM, [103, 110, 94, 105]], script, won, { intrabar: 'nearest' }],
    // Up through 104, on to 110, in one sweep.
    [
      'an entry on the way up meets its target on the way up',
      [CALM, [100, 112, 94, 105]],
      { 0: [buy({ type: 'stop', stopPrice: 104, bracket: { stopLoss: { price: 95 }, takeProfit: { price: 110 } } })] },
      ['1: buy 10 at 104', '1: sell 10 at 110 takeProfit (maker)'],
      { intrabar: 'openHighLow' },
    ],
    // To 112, so the stop is at 107 on the way down.
    [
      'a trailing stop follows the path',
      [CALM, CALM, [104, 112, 103, 111]],
      { 0: [buy(), sell({ type: 'trailingStop', trail: { distance: 5 } })] },
      ['1: buy 10 at 100', '2: sell 10 at 107'],
      { intrabar: 'openHighLow' },
    ],
  ])
})

describe('finer bars', () => {
  const script = { 0: [buy({ bracket: { stopLoss: { price: 95 }, takeProfit: { price: 110 } } })] }
  const rows: Row[] = [CALM, CALM, [100, 112, 94, 105]]
  const quarter = HOUR_MS / 4
  const finer = (inside: Row[], first = 2): ReturnType<typeof table> =>
    table(inside, { stepMs: quarter, startMs: MIDNIGHT + first * HOUR_MS })
  const upFirst = finer([
    [100, 104, 99, 103],
    [103, 112, 102, 111],
    [111, 111, 94, 96],
    [96, 106, 95.5, 105],
  ])
  const downFirst = finer([
    [100, 104, 99, 103],
    [103, 104, 94, 96],
    [96, 112, 96, 111],
    [111, 111, 104, 105],
  ])
  const gapped = finer([
    [100, 104, 99, 103],
    [94.5, 96, 94, 95],
    [96, 112, 96, 105],
  ])
  check([
    [
      'decide that the target came first',
      rows,
      script,
      ['1: buy 10 at 100', '2: sell 10 at 110 takeProfit (maker)'],
      { finerBars: upFirst },
    ],
    ['decide that the stop came first', rows, script, ['1: buy 10 at 100', '2: sell 10 at 95 stopLoss'], { finerBars: downFirst }],
    ['show gaps inside a bar', rows, script, ['1: buy 10 at 100', '2: sell 10 at 94.5 stopLoss'], { finerBars: gapped }],
    [
      'leave bars without them to themselves',
      rows,
      script,
      ['1: buy 10 at 100', '2: sell 10 at 95 stopLoss'],
      { finerBars: finer([CALM], 1) },
    ],
  ])

  it.each([
    ['off the grid', table([CALM], { stepMs: quarter, startMs: MIDNIGHT + 60_000 }), /whole number of their own length/],
    ['as long as the bars', table([CALM]), /whole multiple/],
    ['that do not divide them', table([CALM], { stepMs: 7 * 60_000 }), /whole multiple/],
    ['higher than their bar', finer([[100, 113, 99, 100]]), /found a high of 113/],
    ['lower than their bar', finer([[100, 101, 93, 100]]), /found a low of 93/],
    ['of another symbol', table([CALM], { stepMs: quarter, symbol: 'B' }), /found "B"/],
  ])('%s are refused', (_, finerBars, message) => {
    expect(() => play(table(rows), {}, { finerBars })).toThrow(message)
  })

  it('in a hole between the bars are refused', () => {
    const holed = table([CALM, undefined, CALM])
    expect(() => play(holed, {}, { finerBars: finer([CALM], 1) })).toThrow(/must lie inside a bar/)
  })
})

describe('orders together', () => {
  check([
    [
      'of a group cancel one another with the first fill',
      [CALM, [100, 106, 99, 105], [105, 106, 90, 91]],
      { 0: [buy({ type: 'stop', stopPrice: 105, ocoGroup: 'g' }), sell({ type: 'stop', stopPrice: 95, ocoGroup: 'g' })] },
      ['1: buy 10 at 105'],
    ],
    [
      'that only reduce never open',
      [CALM, CALM, CALM],
      { 0: [buy({ size: { units: 4 } })], 1: [sell({ reduceOnly: true }), sell({ reduceOnly: true })] },
      ['1: buy 4 at 100', '2: sell 4 at 100'],
    ],
    [
      'taken back do not fill',
      [CALM, CALM, [100, 101, 90, 91]],
      {
        0: (context) => context.submit(buy({ type: 'limit', limitPrice: 95 })),
        1: (context) => expect([context.cancel(1), context.cancel(1)]).toEqual([true, false]),
      },
      [],
    ],
  ])
})

describe('time in force', () => {
  const limit = (timeInForce: OrderRequest['timeInForce']): OrderRequest =>
    buy({ type: 'limit', limitPrice: 95, timeInForce: timeInForce! })
  const falls: Row[] = [CALM, CALM, [96, 97, 94, 95]]
  const thin: Row = [100, 101, 99, 100, 40]
  const share: PlayOptions = { instrument: { maxParticipation: 0.1 } }
  check([
    ['gtc stands', falls, { 0: [limit('gtc')] }, ['2: buy 10 at 95 (maker)']],
    ['ioc is gone after its first bar', falls, { 0: [limit('ioc')] }, []],
    ['ioc takes what there is', [CALM, thin, CALM], { 0: [buy({ timeInForce: 'ioc' })] }, ['1: buy 4 at 100'], share],
    ['fok takes all or nothing', [CALM, thin, CALM], { 0: [buy({ timeInForce: 'fok' })] }, [], share],
    [
      'fok takes nothing where the money is not enough for all',
      [CALM, CALM, CALM],
      { 0: [buy({ timeInForce: 'fok' })] },
      [],
      { leverage: 1, initialCapital: 500 },
    ],
    ['fok takes all', [CALM, CALM, CALM], { 0: [buy({ timeInForce: 'fok' })] }, ['1: buy 10 at 100'], share],
    [
      'ioc at a close is gone after it',
      [thin, CALM],
      { 0: [buy({ timeInForce: 'ioc' })] },
      ['0: buy 4 at 100'],
      { ...share, fillAt: 'signalClose' },
    ],
    ['until a time before the bar closes ends it', falls, { 0: [limit({ untilMs: MIDNIGHT + 3 * HOUR_MS - 1 })] }, []],
    ['until the close of a bar holds in it', falls, { 0: [limit({ untilMs: MIDNIGHT + 3 * HOUR_MS })] }, ['2: buy 10 at 95 (maker)']],
  ])

  const long = (hours: number): Row[] => [...Array.from({ length: hours }, () => CALM), [96, 97, 94, 95]]
  check([
    ['day holds to the last bar of its UTC day', long(23), { 0: [limit('day')] }, ['23: buy 10 at 95 (maker)']],
    ['day ends with its UTC day', long(24), { 0: [limit('day')] }, []],
    ['day asked for at the last close is for the next day', long(24), { 23: [limit('day')] }, ['24: buy 10 at 95 (maker)']],
  ])

  it('names what ended an order', () => {
    expect(fates(play(table(falls), { 0: [limit('ioc'), limit({ untilMs: MIDNIGHT + 2 * HOUR_MS })] }))).toEqual([
      '1: cancel 1 (ioc: it did not fill on its first bar)',
      '2: expire 2 (its time is over)',
    ])
  })
})

describe('little volume, halts and holes', () => {
  check([
    [
      'an order fills over three bars',
      [CALM, [100, 101, 99, 100, 40], [102, 103, 101, 102, 50], [104, 105, 103, 104, 60], CALM],
      { 0: [buy()] },
      ['1: buy 4 at 100', '2: buy 5 at 102', '3: buy 1 at 104'],
      { instrument: { maxParticipation: 0.1 } },
    ],
    [
      'orders of one bar share its volume, first come first served',
      [CALM, [100, 101, 99, 100, 120], CALM],
      { 0: [buy(), buy({ tag: 'later' })] },
      ['1: buy 10 at 100', '1: buy 2 at 100', '2: buy 8 at 100'],
      { instrument: { maxParticipation: 0.1 } },
    ],
    [
      'a stop that was reached sells the rest at the next open, wherever it is',
      [CALM, CALM, [100, 101, 94, 98, 60], [99, 100, 98, 99]],
      { 0: [buy(), sell({ type: 'stop', stopPrice: 95 })] },
      ['1: buy 10 at 100', '2: sell 6 at 95', '3: sell 4 at 99'],
      { instrument: { maxParticipation: 0.1 } },
    ],
    [
      'nothing fills in a halt, and a stop passed in it fills at the first open after it',
      [CALM, CALM, [100, 101, 90, 91], [92, 93, 91, 92]],
      { 0: [buy(), sell({ type: 'stop', stopPrice: 95 })] },
      ['1: buy 10 at 100', '3: sell 10 at 92'],
      { instrument: { halts: [{ fromMs: MIDNIGHT + 2 * HOUR_MS, toMs: MIDNIGHT + 3 * HOUR_MS }] } },
    ],
  ])

  it('an order in a symbol without a bar waits for its next one', () => {
    const a = table([CALM, CALM, CALM, CALM])
    const b = table([CALM, undefined, undefined, [105, 106, 104, 105]], { symbol: 'B' })
    const run = play([a, b], { 0: [buy({ symbol: 'B' }), buy({ symbol: 'A' })] })
    expect(told(run)).toEqual(['1: A buy 10 at 100', '3: B buy 10 at 105'])
    expect(run.history.positions[1]!.mark).toEqual(Float64Array.of(100, 100, 100, 105))
  })

  it('ioc in a symbol without a bar is for its next one', () => {
    const a = table([CALM, CALM, CALM])
    const b = table([CALM, undefined, [105, 106, 104, 105]], { symbol: 'B' })
    expect(told(play([a, b], { 0: [buy({ symbol: 'B', timeInForce: 'ioc' })] }))).toEqual(['2: B buy 10 at 105'])
  })
})
