export type ButtonVariant =
  | 'primary'
  | 'secondary'
  | 'ghost'
  | 'positive'
  | 'danger'
  | 'danger-quiet'

export type ButtonSize = 'sm' | 'md' | 'lg'

const base =
  'inline-flex max-w-full shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium ' +
  'no-underline transition-colors select-none data-disabled:pointer-events-none data-disabled:opacity-45'

const variants: Record<ButtonVariant, string> = {
  primary:
    'border-transparent bg-accent-solid text-accent-on-solid shadow-control hover:bg-accent-solid-hover',
  secondary:
    'border-line-strong bg-raised text-fg shadow-control hover:wash active:wash-pressed ' +
    'data-[state=open]:wash',
  ghost: 'border-transparent text-fg hover:bg-hover active:bg-pressed data-[state=open]:bg-hover',
  positive:
    'border-transparent bg-available-solid text-available-on-solid shadow-control ' +
    'hover:bg-available-solid-hover',
  danger:
    'border-transparent bg-stop-solid text-stop-on-solid shadow-control hover:bg-stop-solid-hover',
  'danger-quiet': 'border-transparent text-stop-fg hover:bg-stop-bg active:bg-stop-bg',
}

const sizes: Record<ButtonSize, string> = {
  sm: 'min-h-7 px-2 text-table pointer-coarse:min-h-9',
  md: 'min-h-8 px-3 text-body pointer-coarse:min-h-10',
  lg: 'min-h-10 px-4 text-body pointer-coarse:min-h-12',
}

const squares: Record<ButtonSize, string> = {
  sm: 'size-7 pointer-coarse:size-9',
  md: 'size-8 pointer-coarse:size-10',
  lg: 'size-10 pointer-coarse:size-12',
}

export function buttonClass(variant: ButtonVariant, size: ButtonSize): string {
  return `${base} ${variants[variant]} ${sizes[size]}`
}

export function iconButtonClass(variant: ButtonVariant, size: ButtonSize): string {
  return `${base} ${variants[variant]} ${squares[size]}`
}
