/*
 * Package promises: publint and attw pass, the tarball holds what it should and nothing else, bundles of single imports stay small,
 * and the only dependencies are zod and, for the command line alone, yaml.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { adapters, conclude, rooms, root } from './rooms.js'

const problems: string[] = []
const npx = (args: readonly string[]): string =>
  execFileSync('npx', ['--no-install', ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

npx(['publint', '--strict'])
npx(['attw', '--pack', '.', '--profile', 'esm-only'])

const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--silent'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
) as [{ files: { path: string }[]; size: number; unpackedSize: number }]
const allowed =
  /^(dist\/.+\.(js|d\.ts|js\.map)|examples\/(README\.md|data\/(README\.md|sp500-1d\.csv))|package\.json|README\.md|LICENSE|THIRD_PARTY\.md|CHANGELOG\.md|NUMERICS\.md)$/
const paths = packed.files.map((file) => file.path)
for (const path of paths) if (!allowed.test(path)) problems.push(`the tarball holds ${path}`)
for (const path of ['dist/index.js', 'LICENSE', 'README.md', 'THIRD_PARTY.md', 'NUMERICS.md', 'CHANGELOG.md'])
  if (!paths.includes(path)) problems.push(`the tarball lacks ${path}`)
for (const room of [...Object.keys(rooms), ...adapters])
  for (const end of ['js', 'd.ts'])
    if (!paths.includes(`dist/${room}/index.${end}`)) problems.push(`the tarball lacks dist/${room}/index.${end}`)

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}
if (Object.keys(manifest.dependencies).join() !== 'yaml,zod')
  problems.push(`dependencies must be yaml and zod, found ${Object.keys(manifest.dependencies).join(', ')}`)
for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) problems.push(`${name} must be pinned exactly, found ${version}`)
}

/** Minified and gzipped size of a program that uses just these names. */
async function bundledSize(code: string): Promise<number> {
  const result = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  })
  return gzipSync(result.outputFiles[0]!.contents).length
}

const budgets: [string, string, number][] = [
  ['{ rsi }', `import { rsi } from './dist/indicators/index.js'; console.log(rsi)`, 5_800],
  ['monitor', `import { createModelMonitor } from './dist/monitoring/index.js'; console.log(createModelMonitor)`, 50_000],
  ['boosting load + predict', `import { parseLightgbm } from './dist/boosting/index.js'; console.log(parseLightgbm)`, 40_000],
]
for (const [name, code, limit] of budgets) {
  const size = await bundledSize(code)
  console.log(`package: ${name} ${size} bytes of ${limit}`)
  if (size > limit) problems.push(`${name} bundles to ${size} bytes, more than ${limit}`)
}
conclude('package', problems, `${paths.length} files, ${packed.size} bytes packed`)
