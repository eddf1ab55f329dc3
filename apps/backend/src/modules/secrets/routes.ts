import type { MasterKey } from '@iris/platform'
import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

export function secretHandlers(
  masterKey: MasterKey,
): Handlers<'listSecrets' | 'putSecret' | 'deleteSecret'> {
  return {
    listSecrets: async ({ work }) => ({ items: await service.listSecrets(work) }),
    putSecret: ({ work }, { params, body }) =>
      service.putSecret(work, masterKey, { name: params.name, value: body.value }),
    deleteSecret: ({ work }, { params }) => service.deleteSecret(work, params.name),
  }
}
