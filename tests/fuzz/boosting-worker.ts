/*
 * One side of boosting.fuzz.ts: trains the cases that it is told of and answers with what came out, as hashes. As `plain` it takes WebAssembly
 * away before the library is loaded, so that every kernel's twin does the work.
 */
import type { Booster } from 'barcast/boosting'
import { type FuzzCase, lightgbmOptions, makeCase, xgboostOptions } from './boosting-case.js'

/** What a case came to. */
export interface Answer {
  /** `model`, or the code of the refusal. */
  outcome: string
  /** Hashes of the model and of everything it says, by name; equal on both sides. */
  hashes: Record<string, string>
  problems: string[]
  /** Kernels that were made for it. */
  kernels: number
  /** Damaged models that were read all the same. */
  read: number
  refused: number
  /** Most that this side's process has held so far. */
  memoryBytes: number
}

const side = process.argv[2] as 'kernels' | 'plain'
let kernels = 0
if (side === 'plain') Reflect.deleteProperty(globalThis, 'WebAssembly')
else {
  const { Instance } = WebAssembly
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, given) {
      kernels += 1
      return Reflect.construct(target, given) as object
    },
  })
}
const { createDataset, parseBooster, parseLightgbm, parseXgboost, refitBooster, trainBooster, trainXgbooster } = await import(
  'barcast/boosting'
)
const { createRandom, encodeFloats, isBarcastError, sha256 } = await import('barcast/core')
const { damageBytes, damageJson, damageOurs, damageText } = await import('./malformed.js')

const hash = (values: Float64Array): string => sha256(encodeFloats(values))
const sameBits = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && a.every((value, i) => Object.is(value, b[i]))

