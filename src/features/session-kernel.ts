import type { SessionCalendar, TradingSession } from '../bars/index.js'
import type { IndicatorDefinition } from '../indicators/index.js'
import { hourCycle } from './calendar-cycle.js'

const MS_PER_MINUTE = 60_000
const MS_PER_DAY = 86_400_000

/** What is known of a moment: outputs of the kernel, in its order. */
export const SESSION_OUTPUTS = [
  'inSession',
  'sinceOpen',
  'toClose',
  'progress',
  'phase',
  'weekday',
  'dayOfMonth',
  'leftInMonth',
  'monthEnd',
  'daysSince',
  'daysTo',
  'hourSine',
  'hourCosine',
] as const

type Output = (typeof SESSION_OUTPUTS)[number]

/** What is the same for every moment that has the same session. */
interface Day {
  readonly weekday: number
  readonly dayOfMonth: number
  readonly leftInMonth: number
  readonly daysSince: number
  readonly daysTo: number
}

function dayOf(calendar: SessionCalendar, session: TradingSession): Day {
  const date = new Date(session.dayMs)
  const month = date.getUTCMonth()
  const next = calendar.after(session)
  let leftInMonth = 0
  let later = next
  while (new Date(later.dayMs).getUTCMonth() === month && later.dayMs - session.dayMs < 31 * MS_PER_DAY) {
    leftInMonth += 1
    later = calendar.after(later)
  }
  return {
    weekday: (date.getUTCDay() + 6) % 7,
    dayOfMonth: date.getUTCDate(),
    leftInMonth,
    daysSince: (session.dayMs - calendar.before(session).dayMs) / MS_PER_DAY,
    daysTo: (next.dayMs - session.dayMs) / MS_PER_DAY,
  }
}

/** The last session, the next one, and what is true of the day in it or before the next. */
interface Span {
  readonly last: TradingSession
  readonly next: TradingSession
  readonly inside: Day
  readonly outside: Day
}

/** Finds the span of a moment; the one found last is kept, because bars come in order. */
function spanFinder(calendar: SessionCalendar): (timeMs: number) => Span {
  let span: Span | undefined
  return (timeMs) => {
    if (span !== undefined && timeMs >= span.last.openMs && timeMs < span.next.openMs) return span
    const last = calendar.lastOpened(timeMs)
    const next = calendar.after(last)
    span = { last, next, inside: dayOf(calendar, last), outside: dayOf(calendar, next) }
    return span
  }
}

/** Where a moment lies in its session, from 0 to 1; 1 after it. */
function progressOf({ openMs, closeMs }: TradingSession, timeMs: number): number {
  return timeMs >= closeMs ? 1 : (timeMs - openMs) / (closeMs - openMs)
}

/** A kernel without memory over the bars' open times; `name` must tell calendars apart. */
export function sessionKernel(name: string, calendar: SessionCalendar): IndicatorDefinition<Record<never, never>, Output> {
  const spanOf = spanFinder(calendar)
  const wall = new Float64Array(1)
  const state = new Float64Array(0)
  return {
    name,
    title: 'Place of a bar in the sessions of its exchange',
    params: {},
    outputs: SESSION_OUTPUTS,
    inputs: () => ['openTimeMs'],
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 0,
    onMissing: 'skip',
    init: () => undefined,
    advance(_state, inputs, outputs, from, to, at) {
      const time = inputs[0]!
      for (let i = from, o = at; i < to; i++, o++) {
        const timeMs = time[i]!
        const { last, next, inside, outside } = spanOf(timeMs)
        const isInside = timeMs < last.closeMs
        const day = isInside ? inside : outside
        const progress = progressOf(last, timeMs)
        outputs[0]![o] = isInside ? 1 : 0
        outputs[1]![o] = (timeMs - last.openMs) / MS_PER_MINUTE
        outputs[2]![o] = ((isInside ? last : next).closeMs - timeMs) / MS_PER_MINUTE
        outputs[3]![o] = progress
        outputs[4]![o] = isInside ? 1 + Math.floor(3 * progress) : 0
        outputs[5]![o] = day.weekday
        outputs[6]![o] = day.dayOfMonth
        outputs[7]![o] = day.leftInMonth
        outputs[8]![o] = day.leftInMonth === 0 ? 1 : 0
        outputs[9]![o] = day.daysSince
        outputs[10]![o] = day.daysTo
        wall[0] = calendar.wallTime(timeMs)
        hourCycle.advance(state, [wall], [outputs[11]!, outputs[12]!], 0, 1, o)
      }
    },
  }
}
