/**
 * A key that is held closes one dialog, not those below it one after another; nor does it answer the question that its
 * first press has brought up.
 */
export function closeOncePerPress(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault()
}
