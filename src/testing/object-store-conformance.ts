import { BarcastError, createRandom, isBarcastError, type Random } from '../core/index.js'
import type { ObjectStore } from '../ports/index.js'

/** One store to test, empty when it is handed over. */
export interface StoreUnderTest {
  store: ObjectStore
  /** Another store over the same objects, as another process would open it. Without it, what outlasts the process is not tested. */
  reopen?(): Promise<ObjectStore>
  /** Called after each case, also when it failed. */
  close?(): Promise<void>
}

/** One case, for any test runner: `for (const { name, run } of cases) it(name, run)`. */
export interface ConformanceCase {
  name: string
  /** @throws BarcastError `testing/object-store` that says what was expected and what was found. */
  run(): Promise<void>
}

type Check = (subject: StoreUnderTest, random: Random) => Promise<void>

/** Different objects, each of them: on disks without case, beside folders, under names that systems reserve or write otherwise. */
const KEYS = [
  'a',
  'A',
  'a/b',
  'a/B',
  'a/b/c',
  'a.bin',
  'a.bin/b',
  'a ',
  'a%41',
  'a+b',
  'ab=',
  '.hidden',
  '..a/...',
  'con',
  'CON.txt',
  'aux/nul.tar.gz',
  'BTC/USDT:USDT-5m',
  'C:\\x',
  '~',
  '-rf',
  '*?"<>|',
  '%2e%2e',
  'ä',
  'a\u0308',
  '日本/🕯️',
  '__proto__',
  'constructor',
  'x'.repeat(512),
  'aB'.repeat(256),
  `${'long'.repeat(64)}/${'Long'.repeat(60)}`,
]

const BAD_KEYS: unknown[] = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  '../x',
  'a/../b',
  'a/.',
  'a\0',
  'a\nb',
  'x'.repeat(513),
  '\ud800',
  undefined,
  null,
  7,
]

function fail(expected: string, found: string): never {
  throw new BarcastError('testing/object-store', `Check object store: ${expected}, found ${found}`, { value: found })
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const describe = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? 'nothing' : `${bytes.length} bytes [${bytes.subarray(0, 8).join(', ')}${bytes.length > 8 ? ', …' : ''}]`

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return one.length === other.length && one.every((byte, i) => byte === other[i])
}

async function expectObject(store: ObjectStore, key: string, expected: Uint8Array | undefined, when: string): Promise<void> {
  const found = await store.get(key)
  if (found !== undefined && Object.getPrototypeOf(found) !== Uint8Array.prototype)
    fail(`get must give a plain Uint8Array ${when}`, Object.prototype.toString.call(found))
  if (!isSame(found, expected)) fail(`"${key.slice(0, 40)}" must hold ${describe(expected)} ${when}`, describe(found))
}

async function expectKeys(store: ObjectStore, prefix: string, expected: readonly string[], when: string): Promise<void> {
  const found = await store.list(prefix)
  if (found.length === expected.length && found.every((key, i) => key === expected[i])) return
  fail(`list("${prefix.slice(0, 40)}") must give ${JSON.stringify(expected)} ${when}`, JSON.stringify(found))
}

function expectTrue(value: unknown, expected: boolean, what: string): void {
  if (value !== expected) fail(`${what} must give ${expected}`, String(value))
}

async function expectKeyRefused(key: unknown, method: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (isBarcastError(error, 'store/key')) return
    fail(`${method} must refuse the key ${JSON.stringify(key)} with store/key`, String(error))
  }
  fail(`${method} must refuse the key ${JSON.stringify(key)} with store/key`, 'no refusal')
}

function randomBytes(random: Random, longest: number): Uint8Array {
  return Uint8Array.from({ length: random.integer(0, longest + 1) }, () => random.integer(0, 256))
}

/** A large object of one byte's repetition: a mixture of two of them shows. */
const uniform = (byte: number): Uint8Array => new Uint8Array(200_000 + 1000 * byte).fill(byte)

