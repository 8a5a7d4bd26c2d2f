import { BarcastError, log, normalCdf, unknownNameError } from '../core/index.js'
import { leastSquaresTail } from './least-squares.js'

export interface AdfOptions {
  /** Differences before each row that enter the regression; by default as many as Akaike's criterion picks of 0 … 12 ⁴√(rows / 100). */
  lags?: number
  /** What the series may have beside its past: nothing, a constant, or a constant and a linear trend. @default 'constant' */
  trend?: 'none' | 'constant' | 'linear'
}

export interface AdfResult {
  /** The t value of the level: the lower, the clearer that the series returns to its mean. */
  statistic: number
  /** Chance of such a statistic if the series were a random walk, by MacKinnon's approximation (1994), 0 … 1. */
  pValue: number
  /** How many lagged differences entered. */
  lags: number
  /** Rows of the regression. */
  rows: number
  /** Statistics below which a random walk is refused at 1, 5 and 10 percent (MacKinnon, 2010). */
  critical: { onePercent: number; fivePercent: number; tenPercent: number }
}

interface Surface {
  /** Below this the p-value is 0, above the next 1; up to `turn` the normal quantile is a polynomial of second degree, then of third. */
  min: number
  max: number
  turn: number
  small: readonly number[]
  large: readonly number[]
  /** Per level, critical value as a polynomial of 1 / rows. */
  critical: readonly (readonly number[])[]
}

/** MacKinnon (1994), tables 3 and 4, and (2010), table 2, for one series. */
const SURFACES: Readonly<Record<'none' | 'constant' | 'linear', Surface>> = {
  none: {
    min: -19.04,
    max: Infinity,
    turn: -1.04,
    small: [0.6344, 1.2378, 3.2496 * 1e-2],
    large: [0.4797, 9.3557 * 1e-1, -0.6999 * 1e-1, 3.3066 * 1e-2],
    critical: [
      [-2.56574, -2.2358, -3.627, 0],
      [-1.941, -0.2686, -3.365, 31.223],
      [-1.61682, 0.2656, -2.714, 25.364],
    ],
  },
  constant: {
    min: -18.83,
    max: 2.74,
    turn: -1.61,
    small: [2.1659, 1.4412, 3.8269 * 1e-2],
    large: [1.7339, 9.3202 * 1e-1, -1.2745 * 1e-1, -1.0368 * 1e-2],
    critical: [
      [-3.43035, -6.5393, -16.786, -79.433],
      [-2.86154, -2.8903, -4.234, -40.04],
      [-2.56677, -1.5384, -2.809, 0],
    ],
  },
  linear: {
    min: -16.18,
    max: 0.7,
    turn: -2.89,
    small: [3.2512, 1.6047, 4.9588 * 1e-2],
    large: [2.5261, 6.1654 * 1e-1, -3.7956 * 1e-1, -6.0285 * 1e-2],
    critical: [
      [-3.95877, -9.0531, -28.428, -134.155],
      [-3.41049, -4.3904, -9.036, -45.374],
      [-3.12705, -2.5856, -3.925, -22.38],
    ],
  },
}

const ACTION = 'Test for a unit root'

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduceRight((sum, c) => sum * x + c, 0)

function pValueOf(statistic: number, { min, max, turn, small, large }: Surface): number {
  if (statistic > max) return 1
  if (statistic < min) return 0
  return normalCdf(polynomial(statistic <= turn ? small : large, statistic))
}

/** The rows after the leading missing ones. */
function complete(values: Float64Array): Float64Array {
  let first = 0
  while (first < values.length && Number.isNaN(values[first]!)) first++
  const rest = values.subarray(first)
  const bad = rest.findIndex((x) => !Number.isFinite(x))
  if (bad >= 0)
    throw new BarcastError('features/adf-value', `${ACTION}: values must be finite after the first, found ${rest[bad]} at ${first + bad}`, {
      value: rest[bad],
      where: { row: first + bad },
    })
  return rest
}

