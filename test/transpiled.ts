import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

/** A package of the house as JavaScript, where imports by its name from files under `target` find it. */
export function transpilePackage(name: 'journal', target: string): void {
  const folder = join(target, 'node_modules', '@plimsoll', name)
  transpile(`packages/${name}/src`, folder, ['.'])
  writeFileSync(join(folder, 'package.json'), '{"type":"module","exports":"./index.js"}')
}
