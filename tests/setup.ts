import fc from 'fast-check'

/* `npm test` checks the same cases each time, so that a red run means a change; `SEED=… npm test` looks at others. */
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20261121) })
