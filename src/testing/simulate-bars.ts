import { BarcastError, type Bars, createRandom, exp, type Random, unknownNameError } from '../core/index.js'

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
  /** Mean log return. @default 0 */
  driftPerBar?: number
  /** Standard deviation of log returns over the long run; 0 gives a flat price. @default 0.002 */
  volatilityPerBar?: number
  /** Volatility clusters: GARCH(1,1) around the long-run volatility. @default { alpha: 0.08, beta: 0.9 } */
  garch?: { alpha: number; beta: number }
  /** Regimes that last, each with its own drift and a factor on volatility. @default one regime */
  regimes?: readonly { driftPerBar: number; volatilityFactor: number }[]
  /** Probability that a regime lasts one more bar. @default 0.99 */
  regimePersistence?: number
  /** Jumps: chance per bar, and the standard deviation of a jump's log return. @default none */
  jumps?: { probability: number; size: number }
  /** Volatility over the day: 1 + amplitude at 0:00 and 24:00 UTC, 1 − amplitude at noon. @default 0 */
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

const OPTION_NAMES = [
  'seed',
  'length',
  'timeframeMs',
  'startMs',
  'symbol',
  'startPrice',
  'driftPerBar',
  'volatilityPerBar',
  'garch',
  'regimes',
  'regimePersistence',
  'jumps',
  'intradayAmplitude',
]

const DAY_MS = 86_400_000

function complete(options: SimulationOptions) {
  const refuse = (path: string, must: string, value: unknown): never => {
    throw new BarcastError('testing/simulation', `Simulate bars: ${path} must be ${must}, found ${String(value)}`, {
      value,
      where: { path },
    })
  }
  for (const name of Object.keys(options))
    if (!OPTION_NAMES.includes(name))
      throw unknownNameError('testing/simulation', 'Simulate bars', 'option', name, OPTION_NAMES, { path: name })
  const all = {
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
    ...options,
  }
  if (!Number.isSafeInteger(all.seed)) refuse('seed', 'a whole number', all.seed)
  if (!Number.isInteger(all.length) || all.length < 1) refuse('length', 'a whole number from 1', all.length)
  if (!(all.timeframeMs > 0)) refuse('timeframeMs', 'above 0', all.timeframeMs)
  if (!(all.startPrice > 0)) refuse('startPrice', 'above 0', all.startPrice)
  if (!Number.isFinite(all.driftPerBar)) refuse('driftPerBar', 'finite', all.driftPerBar)
  if (!(all.volatilityPerBar >= 0 && all.volatilityPerBar < 1)) refuse('volatilityPerBar', 'from 0 to below 1', all.volatilityPerBar)
  const { alpha, beta } = all.garch
  if (!(alpha >= 0 && beta >= 0 && alpha + beta < 1)) refuse('garch', 'alpha ≥ 0, beta ≥ 0 and alpha + beta < 1', `${alpha}, ${beta}`)
  if (all.regimes.length === 0) refuse('regimes', 'at least one', 0)
  if (!(all.regimePersistence >= 0 && all.regimePersistence <= 1)) refuse('regimePersistence', 'from 0 to 1', all.regimePersistence)
  if (!(all.jumps.probability >= 0 && all.jumps.probability <= 1)) refuse('jumps.probability', 'from 0 to 1', all.jumps.probability)
  if (!(all.intradayAmplitude >= 0 && all.intradayAmplitude < 1)) refuse('intradayAmplitude', 'from 0 to below 1', all.intradayAmplitude)
  return all
}

type Market = ReturnType<typeof complete>

function dayFactor(timeMs: number, amplitude: number): number {
  const share = (timeMs % DAY_MS) / DAY_MS
  return 1 + amplitude * (Math.abs(share - 0.5) * 4 - 1)
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
 * A simulated market with its truth: valid bars whose log returns follow the options, the same for the same seed in every runtime. Each bar opens at the last close; high and low
 * reach beyond open and close by half-normal amounts; volume is larger on larger moves.
 *
 * @throws BarcastError `testing/simulation` that names the option, its rule and the value.
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
    price = open * exp(returns[i]!)
    const reach = truth.volatility[i]! / 2
    bars.open[i] = open
    bars.close[i] = price
    bars.high[i] = Math.max(open, price) * exp(reach * Math.abs(random.normal()))
    bars.low[i] = Math.min(open, price) * exp(-reach * Math.abs(random.normal()))
    const surprise = truth.volatility[i]! === 0 ? 0 : Math.abs(returns[i]!) / truth.volatility[i]!
    bars.volume[i] = 1000 * (0.5 + surprise) * exp(0.4 * random.normal())
  }
  return { bars, truth }
}

/** The bars of {@link simulateMarket}. */
export function simulateBars(options: SimulationOptions): Bars {
  return simulateMarket(options).bars
}
