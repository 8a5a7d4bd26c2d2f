import { exponentialTable } from '../../core/index.js'
import { compileKernel, instantiateKernel } from '../kernel.js'
import { code } from '../kernels/gradients.wasm.js'
import { code as sharedCode } from '../kernels/gradients-shared.wasm.js'
import type { KernelLoss, Objective } from '../objective.js'
import type { Target } from '../objectives/target.js'
import type { Arena } from './arena.js'
import { ABOVE_ZERO, type LossAddresses, type RowJob } from './row-job.js'

interface GradientKernels {
  binary(
    from: number,
    to: number,
    scores: number,
    labels: number,
    positive: number,
    weights: number,
    sigmoid: number,
    positiveWeight: number,
    negativeWeight: number,
    table: number,
    gradients: number,
    hessians: number,
  ): void
  softmax(
    from: number,
    to: number,
    rows: number,
    classes: number,
    scores: number,
    labels: number,
    weights: number,
    factor: number,
    table: number,
    powers: number,
    gradients: number,
    hessians: number,
  ): void
}

/** Room that a writer takes of the arena beside labels and weights. */
export const GRADIENT_BYTES = 2048 + 16 * 10_000

/** Copies `values` into the arena; 0 without any, −1 without room. */
function place(arena: Arena, values: Float32Array | Float64Array | undefined): number {
  if (values === undefined) return 0
  const at = arena.tryTake(values.byteLength)
  if (at >= 0) new Uint8Array(arena.buffer, at, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return at
}

function runLoss(kernels: GradientKernels, loss: KernelLoss, rows: number, at: LossAddresses): void {
  const { scores, labels, weights, table, powers, gradients, hessians } = at
  if (loss.kind === 'softmax') {
    const factor = loss.classes / (loss.classes - 1)
    kernels.softmax(0, rows, rows, loss.classes, scores, labels, weights, factor, table, powers, gradients, hessians)
    return
  }
  const { positive = ABOVE_ZERO, sigmoid, positiveWeight, negativeWeight } = loss
  kernels.binary(0, rows, scores, labels, positive, weights, sigmoid, positiveWeight, negativeWeight, table, gradients, hessians)
}

/**
 * The objective's `writeGradients` by kernels where they know its loss and all arrays stand in the arena; otherwise its own.
 *
 * @param job shares the rows between `threads`
 */
export function createGradientWriter(
  arena: Arena,
  objective: Objective,
  target: Target,
  job?: RowJob,
  threads = 1,
): Objective['writeGradients'] {
  const { kernelLosses, classes } = objective
  const rows = target.labels.length
  const module = kernelLosses === undefined || rows < 2 ? undefined : compileKernel(arena.isShared ? sharedCode : code)
  if (module === undefined) return (...given) => objective.writeGradients(...given)
  const labels = place(arena, target.labels)
  const weights = place(arena, target.weights)
  const table = place(arena, exponentialTable())
  const powers = arena.tryTake(16 * classes * threads)
  if (labels < 0 || weights < 0 || table < 0 || powers < 0) return (...given) => objective.writeGradients(...given)
  const kernels = instantiateKernel(module, arena.memory) as unknown as GradientKernels
  const run = (loss: KernelLoss, at: LossAddresses): void => {
    if (job !== undefined) job.writeGradients(loss, at)
    else runLoss(kernels, loss, rows, at)
  }
  const fixed = { labels, weights, table, powers }
  return (scores, gradients, hessians) => {
    const inArena = [scores, gradients, hessians].every((array) => array.buffer === arena.buffer)
    if (!inArena) {
      objective.writeGradients(scores, gradients, hessians)
      return
    }
    kernelLosses!.forEach((loss, k) => {
      const first = k * rows
      run(loss, {
        ...fixed,
        scores: scores.byteOffset + 8 * first,
        gradients: gradients.byteOffset + 4 * first,
        hessians: hessians.byteOffset + 4 * first,
      })
    })
  }
}
