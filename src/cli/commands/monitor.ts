import type { Context } from '../context.js'

export async function monitor(_context: Context): Promise<void> {
  throw new Error('not yet')
}
