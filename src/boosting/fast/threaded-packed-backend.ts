import type { KernelThreads } from '../../workers/index.js'
import type { Leaf } from '../backend.js'
import type { BinnedData, BinnedFeature } from '../binned-data.js'
import type { GradientSizes } from '../gradient-grid.js'
import type { Objective } from '../objective.js'
import type { Target } from '../objectives/target.js'
import type { SplitSearch, SplitSettings } from '../split.js'
import type { Arena } from './arena.js'
import { type Plan, TILE_BYTES } from './fast-backend.js'
import { createGradientWriter } from './gradient-writer.js'
import { PackedBackend, type PackedKernels } from './packed-backend.js'
import { ROW_JOB_BYTES, RowJob, rowJobBytes } from './row-job.js'

/** Bytes of the table that tells the threads of a split. */
const SPLIT_JOB_BYTES = 128
/** Bytes of the tables that tell the threads what to do, without what they point at. */
export const JOB_BYTES = SPLIT_JOB_BYTES + ROW_JOB_BYTES
/** What the threads are told to run. */
export const COMMANDS: readonly string[] = ['searchSplit', 'writeGradients', 'measureShare', 'packShare', 'gatherShare']
/** Four 32-bit words each. */
const ENTRY_BYTES = 16
/** Two leaves, missing values left and right, a float64 number each. */
const RESULT_BYTES = 32

const HAS_MISSING = 1
const IS_SCANNED = 2

/** Words of fewer rows are gathered faster by one thread. */
const SHARED_ROWS = 20_000

/** Bytes that the jobs take of the arena. */
export function jobBytes(plan: Plan, { rows, features: { length: features } }: BinnedData, threads: number): number {
  return (
    rowJobBytes(rows) +
    JOB_BYTES +
    ENTRY_BYTES * (plan.blocks.length + features) +
    (RESULT_BYTES + 3) * features +
    TILE_BYTES * threads +
    256
  )
}

/**
 * Packed training on several threads: each thread owns some of the blocks of features, adds up their histograms and scans them, and a share of the rows for
 * gradients and words. Sums are integers or kept apart and a feature is never shared, so the trees are the same bits for every number of threads.
 */
export class ThreadedPackedBackend extends PackedBackend {
  private readonly job: Uint32Array
  private readonly leaves: Float64Array
  private readonly activeMask: Uint8Array
  private readonly masks: readonly [Uint8Array, Uint8Array]
  private readonly quotients: Float64Array
  private readonly rowJob: RowJob
  /** The quotients are those of the present pair of leaves. */
  private isMeasured = false

  private threads: KernelThreads | undefined

  /**
   * Until {@link attach} nothing may be asked of it: laying out the data takes about as long as the threads take to start.
   *
   * @param jobAt address of the jobs, which the threads are opened with
   */
  constructor(
    data: BinnedData,
    mostLeaves: number,
    plan: Plan,
    arena: Arena,
    kernels: PackedKernels,
    settings: SplitSettings,
    isPlain: (feature: BinnedFeature) => boolean,
    finder: SplitSearch,
    private readonly threadCount: number,
    jobAt: number,
  ) {
    super(data, mostLeaves, plan, arena, kernels, settings, isPlain, finder)
    const { buffer } = arena
    const features = data.features.length
    this.job = new Uint32Array(buffer, jobAt, 16)
    this.leaves = new Float64Array(buffer, jobAt + 64, 7)
    const bytes = (): Uint8Array => new Uint8Array(buffer, arena.take(features), features)
    this.activeMask = bytes()
    this.masks = [bytes(), bytes()]
    this.quotients = new Float64Array(buffer, arena.take(RESULT_BYTES * features), (RESULT_BYTES / 8) * features)
    this.writeTables(data, arena)
    this.rowJob = new RowJob(arena, jobAt + SPLIT_JOB_BYTES, data.rows, (command) => this.threads!.run(command))
  }

  attach(threads: KernelThreads): void {
    this.threads = threads
  }

  override gradientWriter(objective: Objective, target: Target): Objective['writeGradients'] {
    return createGradientWriter(this.arena, objective, target, this.rowJob, this.threadCount)
  }

  protected override measureRows(gradients: number, hessians: number): GradientSizes {
    return this.rowJob.measure(gradients, hessians)
  }

  protected override packRows(_gradients: number, _hessians: number, gradientScale: number, hessianScale: number): void {
    this.rowJob.pack(gradientScale, hessianScale, this.wordsAt)
  }

  protected override gather(rows: number, count: number): void {
    if (count < SHARED_ROWS) super.gather(rows, count)
    else this.rowJob.gather(this.wordsAt, rows, count, this.leafWordsAt)
  }

  /** What stays the same for all splits. */
  private writeTables({ features }: BinnedData, arena: Arena): void {
    const { blocks } = this.plan
    const blockTable = new Uint32Array(arena.buffer, arena.take(ENTRY_BYTES * blocks.length), 4 * blocks.length)
    blocks.forEach(({ first, features: own, width }, b) => {
      blockTable.set([this.blocksAt[b]!, width, first, own], 4 * b)
    })
    const featureTable = new Uint32Array(arena.buffer, arena.take(ENTRY_BYTES * features.length), 4 * features.length)
    features.forEach(({ mapper }, f) => {
      const flags = (mapper.hasMissing ? HAS_MISSING : 0) | (this.plain[f] === 1 ? IS_SCANNED : 0)
      featureTable.set([this.codesAt[f]!, this.histogramOf(f), mapper.binCount, flags], 4 * f)
    })
    const { job, activeMask, masks, quotients } = this
    job[0] = blocks.length
    job[6] = this.plan.wide ? 1 : 0
    job[7] = arena.take(TILE_BYTES * this.threadCount)
    job[8] = blockTable.byteOffset
    job[9] = featureTable.byteOffset
    job[10] = activeMask.byteOffset
    job[11] = masks[0].byteOffset
    job[12] = masks[1].byteOffset
    job[13] = quotients.byteOffset
    job[14] = features.length
  }

  protected override addUp(
    leaf: number,
    histogram: number,
    parent: number,
    active: Uint8Array,
    smallMask: Uint8Array,
    largeMask: Uint8Array,
  ): void {
    const { job, leaves, masks } = this
    const { rows, count, words } = this.leafRows(leaf)
    job[1] = rows
    job[2] = count
    job[3] = words
    job[4] = histogram
    job[5] = parent
    this.activeMask.set(active)
    masks[0].set(smallMask)
    masks[1].set(largeMask)
    leaves[0] = this.l2Steps
    this.scans.forEach(({ hessian, ratio, least }, which) => {
      leaves.set([hessian, ratio, least], 1 + 3 * which)
    })
    this.threads!.run('searchSplit')
    this.isMeasured = true
  }

  protected override subtract(): void {
    // The threads have done it.
  }

  override searchAgain(leaf: Leaf, treeMask: Uint8Array, mask: Uint8Array): void {
    this.isMeasured = false
    super.searchAgain(leaf, treeMask, mask)
  }

  protected override measureBorders(
    position: number,
    histogram: number,
    bins: number,
    missing: number,
    which: 0 | 1,
    defaultLeft: boolean,
  ): number {
    if (this.isMeasured) return this.quotients[4 * position + 2 * which + (defaultLeft ? 0 : 1)]!
    return super.measureBorders(position, histogram, bins, missing, which, defaultLeft)
  }

  close(): void {
    this.threads?.close()
  }
}
