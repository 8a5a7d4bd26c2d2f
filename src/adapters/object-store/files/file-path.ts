/*
 * Keys as paths that mean the same on every file system: also where case does not count, where Windows reserves names, and where names are
 * at most 255 bytes. `models/BTC_5m.v1` is `models/+btc_5+m.v1.bin`.
 *
 * A capital is written small, with "+" wherever capitals begin or end; other characters than a–z, 0–9, "_", "-" and "." are %xx of their UTF-8
 * bytes. Folders never hold a ".", files always do, so `a` and `a/b` live side by side. A long name goes on in folders: `…=/=…`.
 */

const SUFFIX = '.bin'
const LONGEST_NAME = 200
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/

function percent(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

function encodeSegment(segment: string, isFile: boolean): string {
  let capitals = false
  let encoded = ''
  for (const character of segment) {
    if (/[A-Za-z]/.test(character)) {
      const capital = character < 'a'
      encoded += (capital === capitals ? '' : '+') + character.toLowerCase()
      capitals = capital
    } else {
      const plain = /[0-9_-]/.test(character) || (character === '.' && isFile && encoded !== '')
      encoded += plain ? character : percent(character)
    }
  }
  if (DEVICE_NAME.test(encoded)) encoded = percent(encoded[0]!) + encoded.slice(1)
  return encoded.replace(new RegExp(`.{${LONGEST_NAME}}(?=.)`, 'g'), '$&=/=')
}

function decodeSegment(encoded: string): string {
  let capitals = false
  const bytes: number[] = []
  for (const token of encoded.match(/%[0-9a-f]{2}|[\s\S]/g) ?? []) {
    if (token === '+') capitals = !capitals
    else if (token.length === 3) bytes.push(Number.parseInt(token.slice(1), 16))
    else bytes.push((capitals ? token.toUpperCase() : token).charCodeAt(0))
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

/** The folders, as a relative path, that hold what begins with these segments. */
export function folderOf(segments: readonly string[]): string {
  return segments.map((segment) => encodeSegment(segment, false)).join('/')
}

/** Relative path of a key's file, its parts joined by "/". */
export function pathOf(key: string): string {
  const segments = key.split('/')
  const file = segments.pop()!
  return [...segments.map((segment) => encodeSegment(segment, false)), encodeSegment(file, true) + SUFFIX].join('/')
}

/** The key of a relative path, or undefined when the store did not make that file. */
export function keyOf(path: string): string | undefined {
  if (!path.endsWith(SUFFIX)) return undefined
  const key = path.slice(0, -SUFFIX.length).replaceAll('=/=', '').split('/').map(decodeSegment).join('/')
  return pathOf(key) === path ? key : undefined
}
