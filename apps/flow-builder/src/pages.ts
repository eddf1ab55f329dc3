import type { Page } from '@iris/app-frame'
import { Workflow } from '@lucide/vue'
import { flowsWords } from './features/flows/flows-words.ts'
import { historyWords } from './features/history/history-words.ts'
import { liveWords } from './features/live/live-words.ts'

export const pages: readonly Page[] = [
  {
    path: '/',
    title: () => flowsWords('title'),
    icon: Workflow,
    needs: ['flows:read'],
    component: () => import('./features/flows/FlowsPage.vue'),
  },
  {
    path: '/:flowId([0-9a-f-]{36})',
    title: () => flowsWords('flow'),
    needs: ['flows:read'],
    component: () => import('./features/editor/FlowEditorPage.vue'),
  },
  {
    path: '/:flowId([0-9a-f-]{36})/history',
    title: () => historyWords('title'),
    needs: ['flows:read'],
    component: () => import('./features/history/HistoryPage.vue'),
  },
  {
    path: '/:flowId([0-9a-f-]{36})/live/:runId([0-9a-f-]{36})?',
    title: () => liveWords('title'),
    needs: ['flows:read'],
    component: () => import('./features/live/LivePage.vue'),
  },
]