/** The columns of the regression over the rows from `lags + 1` on: deterministic ones, level, lagged differences; and what they explain. */
function regression(x: Float64Array, lags: number, trend: keyof typeof SURFACES) {
  const rows = x.length - 1 - lags
  const difference = (back: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => x[i + lags + 1 - back]! - x[i + lags - back]!)
  const deterministic: Float64Array[] = []
  if (trend !== 'none') deterministic.push(new Float64Array(rows).fill(1))
  if (trend === 'linear') deterministic.push(Float64Array.from({ length: rows }, (_, i) => i + 1))
  return {
    deterministic,
    level: Float64Array.from({ length: rows }, (_, i) => x[i + lags]!),
    lagged: Array.from({ length: lags }, (_, k) => difference(k + 1)),
    target: difference(0),
  }
}

/** The number of lags with the least Akaike criterion, each regression over the same rows. */
function chooseLags(x: Float64Array, most: number, trend: keyof typeof SURFACES): number {
  const { deterministic, level, lagged, target } = regression(x, most, trend)
  const base = [...deterministic, level]
  const rows = target.length
  const { residuals } = leastSquaresTail([...base, ...lagged], target)
  let best = 0
  let least = Infinity
  for (let k = 0; k <= most; k++) {
    const size = base.length + k
    const criterion = rows * log(residuals[size]! / rows) + 2 * size
    if (criterion < least) {
      least = criterion
      best = k
    }
  }
  return best
}

/**
 * The augmented Dickey-Fuller test of a random walk (a unit root) against a series that returns to its mean. Leading NaN are left out. Regression by
 * Householder's QR. Equal to statsmodels' `adfuller` (`trend` 'none', 'constant', 'linear' are its 'n', 'c', 'ct'; without `lags` its `autolag='AIC'`).
 *
 * @throws BarcastError `features/adf-value` (NaN or ±Infinity inside), `features/adf-rows` (too few rows for so many lags), `features/adf-constant` (all
 * values are equal, or differences explain the series entirely), `features/adf-option`.
 */
export function adfTest(values: Float64Array, { lags, trend = 'constant' }: AdfOptions = {}): AdfResult {
  if (!Object.hasOwn(SURFACES, trend))
    throw unknownNameError('features/adf-option', ACTION, 'trend', String(trend), Object.keys(SURFACES), { path: 'trend' })
  if (lags !== undefined && !(Number.isInteger(lags) && lags >= 0))
    throw new BarcastError('features/adf-option', `${ACTION}: lags must be a whole number from 0, found ${lags}`, { value: lags })
  const x = complete(values)
  const fixed = trend === 'none' ? 0 : trend === 'constant' ? 1 : 2
  const room = Math.floor(x.length / 2) - fixed - 1
  if (room < (lags ?? 0))
    throw new BarcastError(
      'features/adf-rows',
      `${ACTION}: needs more than ${2 * ((lags ?? 0) + fixed + 1) - 1} values for ${lags ?? 0} lags, found ${x.length}`,
      { value: x.length },
    )
  if (x.every((value) => value === x[0]))
    throw new BarcastError('features/adf-constant', `${ACTION}: values must differ, found only ${x[0]}`, { value: x[0] })
  const surface = SURFACES[trend]
  const used = lags ?? chooseLags(x, Math.min(room, Math.ceil(12 * Math.sqrt(Math.sqrt(x.length / 100)))), trend)
  const { deterministic, level, lagged, target } = regression(x, used, trend)
  const columns = [...deterministic, ...lagged, level]
  const { projection, residuals } = leastSquaresTail(columns, target)
  const rows = target.length
  const variance = residuals[columns.length]! / (rows - columns.length)
  // With the level as the last column, its t value is what it alone explains over the standard error.
  const statistic = projection / Math.sqrt(variance)
  if (!Number.isFinite(statistic))
    throw new BarcastError('features/adf-constant', `${ACTION}: the regression must leave a rest, found none over ${rows} rows`, {
      value: rows,
    })
  const [onePercent, fivePercent, tenPercent] = surface.critical.map((c) => polynomial(c, 1 / rows)) as [number, number, number]
  return { statistic, pValue: pValueOf(statistic, surface), lags: used, rows, critical: { onePercent, fivePercent, tenPercent } }
}
