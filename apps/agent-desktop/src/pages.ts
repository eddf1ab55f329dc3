import type { Page } from '@iris/app-frame'
import { callsPageWords, loadCallLogPage } from '@iris/app-frame/calls'
import {
  Headset,
  History,
  Inbox,
  MonitorDot,
  PhoneCall,
  Presentation,
  UserRound,
  UsersRound,
} from '@lucide/vue'
import { deskWords } from './features/desk/desk-words.ts'
import DeskPage from './features/desk/DeskPage.vue'
import { liveCallsWords } from './features/live-calls/live-calls-words.ts'
import { queuesWords } from './features/queues/queues-words.ts'

export const pages: readonly Page[] = [
  {
    path: '/',
    title: () => deskWords('title'),
    icon: Headset,
    needs: ['phone:use'],
    component: DeskPage,
  },
  {
    path: '/calls/:callId?',
    title: () => callsPageWords('title'),
    icon: History,
    needs: ['calls:read', 'calls:read-own'],
    component: loadCallLogPage,
  },
  {
    path: '/live',
    title: () => liveCallsWords('title'),
    icon: PhoneCall,
    needs: ['calls:monitor'],
    component: () => import('./features/live-calls/LiveCallsPage.vue'),
  },
  {
    path: '/conferences',
    title: () => deskWords('conferences'),
    icon: Presentation,
    needs: ['calls:monitor'],
    component: () => import('./features/conferences/ConferencesPage.vue'),
  },
  {
    path: '/voicemail',
    title: () => deskWords('voicemail'),
    icon: Inbox,
    needs: ['voicemail:read'],
    component: () => import('./features/voicemail/VoicemailPage.vue'),
  },
  {
    path: '/queues',
    title: () => queuesWords('title'),
    icon: UsersRound,
    needs: ['queues:read'],
    component: () => import('./features/queues/QueuesPage.vue'),
  },
  {
    path: '/floor',
    title: () => deskWords('floor'),
    icon: UserRound,
    needs: ['agents:read'],
    component: () => import('./features/floor/FloorPage.vue'),
  },
  {
    path: '/wallboard',
    title: () => deskWords('wallboard'),
    icon: MonitorDot,
    needs: ['figures:read'],
    component: () => import('./features/wallboard/WallboardPage.vue'),
  },
]
