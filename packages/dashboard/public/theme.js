// Runs before the first paint, in a file of its own so that a strict content-security policy allows it.
;(() => {
  let choice = 'system'
  try {
    choice = localStorage.getItem('plimsoll.theme') ?? 'system'
  } catch {
    // Storage can be forbidden; the system's theme is then the answer.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
