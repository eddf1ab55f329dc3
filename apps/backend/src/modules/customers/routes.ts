import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

export function customerHandlers(): Handlers<
  'listCustomers' | 'getCustomer' | 'createCustomer' | 'updateCustomer' | 'deleteCustomer'
> {
  return {
    listCustomers: ({ work }, { query }) => service.listCustomers(work, query),
    getCustomer: ({ work }, { params }) => service.getCustomer(work, params.id),
    createCustomer: ({ work }, { body }) => service.createCustomer(work, body),
    updateCustomer: ({ work }, { params, body }) => service.updateCustomer(work, params.id, body),
    deleteCustomer: ({ work }, { params }) => service.deleteCustomer(work, params.id),
  }
}
