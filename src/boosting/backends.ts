import { CONTROL_BYTES, canShareMemory, openKernelThreads, processorCount } from '../workers/index.js'
import type { TreeBackend } from './backend.js'
import type { BinnedData, BinnedFeature } from './binned-data.js'
import type { BoosterSettings } from './config.js'
import { Arena, fitsArena } from './fast/arena.js'
import { EXACT_BIN_BYTES, ExactBackend, type ExactKernels } from './fast/exact-backend.js'
import { type Plan, planArena } from './fast/fast-backend.js'
import { PACKED_BIN_BYTES, PackedBackend, type PackedKernels } from './fast/packed-backend.js'
import { COMMANDS, JOB_BYTES, jobBytes, ThreadedPackedBackend } from './fast/threaded-packed-backend.js'
import { compileKernel, instantiateKernel } from './kernel.js'
import { code as exactCode } from './kernels/train-exact.wasm.js'
import { code as packedCode } from './kernels/train-packed.wasm.js'
import { code as sharedPackedCode } from './kernels/train-packed-shared.wasm.js'
import { PackedPlainBackend } from './packed-plain-backend.js'
import { hasPackedSearch, PackedSplitFinder } from './packed-split.js'
import { PlainBackend } from './plain-backend.js'
import { isPlainSearch, type SplitSearch } from './split.js'

/** Bytes per row and class that training keeps beside the bins: scores, gradients and hessians. */
const CLASS_BYTES = 8 + 4 + 4
/** Labels and weights. */
const TARGET_BYTES = 4 + 4

/**
 * What passes over the rows: kernels over one WebAssembly memory, or plain TypeScript where WebAssembly with SIMD is missing, or memory for
 * it. Both give the same trees, to the bit.
 *
 * @param finder searches the features that kernels do not
 */
export function createBackend(data: BinnedData, mostLeaves: number, settings: BoosterSettings, finder: SplitSearch): TreeBackend {
  return createFastBackend(data, mostLeaves, settings, finder) ?? createPlainBackend(data, mostLeaves, settings, finder)
}

/** Splits of fewer bins than this in all are not worth a thread. */
const LEAST_CELLS = 50_000

/** Threads that `numThreads` asks for, as far as the data can use them. */
function threadsFor({ mode, numThreads = 1 }: BoosterSettings, { rows, features }: BinnedData): number {
  if (mode !== 'packed' || rows * features.length < LEAST_CELLS || !canShareMemory()) return 1
  const wanted = numThreads > 0 ? numThreads : processorCount()
  return Math.min(wanted, features.length, MOST_THREADS)
}

const MOST_THREADS = 64

/**
 * As {@link createBackend}, on as many threads as the settings ask for and the runtime has; its `close` ends them. The trees are the same
 * bits for every number.
 */
export async function openBackend(
  data: BinnedData,
  mostLeaves: number,
  settings: BoosterSettings,
  finder: SplitSearch,
): Promise<TreeBackend> {
  const threads = threadsFor(settings, data)
  const opened = threads > 1 ? await openThreadedBackend(data, mostLeaves, settings, finder, threads) : undefined
  return opened ?? createBackend(data, mostLeaves, settings, finder)
}

async function openThreadedBackend(
  data: BinnedData,
  mostLeaves: number,
  settings: BoosterSettings,
  finder: SplitSearch,
  count: number,
): Promise<TreeBackend | undefined> {
  const module = compileKernel(sharedPackedCode)
  const plan = planArena(data, mostLeaves, PACKED_BIN_BYTES, CLASS_BYTES * settings.numClass + TARGET_BYTES, count)
  const job = jobBytes(plan, data, count)
  const arena = module && createArena({ ...plan, bytes: plan.bytes + job + CONTROL_BYTES }, true)
  if (arena === undefined) return undefined
  const control = arena.take(CONTROL_BYTES)
  const jobAt = arena.take(JOB_BYTES)
  const { memory } = arena
  const opening = openKernelThreads({ module: module!, memory, threads: count, control, parameters: jobAt, commands: COMMANDS })
  const kernels = instantiateKernel(module!, memory) as unknown as PackedKernels
  const isPlain = packedSearch(settings)
  try {
    const backend = new ThreadedPackedBackend(data, mostLeaves, plan, arena, kernels, settings, isPlain, finder, count, jobAt)
    const threads = await opening
    if (threads === undefined) return undefined
    backend.attach(threads)
    return backend
  } catch (error) {
    void opening.then((threads) => threads?.close())
    throw error
  }
}

function packedSearch(settings: BoosterSettings): (feature: BinnedFeature) => boolean {
  return (feature) => isPlainSearch(settings, feature) && hasPackedSearch(settings)
}

/** The twin of {@link createFastBackend} in plain TypeScript. */
export function createPlainBackend(data: BinnedData, mostLeaves: number, settings: BoosterSettings, finder: SplitSearch): TreeBackend {
  if (settings.mode === 'exact') return new PlainBackend(data, mostLeaves, finder)
  return new PackedPlainBackend(data, mostLeaves, new PackedSplitFinder(settings, packedSearch(settings), finder))
}

/** Undefined where WebAssembly with SIMD is missing, or memory for all of the data. */
export function createFastBackend(
  data: BinnedData,
  mostLeaves: number,
  settings: BoosterSettings,
  finder: SplitSearch,
): TreeBackend | undefined {
  if (settings.mode === 'exact')
    return createExactBackend(data, mostLeaves, settings, finder, (feature) => isPlainSearch(settings, feature))
  const made = makeKernels(packedCode, data, mostLeaves, PACKED_BIN_BYTES, settings.numClass)
  if (made === undefined) return undefined
  const { plan, arena, exports } = made
  return new PackedBackend(data, mostLeaves, plan, arena, exports as unknown as PackedKernels, settings, packedSearch(settings), finder)
}

/**
 * Kernels that add up float64 sums in row order.
 *
 * @param isPlain tells the features that LightGBM's plain numeric search fits; `finder` searches all others
 */
export function createExactBackend(
  data: BinnedData,
  mostLeaves: number,
  settings: BoosterSettings,
  finder: SplitSearch,
  isPlain: (feature: BinnedFeature) => boolean,
): TreeBackend | undefined {
  const made = makeKernels(exactCode, data, mostLeaves, EXACT_BIN_BYTES, settings.numClass)
  if (made === undefined) return undefined
  const { plan, arena, exports } = made
  return new ExactBackend(data, mostLeaves, plan, arena, exports as unknown as ExactKernels, settings, isPlain, finder)
}

/** Plans and makes the memory, and the kernels over it. */
function makeKernels(
  code: string,
  data: BinnedData,
  mostLeaves: number,
  binBytes: number,
  classes: number,
): { plan: Plan; arena: Arena; exports: WebAssembly.Exports } | undefined {
  const plan = planArena(data, mostLeaves, binBytes, CLASS_BYTES * classes + TARGET_BYTES)
  const module = compileKernel(code)
  const arena = module && createArena(plan)
  return arena && { plan, arena, exports: instantiateKernel(module, arena.memory) }
}

function createArena({ bytes }: Plan, shared = false): Arena | undefined {
  if (!fitsArena(bytes)) return undefined
  try {
    return new Arena(bytes, shared)
  } catch {
    return undefined
  }
}
