import { createDataLabeler, SIGNAL_OUTCOME_CLASSES, type TradedSignal } from 'barcast/labels'
import { describe, expect, it } from 'vitest'
import { closes, MINUTE, START } from './oracle.js'

const bars = closes([100, 101, 102, 103, 104, 105, 106])
const signal = (minute: number, signalType: 'BUY' | 'SELL', entryPrice: number, exitPrice: number, realizedPnl: number): TradedSignal => ({
  timeMs: START + minute * MINUTE,
  signalType,
  entryPrice,
  exitPrice,
  realizedPnl,
})
const signals = [
  signal(0, 'BUY', 100, 102, 2),
  signal(1, 'SELL', 100, 101, -1),
  signal(2, 'SELL', 100, 96, 4),
  signal(4, 'BUY', 100, 99, -1),
  signal(5, 'BUY', 100, 100, 0),
]

describe('signal_outcome', () => {
  const labeler = createDataLabeler()

  it('labels rows with a signal by side and sign of the realised profit', () => {
    const labeled = labeler.labelData(bars, { method: 'signal_outcome', signals })
    expect(labeled.names).toEqual(['signal_return', 'signal_outcome'])
    expect(labeled.label('signal_outcome')).toEqual(['buy_win', 'sell_loss', 'sell_win', '', 'buy_loss', 'flat', ''])
    expect([...labeled.column('signal_return')]).toEqual([0.02, -0.01, 0.04, Number.NaN, -0.01, 0, Number.NaN])
    expect(labeled.missing('signal_outcome')).toMatchObject({ total: 2, noSignal: 2, openTrade: 0 })
    expect(SIGNAL_OUTCOME_CLASSES).toEqual(['sell_win', 'buy_loss', 'flat', 'sell_loss', 'buy_win'])
  })

  it('goes by the profit after costs, not by the prices', () => {
    const labeled = labeler.labelData(bars, { method: 'signal_outcome', signals: [signal(0, 'BUY', 100, 100.1, -0.2)] })
    expect(labeled.label('signal_outcome')[0]).toBe('buy_loss')
  })

  it('takes signals in any order, and open trades have no label', () => {
    const open = signal(3, 'BUY', 103, Number.NaN, Number.NaN)
    const labeled = labeler.labelData(bars, { method: 'signal_outcome', signals: [open, ...signals.toReversed()] })
    expect(labeled.label('signal_outcome')).toEqual(['buy_win', 'sell_loss', 'sell_win', '', 'buy_loss', 'flat', ''])
    expect(labeled.missing('signal_outcome')).toMatchObject({ total: 2, noSignal: 1, openTrade: 1 })
  })

  it('has spans when the signals say when they ended', () => {
    const ended = signals.map((s, i) => ({ ...s, exitTimeMs: s.timeMs + (i + 1) * MINUTE }))
    const spans = labeler.labelData(bars, { method: 'signal_outcome', signals: ended }).spans('signal_outcome')
    expect([...spans.value]).toEqual([4, 3, 0, -1, 1, 2, -1])
    expect([...spans.t1].map((time) => (time - START) / MINUTE)).toEqual([1, 3, 5, Number.NaN, 8, 10, Number.NaN])
    expect(() => labeler.labelData(bars, { method: 'signal_outcome', signals }).spans('signal_outcome')).toThrow(
      'Label data: spans need the exitTimeMs of signals, found none at signal 0',
    )
  })

  it('accepts no signals at all', () => {
    expect(labeler.labelData(bars, { method: 'signal_outcome', signals: [] }).missing('signal_outcome')).toMatchObject({ noSignal: 7 })
  })
})
