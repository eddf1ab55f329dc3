import type { Cause } from '@iris/telephony'
import { expect, it } from 'vitest'
import { causeOfAll } from './ring-causes.ts'

it.each<[readonly Cause[], Cause]>([
  [['USER_BUSY'], 'USER_BUSY'],
  [['USER_BUSY', 'USER_BUSY'], 'USER_BUSY'],
  [['USER_BUSY', 'NO_ANSWER'], 'NO_ANSWER'],
  [['CALL_REJECTED', 'USER_BUSY'], 'USER_BUSY'],
  [['DESTINATION_OUT_OF_ORDER', 'CALL_REJECTED'], 'CALL_REJECTED'],
  [['USER_NOT_REGISTERED', 'DESTINATION_OUT_OF_ORDER'], 'USER_NOT_REGISTERED'],
  [[], 'NO_ANSWER'],
])('of %j makes %s', (causes, cause) => {
  expect(causeOfAll(causes)).toBe(cause)
})
