import { exponentialTable } from '../core/index.js'
import { compileKernel, instantiateKernel, PAGE_BYTES } from './kernel.js'
import { code } from './kernels/link.wasm.js'
import { applyLink, classesOf, type Link } from './link.js'

interface LinkKernel {
  logistic(values: number, count: number, slope: number, table: number): void
}

const TABLE_BYTES = 2048
/** Scores that go through the kernel's memory at once. */
const BLOCK = 4096
/** Fewer are turned sooner one by one. */
const LEAST = 32

class Logistic {
  private readonly kernel: LinkKernel
  private readonly values: Float64Array

  constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
    this.kernel = instantiateKernel(module, memory) as unknown as LinkKernel
    new Float64Array(memory.buffer, 0, TABLE_BYTES / 8).set(exponentialTable())
    this.values = new Float64Array(memory.buffer, TABLE_BYTES, (PAGE_BYTES - TABLE_BYTES) / 8)
  }

  apply(scores: Float64Array, slope: number): void {
    for (let from = 0; from < scores.length; from += BLOCK) {
      const some = scores.subarray(from, from + BLOCK)
      this.values.set(some)
      this.kernel.logistic(TABLE_BYTES, some.length, slope, 0)
      some.set(this.values.subarray(0, some.length))
    }
  }
}

let shared: Logistic | undefined

function logistic(): Logistic | undefined {
  const module = compileKernel(code)
  if (shared === undefined && module !== undefined) shared = new Logistic(module)
  return shared
}

/** What the scores of a link of logistic functions, each by itself, are multiplied with; undefined for other links. */
function slopeOf(link: Link): number | undefined {
  if (link.objective === 'binary' || link.objective === 'multiclassova') return -link.sigmoid
  return link.objective === 'cross_entropy' ? -1 : undefined
}

/** {@link applyLink} for rows of scores, to the same bits: two at a time by a kernel where there is one for the link. */
export function applyLinkToRows(link: Link, scores: Float64Array): void {
  const slope = scores.length < LEAST ? undefined : slopeOf(link)
  const kernel = slope === undefined ? undefined : logistic()
  if (kernel !== undefined) {
    kernel.apply(scores, slope!)
    return
  }
  const classes = classesOf(link)
  for (let at = 0; at < scores.length; at += classes) applyLink(link, scores, at)
}
