import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bars } from 'barcast/core'
import { type TalibName, talibFunctions } from 'barcast/indicators'
import { type ComparedPackage, PARAMS, type PackageModule } from './package.js'

/** Installs the packages into a folder of their own, once for their versions, without running their scripts. */
export function installPackages(packages: readonly ComparedPackage[]): string {
  const wanted = packages.map(({ name, version }) => `${name}@${version}`)
  const folder = join(tmpdir(), `barcast-npm-${wanted.join('-').replaceAll('@', '_')}`)
  if (existsSync(join(folder, 'complete'))) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...wanted], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  writeFileSync(join(folder, 'complete'), '')
  return folder
}

export async function loadPackage(folder: string, name: string): Promise<PackageModule> {
  const entry = createRequire(join(folder, 'package.json')).resolve(name)
  // talib-web takes a global fetch for a browser's, and would ask the network for its own file.
  const { fetch } = globalThis
  if (name === 'talib-web') Reflect.deleteProperty(globalThis, 'fetch')
  try {
    const loaded = (await import(entry)) as PackageModule & { default?: PackageModule }
    const module = loaded.default !== undefined && Object.keys(loaded.default).length > 0 ? loaded.default : loaded
    if (name === 'talib-web') await (module.init as () => Promise<unknown>)()
    return module
  } finally {
    globalThis.fetch = fetch
  }
}

/** TA-Lib's outputs on these bars, by `FUNCTION.output`. */
export function talibOutputs(bars: Bars): Map<string, Float64Array> {
  const folder = mkdtempSync(join(tmpdir(), 'barcast-npm-talib-'))
  const patterns = (Object.keys(talibFunctions) as TalibName[]).filter((name) => name.startsWith('CDL'))
  const names = [...(Object.keys(PARAMS) as TalibName[]), ...patterns]
  try {
    const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume, bars.close, bars.close]
    writeFileSync(join(folder, '0.bin'), Buffer.concat(columns.map((column) => Buffer.from(column.slice().buffer))))
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(names.map((name) => [name, 0, bars.length, PARAMS[name] ?? {}, 0])))
    const script = new URL('../talib_peer.py', import.meta.url).pathname
    execFileSync(process.env.BARCAST_PYTHON ?? 'python3', [script, folder], { stdio: 'inherit' })
    const bytes = readFileSync(join(folder, 'results.bin'))
    const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
    const found = names.flatMap((name) => Object.keys(talibFunctions[name].outputs).map((output) => `${name}.${output}`))
    return new Map(found.map((output, k) => [output, values.subarray(k * bars.length, (k + 1) * bars.length)]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
