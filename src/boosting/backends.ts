import type { TreeBackend } from './backend.js'
import type { BinnedData, BinnedFeature } from './binned-data.js'
import type { BoosterSettings } from './config.js'
import { Arena, fitsArena } from './fast/arena.js'
import { planArena } from './fast/fast-backend.js'
import { PACKED_BIN_BYTES, PackedBackend, type PackedKernels } from './fast/packed-backend.js'
import { compileKernel, instantiateKernel } from './kernel.js'
import { code as packedCode } from './kernels/train-packed.wasm.js'
import { PackedPlainBackend } from './packed-plain-backend.js'
import { hasPackedSearch, PackedSplitFinder } from './packed-split.js'
import { PlainBackend } from './plain-backend.js'
import type { SplitSearch } from './split.js'

/** Bytes per row and class that training keeps beside the bins: scores, gradients and hessians, the latter twice for sampling. */
const CLASS_BYTES = 8 + 4 * 4
/** Labels and weights. */
const TARGET_BYTES = 8

export interface BackendInputs {
  data: BinnedData
  mostLeaves: number
  settings: BoosterSettings
  /** Searches what kernels do not. */
  finder: SplitSearch
  /** True for features whose search no setting changes: borders between bins, missing values apart. */
  isPlain: (feature: BinnedFeature) => boolean
}

/**
 * What passes over the rows: kernels over one WebAssembly memory, or plain TypeScript where WebAssembly with SIMD is missing, or memory for
 * it. Both give the same trees, to the bit.
 */
export function createBackend(inputs: BackendInputs): TreeBackend {
  return createFastBackend(inputs) ?? createPlainBackend(inputs)
}

function packedSearch({ settings, isPlain }: BackendInputs): (feature: BinnedFeature) => boolean {
  return (feature) => isPlain(feature) && hasPackedSearch(feature, settings)
}

/** The twin of {@link createFastBackend} in plain TypeScript. */
export function createPlainBackend(inputs: BackendInputs): TreeBackend {
  const { data, mostLeaves, settings, finder } = inputs
  if (settings.mode === 'exact') return new PlainBackend(data, mostLeaves, finder)
  return new PackedPlainBackend(data, mostLeaves, new PackedSplitFinder(settings, packedSearch(inputs), finder))
}

/** Undefined where WebAssembly with SIMD is missing, or memory for all of the data. */
export function createFastBackend(inputs: BackendInputs): TreeBackend | undefined {
  const { data, mostLeaves, settings, finder } = inputs
  if (settings.mode === 'exact') return undefined
  const module = compileKernel(packedCode)
  if (module === undefined) return undefined
  const plan = planArena(data, mostLeaves, PACKED_BIN_BYTES, CLASS_BYTES * settings.numClass + TARGET_BYTES)
  if (!fitsArena(plan.bytes)) return undefined
  let arena: Arena
  try {
    arena = new Arena(plan.bytes)
  } catch {
    return undefined
  }
  const kernels = instantiateKernel(module, arena.memory) as unknown as PackedKernels
  return new PackedBackend(data, mostLeaves, plan, arena, kernels, settings, packedSearch(inputs), finder)
}
