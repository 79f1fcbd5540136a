/**
 * The API key of a service that asks for one. It lives as long as the browser tab: a key that outlives the person at the
 * screen is a key left behind.
 */
const place = 'plimsoll.key'
let key = read()

function read(): string | null {
  try {
    return sessionStorage.getItem(place)
  } catch {
    return null
  }
}

export const apiKey = (): string | null => key

export function setApiKey(next: string): void {
  key = next
  try {
    sessionStorage.setItem(place, next)
  } catch {
    // Storage is forbidden: the key then lasts until the page is reloaded.
  }
}

/** A browser cannot set headers on a WebSocket; the key travels as a subprotocol beside the stream's own. */
export function streamProtocols(held: string | null): string[] {
  if (held === null) return []
  const bytes = String.fromCharCode(...new TextEncoder().encode(held))
  return ['plimsoll', `bearer.${btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`]
}
