import type { Clock } from '../ports/index.js'

/** What the process has used, as the host tells it: no room reads it by itself. */
export interface MeterReading {
  /** Processor time of the process so far, all its threads together. */
  cpuMs: number
  /** Memory that the process holds now. */
  memoryBytes: number
}

/**
 * Tells what the process has used.
 *
 * @example
 * // in Node, Deno and Bun
 * const meter: Meter = {
 *   read() {
 *     const { user, system } = process.cpuUsage()
 *     return { cpuMs: (user + system) / 1000, memoryBytes: process.memoryUsage().rss }
 *   },
 * }
 */
export interface Meter {
  read(): MeterReading
}

/** What training one fold's model took. No part of a record's `id`: it differs from run to run. */
export interface FoldUsage {
  /** From before the fit to after it, by the clock. */
  trainingMs: number
  /** Processor time of the process over the same while; only with a `meter`. */
  cpuMs?: number | undefined
  /** Memory of the process after the fit; only with a `meter`. */
  memoryBytes?: number | undefined
}

/** What measures the fits of a run. */
export interface Gauges {
  readonly clock: Clock
  readonly meter: Meter | undefined
}

/** Runs a training and tells what it took. */
export async function measured<T>({ clock, meter }: Gauges, train: () => Promise<T>): Promise<{ result: T; usage: FoldUsage }> {
  const before = meter?.read()
  const startedMs = clock.nowMs()
  const result = await train()
  const trainingMs = clock.nowMs() - startedMs
  const after = meter?.read()
  if (before === undefined || after === undefined) return { result, usage: { trainingMs } }
  return { result, usage: { trainingMs, cpuMs: after.cpuMs - before.cpuMs, memoryBytes: after.memoryBytes } }
}
