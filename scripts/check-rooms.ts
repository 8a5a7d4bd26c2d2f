/*
 * Holds the code against rooms.json: a room imports only the rooms in its row, core and memory; only through their index;
 * `import type` from core and ports is free; zod stays in config.ts, format.ts and wire.ts. An adapter (src/adapters/<port>/<vendor>) imports
 * ports, bars and boosting beside core and memory, and what lies in src/adapters/<port> itself; only `cli` imports an adapter. Node built-ins are for adapters and `cli` alone,
 * optional peers for adapters.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { adapters, conclude, rooms, root, sourceFiles } from './rooms.js'

interface Import {
  from: string
  typeOnly: boolean
}

const ADAPTER_ROW = ['ports', 'bars', 'boosting']
/** Packages that the user may install; adapters load them when they are used. */
const optionalPeers = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { peerDependencies: Record<string, string> })
  .peerDependencies
const zodHomes = new Set(['config.ts', 'format.ts', 'wire.ts'])
const problems: string[] = []
let edges = 0

function importsOf(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const found: Import[] = []
  for (const match of code.matchAll(/\b(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s+)?'([^']+)'/g)) {
    found.push({ from: match[2]!, typeOnly: match[1] !== undefined })
  }
  for (const match of code.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) found.push({ from: match[1]!, typeOnly: false })
  return found
}

/** The room or adapter that a path below src belongs to; undefined for the root entry. */
function homeOf(path: string): string | undefined {
  const parts = path.split('/')
  if (parts[1] === 'adapters') return parts.slice(1, parts.length > 4 ? 4 : 3).join('/')
  return parts.length > 2 ? parts[1]! : undefined
}

function rowOf(home: string): readonly string[] | undefined {
  if (!home.startsWith('adapters/')) return rooms[home]
  return adapters.some((adapter) => adapter === home || adapter.startsWith(`${home}/`)) ? ADAPTER_ROW : undefined
}

function checkRelative(file: string, room: string | undefined, { from, typeOnly }: Import): void {
  const target = normalize(join(dirname(file), from))
  const targetRoom = homeOf(target) ?? target
  if (targetRoom === room) return
  if (room?.startsWith(`${targetRoom}/`) === true) return
  if (targetRoom.startsWith('adapters/') && room !== 'cli') problems.push(`${file}: imports ${from}; only cli imports an adapter`)
  if (room === undefined || targetRoom.startsWith('adapters/')) return
  edges += 1
  if (target !== `src/${targetRoom}/index.js`) problems.push(`${file}: imports ${from}; another room is entered through its index.js`)
  const free = targetRoom === 'core' || targetRoom === 'memory' || (targetRoom === 'ports' && typeOnly)
  if (!free && !rowOf(room)!.includes(targetRoom)) problems.push(`${file}: room ${room} may not import ${targetRoom}`)
}

function checkPackage(file: string, { from }: Import): void {
  const name = file.split('/').at(-1)!
  if (from === 'zod') {
    if (!zodHomes.has(name)) problems.push(`${file}: zod belongs in ${[...zodHomes].join(', ')}`)
    if (/^src\/(indicators|metrics)\//.test(file)) problems.push(`${file}: this room checks by hand and imports no zod`)
    return
  }
  if (from.startsWith('node:') && /^src\/(adapters|cli)\//.test(file)) return
  const peer = from.startsWith('@') ? from : from.split('/')[0]!
  if (peer in optionalPeers && file.startsWith('src/adapters/')) return
  if (from === 'yaml' && file === 'src/cli/config-file.ts') return
  problems.push(`${file}: imports ${from}, which is no dependency of src`)
}

const files = sourceFiles('src')
for (const file of files) {
  // `import { z }` takes all of zod's languages into every app's bundle.
  if (/import (type )?\{[^}]*\bz\b[^}]*\} from 'zod'/.test(readFileSync(join(root, file), 'utf8')))
    problems.push(`${file}: import zod as \`* as z\``)
  const room = homeOf(file)
  if (room !== undefined && rowOf(room) === undefined)
    problems.push(`${file}: ${room} is neither a room of rooms.json nor an adapter with an index.ts`)
  else {
    for (const found of importsOf(readFileSync(join(root, file), 'utf8'))) {
      if (found.from.startsWith('.')) checkRelative(file, room, found)
      else checkPackage(file, found)
    }
  }
}

const visiting = new Set<string>()
const done = new Set<string>()
function visit(room: string, path: readonly string[]): void {
  if (done.has(room)) return
  if (visiting.has(room)) {
    problems.push(`rooms.json: circle ${[...path, room].join(' → ')}`)
    return
  }
  visiting.add(room)
  for (const next of rooms[room] ?? []) {
    if (rooms[next] === undefined) problems.push(`rooms.json: ${room} names ${next}, which is no room`)
    else visit(next, [...path, room])
  }
  visiting.delete(room)
  done.add(room)
}
for (const room of Object.keys(rooms)) visit(room, [])

conclude('rooms', problems, `${files.length} files, ${edges} imports between rooms, all allowed`)