/** `undefined` with the code of the refusal noted; anything but a BarcastError is a problem. */
function attempt<T>(answer: Answer, what: string, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!isBarcastError(error)) answer.problems.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`)
    else answer.hashes[`${what} refused`] = error.code
    return undefined
  }
}

async function train(made: FuzzCase, threads: number): Promise<Booster> {
  return made.kind === 'xgboost' ? trainXgbooster(xgboostOptions(made)) : trainBooster(lightgbmOptions(made, threads))
}

/** Without infinite features or labels, raw scores are numbers; linear leaves multiply whatever stands in the features. */
function checkNumbers(answer: Answer, booster: Booster, made: FuzzCase): void {
  if (made.params.linear_tree === true) return
  for (const [name, x] of [
    ['training rows', made.columns],
    ['other rows', made.shown],
  ] as const) {
    if (!booster.predictRaw(x).every(Number.isFinite)) answer.problems.push(`raw scores of ${name} are not finite`)
    const predicted = booster.predict(x)
    if (predicted.some(Number.isNaN)) answer.problems.push(`predictions of ${name} are NaN`)
    const isShare = /^(binary:logistic|binary|multi|cross_entropy$)/.test(booster.objective) && booster.objective !== 'binary:logitraw'
    if (isShare && booster.objective !== 'multi:softmax' && predicted.some((value) => value < 0 || value > 1))
      answer.problems.push(`predictions of ${name} are no probabilities`)
  }
}

/** One row after the other says what all rows together say. */
function checkSingle(answer: Answer, booster: Booster, { shown }: FuzzCase): void {
  const all = booster.predict(shown)
  const width = all.length / shown[0]!.length
  const out = new Float64Array(booster.numClasses)
  for (let row = 0; row < shown[0]!.length; row += 7) {
    const values = Float64Array.from(shown, (column) => column[row]!)
    booster.predictRow(values, out)
    if (!sameBits(out.slice(0, width), all.slice(row * width, row * width + width))) answer.problems.push(`row ${row} alone differs`)
  }
}

/** Contributions add up to the raw score. */
function checkContributions(answer: Answer, booster: Booster, { shown, kind }: FuzzCase): void {
  const contributions = attempt(answer, 'contributions', () => booster.predictContributions(shown))
  if (contributions === undefined) return
  answer.hashes.contributions = hash(contributions)
  const raw = booster.predictRaw(shown)
  const width = booster.numFeatures + 1
  for (let i = 0; i < raw.length; i++) {
    const parts = contributions.subarray(i * width, i * width + width)
    const size = parts.reduce((sum, part) => sum + Math.abs(part), 0)
    const sum = parts.reduce((total, part) => total + part, 0)
    if (!(Math.abs(sum - raw[i]!) <= (kind === 'xgboost' ? 1e-4 : 1e-9) * size)) {
      answer.problems.push(`contributions add up to ${sum} instead of ${raw[i]}`)
      return
    }
  }
}

interface Files {
  text: string | undefined
  json: string | undefined
  ubjson: Uint8Array | undefined
  bytes: Uint8Array
}

/** What is written and read again says the same. */
function checkFiles(answer: Answer, booster: Booster, { shown, kind }: FuzzCase): Files {
  const raw = booster.predictRaw(shown)
  const same = (name: string, read: () => Booster, expected: Float64Array): void => {
    const found = attempt(answer, name, read)
    if (found === undefined) answer.problems.push(`${name}: refused what was written: ${answer.hashes[`${name} refused`]}`)
    else if (!sameBits(found.predictRaw(shown), expected)) answer.problems.push(`${name}: raw scores differ`)
  }
  const bytes = booster.toBytes()
  same('bytes', () => parseBooster(bytes), raw)
  const text = attempt(answer, 'text', () => booster.toLightgbmText())
  if (text !== undefined && kind === 'lightgbm') same('text', () => parseLightgbm(text), raw)
  const json = attempt(answer, 'json', () => booster.toXgboostJson())
  const ubjson = attempt(answer, 'ubjson', () => booster.toXgboostUbjson())
  if (json !== undefined && ubjson !== undefined) {
    // Read again, LightGBM's models are XGBoost's, with float32 sums.
    const expected = kind === 'xgboost' ? raw : attempt(answer, 'json', () => parseXgboost(json).predictRaw(shown))
    if (expected !== undefined) {
      same('json', () => parseXgboost(json), expected)
      same('ubjson', () => parseXgboost(ubjson), expected)
    } else answer.problems.push(`json: refused what was written: ${answer.hashes['json refused']}`)
  }
  Object.assign(answer.hashes, { bytes: sha256(bytes), json: json === undefined ? '' : sha256(json) })
  return { text, json, ubjson, bytes }
}

/** Time that a damaged file may take to be refused, on a machine that does other things too. */
const MOST_READ_MS = 5000

/** Damaged files are refused, or are models whose predictions come to an end. */
function checkDamaged(answer: Answer, { text, json, ubjson, bytes }: Files, seed: number, { shown }: FuzzCase): void {
  const random = createRandom(seed + 0.5 * 2 ** 32)
  const read = (name: string, parse: () => Booster): void => {
    const began = performance.now()
    const before = answer.problems.length
    const booster = attempt(answer, `damaged ${name}`, parse)
    if (booster === undefined) answer.refused += 1
    else {
      answer.read += 1
      const x = { rows: 2, columns: booster.numFeatures, data: new Float64Array(2 * booster.numFeatures).fill(shown[0]![0]!) }
      if (booster.numFeatures < 100_000) attempt(answer, `damaged ${name} predicts`, () => booster.predict(x))
    }
    const tookMs = performance.now() - began
    if (tookMs > MOST_READ_MS) answer.problems.push(`damaged ${name}: took ${Math.round(tookMs)} ms`)
    for (let i = before; i < answer.problems.length; i++) answer.problems[i] = `case ${seed}: ${answer.problems[i]}`
  }
  const isSmall = bytes.length < 300_000
  for (let n = 0; isSmall && n < 6; n++) {
    if (text !== undefined) read('text', () => parseLightgbm(damageText(random, text)))
    if (json !== undefined) read('json', () => parseXgboost(damageJson(random, json)))
    if (ubjson !== undefined) read('ubjson', () => parseXgboost(damageBytes(random, ubjson)))
    read('bytes', () => parseBooster(damageOurs(random, bytes)))
  }
  for (const name of Object.keys(answer.hashes)) if (name.startsWith('damaged')) delete answer.hashes[name]
}

/** Datasets, refits, continued and cancelled trainings; a refusal is as good as a model. */
async function checkFurther(answer: Answer, booster: Booster, made: FuzzCase): Promise<void> {
  const options = lightgbmOptions(made, 1)
  const note = async (name: string, work: () => Promise<Booster>): Promise<void> => {
    try {
      const found = await work()
      answer.hashes[name] = sha256(found.toBytes())
      if (made.params.linear_tree !== true && !found.predictRaw(made.columns).every(Number.isFinite))
        answer.problems.push(`${name}: raw scores are not finite`)
    } catch (error) {
      if (!isBarcastError(error)) answer.problems.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`)
      else answer.hashes[name] = error.code
    }
  }
  const { params, categorical } = options
  await note('dataset', async () => {
    const { categorical: _, ...rest } = options
    return trainBooster({ ...rest, x: await createDataset({ x: made.columns, params, categorical: categorical! }) })
  })
  if (answer.hashes.dataset !== answer.hashes.bytes) answer.problems.push(`a dataset gives another model: ${answer.hashes.dataset}`)
  const { valid: _, ...alone } = options
  await note('continued', () => trainBooster({ ...alone, params: { ...params, early_stopping_round: 0 }, rounds: 3, initBooster: booster }))
  const { y, weight, group } = options
  const rows = { x: made.columns, y, ...(weight === undefined ? {} : { weight }), ...(group === undefined ? {} : { group }) }
  await note('refitted', () => refitBooster(booster, { ...rows, decayRate: 0.5 }))
  await note('custom', () => {
    const squares = (scores: Float64Array) => ({ gradients: scores.map((score, i) => score - (y[i] ?? 0)), hessians: scores.map(() => 1) })
    return trainBooster({ ...alone, params: { ...params, objective: 'none', early_stopping_round: 0 }, objective: squares })
  })
  const abort = new AbortController()
  await note('cancelled', () => trainBooster({ ...options, rounds: 1_000_000, signal: abort.signal, onRound: () => abort.abort() }))
  // It may have been over by the time that it looked.
  delete answer.hashes.cancelled
}

