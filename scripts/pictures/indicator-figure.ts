import type { Bars } from '../../src/core/index.js'
import type { IndicatorDefinition } from '../../src/indicators/index.js'
import { box, COLOUR, path, type Scale, scale, text } from './drawing.js'

const WIDTH = 560
const HEIGHT = 150
const PRICE_HEIGHT = 58
const RIGHT = 482
const SHOWN_BARS = 120
const SHOWN_CANDLES = 28
const INKS = [COLOUR.blue, COLOUR.orange, COLOUR.green, COLOUR.yellow, COLOUR.sky, COLOUR.ink]

type Named = readonly (readonly [name: string, values: Float64Array])[]

const finite = (values: Iterable<number>): number[] => [...values].filter((value) => Number.isFinite(value))

/** A number short enough for the margin. */
function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e6) return value.toExponential(1).replace('e+', 'e')
  if (size >= 1000) return value.toFixed(0)
  return String(Number(value.toPrecision(3)))
}

function scaleOf(values: readonly number[], top: number, bottom: number): Scale {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = high > low ? (high - low) * 0.04 : Math.max(1e-9, Math.abs(high) * 0.1)
  return scale(low - room, high + room, bottom, top)
}

const tenths = (pixels: number): number => Math.round(pixels * 10)

/** Tenths of a pixel as short as SVG reads them: `−.3` after a number needs no space. */
function step(pixelTenths: number): string {
  const digits = String(pixelTenths / 10).replace(/^(-?)0\./, '$1.')
  return digits.startsWith('-') ? digits : ` ${digits}`
}

/** One stretch per run of rows with values, so that a missing value is a gap. Points are told by their distance from the one before: hundreds of figures are in the repository. */
function curve(values: Float64Array, x: Scale, y: Scale, stroke: string, width: number): string {
  let d = ''
  let [lastX, lastY] = [0, 0]
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return
    const isAlone = !Number.isFinite(values[i - 1])
    const [nextX, nextY] = [tenths(x(i)), tenths(y(value))]
    d += isAlone
      ? `M${nextX / 10} ${nextY / 10}${Number.isFinite(values[i + 1]) ? 'l' : 'h.1'}`
      : `${step(nextX - lastX)}${step(nextY - lastY)}`
    ;[lastX, lastY] = [nextX, nextY]
  })
  return d === '' ? '' : `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"/>`
}

/** True for a column of prices, to be drawn over the price. */
function isPriceLike(values: Float64Array, close: Float64Array): boolean {
  const low = Math.min(...close) * 0.85
  const high = Math.max(...close) * 1.2
  return finite(values).every((value) => value > low && value < high)
}

function margin(y: Scale, values: readonly number[]): string {
  const ends = [Math.max(...values), Math.min(...values)]
  const shown = ends[0] === ends[1] ? [ends[0]!] : ends
  return shown.map((value) => text(RIGHT + 6, y(value) + 4, short(value), { size: 11, fill: COLOUR.muted })).join('')
}

/** The outputs' names; as many as there is room for. */
function key(outputs: Named, end: number): string {
  let left = 6
  const entries: string[] = []
  for (const [k, [name]] of outputs.entries()) {
    const width = 24 + name.length * 6.4
    if (left + width > end) return [...entries, text(left, HEIGHT - 4, '…', { size: 11, fill: COLOUR.muted })].join('')
    entries.push(
      box(left, HEIGHT - 12, 9, 9, { fill: INKS[k % INKS.length]! }) + text(left + 13, HEIGHT - 4, name, { size: 11, fill: COLOUR.muted }),
    )
    left += width
  }
  return entries.join('')
}

function frame(title: string, parts: readonly string[]): string {
  const opening = `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui,sans-serif">`
  return `${opening}<title>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title>${box(0, 0, WIDTH, HEIGHT, { fill: '#fff' })}${parts.join('')}</svg>\n`
}

/** Row behind the last one shown: the newest, or soon after the first output's last change where it stood still since. */
function lastShown(values: Float64Array): number {
  const isSame = (row: number): boolean => Object.is(values[row], values[row - 1])
  let row = values.length - 1
  while (row > 0 && isSame(row)) row--
  const stoodStill = row <= values.length - SHOWN_BARS
  return stoodStill && row >= SHOWN_BARS ? Math.min(values.length, row + SHOWN_BARS / 4) : values.length
}

