import { timeZoneOf } from '../../../bars/index.js'
import { BarcastError } from '../../../core/index.js'
import type { Scheduler } from '../../../ports/index.js'
import { checkCron } from '../cron-expression.js'

/** What is used of the package. */
interface Croner {
  Cron: new (pattern: string, options: { timezone: string; paused: boolean }) => { nextRun(after: Date): Date | null }
}

async function loadCroner(): Promise<Croner> {
  try {
    return (await import('croner')) as Croner
  } catch (cause) {
    throw new BarcastError('scheduler/package', 'Create scheduler: needs the package croner (npm install croner), found none that loads', {
      value: 'croner',
      cause,
    })
  }
}

function checkTime(afterMs: number): void {
  if (Number.isFinite(afterMs) && Math.abs(afterMs) <= 8e15) return
  throw new BarcastError('scheduler/time', `Find next run: afterMs must be epoch milliseconds, found ${String(afterMs)}`, {
    value: afterMs,
    where: { path: 'afterMs' },
  })
}

/**
 * A {@link Scheduler} that finds the dates with the package `croner`, version 11 or later, which is loaded by this call. The clocks' changes are this
 * adapter's, so that each date and time of day falls due exactly once, as the port says.
 *
 * @throws BarcastError `scheduler/package` without the package.
 *
 * @example
 * const scheduler = await createCronerScheduler()
 * scheduler.nextRunMs('30 2 * * mon', 'Europe/Berlin', Date.now())
 */
export async function createCronerScheduler(): Promise<Scheduler> {
  const { Cron } = await loadCroner()
  return {
    nextRunMs(cron, timeZone, afterMs) {
      checkCron(cron)
      checkTime(afterMs)
      const zone = timeZoneOf(timeZone, 'Find next run')
      // UTC's clocks show every time of day once: the dates are found on them, as the zone's clocks write them.
      const dates = new Cron(cron, { timezone: 'UTC', paused: true })
      for (let wallMs = zone.wallTime(afterMs); ; ) {
        const next = dates.nextRun(new Date(wallMs))
        if (next === null) return undefined
        wallMs = next.getTime()
        // In the hour that is shown twice, what fell due in the first one is past.
        const dueMs = zone.instantOf(wallMs)
        if (dueMs > afterMs) return dueMs
      }
    },
  }
}