async function answerTo(seed: number): Promise<Answer> {
  const answer: Answer = { outcome: 'model', hashes: {}, problems: [], kernels: 0, read: 0, refused: 0, memoryBytes: 0 }
  const made = makeCase(seed)
  const before = kernels
  try {
    const booster = await train(made, 1)
    Object.assign(answer.hashes, { raw: hash(booster.predictRaw(made.shown)), leaves: hash(booster.predictLeaf(made.shown)) })
    checkNumbers(answer, booster, made)
    checkSingle(answer, booster, made)
    checkContributions(answer, booster, made)
    const files = checkFiles(answer, booster, made)
    if (made.kind === 'lightgbm') await checkFurther(answer, booster, made)
    if (side === 'kernels') {
      const isLarge = made.kind === 'lightgbm' && made.y.length > 1000
      for (const threads of isLarge ? [2, 4] : [])
        if (sha256((await train(made, threads)).toBytes()) !== answer.hashes.bytes) answer.problems.push(`${threads} threads differ`)
      checkDamaged(answer, files, seed, made)
    }
  } catch (error) {
    answer.outcome = isBarcastError(error) ? error.code : 'crash'
    if (answer.outcome === 'crash') answer.problems.push(error instanceof Error ? error.stack! : String(error))
  }
  answer.kernels = kernels - before
  answer.memoryBytes = process.resourceUsage().maxRSS * 1024
  return answer
}

process.on('message', (seed: number) => {
  void answerTo(seed).then((answer) => process.send!(answer))
})
