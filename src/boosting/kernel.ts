/** One page of WebAssembly memory. */
export const PAGE_BYTES = 65_536

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

const compiled = new Map<string, WebAssembly.Module | undefined>()

/**
 * The kernel as a compiled module; undefined where WebAssembly or its SIMD instructions are missing or forbidden, for which every kernel
 * has a twin in plain TypeScript.
 */
export function compileKernel(code: string): WebAssembly.Module | undefined {
  if (compiled.has(code)) return compiled.get(code)
  let module: WebAssembly.Module | undefined
  try {
    module = new WebAssembly.Module(bytesOf(code))
  } catch {
    module = undefined
  }
  compiled.set(code, module)
  return module
}

/** The kernel's functions over `memory`; the caller knows their types. */
export function instantiateKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Exports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports
}
