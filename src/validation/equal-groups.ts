import { BarcastError, type Spans } from '../core/index.js'
import { cutsBetweenTimes } from './whole-times.js'

/**
 * Cuts the rows into groups of equal size (the first ones hold one row more where rows do not divide evenly), rows of equal t0 kept together.
 *
 * @returns first row of each group, and the number of rows
 * @throws BarcastError `validation/too-few-rows` when there are fewer rows, or fewer different t0, than groups.
 */
export function equalGroups({ t0 }: Spans, groups: number, action: string): number[] {
  const length = t0.length
  const refuse = (found: string): never => {
    throw new BarcastError('validation/too-few-rows', `${action}: ${groups} groups need as many samples of different t0, found ${found}`, {
      value: length,
    })
  }
  if (length < groups) refuse(`${length} samples`)
  const [size, larger] = [Math.floor(length / groups), length % groups]
  const cuts = Array.from({ length: groups + 1 }, (_, k) => k * size + Math.min(k, larger))
  return cutsBetweenTimes(t0, cuts) ?? refuse(`fewer among ${length} samples`)
}
