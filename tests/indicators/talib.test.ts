import type { indicators } from 'barcast/indicators'
import { describe, it } from 'vitest'
import { expectGolden, readGolden } from './golden.js'

const golden = readGolden('talib/talib.json')

/*
 * TA-Lib treats variances and true ranges below 1e-14 as zero and divides its running sums, so on the made series' flat stretch it leaves rounding residue where
 * the exact answer is known. Those rows are held against the exact answer instead.
 */
const exactWhereFlat: Partial<Record<keyof typeof indicators, number>> = { rollingStd: 0, rollingCorrelation: 0 }

function isFlatWindow(values: Float64Array, row: number, period: number): boolean {
  for (let i = row - period + 1; i < row; i++) if (values[i] !== values[row]) return false
  return true
}

describe(`TA-Lib ${golden.talib}`, () => {
  it.each(golden.cases.map((entry) => [`${entry.indicator} ${JSON.stringify(entry.params)} on ${entry.series}`, entry] as const))(
    '%s',
    (_, entry) => {
      const exact = exactWhereFlat[entry.indicator]
      expectGolden(entry, (bars, row) => {
        const input = bars[(entry.params.input ?? 'close') as 'close' | 'high']
        return exact !== undefined && isFlatWindow(input, row, Number(entry.params.period)) ? exact : undefined
      })
    },
  )
})
