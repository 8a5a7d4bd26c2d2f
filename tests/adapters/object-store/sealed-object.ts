/** An object of some kilobytes that any cut or mixture makes invalid: its number, its length, and one byte throughout. */
export function sealed(number: number): Uint8Array {
  const bytes = new Uint8Array(1000 + ((number * 7919) % 60_000)).fill(number % 251)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, number)
  view.setUint32(4, bytes.length)
  return bytes
}

/** Its number, or undefined when it is not whole. */
export function openSealed(bytes: Uint8Array): number | undefined {
  if (bytes.length < 8) return undefined
  const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const expected = sealed(number)
  return bytes.length === expected.length && bytes.every((byte, i) => byte === expected[i]) ? number : undefined
}
