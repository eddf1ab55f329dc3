import type { Handlers } from '../../http/implement.ts'
import { found } from '../../problem.ts'
import { presentMe, presentSession, presentUser } from './present.ts'
import * as repository from './repository.ts'
import * as service from './service.ts'
import type { Sessions } from './sessions.ts'

type IdentityRoutes =
  | 'signIn'
  | 'refreshSession'
  | 'signOut'
  | 'listSessions'
  | 'signOutEverywhere'
  | 'getMe'
  | 'updateMe'
  | 'changePassword'
  | 'updateTenant'
  | 'listUsers'
  | 'createUser'
  | 'updateUser'

export function identityHandlers(sessions: Sessions): Handlers<IdentityRoutes> {
  return {
    signIn: ({ info }, { body }) => sessions.signIn(info, body.email, body.password),
    refreshSession: ({ info }) => sessions.refresh(info),
    signOut: async ({ info, work, principal }) => {
      await service.endSessions(
        work,
        { userId: principal.userId, only: principal.sessionId },
        'signed out',
      )
      await service.leaveDesk(work, principal.userId)
      info.refreshCookie.set(undefined)
    },
    listSessions: async ({ work, principal }) => {
      const rows = await repository.listOpenSessions(work.tx, principal.userId)
      return { items: rows.map((row) => presentSession(row, principal.sessionId)) }
    },
    signOutEverywhere: async ({ info, work, principal }) => {
      await service.endSessions(work, { userId: principal.userId }, 'signed out everywhere')
      await service.leaveDesk(work, principal.userId)
      info.refreshCookie.set(undefined)
    },
    getMe: async ({ work, principal }) => {
      const user = found(await repository.findUser(work.tx, principal.userId), 'user')
      const tenant = found(await repository.findTenant(work.tx, principal.tenantId), 'tenant')
      return presentMe(user, tenant)
    },
    updateMe: ({ work, principal }, { body }) => service.updateMe(work, principal.userId, body),
    changePassword: ({ work, principal }, { body }) =>
      service.changePassword(work, principal, body.current, body.next),
    updateTenant: ({ work }, { body }) => service.updateTenant(work, body),
    listUsers: async ({ work }) => ({
      items: (await repository.listUsers(work.tx)).map(presentUser),
    }),
    createUser: ({ work }, { body }) => service.createUser(work, body),
    updateUser: ({ work }, { params, body }) => service.updateUser(work, params.id, body),
  }
}
