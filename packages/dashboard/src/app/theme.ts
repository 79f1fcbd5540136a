import { useSyncExternalStore } from 'react'
import { keep, recall } from '../design/remembered'

export type ThemeChoice = 'light' | 'dark' | 'system'

const dark = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
const readChoice = (): ThemeChoice => {
  const kept = recall('theme')
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}
let choice = readChoice()

const resolvedTheme = (): 'light' | 'dark' => (choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice)

function apply(): void {
  document.documentElement.dataset.theme = resolvedTheme()
  for (const listener of listeners) listener()
}
dark.addEventListener('change', apply)

export function chooseTheme(next: ThemeChoice): void {
  choice = next
  keep('theme', next)
  apply()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice)
/** The theme on the screen, for what is painted on a canvas and cannot follow CSS by itself. */
export const useResolvedTheme = (): 'light' | 'dark' => useSyncExternalStore(subscribe, resolvedTheme)
