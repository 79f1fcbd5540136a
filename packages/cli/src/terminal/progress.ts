import type { Terminal } from './terminal.js'

const firstAfterMilliseconds = 1000
const everyMilliseconds = 120
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** Says on standard error what takes so long, from one second on and only on a terminal; the line goes when it is done. */
export async function withProgress<Result>(
  terminal: Terminal,
  initial: string,
  work: (say: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  let text = initial
  if (!terminal.progress) return work(() => undefined)
  const started = Date.now()
  let shown = 0
  const timer = setInterval(() => {
    if (Date.now() - started < firstAfterMilliseconds) return
    terminal.writeError(`\r\u001b[2K${frames[shown++ % frames.length]} ${text}`)
  }, everyMilliseconds)
  try {
    return await work((next) => {
      text = next
    })
  } finally {
    clearInterval(timer)
    if (shown > 0) terminal.writeError('\r\u001b[2K')
  }
}
