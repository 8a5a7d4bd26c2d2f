/** Our names of TA-Lib's moving averages, by `matype`; 11 is a function's own default, which the door puts in its place. */
const KINDS = ['sma', 'ema', 'wma', 'dema', 'tema', 'trima', 'kama', 'mama', 't3', 'hma', 'none', '', 'zlema', 'rma']

/** TA-Lib's names of its moving averages, by `matype`. */
export const MATYPE_NAMES: readonly string[] = [
  'SMA',
  'EMA',
  'WMA',
  'DEMA',
  'TEMA',
  'TRIMA',
  'KAMA',
  'MAMA',
  'T3',
  'HMA',
  'DISABLED',
  'DEFAULT',
  'ZLEMA',
  'RMA',
]

export const DEFAULT_MATYPE = 11

/** Parameters of `movingAverage` for a `matype`. */
export function averageParams(matype: number, period: number): { kind: string; period: number } {
  return { kind: KINDS[matype]!, period }
}
