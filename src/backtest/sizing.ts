/**
 * How large a position is that a signal opens, decided at the signal's close from what is known then. Weights are fractions of equity and are cut to `maxPositionSize`; fixed
 * units and values are not.
 */
export type PositionSizing =
  /** `maxPositionSize` of equity, at the price at which it fills. */
  | { by: 'equityFraction' }
  | { by: 'fixedUnits'; units: number }
  /** Account currency, turned into units at the signal's close. */
  | { by: 'fixedNotional'; notional: number }
  /** Weight = `annualVolatility` / (σ √`periodsPerYear`) with σ the sample deviation of the last `windowBars` simple returns. No position before there are so many. */
  | { by: 'volatilityTarget'; annualVolatility: number; windowBars: number; periodsPerYear: number }
  /**
   * Weight = `fraction` · (p − (1 − p) / b) with p the share of winners among the trades closed so far and b their mean gain over the others' mean loss, as fractions of what
   * was entered; `startWeight` before `minTrades` of them have closed. A negative one opens nothing, and nothing from then on changes it. Kelly (1956).
   */
  | { by: 'kelly'; fraction: number; minTrades: number; startWeight: number }
  /** Weight = `maxPositionSize` · confidence of the signal, which must be given. */
  | { by: 'confidence' }
  /**
   * So many units that a move of `stopAtrs` average true ranges (Wilder, of `windowBars`) against the position costs `riskFraction` of equity; a stop loss stands there unless
   * `stops.stopLoss` is given. No position before the range is known.
   */
  | { by: 'atrRisk'; riskFraction: number; windowBars: number; stopAtrs: number }
