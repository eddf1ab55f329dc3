/** A sheet from the bottom on a phone, a window in the upper half elsewhere. */
export const dialogClass =
  'floating fixed inset-x-0 bottom-0 z-40 mx-auto flex max-h-[calc(100dvh-1rem)] w-full animate-pop-in flex-col ' +
  'rounded-t-lg sm:top-[max(1rem,12dvh)] sm:bottom-auto sm:max-h-[calc(100dvh-max(1rem,12dvh)-1rem)] ' +
  'sm:rounded-lg focus-visible:outline-none'

export const dialogSizes = {
  sm: 'sm:max-w-sm',
  md: 'sm:max-w-lg',
  lg: 'sm:max-w-3xl',
} as const
