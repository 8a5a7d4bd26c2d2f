/** Objectives that threads import: plain JavaScript, as a thread finds it. */
import { isMainThread } from 'node:worker_threads'

const value = (trial) => {
  const x = trial.suggestFloat('x', -5, 5)
  const kind = trial.suggestCategorical('kind', ['a', 'b', null])
  if (kind !== 'a') return (x - 1) ** 2 + trial.suggestInt('depth', 1, 9)
  return Math.abs(x) + trial.suggestFloat('rate', 1e-3, 1, { log: true })
}

export default async function noisy(trial) {
  if (isMainThread) throw new Error('this is no thread')
  const result = value(trial)
  for (let step = 0; step < 4; step++) {
    trial.report(result + 4 / (step + 1), step)
    if (trial.shouldPrune()) trial.prune()
    if (step === 1) await new Promise((resolve) => setTimeout(resolve, (trial.number * 7) % 11))
  }
  trial.setConstraints([trial.params.x - 4])
  trial.setAttribute('note', { long: 'ä'.repeat(trial.number === 3 ? 100_000 : 1) })
  return result
}

export function broken(trial) {
  const x = trial.suggestFloat('x', 0, 1)
  if (trial.number === 1) throw new RangeError('trial 1 broke')
  if (trial.number === 2) process.exit(3)
  if (trial.number === 5) for (;;);
  if (trial.number === 4) return trial.suggestFloat('x', 1, 0)
  if (trial.number === 3) return 'text'
  return x
}

/** Leaves something running that breaks after the trial's end, and asks for more then. */
export const careless = (trial) => {
  const x = trial.suggestFloat('x', 0, 1)
  setTimeout(() => {
    if (trial.number === 0) trial.report(1, 0)
    else if (trial.number === 2) void Promise.reject(new Error('left behind'))
  }, 5)
  return new Promise((resolve) => setTimeout(resolve, trial.number > 0 ? 20 : 0, x))
}

export const large = (trial) => {
  const letters = Array.from({ length: 5000 }, (_, i) => `choice ${i} ä`)
  for (let k = 0; k < 6; k++) trial.suggestCategorical(letters[k].repeat(3000), letters)
  return Object.keys(trial.params).join().length
}

export const forever = async (trial) => {
  trial.suggestFloat('x', 0, 1)
  if (trial.number === 2) await new Promise(() => setInterval(() => undefined, 1000))
  return trial.number
}
