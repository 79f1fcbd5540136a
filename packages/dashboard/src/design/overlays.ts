/** Where menus and explanations are put: a landmark of the page, so that assistive technology finds them. */
export const overlays: HTMLElement | null = document.getElementById('overlays')
