import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { recall } from '../design/remembered'
import { readStream } from '../stream/store'
import { views } from './deskSearch'

/** Keys of one letter can be turned off (WCAG 2.1.4); the choice is kept in this browser. */
export const areShortcutsOn = (): boolean => recall('shortcuts') !== 'off'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=radio]), textarea, select, [contenteditable]') !== null
const isInWidget = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('[data-arrows], [role=tablist], [role=menu], [role=listbox], fieldset, [role=dialog], [role=tree]') !==
    null

const press = (shortcut: string): void => document.querySelector<HTMLElement>(`[data-shortcut="${shortcut}"]`)?.click()
const focus = (testId: string): void => document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.focus()

/** The desk's keys. None works while something is typed or a dialog is open. */
export function useShortcuts(openHelp: () => void): void {
  const navigate = useNavigate()
  const help = useRef(openHelp)
  help.current = openHelp
  useEffect(() => {
    const step = (by: number): void => {
      const { order, watched } = readStream()
      if (order === null || order.length === 0) return
      const place = watched === null ? -1 : order.indexOf(watched)
      const id = order[Math.min(order.length - 1, Math.max(0, place + by))]
      if (id === undefined) return
      navigate({ to: '/accounts/$accountId', params: { accountId: id }, search: (now) => now })
      document.querySelector<HTMLElement>(`[data-account-row="${CSS.escape(id)}"]`)?.focus()
    }
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (isTyping(event.target) || document.querySelector('[role=dialog]') !== null) return
      const inList = event.target instanceof HTMLElement && event.target.dataset.accountRow !== undefined
      const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp'
      if (isArrow && (inList || event.target === document.body) && !isInWidget(event.target)) {
        event.preventDefault()
        step(event.key === 'ArrowDown' ? 1 : -1)
        return
      }
      if (event.key === '?') {
        help.current()
        return
      }
      if (!areShortcutsOn() || isInWidget(event.target)) return
      const actions: Readonly<Record<string, () => void>> = {
        j: () => step(1),
        k: () => step(-1),
        t: () => focus('ticket-instrument'),
        '/': () => focus('positions-filter'),
        n: () => press('new-account'),
        p: () => press('pause'),
        u: () => press('undo'),
      }
      const view = views[Number(event.key) - 1]
      const action =
        actions[event.key] ??
        (view === undefined
          ? undefined
          : () => navigate({ to: '.', search: (now) => ({ ...now, view }), replace: true }))
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [navigate])
}
