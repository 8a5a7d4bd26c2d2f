import { hourCycle, monthCycle, weekdayCycle } from './calendar-cycle.js'
import { apply, type FeatureColumn } from './column.js'

/*
 * Time columns, of each bar's open time in UTC. They are the same columns for every timeframe: on daily bars those of the hour are constant, which
 * `describeFeatures` says.
 */

const PARTS = [
  { part: 'hour', definition: hourCycle, title: 'Hour of the day', angle: '2π · hour / 24' },
  { part: 'weekday', definition: weekdayCycle, title: 'Day of the week', angle: '2π · day / 7, Monday is 0' },
  { part: 'month', definition: monthCycle, title: 'Month of the year', angle: '2π · (month − 1) / 12' },
] as const

/** Sine and cosine of the hour, the weekday and the month. */
export const timeColumns: readonly FeatureColumn[] = PARTS.flatMap(({ part, definition, title, angle }) =>
  (['sine', 'cosine'] as const).map((output): FeatureColumn => {
    const short = output === 'sine' ? 'sin' : 'cos'
    return {
      name: `${part}_${short}`,
      group: 'time',
      title: `${title} on a circle, ${output}`,
      formula: `${short}(${angle}) of the bar's open time in UTC`,
      unit: '−1 … 1',
      expression: apply(definition, {}, undefined, output),
    }
  }),
)
