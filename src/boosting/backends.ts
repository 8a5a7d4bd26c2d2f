import type { TreeBackend } from './backend.js'
import type { BinnedData, BinnedFeature } from './binned-data.js'
import type { BoosterSettings } from './config.js'
import { Arena, fitsArena } from './fast/arena.js'
import { type Plan, planArena } from './fast/fast-backend.js'
import { PACKED_BIN_BYTES, PackedBackend, type PackedKernels } from './fast/packed-backend.js'
import { compileKernel, instantiateKernel } from './kernel.js'
import { code as packedCode } from './kernels/train-packed.wasm.js'
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
  if (settings.mode === 'exact') return undefined
  const plan = planArena(data, mostLeaves, PACKED_BIN_BYTES, CLASS_BYTES * settings.numClass + TARGET_BYTES)
  const module = compileKernel(packedCode)
  const arena = createArena(plan)
  if (module === undefined || arena === undefined) return undefined
  const kernels = instantiateKernel(module, arena.memory) as unknown as PackedKernels
  return new PackedBackend(data, mostLeaves, plan, arena, kernels, settings, packedSearch(settings), finder)
}

function createArena({ bytes }: Plan): Arena | undefined {
  if (!fitsArena(bytes)) return undefined
  try {
    return new Arena(bytes)
  } catch {
    return undefined
  }
}