function checkUniform(bytes: Uint8Array | undefined): void {
  if (bytes === undefined) fail('a reader must see the old object or the new one', 'none')
  if (!isSame(bytes, uniform(bytes[0] ?? 0))) fail('a reader must see one whole object', `a mixture: ${describe(bytes)}`)
}

async function modelCheck({ store, reopen }: StoreUnderTest, random: Random): Promise<void> {
  const keys = ['a', 'A', 'a/b', 'a/c', 'b', 'b/a.x', 'ä/ö']
  const model = new Map<string, Uint8Array>()
  let current = store
  for (let step = 0; step < 120; step++) {
    const key = keys[random.integer(0, keys.length)]!
    const bytes = randomBytes(random, 300)
    const action = random.integer(0, 5)
    const when = `at step ${step}`
    if (action === 0) {
      await current.put(key, bytes)
      model.set(key, bytes)
    } else if (action === 1) {
      expectTrue(await current.putIfAbsent(key, bytes), !model.has(key), `putIfAbsent("${key}") ${when}`)
      if (!model.has(key)) model.set(key, bytes)
    } else if (action === 2) expectTrue(await current.delete(key), model.delete(key), `delete("${key}") ${when}`)
    else if (action === 3) await expectObject(current, key, model.get(key), when)
    else {
      const prefix = key.slice(0, random.integer(0, key.length + 1))
      await expectKeys(current, prefix, [...model.keys()].filter((known) => known.startsWith(prefix)).sort(), when)
      if (reopen !== undefined) current = await reopen()
    }
  }
  for (const key of keys) await expectObject(current, key, model.get(key), 'at the end')
}

