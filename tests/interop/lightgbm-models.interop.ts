/*
 * Random models of every kind that the installed Python lightgbm trains (objectives, categories, linear trees, forests, DART …): read here they
 * must predict and explain the same, also on values that training never saw, survive `toBytes`, and be read by Python again.
 * `BARCAST_PYTHON=… RUNS=200 SEED=7 npx tsx tests/interop/lightgbm-models.interop.ts`; exits with 1 on any difference.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseBooster, parseLightgbm } from 'barcast/boosting'

const runs = Number(process.env.RUNS ?? 80)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const python = process.env.BARCAST_PYTHON ?? 'python3'
const script = fileURLToPath(new URL('lightgbm_models_peer.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'barcast-lightgbm-models-'))
console.log(`lightgbm models: seed ${seed}`)

const callPython = (...words: string[]): void => {
  execFileSync(python, [script, ...words], { stdio: ['ignore', 'ignore', 'inherit'] })
}
const read = (file: string): Float64Array => {
  const buffer = readFileSync(join(folder, file))
  return new Float64Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length))
}
const sameBits = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
/** The largest difference, relative to the largest number. */
const gap = (a: Float64Array, b: Float64Array): number => {
  const size = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300)
  return a.length === b.length
    ? a.reduce((most, value, i) => Math.max(most, value === b[i] ? 0 : Math.abs(value - b[i]!) / size), 0)
    : Infinity
}

const problems: string[] = []
let models = 0
let explained = 0
try {
  callPython('make', folder, String(runs), String(seed))
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.theirs') ? [file.slice(0, -7)] : []))
  for (const name of names) {
    const text = readFileSync(join(folder, `${name}.theirs`), 'utf8')
    const check = (fits: boolean, message: string): void => {
      if (!fits) problems.push(`run ${name} (${/^objective=.*$/m.exec(text)?.[0]}): ${message}`)
    }
    const booster = parseLightgbm(text)
    const data = read(`${name}.x`)
    const x = { rows: data.length / booster.numFeatures, columns: booster.numFeatures, data }
    models += 1
    check(sameBits(booster.predictRaw(x), read(`${name}.made`)), 'raw scores differ')
    check(gap(booster.predict(x), read(`${name}.made-out`)) < 1e-14, 'predictions differ')
    check(sameBits(booster.predictLeaf(x), read(`${name}.made-leaf`)), 'leaves differ')
    const importance = Float64Array.from([...booster.featureImportance('split'), ...booster.featureImportance('gain')])
    check(gap(importance, read(`${name}.importance`)) < 1e-6, 'importances differ')
    if (existsSync(join(folder, `${name}.contributions`))) {
      explained += 1
      check(gap(booster.predictContributions(x), read(`${name}.contributions`)) < 1e-12, 'contributions differ')
    }
    const ours = booster.toLightgbmText()
    check(ours === text.replace(/\npandas_categorical:null\n$/, ''), 'it is written otherwise than it was read')
    check(parseBooster(booster.toBytes()).toLightgbmText() === ours, 'bytes lose something')
    writeFileSync(join(folder, `${name}.ours`), ours)
  }
  callPython('load', folder)
  for (const name of names)
    for (const kind of ['', '-out', '-leaf'])
      if (!sameBits(read(`${name}.load${kind}`), read(`${name}.made${kind}`)))
        problems.push(`run ${name}: Python reads ours differently${kind}`)
} finally {
  rmSync(folder, { recursive: true })
}
for (const problem of problems) console.error(problem)
console.log(`lightgbm models: ${models} of ${runs} trained, ${explained} explained, ${problems.length} differences`)
process.exitCode = problems.length > 0 || models < runs / 2 ? 1 : 0
