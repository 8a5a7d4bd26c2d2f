import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

const rooms = Object.keys(JSON.parse(readFileSync('rooms.json', 'utf8')))

export default defineConfig({
  entry: { index: 'src/index.ts', ...Object.fromEntries(rooms.map((room) => [`${room}/index`, `src/${room}/index.ts`])) },
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  treeshake: false,
  dts: true,
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
  external: [/^node:/, 'zod'],
})
