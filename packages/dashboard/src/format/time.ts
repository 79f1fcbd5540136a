const two = (value: number): string => String(value).padStart(2, '0')

/** An instant as a reader of markets writes it: 2026-03-27 08:00:00 UTC. */
export function utc(instant: string | null | undefined): string {
  const at = instant === null || instant === undefined ? Number.NaN : Date.parse(instant)
  if (Number.isNaN(at)) return '–'
  const iso = new Date(at).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
}

/** The time of day of an instant alone: 08:00:00 UTC. */
export const time = (instant: string | null | undefined): string => utc(instant).replace(/^\S+ (?=\S)/, '')

/** The same instant in the reader's own time zone, for a tooltip. */
export function local(instant: string | null | undefined): string {
  const at = instant === null || instant === undefined ? Number.NaN : Date.parse(instant)
  if (Number.isNaN(at)) return '–'
  const date = new Date(at)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  return `${day} ${time} local time`
}

/** The day of an expiry: 27 Mar 26. */
export function day(instant: string | null | undefined): string {
  const at = instant === null || instant === undefined ? Number.NaN : Date.parse(instant)
  if (Number.isNaN(at)) return '–'
  const date = new Date(at)
  const month = 'JanFebMarAprMayJunJulAugSepOctNovDec'.slice(date.getUTCMonth() * 3, date.getUTCMonth() * 3 + 3)
  return `${date.getUTCDate()} ${month} ${two(date.getUTCFullYear() % 100)}`
}

/** How long ago, in the largest unit that says enough. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 100) return `${Math.round(seconds)} s`
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3600)} h`
}
