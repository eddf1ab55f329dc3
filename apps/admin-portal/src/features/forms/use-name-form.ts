import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import { formWords } from './form-words.ts'

/** The form of something that is only named. */
export function useNameForm<Answer>(
  name: string,
  send: (body: { name: string }) => Promise<Answer>,
): UseForm<{ name: string }, Answer> {
  return useForm<{ name: string }, Answer>({
    initial: () => ({ name }),
    checks: { name: nameProblem },
    send,
  })
}

export function nameProblem(name: string): string {
  return name.trim() === '' ? formWords('nameMissing') : ''
}
