/* Rooms and adapters, the package's exports, typedoc's entry points and the folders under src name the same set, in both directions. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { adapters, conclude, rooms, root } from './rooms.js'

const problems: string[] = []
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'))
const manifest = read('package.json') as { exports: Record<string, unknown> }
const typedoc = read('typedoc.json') as { entryPoints: string[] }

const expected = [...Object.keys(rooms), ...adapters].sort()
const folders = readdirSync(join(root, 'src')).filter((name) => name !== 'adapters' && statSync(join(root, 'src', name)).isDirectory())
const subpaths = Object.keys(manifest.exports)
  .filter((key) => key !== '.' && key !== './package.json')
  .map((key) => key.slice(2))
const documented = typedoc.entryPoints.map((path) => /^src\/(.+)\/index\.ts$/.exec(path)?.[1]).filter((room) => room !== undefined)

for (const [what, names] of [
  ['folders under src', [...folders, ...adapters]],
  ['package.json exports', subpaths],
  ['typedoc.json entryPoints', documented],
] as const) {
  for (const room of expected) if (!names.includes(room)) problems.push(`${what}: ${room} is missing`)
  for (const name of names) if (!expected.includes(name)) problems.push(`${what}: ${name} is neither a room of rooms.json nor an adapter`)
}

for (const room of expected) {
  const wanted = JSON.stringify({
    types: `./dist/${room}/index.d.ts`,
    node: `./dist/node/${room}/index.js`,
    default: `./dist/${room}/index.js`,
  })
  const found = JSON.stringify(manifest.exports[`./${room}`])
  if (found !== wanted) problems.push(`package.json exports: ./${room} must be ${wanted}, found ${found}`)
  const index = join(root, 'src', room, 'index.ts')
  if (!existsSync(index)) problems.push(`src/${room}/index.ts is missing`)
  else {
    const text = readFileSync(index, 'utf8')
    if (!text.includes(`@module ${room}`)) problems.push(`src/${room}/index.ts: the module doc must end with @module ${room}`)
    if (!text.includes('@example')) problems.push(`src/${room}/index.ts: the module doc needs an @example`)
    // A wing of the room may pass its own list on.
    if (/export \*(?! from '\.\/[\w-]+\/index\.js')/.test(text)) problems.push(`src/${room}/index.ts: exports are named one by one`)
  }
}
conclude('exports', problems, `${expected.length} rooms and adapters match the package's exports and typedoc's entry points`)
