import type { Page } from '@iris/app-frame'
import { callsPageWords, loadCallLogPage } from '@iris/app-frame/calls'
import { loadNumbersPage, numbersWords } from '@iris/app-frame/numbers'
import { Hash, History } from '@lucide/vue'

export const pages: readonly Page[] = [
  {
    path: '/calls/:callId?',
    title: () => callsPageWords('title'),
    icon: History,
    needs: ['calls:read'],
    component: loadCallLogPage,
  },
  {
    path: '/numbers',
    title: () => numbersWords('title'),
    icon: Hash,
    needs: ['numbers:read'],
    component: loadNumbersPage,
  },
]