const dayOf = (bars: Bars, row: number): string => new Date(bars.openTimeMs[row]!).toISOString().slice(0, 10)

/** The price with what is a price above (of an oscillator nothing is), the other outputs under it; undefined where none of them moves. */
function drawLines(title: string, outputs: Named, bars: Bars, isOscillator: boolean): string | undefined {
  const to = lastShown(outputs[0]![1])
  const from = to - SHOWN_BARS
  const close = bars.close.subarray(from, to)
  const shown = outputs.map(([, values]) => values.subarray(from, to))
  if (shown.every((values) => new Set(finite(values)).size < 2)) return undefined
  const isOver = shown.map((values) => !isOscillator && isPriceLike(values, close))
  const isWhole = isOver.every((over) => over)
  const numbers = (over: boolean): number[] => shown.flatMap((values, k) => (isOver[k] === over ? finite(values) : []))
  const x = scale(0, SHOWN_BARS - 1, 6, RIGHT)
  const priceY = scaleOf([...close, ...numbers(true)], 6, isWhole ? HEIGHT - 22 : PRICE_HEIGHT)
  const ownY = isWhole ? priceY : scaleOf(numbers(false), PRICE_HEIGHT + 12, HEIGHT - 22)
  const rule: [number, number][] = [
    [6, PRICE_HEIGHT + 6],
    [RIGHT, PRICE_HEIGHT + 6],
  ]
  return frame(title, [
    curve(close, x, priceY, COLOUR.grey, 1.2),
    isWhole ? '' : path(rule, { stroke: COLOUR.grid, width: 1 }),
    ...shown.map((values, k) => curve(values, x, isOver[k] === true ? priceY : ownY, INKS[k % INKS.length]!, 1.4)),
    margin(ownY, numbers(isWhole)),
    ...(to < bars.length ? [text(RIGHT + 6, HEIGHT - 4, dayOf(bars, to - 1), { size: 11, fill: COLOUR.muted })] : []),
    key(outputs, to < bars.length ? RIGHT : WIDTH - 12),
  ])
}

/** Candles around the last bar on which a pattern was seen; undefined where it never was. */
function drawCandles(title: string, values: Float64Array, bars: Bars): string | undefined {
  let hit = values.length - 1
  while (hit >= 0 && !(Math.abs(values[hit]!) > 0)) hit--
  if (hit < 0) return undefined
  const to = Math.min(bars.length, hit + 6)
  const from = Math.max(0, to - SHOWN_CANDLES)
  const rows = Array.from({ length: to - from }, (_, k) => from + k)
  const y = scaleOf(
    rows.flatMap((row) => [bars.high[row]!, bars.low[row]!]),
    6,
    HEIGHT - 22,
  )
  const x = scale(from - 0.5, to - 0.5, 6, RIGHT)
  const width = (x(1) - x(0)) * 0.62
  const candles = rows.map((row) => {
    const rises = bars.close[row]! >= bars.open[row]!
    const [top, bottom] = [y(Math.max(bars.open[row]!, bars.close[row]!)), y(Math.min(bars.open[row]!, bars.close[row]!))]
    const ink = row === hit ? COLOUR.orange : COLOUR.muted
    return (
      path(
        [
          [x(row), y(bars.high[row]!)],
          [x(row), y(bars.low[row]!)],
        ],
        { stroke: ink, width: 1 },
      ) + box(x(row) - width / 2, top, width, Math.max(1, bottom - top), { fill: rises ? '#fff' : ink, stroke: ink })
    )
  })
  return frame(title, [...candles, text(6, HEIGHT - 4, `${short(values[hit]!)} on ${dayOf(bars, hit)}`, { size: 11, fill: COLOUR.muted })])
}

/** A small picture of an indicator of a group over real bars; undefined where these bars give it no value. */
export function drawIndicator(definition: IndicatorDefinition, outputs: Named, bars: Bars, group: string | undefined): string | undefined {
  const title = `${definition.title}: ${definition.name} over the S&P 500`
  if (group === 'candlestick') return drawCandles(title, outputs[0]![1], bars)
  return drawLines(title, outputs, bars, group === 'momentum')
}
