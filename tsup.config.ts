import { defineConfig } from 'tsup'

/* One output file per source file, so that an app's bundler keeps only what it uses; `tsc -p tsconfig.build.json` writes the types beside them. */
export default defineConfig({
  entry: ['src/**/*.ts'],
  bundle: false,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
})
