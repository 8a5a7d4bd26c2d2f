import { createSessionCalendar, type SessionCalendarOptions } from '../bars/index.js'
import { canonicalJson, checksum } from '../core/index.js'
import { apply, type FeatureColumn } from './column.js'
import { SESSION_OUTPUTS, sessionKernel } from './session-kernel.js'

type Described = Pick<FeatureColumn, 'name' | 'title' | 'formula' | 'unit'>

const DATED = 'of the session, outside one of the next'

/** In the order of the kernel's outputs. */
const COLUMNS: readonly Described[] = [
  { name: 'in_session', title: 'Inside a session', formula: '1 from open to close, else 0', unit: 'flag 0, 1' },
  {
    name: 'minutes_since_open',
    title: 'Time since the last session opened',
    formula: 'open of the bar − open of the last session, also after its close',
    unit: 'minutes',
  },
  {
    name: 'minutes_to_close',
    title: 'Time until the session closes',
    formula: 'close of the session − open of the bar; outside a session, of the next one',
    unit: 'minutes',
  },
  {
    name: 'session_progress',
    title: 'Part of the session that is over',
    formula: 'minutes since open / its length; 1 after it',
    unit: '0 … 1',
  },
  { name: 'session_phase', title: 'Third of the session', formula: '1, 2 or 3 for its thirds; 0 outside', unit: 'number 0 … 3' },
  { name: 'session_weekday', title: 'Day of the week', formula: `weekday ${DATED}, Monday is 0`, unit: 'number 0 … 6' },
  { name: 'session_day_of_month', title: 'Day of the month', formula: `day ${DATED}`, unit: 'number 1 … 31' },
  {
    name: 'sessions_left_in_month',
    title: 'Sessions left in the month',
    formula: `sessions of the month after that ${DATED}`,
    unit: 'sessions',
  },
  { name: 'month_end', title: 'Last session of the month', formula: '1 when no session of the month is left, else 0', unit: 'flag 0, 1' },
  {
    name: 'days_since_session',
    title: 'Days since the session before',
    formula: `calendar days from the session before to that ${DATED}: 3 after a weekend`,
    unit: 'days',
  },
  {
    name: 'days_to_session',
    title: 'Days to the session after',
    formula: `calendar days to the session after that ${DATED}: more than 1 before weekends and holidays`,
    unit: 'days',
  },
  { name: 'local_hour_sin', title: 'Hour of the local day on a circle, sine', formula: 'sin(2π · hour / 24)', unit: '−1 … 1' },
  { name: 'local_hour_cos', title: 'Hour of the local day on a circle, cosine', formula: 'cos(2π · hour / 24)', unit: '−1 … 1' },
]

/**
 * Time columns by an exchange's sessions, of each bar's open time: what the calendar says of the future (when the session closes, whether the month ends) is known before
 * it comes.
 *
 * @throws BarcastError those of `createSessionCalendar`.
 */
export function sessionColumns(options: SessionCalendarOptions): FeatureColumn[] {
  const calendar = createSessionCalendar(options)
  const { timeZone, open, close } = options
  const kernel = sessionKernel(`session ${checksum(canonicalJson(JSON.parse(JSON.stringify(options))))}`, calendar)
  return COLUMNS.map((described, k): FeatureColumn => {
    const where = described.name.startsWith('local') ? `the clocks of ${timeZone}` : `sessions ${open} to ${close} in ${timeZone}`
    return {
      ...described,
      group: 'time',
      formula: `${described.formula}; by ${where}`,
      expression: apply(kernel, {}, undefined, SESSION_OUTPUTS[k]!),
    }
  })
}
