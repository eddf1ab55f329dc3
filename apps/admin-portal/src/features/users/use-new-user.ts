import type { Role, User } from '@iris/contracts'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { usersWords } from './users-words.ts'

export interface NewUser {
  name: string
  email: string
  password: string
  roles: readonly Role[]
}

const leastPassword = 10

/** The form for a new user. */
export function useNewUser(api: Api): UseForm<NewUser, User> {
  return useForm<NewUser, User>({
    initial: () => ({ name: '', email: '', password: '', roles: ['agent'] }),
    checks: {
      name: (name) => (name.trim() === '' ? usersWords('create.nameMissing') : ''),
      email: (email) =>
        /^\S+@\S+\.\S+$/.test(email.trim()) ? '' : usersWords('create.emailWrong'),
      password: (password) =>
        password.length < leastPassword ? usersWords('create.passwordShort') : '',
      roles: (roles) => (roles.length === 0 ? usersWords('create.rolesMissing') : ''),
    },
    send: ({ roles, ...user }) => api.send('createUser', { body: { ...user, roles: [...roles] } }),
  })
}
