import type { RouteName, Routes } from '@iris/contracts'

type Table = {
  readonly [Name in RouteName]: readonly [Routes[Name]['method'], Routes[Name]['path']]
}

/**
 * Each route's method and path. The contract has them too, but there they come with Zod, which stays out of the browser;
 * the type makes the compiler compare the two.
 */
export const routeTable = {
  signIn: ['POST', '/v1/session'],
  refreshSession: ['POST', '/v1/session/refresh'],
  signOut: ['DELETE', '/v1/session'],
  listSessions: ['GET', '/v1/sessions'],
  signOutEverywhere: ['DELETE', '/v1/sessions'],
  getMe: ['GET', '/v1/me'],
  updateMe: ['PATCH', '/v1/me'],
  changePassword: ['PUT', '/v1/me/password'],
  updateTenant: ['PATCH', '/v1/tenant'],
  listUsers: ['GET', '/v1/users'],
  createUser: ['POST', '/v1/users'],
  updateUser: ['PATCH', '/v1/users/{id}'],
  listNumbers: ['GET', '/v1/numbers'],
  createNumber: ['POST', '/v1/numbers'],
  updateNumber: ['PATCH', '/v1/numbers/{id}'],
  releaseNumber: ['DELETE', '/v1/numbers/{id}'],
  listFlows: ['GET', '/v1/flows'],
  createFlow: ['POST', '/v1/flows'],
  renameFlow: ['PATCH', '/v1/flows/{id}'],
  saveFlow: ['POST', '/v1/flows/{id}/versions'],
  getFlowVersion: ['GET', '/v1/flows/{id}/versions/{version}'],
  publishFlow: ['POST', '/v1/flows/{id}/versions/{version}/publish'],
  listQueues: ['GET', '/v1/queues'],
  createQueue: ['POST', '/v1/queues'],
  updateQueue: ['PATCH', '/v1/queues/{id}'],
  setQueueAgents: ['PUT', '/v1/queues/{id}/agents'],
  deleteQueue: ['DELETE', '/v1/queues/{id}'],
  listWaiting: ['GET', '/v1/queues/{id}/waiting'],
  listAgents: ['GET', '/v1/agents'],
  getDesk: ['GET', '/v1/me/desk'],
  setState: ['PUT', '/v1/me/state'],
  finishWrapUp: ['POST', '/v1/me/wrap-up/finish'],
  extendWrapUp: ['POST', '/v1/me/wrap-up/extend'],
  mintSoftphone: ['POST', '/v1/softphone/credentials'],
  mintGuestPhone: ['POST', '/v1/public-phone/credentials'],
  listCalls: ['GET', '/v1/calls'],
  getCall: ['GET', '/v1/calls/{id}'],
  listTransferTargets: ['GET', '/v1/transfer-targets'],
  listParkedCalls: ['GET', '/v1/parked-calls'],
  controlCall: ['POST', '/v1/calls/{id}/actions'],
  placeCall: ['POST', '/v1/calls'],
  endCall: ['DELETE', '/v1/calls/{id}'],
  listTrunks: ['GET', '/v1/trunks'],
  createTrunk: ['POST', '/v1/trunks'],
  updateTrunk: ['PATCH', '/v1/trunks/{id}'],
  deleteTrunk: ['DELETE', '/v1/trunks/{id}'],
  testTrunk: ['POST', '/v1/trunks/{id}/test'],
  listAudit: ['GET', '/v1/audit'],
  listVoices: ['GET', '/v1/speech/voices'],
  previewSpeech: ['POST', '/v1/speech/preview'],
} as const satisfies Table
