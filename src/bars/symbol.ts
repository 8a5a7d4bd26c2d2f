import { BarcastError } from '../core/index.js'

/** Currencies in which pairs are quoted; of several that a plain name ends with, the longest is taken. */
const QUOTES = 'FDUSD USDT USDC BUSD TUSD USDP USD EUR GBP JPY CHF AUD CAD NZD TRY BRL KRW DAI BTC XBT ETH BNB'.split(' ')

/** A pair taken apart. Instruments that are no pair (a share, an index) have no `quote`. */
export interface SymbolParts {
  base: string
  quote?: string
  /** Settlement asset of a derivative, as in `BTC/USDT:USDT`. */
  settle?: string
}

/** `slash` BTC/USDT, `plain` BTCUSDT, `dash` BTC-USDT. */
export type SymbolStyle = 'slash' | 'plain' | 'dash'

const SEPARATORS: Record<SymbolStyle, string> = { slash: '/', plain: '', dash: '-' }

/**
 * The parts of a symbol in upper case: `BTC/USDT`, `btc-usdt`, `BTC_USDT` and `BTCUSDT` are all base BTC and quote USDT. A name without
 * separator is split before the longest known quote currency at its end; without one it is a base alone (`AAPL`). Where two splits are
 * possible (`USDTUSD`), write the separator.
 *
 * @throws BarcastError `bars/symbol` for an empty name or empty parts.
 */
export function normalizeSymbol(symbol: string): SymbolParts {
  const refuse = (): never => {
    throw new BarcastError(
      'bars/symbol',
      `Normalise symbol: must be a name such as BTC/USDT, BTCUSDT or AAPL, found ${JSON.stringify(symbol)}`,
      {
        value: symbol,
      },
    )
  }
  if (typeof symbol !== 'string') return refuse()
  const [pair = '', settle, tooMany] = symbol.trim().toUpperCase().split(':')
  if (pair === '' || settle === '' || tooMany !== undefined || /\s/.test(pair)) return refuse()
  const parts = pair.split(/[/_-]/)
  if (parts.length > 2 || parts.includes('')) return refuse()
  const [base, quote] = parts.length === 2 ? [parts[0]!, parts[1]!] : splitPlain(pair)
  return { base, ...(quote === undefined ? {} : { quote }), ...(settle === undefined ? {} : { settle }) }
}

function splitPlain(pair: string): [base: string, quote: string | undefined] {
  const quote = QUOTES.filter((name) => pair.length > name.length && pair.endsWith(name)).sort((a, b) => b.length - a.length)[0]
  return quote === undefined ? [pair, undefined] : [pair.slice(0, -quote.length), quote]
}

/**
 * A symbol in one style: `formatSymbol('btc_usdt', 'plain')` is `BTCUSDT`. A settlement asset is kept in style `slash` only.
 *
 * @throws BarcastError `bars/symbol`, `bars/symbol-style`.
 */
export function formatSymbol(symbol: string | SymbolParts, style: SymbolStyle): string {
  if (!Object.hasOwn(SEPARATORS, style)) {
    throw new BarcastError('bars/symbol-style', `Format symbol: style must be slash, plain or dash, found ${JSON.stringify(style)}`, {
      value: style,
    })
  }
  const { base, quote, settle } = typeof symbol === 'string' ? normalizeSymbol(symbol) : symbol
  const pair = quote === undefined ? base : base + SEPARATORS[style] + quote
  return settle !== undefined && style === 'slash' ? `${pair}:${settle}` : pair
}
