import { bytesOfBase64 } from './base64.js'
import { moduleText } from './moduleText.js'
import { type WasmModule, webAssembly } from './webAssembly.js'

/** The import of a shared memory with a maximum: module and name, kind 2 (memory), flags 3. */
const sharedImport = [3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 3]
const modules = new Map<boolean, WasmModule>()

/**
 * The kernel compiled, once a process, for a shared memory or for one of its own. The two differ in one flag of the import: a
 * page without cross-origin isolation has no shared memory.
 */
export function kernelModule(shared: boolean): WasmModule {
  const known = modules.get(shared)
  if (known !== undefined) return known
  const bytes = bytesOfBase64(moduleText)
  if (!shared) bytes[flagsAt(bytes)] = 1
  const made = new webAssembly.Module(bytes)
  modules.set(shared, made)
  return made
}

function flagsAt(bytes: Uint8Array): number {
  for (let at = 0; at + sharedImport.length <= bytes.length; at++) {
    if (sharedImport.every((byte, k) => bytes[at + k] === byte)) return at + sharedImport.length - 1
  }
  throw new Error('kernel module: no import of a shared memory')
}
