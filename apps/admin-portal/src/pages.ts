import type { Page } from '@iris/app-frame'
import { loadNumbersPage, numbersWords } from '@iris/app-frame/numbers'
import { Cable, Hash, LayoutDashboard, UserRound, UsersRound } from '@lucide/vue'
import { overviewWords } from './features/overview/overview-words.ts'
import { queuesWords } from './features/queues/queues-words.ts'
import { trunksWords } from './features/trunks/trunks-words.ts'
import { usersWords } from './features/users/users-words.ts'

export const pages: readonly Page[] = [
  {
    path: '/',
    title: () => overviewWords('title'),
    icon: LayoutDashboard,
    needs: ['users:read', 'numbers:read'],
    component: () => import('./features/overview/OverviewPage.vue'),
  },
  {
    path: '/users',
    title: () => usersWords('title'),
    icon: UserRound,
    needs: ['users:read'],
    component: () => import('./features/users/UsersPage.vue'),
  },
  {
    path: '/numbers',
    title: () => numbersWords('title'),
    icon: Hash,
    needs: ['numbers:read'],
    component: loadNumbersPage,
  },
  {
    path: '/queues',
    title: () => queuesWords('title'),
    icon: UsersRound,
    needs: ['queues:read'],
    component: () => import('./features/queues/QueuesPage.vue'),
  },
  {
    path: '/trunks',
    title: () => trunksWords('title'),
    icon: Cable,
    needs: ['trunks:read'],
    component: () => import('./features/trunks/TrunksPage.vue'),
  },
]
