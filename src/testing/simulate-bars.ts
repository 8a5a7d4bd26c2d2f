import { BarcastError, type Bars, checkBars, createRandom, exp, log, type Random, unknownNameError } from '../core/index.js'

/** What a simulated market does. All rates are per bar, as log returns. */
export interface SimulationOptions {
  seed: number
  /** Bars to make. */
  length: number
  /** @default 60000 */
  timeframeMs?: number
  /** Open time of the first bar. @default 2020-01-01T00:00Z */
  startMs?: number
  /** @default 'SIM' */
  symbol?: string
  /** @default 100 */
  startPrice?: number
  /** Mean log return without jumps. @default 0 */
  driftPerBar?: number
  /** Standard deviation of log returns over the long run, in a regime of factor 1 and without jumps; 0 gives a flat price. @default 0.002 */
  volatilityPerBar?: number
  /** Volatility clusters: GARCH(1,1) around the long-run volatility. @default { alpha: 0.08, beta: 0.9 } */
  garch?: { alpha: number; beta: number }
  /** Regimes that last, each with a drift of its own, added to the market's, and a factor on volatility. @default one regime */
  regimes?: readonly { driftPerBar: number; volatilityFactor: number }[]
  /** Probability that a regime lasts one more bar. @default 0.99 */
  regimePersistence?: number
  /** Jumps: chance per bar, and the standard deviation of a jump's log return. @default none */
  jumps?: { probability: number; size: number }
  /**
   * Volatility over the day: as 1 + amplitude at 0:00 and 24:00 UTC is to 1 − amplitude at noon, linear between, its mean square over
   * the day unchanged. @default 0
   */
  intradayAmplitude?: number
}

/** What drove each bar: known here, never in a real market. */
export interface SimulationTruth {
  /** Standard deviation from which the bar's return was drawn. */
  volatility: Float64Array
  regime: Int32Array
  /** Log return of the jump in the bar, 0 without one. */
  jump: Float64Array
}

const DEFAULTS = {
  timeframeMs: 60_000,
  startMs: Date.UTC(2020, 0, 1),
  symbol: 'SIM',
  startPrice: 100,
  driftPerBar: 0,
  volatilityPerBar: 0.002,
  garch: { alpha: 0.08, beta: 0.9 },
  regimes: [{ driftPerBar: 0, volatilityFactor: 1 }] as readonly { driftPerBar: number; volatilityFactor: number }[],
  regimePersistence: 0.99,
  jumps: { probability: 0, size: 0 },
  intradayAmplitude: 0,
}
const OPTION_NAMES = ['seed', 'length', ...Object.keys(DEFAULTS)]
const DAY_MS = 86_400_000
/** Prices further than e ** 300 from 1 are left to no simulation: products of them overflow. */
const LARGEST_LOG_PRICE = 300

function refuse(path: string, must: string, value: unknown): never {
  throw new BarcastError('testing/simulation', `Simulate bars: ${path} must be ${must}, found ${String(value)}`, { value, where: { path } })
}

function complete(options: SimulationOptions) {
  if (typeof options !== 'object' || options === null) refuse('options', 'an object', options)
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  for (const [name] of given)
    if (!OPTION_NAMES.includes(name))
      throw unknownNameError('testing/simulation', 'Simulate bars', 'option', name, OPTION_NAMES, { path: name })
  const all = { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as SimulationOptions) }
  const share = (value: number): boolean => value >= 0 && value <= 1
  if (!Number.isSafeInteger(all.seed)) refuse('seed', 'a whole number', all.seed)
  if (!Number.isInteger(all.length) || all.length < 1) refuse('length', 'a whole number from 1', all.length)
  if (!(all.timeframeMs > 0 && all.timeframeMs < Infinity)) refuse('timeframeMs', 'above 0', all.timeframeMs)
  if (!Number.isFinite(all.startMs)) refuse('startMs', 'a time in epoch milliseconds', all.startMs)
  if (!(all.startPrice > 0 && all.startPrice < Infinity)) refuse('startPrice', 'above 0', all.startPrice)
  if (!Number.isFinite(all.driftPerBar)) refuse('driftPerBar', 'finite', all.driftPerBar)
  if (!(all.volatilityPerBar >= 0 && all.volatilityPerBar < 1)) refuse('volatilityPerBar', 'from 0 to below 1', all.volatilityPerBar)
  const { alpha, beta } = all.garch
  if (!(alpha >= 0 && beta >= 0 && alpha + beta < 1)) refuse('garch', 'alpha ≥ 0, beta ≥ 0 and alpha + beta < 1', `${alpha}, ${beta}`)
  if (!Array.isArray(all.regimes) || all.regimes.length === 0) refuse('regimes', 'a list of at least one', all.regimes)
  all.regimes.forEach(({ driftPerBar, volatilityFactor }, i) => {
    if (!Number.isFinite(driftPerBar)) refuse(`regimes.${i}.driftPerBar`, 'finite', driftPerBar)
    if (!(volatilityFactor >= 0 && volatilityFactor < Infinity)) refuse(`regimes.${i}.volatilityFactor`, 'from 0', volatilityFactor)
  })
  if (!share(all.regimePersistence)) refuse('regimePersistence', 'from 0 to 1', all.regimePersistence)
  if (!share(all.jumps.probability)) refuse('jumps.probability', 'from 0 to 1', all.jumps.probability)
  if (!(all.jumps.size >= 0 && all.jumps.size < Infinity)) refuse('jumps.size', 'from 0', all.jumps.size)
  if (!(all.intradayAmplitude >= 0 && all.intradayAmplitude < 1)) refuse('intradayAmplitude', 'from 0 to below 1', all.intradayAmplitude)
  return all
}

