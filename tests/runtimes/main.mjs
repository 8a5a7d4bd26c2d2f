import { entries, runPipeline } from './pipeline.mjs'

const { hash } = await runPipeline()
console.log(JSON.stringify({ hash, entries: Object.keys(entries).length }))
