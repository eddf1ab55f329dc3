/** The look of everything that is filled in: input, select, textarea. */
export const controlClass =
  'flex w-full min-w-0 items-center rounded-md border border-control bg-surface text-fg ' +
  'has-[>:is(input,textarea):focus-visible]:outline-2 has-[>:is(input,textarea):focus-visible]:-outline-offset-1 ' +
  'has-[>:is(input,textarea):focus-visible]:outline-focus ' +
  'data-invalid:border-stop-mark data-disabled:border-line-strong data-disabled:bg-sunken ' +
  'data-disabled:text-disabled'

export const controlSizes = {
  sm: 'min-h-7 pointer-coarse:min-h-9',
  md: 'min-h-8 pointer-coarse:min-h-10',
  lg: 'min-h-10 pointer-coarse:min-h-12',
} as const