const CHECKS: Record<string, Check> = {
  'an object that was never put is not there': async ({ store }) => {
    await expectObject(store, 'a', undefined, 'before any put')
    await expectKeys(store, '', [], 'before any put')
    expectTrue(await store.delete('a'), false, 'delete of no object')
  },
  'every byte comes back, of none to a million': async ({ store }) => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i)
    for (const bytes of [new Uint8Array(), all, new Uint8Array(1_000_003).fill(7), all.subarray(100, 110)]) {
      await store.put('a', bytes)
      await expectObject(store, 'a', bytes, 'after put')
    }
  },
  'stored bytes are out of reach of the caller': async ({ store }) => {
    const given = bytesOf('before')
    const writing = store.put('a', given)
    given.fill(0)
    await writing
    await expectObject(store, 'a', bytesOf('before'), 'after the caller changed what it had put')
    ;(await store.get('a'))!.fill(0)
    await expectObject(store, 'a', bytesOf('before'), 'after the caller changed what it had got')
  },
  'delete tells whether there was an object': async ({ store }) => {
    await store.put('a/b', bytesOf('1'))
    expectTrue(await store.delete('a/b'), true, 'delete of an object')
    expectTrue(await store.delete('a/b'), false, 'delete of it again')
    await expectObject(store, 'a/b', undefined, 'after delete')
    await store.put('a/b', bytesOf('2'))
    await expectObject(store, 'a/b', bytesOf('2'), 'after another put')
  },
  'list gives the keys of a prefix, ascending': async ({ store }) => {
    const keys = ['b', 'a/b', 'a', 'ab', 'a/b/c', 'a/bc', 'A', 'Z', 'ä']
    for (const key of keys) await store.put(key, bytesOf(key))
    for (const prefix of ['', 'a', 'a/', 'a/b', 'a/b/', 'b', 'c', 'a/b/c/d', 'A/', 'a%', '../', '/', '.'])
      await expectKeys(store, prefix, keys.filter((key) => key.startsWith(prefix)).sort(), 'of nine objects')
  },
  'keys that differ at all are different objects': async ({ store }) => {
    for (const key of KEYS) await store.put(key, bytesOf(key))
    for (const key of KEYS) await expectObject(store, key, bytesOf(key), 'among look-alikes')
    await expectKeys(store, '', [...KEYS].sort(), 'among look-alikes')
    for (const [i, key] of KEYS.entries()) {
      expectTrue(await store.delete(key), true, `delete("${key.slice(0, 40)}")`)
      await expectKeys(store, '', KEYS.slice(i + 1).sort(), 'after deleting some')
    }
  },
  'keys that could lead elsewhere are refused everywhere': async ({ store }) => {
    for (const bad of BAD_KEYS) {
      const key = bad as string
      await expectKeyRefused(bad, 'get', () => store.get(key))
      await expectKeyRefused(bad, 'put', () => store.put(key, bytesOf('x')))
      await expectKeyRefused(bad, 'putIfAbsent', () => store.putIfAbsent(key, bytesOf('x')))
      await expectKeyRefused(bad, 'delete', () => store.delete(key))
    }
    await expectKeys(store, '', [], 'after refusals')
  },
  'putIfAbsent creates once': async ({ store }) => {
    expectTrue(await store.putIfAbsent('a', bytesOf('first')), true, 'putIfAbsent of a free key')
    expectTrue(await store.putIfAbsent('a', bytesOf('second')), false, 'putIfAbsent of a taken key')
    await expectObject(store, 'a', bytesOf('first'), 'after both')
    await store.delete('a')
    expectTrue(await store.putIfAbsent('a', bytesOf('third')), true, 'putIfAbsent after delete')
    await expectObject(store, 'a', bytesOf('third'), 'after delete')
  },
  'of many putIfAbsent at once one wins': async ({ store, reopen }) => {
    const stores = [store, ...(reopen === undefined ? [] : [await reopen(), await reopen()])]
    for (const round of ['r0', 'r1', 'r2']) {
      const won = await Promise.all(Array.from({ length: 12 }, (_, i) => stores[i % stores.length]!.putIfAbsent(round, uniform(i))))
      const winners = [...won.keys()].filter((i) => won[i] === true)
      if (winners.length !== 1) fail('one of 12 must win', `${winners.length} winners`)
      await expectObject(store, round, uniform(winners[0]!), 'of the winner')
    }
  },
  'a reader beside writers sees whole objects': async ({ store }) => {
    await store.put('a', uniform(0))
    const writing = Promise.all(Array.from({ length: 8 }, (_, i) => store.put('a', uniform(i + 1))))
    for (let i = 0; i < 12; i++) checkUniform(await store.get('a'))
    await writing
    checkUniform(await store.get('a'))
  },
  'random work equals a plain map': modelCheck,
  'what was put is there for who opens the store next': async ({ store, reopen }) => {
    if (reopen === undefined) return
    await store.put('models/a', bytesOf('1'))
    await store.put('models/a', bytesOf('2'))
    await store.put('models/b', bytesOf('3'))
    await store.delete('models/b')
    const other = await reopen()
    await expectObject(other, 'models/a', bytesOf('2'), 'in a store opened later')
    await expectKeys(other, '', ['models/a'], 'in a store opened later')
    expectTrue(await other.putIfAbsent('models/a', bytesOf('4')), false, 'putIfAbsent in a store opened later')
    await other.put('models/c', bytesOf('5'))
    await expectObject(store, 'models/c', bytesOf('5'), 'in the store opened first')
  },
}

/**
 * The contract of {@link ObjectStore} as cases for any test runner; a store that passes can hold models, bundles and the registry. Each case gets
 * a store of its own from `create`, and closes it.
 *
 * @param name Begins the name of each case.
 * @param seed Decides the random work. @default 1
 *
 * @example
 * for (const { name, run } of objectStoreConformance('my store', async () => ({ store: createMyStore() }))) it(name, run)
 */
export function objectStoreConformance(
  name: string,
  create: () => Promise<StoreUnderTest>,
  { seed = 1 }: { seed?: number } = {},
): ConformanceCase[] {
  return Object.entries(CHECKS).map(([rule, check]) => ({
    name: `${name}: ${rule}`,
    async run() {
      const subject = await create()
      try {
        await check(subject, createRandom(seed))
      } finally {
        await subject.close?.()
      }
    },
  }))
}
