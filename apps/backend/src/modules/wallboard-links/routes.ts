import type { Handlers } from '../../http/implement.ts'
import type { LinkViewers } from './link-viewers.ts'
import * as service from './service.ts'

type WallboardLinkRoutes =
  | 'listWallboardLinks'
  | 'createWallboardLink'
  | 'revokeWallboardLink'
  | 'openWallboardLink'

export function wallboardLinkHandlers(viewers: LinkViewers): Handlers<WallboardLinkRoutes> {
  return {
    listWallboardLinks: async ({ work }) => ({ items: await service.listLinks(work) }),
    createWallboardLink: ({ work, principal }, { body }) =>
      service.createLink(work, { ...body, by: principal.userId }),
    revokeWallboardLink: ({ work, principal }, { params }) =>
      service.revokeLink(work, params.id, principal.userId),
    openWallboardLink: ({ info }, { body }) => viewers.open(info, body.token),
  }
}
