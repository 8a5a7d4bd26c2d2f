import { log } from '../../core/index.js'

/** ln(value / last), and 0 where one of them is not above zero, so that what is built on it stays a number. */
export function logReturn(value: number, last: number): number {
  if (!(value > 0 && last > 0)) return 0
  const ratio = value / last
  return ratio > 0 && ratio < Infinity ? log(ratio) : 0
}
