#!/usr/bin/env node
import { runCli } from './run-cli.js'

const controller = new AbortController()
process.on('SIGINT', () => {
  // A second one does not wait for the next pause of the work.
  if (controller.signal.aborted) process.exit(130)
  controller.abort(new Error('SIGINT'))
})

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    live: process.stderr.isTTY,
    columns: process.stderr.columns ?? process.stdout.columns ?? 80,
  },
  signal: controller.signal,
})
