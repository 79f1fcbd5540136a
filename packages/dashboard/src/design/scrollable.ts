/** For a scroller without controls inside: the keyboard must be able to reach what it scrolls. */
export const scrollable = { tabIndex: 0 } as const
