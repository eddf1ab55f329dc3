import { ApiError } from '@iris/api-client'
import { formatDuration, useNow } from '@iris/ui'
import { computed, ref } from 'vue'
import type { ComputedRef } from 'vue'
import { useForm } from '../forms/use-form.ts'
import type { UseForm } from '../forms/use-form.ts'
import { frameWords } from '../frame-words.ts'
import type { Session } from './session.ts'

type Fields = Record<'email' | 'password', string>

export interface UseSignIn extends Omit<UseForm<Fields, void>, 'failure' | 'submit'> {
  readonly failure: ComputedRef<string>
  /** Signs in. Gives the field to go back to, or nothing when it worked or no field is to blame. */
  submit(): Promise<keyof Fields | undefined>
}

/** The sign-in form. After too many tries it counts down to the next. */
export function useSignIn(session: Pick<Session, 'signIn'>): UseSignIn {
  const now = useNow()
  const blockedUntil = ref(0)
  const wasWrong = ref(false)
  const { submit, failure, ...form } = useForm<Fields, void>({
    initial: () => ({ email: '', password: '' }),
    checks: { email: emailProblem, password: passwordProblem },
    send: ({ email, password }) => session.signIn(email.trim(), password),
    explain,
  })

  function explain(error: unknown): string | undefined {
    if (!(error instanceof ApiError) || error.failure.kind !== 'problem') return undefined
    const { code, retryAfterSeconds } = error.failure.problem
    wasWrong.value = code === 'wrong_credentials'
    if (wasWrong.value) return frameWords('signIn.wrong')
    if (code === 'too_many_requests' && retryAfterSeconds !== undefined) {
      blockedUntil.value = Date.now() + retryAfterSeconds * 1000
      return ''
    }
    return undefined
  }

  return {
    ...form,
    failure: computed(() => {
      const leftMs = blockedUntil.value - now.value
      return leftMs > 0
        ? frameWords('signIn.tooMany', { time: formatDuration(leftMs) })
        : failure.value
    }),
    async submit() {
      wasWrong.value = false
      if (await submit()) return undefined
      if (form.problems.email !== '') return 'email'
      return form.problems.password !== '' || wasWrong.value ? 'password' : undefined
    },
  }
}

function emailProblem(email: string): string {
  if (email.trim() === '') return frameWords('signIn.emailMissing')
  return /^\S+@\S+\.\S+$/.test(email.trim()) ? '' : frameWords('signIn.emailWrong')
}

function passwordProblem(password: string): string {
  return password === '' ? frameWords('signIn.passwordMissing') : ''
}