type Market = ReturnType<typeof complete>

/** Factor on volatility at a time of day; its mean square over the day is 1. */
function dayFactor(timeMs: number, amplitude: number): number {
  if (amplitude === 0) return 1
  const share = (((timeMs % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS
  return (1 + amplitude * (Math.abs(share - 0.5) * 4 - 1)) / Math.sqrt(1 + (amplitude * amplitude) / 3)
}

/** How far a Brownian path of this volatility that moves by `move` rises above its start: drawn from that maximum's distribution. */
function reachAbove(move: number, volatility: number, random: Random): number {
  return (move + Math.sqrt(move * move - 2 * volatility * volatility * log(1 - random.uniform()))) / 2
}

/** Log returns with what drove them. */
function simulateReturns(market: Market, random: Random): { returns: Float64Array; truth: SimulationTruth } {
  const { length, garch, regimes, jumps } = market
  const returns = new Float64Array(length)
  const truth: SimulationTruth = { volatility: new Float64Array(length), regime: new Int32Array(length), jump: new Float64Array(length) }
  const longRun = market.volatilityPerBar * market.volatilityPerBar
  let variance = longRun
  let regime = 0
  for (let i = 0; i < length; i++) {
    if (regimes.length > 1 && random.uniform() >= market.regimePersistence)
      regime = (regime + random.integer(1, regimes.length)) % regimes.length
    const { driftPerBar, volatilityFactor } = regimes[regime]!
    const shock = Math.sqrt(variance) * random.normal()
    const factor = volatilityFactor * dayFactor(market.startMs + i * market.timeframeMs, market.intradayAmplitude)
    const jump = jumps.probability > 0 && random.uniform() < jumps.probability ? jumps.size * random.normal() : 0
    truth.volatility[i] = Math.sqrt(variance) * factor
    truth.regime[i] = regime
    truth.jump[i] = jump
    returns[i] = market.driftPerBar + driftPerBar + shock * factor + jump
    variance = longRun * (1 - garch.alpha - garch.beta) + garch.alpha * shock * shock + garch.beta * variance
  }
  return { returns, truth }
}

/**
 * A simulated market with its truth: valid bars whose log returns follow the options, the same for the same seed in every runtime.
 * Each bar opens at the last close. High and low are each drawn as the highest and lowest point of a Brownian path between open and close with
 * the bar's volatility, so that Rogers–Satchell's variance is unbiased. Volume is larger on larger moves.
 *
 * @throws BarcastError `testing/simulation` that names the option, its rule and the value, or the bar at which the price left
 * all bounds; `bars/time-unit` for a `startMs` that is not in milliseconds.
 */
export function simulateMarket(options: SimulationOptions): { bars: Bars; truth: SimulationTruth } {
  const market = complete(options)
  const random = createRandom(market.seed)
  const { returns, truth } = simulateReturns(market, random)
  const { length } = market
  const column = (): Float64Array => new Float64Array(length)
  const bars: Bars = {
    symbol: market.symbol,
    timeframeMs: market.timeframeMs,
    length,
    openTimeMs: Float64Array.from({ length }, (_, i) => market.startMs + i * market.timeframeMs),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    extra: {},
  }
  let price = market.startPrice
  for (let i = 0; i < length; i++) {
    const open = price
    const move = returns[i]!
    const volatility = truth.volatility[i]!
    price = open * exp(move)
    if (!(Math.abs(log(price)) <= LARGEST_LOG_PRICE))
      refuse('drift and volatility', 'small enough for the price to stay within bounds', `bar ${i}`)
    bars.open[i] = open
    bars.close[i] = price
    bars.high[i] = Math.max(open, price, open * exp(reachAbove(move, volatility, random)))
    bars.low[i] = Math.min(open, price, open * exp(-reachAbove(-move, volatility, random)))
    const surprise = volatility === 0 ? 0 : Math.min(Math.abs(move) / volatility, 10)
    bars.volume[i] = 1000 * (0.5 + surprise) * exp(0.4 * random.normal())
  }
  checkBars(bars, 'Simulate bars')
  return { bars, truth }
}

/** The bars of {@link simulateMarket}. */
export function simulateBars(options: SimulationOptions): Bars {
  return simulateMarket(options).bars
}
