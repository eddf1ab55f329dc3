/**
 * What carries `data-stays-on-top` (toasts, the offer of a call) lies over dialogs and belongs to none: a press
 * on it is no press outside, and closes nothing. Hand this to a dialog's `interact-outside`.
 */
export function keepOpenForTop(event: CustomEvent<{ originalEvent: Event }>): void {
  const { target } = event.detail.originalEvent
  if (target instanceof Element && target.closest('[data-stays-on-top]')) event.preventDefault()
}
