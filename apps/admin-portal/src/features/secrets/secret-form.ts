import type { Secret } from '@iris/contracts'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { secretsWords } from './secrets-words.ts'

interface SecretForm {
  name: string
  value: string
}

/** The name as it is kept: people need not hold the shift key. */
export function secretNameOf(typed: string): string {
  return typed.trim().toUpperCase()
}

/** What is wrong with the name of a new secret. */
export function secretNameProblem(typed: string, taken: readonly string[]): string {
  const name = secretNameOf(typed)
  if (!/^[A-Z][A-Z0-9_]{0,39}$/.test(name)) return secretsWords('form.nameWrong')
  return taken.includes(name) ? secretsWords('form.nameTaken') : ''
}

/** The form for a new secret, or for another value of one there is. */
export function useSecretForm(
  api: Api,
  { secret, taken }: { readonly secret: Secret | undefined; readonly taken: readonly string[] },
): UseForm<SecretForm, Secret> {
  return useForm<SecretForm, Secret>({
    initial: () => ({ name: secret?.name ?? '', value: '' }),
    checks: {
      name: (name) => (secret ? '' : secretNameProblem(name, taken)),
      value: (value) => (value.trim().length < 6 ? secretsWords('form.valueShort') : ''),
    },
    send: ({ name, value }) =>
      api.send('putSecret', {
        params: { name: secretNameOf(name) },
        body: { value: value.trim() },
      }),
  })
}
