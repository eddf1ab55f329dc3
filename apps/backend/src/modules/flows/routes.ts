import type { Handlers } from '../../http/implement.ts'
import * as drafts from './draft.ts'
import * as tests from './flow-tests.ts'
import { runTests } from './test-runs.ts'
import * as presence from './presence.ts'
import * as publishing from './publishing.ts'
import * as runs from './runs/service.ts'
import * as service from './service.ts'
import * as traces from './traces/read.ts'
import * as versions from './versions.ts'

type FlowRoutes =
  | 'listFlows'
  | 'createFlow'
  | 'getFlow'
  | 'updateFlow'
  | 'copyFlow'
  | 'deleteFlow'
  | 'getFlowDraft'
  | 'saveFlowDraft'
  | 'restoreFlow'
  | 'listFlowVersions'
  | 'getFlowVersion'
  | 'nameFlowVersion'
  | 'publishFlow'
  | 'rollbackFlow'
type PresenceRoutes = 'visitFlow' | 'leaveFlow' | 'takeOverFlow'
type TestRoutes =
  | 'listFlowTests'
  | 'createFlowTest'
  | 'updateFlowTest'
  | 'orderFlowTests'
  | 'deleteFlowTest'
  | 'runFlowTests'
type RunRoutes = 'startFlowRun' | 'cancelFlowRun'
type TraceRoutes = 'getFlowCounts' | 'listFlowRuns' | 'getFlowRunTrace' | 'getCallTrace'

export function flowHandlers(): Handlers<
  FlowRoutes | PresenceRoutes | TestRoutes | RunRoutes | TraceRoutes
> {
  return {
    ...documentHandlers(),
    ...presenceHandlers(),
    ...testHandlers(),
    ...runHandlers(),
    ...traceHandlers(),
  }
}

function documentHandlers(): Handlers<FlowRoutes> {
  return {
    listFlows: async ({ work }, { query }) => ({
      items: await service.listFlows(work, query.state),
    }),
    createFlow: ({ work }, { body }) => service.createFlow(work, body),
    getFlow: ({ work }, { params }) => service.getFlow(work, params.id),
    updateFlow: ({ work }, { params, body }) => service.updateFlow(work, params.id, body),
    copyFlow: ({ work }, { params, body }) => service.copyFlow(work, params.id, body.name),
    deleteFlow: ({ work }, { params }) => service.deleteFlow(work, params.id),
    getFlowDraft: ({ work }, { params }) => drafts.getDraft(work, params.id),
    saveFlowDraft: ({ work, info: { ifMatch } }, { params, body }) =>
      drafts.saveDraft(work, params.id, { ...body, ifMatch }),
    restoreFlow: ({ work, info: { ifMatch } }, { params, body }) =>
      drafts.restoreVersion(work, params.id, { ...body, ifMatch }),
    listFlowVersions: ({ work }, { params, query }) =>
      versions.listVersions(work, params.id, query),
    getFlowVersion: ({ work }, { params }) => versions.getVersion(work, params.id, params.version),
    nameFlowVersion: ({ work }, { params, body }) =>
      versions.nameVersion(work, params.id, { version: params.version, ...body }),
    publishFlow: ({ work }, { params, body }) => publishing.publishFlow(work, params.id, body),
    rollbackFlow: ({ work }, { params, body }) => publishing.rollBack(work, params.id, body),
  }
}

function presenceHandlers(): Handlers<PresenceRoutes> {
  return {
    visitFlow: ({ work, principal }, { params, body }) =>
      presence.visitFlow(work, principal, params.id, body),
    leaveFlow: ({ work, principal }, { params, query }) =>
      presence.leaveFlow(work, principal, params.id, query.tab),
    takeOverFlow: ({ work, principal }, { params, body }) =>
      presence.takeOver(work, principal, params.id, body.tab),
  }
}

function testHandlers(): Handlers<TestRoutes> {
  return {
    listFlowTests: async ({ work }, { params }) => ({
      items: await tests.listTests(work, params.id),
    }),
    createFlowTest: ({ work }, { params, body }) => tests.createTest(work, params.id, body),
    updateFlowTest: ({ work }, { params, body }) =>
      tests.updateTest(work, params.id, { testId: params.testId, ...body }),
    orderFlowTests: async ({ work }, { params, body }) => ({
      items: await tests.orderTests(work, params.id, body.order),
    }),
    deleteFlowTest: ({ work }, { params }) => tests.deleteTest(work, params.id, params.testId),
    runFlowTests: ({ work }, { params, body }) => runTests(work, params.id, body),
  }
}

function runHandlers(): Handlers<RunRoutes> {
  return {
    startFlowRun: ({ work }, { params, body }) =>
      runs.startRun(work, params.id, { ...body, startedBy: 'api' }),
    cancelFlowRun: ({ work }, { params }) => runs.cancelRun(work, params.id, params.runId),
  }
}

function traceHandlers(): Handlers<TraceRoutes> {
  return {
    getFlowCounts: ({ work }, { params, query }) => traces.countExits(work, params.id, query),
    listFlowRuns: ({ work }, { params, query }) => traces.listRuns(work, params.id, query),
    getFlowRunTrace: ({ work }, { params }) => traces.getTrace(work, params.id, params.runId),
    getCallTrace: async ({ work }, { params }) => ({
      items: await traces.callTraces(work, params.id),
    }),
  }
}
