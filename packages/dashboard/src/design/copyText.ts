/** Copies a text. Pages that came over plain HTTP from elsewhere have no clipboard; that is a refusal like any other. */
export async function copyText(text: string): Promise<void> {
  if (!('clipboard' in navigator)) throw new Error('This browser gives no clipboard to pages without HTTPS.')
  await navigator.clipboard.writeText(text)
}
