import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What a plain Node needs in its environment to run transpiled files that use installed packages. */
export const plainNode: NodeJS.ProcessEnv = { ...process.env, NODE_PATH: join(root, 'node_modules') }

/** Folders of a package's source as JavaScript under `target`, so that a plain Node can be started on them, and killed. */
export function transpile(source: string, target: string, folders: readonly string[]): void {
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, source, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue
      const file = join(entry.parentPath, entry.name)
      const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
      })
      const made = join(target, file.slice(join(root, source).length).replace(/\.ts$/, '.js'))
      mkdirSync(dirname(made), { recursive: true })
      writeFileSync(made, outputText)
    }
  }
  writeFileSync(join(target, 'package.json'), '{"type":"module"}')
}

type PackageName = 'kernel' | 'plimsoll' | 'journal' | 'clearing'

/** A package of the house as JavaScript, where imports by its name from files under `target` find it. */
export function transpilePackage(name: PackageName, target: string): void {
  const folder = join(target, 'node_modules', ...(name === 'plimsoll' ? [name] : ['@plimsoll', name]))
  transpile(`packages/${name}/src`, folder, ['.'])
  writeFileSync(join(folder, 'package.json'), '{"type":"module","exports":"./index.js"}')
}

/** Installed packages, where imports by their name from files under `target` find them. */
export function linkInstalled(target: string, names: readonly string[]): void {
  mkdirSync(join(target, 'node_modules'), { recursive: true })
  for (const name of names) symlinkSync(join(root, 'node_modules', name), join(target, 'node_modules', name))
}
