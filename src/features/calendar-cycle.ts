import type { IndicatorDefinition } from '../indicators/index.js'

/*
 * Where a bar's open time stands in the day, the week and the year (UTC), as a point on a circle: sine and cosine of whole twenty-fourths, sevenths and
 * twelfths of a turn. They come from tables of correctly rounded values, because `Math.sin` differs between engines.
 */

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** sin of 0°, 15° … 90°. */
const QUARTER = [0, 0.25881904510252074, 0.5, Math.SQRT1_2, 0.8660254037844386, 0.9659258262890683, 1]

/** sin of k twenty-fourths of a turn. */
function sineOf24th(k: number): number {
  const place = k % 24
  const half = place % 12
  const size = QUARTER[half <= 6 ? half : 12 - half]!
  return place > 12 ? -size : size
}

const sines = (count: number): number[] => Array.from({ length: count }, (_, k) => sineOf24th((24 / count) * k))
const cosines = (count: number): number[] => Array.from({ length: count }, (_, k) => sineOf24th((24 / count) * k + 6))

const WEEK_SINES = [
  0, 0.7818314824680298, 0.9749279121818236, 0.4338837391175581, -0.4338837391175581, -0.9749279121818236, -0.7818314824680298,
]
const WEEK_COSINES = [
  1, 0.6234898018587335, -0.2225209339563144, -0.9009688679024191, -0.9009688679024191, -0.2225209339563144, 0.6234898018587335,
]

const hourOf = (timeMs: number): number => Math.floor(timeMs / HOUR_MS) - 24 * Math.floor(timeMs / DAY_MS)

/** Monday is 0; 1970 began on a Thursday. */
function weekdayOf(timeMs: number): number {
  const days = Math.floor(timeMs / DAY_MS) + 3
  return days - 7 * Math.floor(days / 7)
}

/**
 * January is 0. Gregorian, counted in years that begin in March, so that the leap day is the last of a year: months from March on begin on day ⌊(153 m + 2) / 5⌋.
 */
function monthOf(timeMs: number): number {
  const days = Math.floor(timeMs / DAY_MS) + 719_468
  const day = days - 146_097 * Math.floor(days / 146_097)
  const year = Math.floor((day - Math.floor(day / 1460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365)
  const dayOfYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  return fromMarch < 10 ? fromMarch + 2 : fromMarch - 10
}

type Cycle = IndicatorDefinition<Record<never, never>, 'sine' | 'cosine'>

function cycle(
  name: string,
  title: string,
  placeOf: (timeMs: number) => number,
  sine: readonly number[],
  cosine: readonly number[],
): Cycle {
  return {
    name,
    title,
    params: {},
    outputs: ['sine', 'cosine'],
    inputs: () => ['openTimeMs'],
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 0,
    onMissing: 'skip',
    init: () => undefined,
    advance(_state, inputs, outputs, from, to, at) {
      const time = inputs[0]!
      const sineOut = outputs[0]!
      const cosineOut = outputs[1]!
      for (let i = from, o = at; i < to; i++, o++) {
        const place = placeOf(time[i]!)
        sineOut[o] = sine[place]!
        cosineOut[o] = cosine[place]!
      }
    },
  }
}

export const hourCycle = cycle('hourCycle', 'Hour of the day on a circle', hourOf, sines(24), cosines(24))
export const weekdayCycle = cycle('weekdayCycle', 'Day of the week on a circle', weekdayOf, WEEK_SINES, WEEK_COSINES)
export const monthCycle = cycle('monthCycle', 'Month of the year on a circle', monthOf, sines(12), cosines(12))
