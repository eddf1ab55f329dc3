import { ApiError } from '@iris/api-client'
import type { Api } from '@iris/api-client'
import { useForm } from '../forms/use-form.ts'
import type { UseForm } from '../forms/use-form.ts'
import { frameWords } from '../frame-words.ts'

type Fields = Record<'current' | 'next', string>

const leastLength = 10

/** The form that gives oneself another password. */
export function usePasswordChange(api: Api): UseForm<Fields, void> {
  const form = useForm<Fields, void>({
    initial: () => ({ current: '', next: '' }),
    checks: {
      current: (password) => (password === '' ? frameWords('password.currentMissing') : ''),
      next: (password) => (password.length < leastLength ? frameWords('password.nextHint') : ''),
    },
    send: (body) => api.send('changePassword', { body }),
    explain(error) {
      if (!(error instanceof ApiError) || error.code !== 'wrong_credentials') return undefined
      form.problems.current = frameWords('password.currentWrong')
      return ''
    },
  })
  return form
}
