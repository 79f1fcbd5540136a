import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { recall } from '../design/remembered'
import { readStream } from '../stream/store'
import { type View, views } from './deskSearch'

/** Keys of one letter can be turned off (WCAG 2.1.4); the choice is kept in this browser. */
export const areShortcutsOn = (): boolean => recall('shortcuts') !== 'off'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=radio]), textarea, select, [contenteditable]') !== null
const isWithin = (target: EventTarget | null, selector: string): boolean =>
  target instanceof HTMLElement && target.closest(selector) !== null
/** Where arrows have a meaning of their own. */
const ownArrows = '[data-arrows], [role=tablist], [role=menu], [role=listbox], fieldset, [role=tree]'
/** Where letters have one: they look for an entry. */
const ownLetters = '[role=menu], [role=listbox], [role=tree]'

/** Caps lock is not the shift key: a letter is named by the key and by whether shift is held. */
const nameOf = (event: KeyboardEvent): string =>
  /^[a-z]$/i.test(event.key) ? `${event.shiftKey ? 'Shift+' : ''}${event.key.toLowerCase()}` : event.key

const press = (shortcut: string): void => document.querySelector<HTMLElement>(`[data-shortcut="${shortcut}"]`)?.click()
const focus = (testId: string): boolean => {
  const element = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)
  element?.focus()
  return element !== null
}

const mostFramesToWait = 30

/** Focuses the filter as soon as its view is drawn; where there is nothing to filter, the search for an instrument. */
function focusFilter(framesLeft = mostFramesToWait): void {
  const { watched, details } = readStream()
  const isEmpty = watched !== null && details[watched]?.positions.length === 0
  if (!isEmpty && focus('positions-filter')) return
  if (isEmpty || framesLeft === 0) focus('ticket-instrument')
  else requestAnimationFrame(() => focusFilter(framesLeft - 1))
}

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
      void navigate({ to: '/accounts/$accountId', params: { accountId: id }, search: (now) => now })
      document.querySelector<HTMLElement>(`[data-account-row="${CSS.escape(id)}"]`)?.focus()
    }
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (isTyping(event.target) || document.querySelector('[role=dialog]') !== null) return
      const inList = event.target instanceof HTMLElement && event.target.dataset.accountRow !== undefined
      const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp'
      if (isArrow && (inList || event.target === document.body) && !isWithin(event.target, ownArrows)) {
        event.preventDefault()
        step(event.key === 'ArrowDown' ? 1 : -1)
        return
      }
      if (event.key === '?') {
        help.current()
        return
      }
      if (!areShortcutsOn() || isWithin(event.target, ownLetters)) return
      const show = (view: View): Promise<void> =>
        navigate({ to: '.', search: (now) => ({ ...now, view }), replace: true })
      const actions: Readonly<Record<string, () => unknown>> = {
        j: () => step(1),
        k: () => step(-1),
        t: () => focus('ticket-instrument'),
        v: () => navigate({ to: '/venue' }),
        c: () => navigate({ to: '/crash' }),
        '/': () => show('positions').then(() => focusFilter()),
        n: () => press('new-account'),
        'Shift+p': () => press('pause'),
        'Shift+u': () => press('undo'),
      }
      const view = views[Number(event.key) - 1]
      const action = actions[nameOf(event)] ?? (view === undefined ? undefined : () => show(view))
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [navigate])
}
