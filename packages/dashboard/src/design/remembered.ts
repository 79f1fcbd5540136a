/** A choice kept in this browser. Storage can be forbidden or full; the choice then lasts as long as the page. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`plimsoll.${key}`)
  } catch {
    return null
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`plimsoll.${key}`, value)
  } catch {
    // Nothing to do: see above.
  }
}
