export const menuClass =
  'floating z-50 max-h-(--reka-popper-available-height) min-w-44 max-w-[min(24rem,calc(100vw-1rem))] animate-pop-in ' +
  'overflow-y-auto rounded-md p-1 text-body'
