/**
 * When a cron expression falls due by the clocks of a zone, found with the package `croner` (`npm install croner`). For `createRetrainingSystem` of
 * `barcast/training`; runs in Node, Deno, Bun and browsers.
 *
 * @example
 * import { createCronerScheduler } from 'barcast/adapters/scheduler/croner'
 *
 * const scheduler = await createCronerScheduler()
 * // Clocks in Berlin go from 2:00 to 3:00 on 31 March 2024: what is due at 2:30 runs at 3:00.
 * let timeMs = Date.UTC(2024, 2, 30)
 * for (let i = 0; i < 3; i++) {
 *   timeMs = scheduler.nextRunMs('30 2 * * *', 'Europe/Berlin', timeMs)!
 *   console.log(new Date(timeMs).toISOString()) // 2024-03-30T01:30, 2024-03-31T01:00, 2024-04-01T00:30
 * }
 *
 * @module adapters/scheduler/croner
 */
export { createCronerScheduler } from './croner-scheduler.js'
