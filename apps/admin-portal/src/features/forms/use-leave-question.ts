import { useConfirm } from '@iris/ui'
import { formWords } from './form-words.ts'

/** Asks whether what was filled in may be lost. */
export function useLeaveQuestion(): () => Promise<boolean> {
  const confirm = useConfirm()
  return () =>
    confirm({
      title: formWords('leaveTitle'),
      description: formWords('leaveDescription'),
      confirmLabel: formWords('leaveConfirm'),
      danger: true,
    })
}
