import type { Page } from '@iris/app-frame'
import {
  AudioLines,
  BadgeCheck,
  Cable,
  Clock,
  ContactRound,
  Disc,
  Hash,
  Headset,
  KeyRound,
  LayoutDashboard,
  UserRound,
  Users,
  UsersRound,
  Voicemail,
  Webhook,
} from '@lucide/vue'
import { agentsWords } from './features/agents/agents-words.ts'
import { customersWords } from './features/customers/customers-words.ts'
import { hoursWords } from './features/hours/hours-words.ts'
import { adminNumbersWords } from './features/numbers/numbers-words.ts'
import { overviewWords } from './features/overview/overview-words.ts'
import { promptsWords } from './features/prompts/prompts-words.ts'
import { queuesWords } from './features/queues/queues-words.ts'
import { recordingWords } from './features/recording/recording-words.ts'
import { secretsWords } from './features/secrets/secrets-words.ts'
import { skillsWords } from './features/skills/skills-words.ts'
import { teamsWords } from './features/teams/teams-words.ts'
import { trunksWords } from './features/trunks/trunks-words.ts'
import { usersWords } from './features/users/users-words.ts'
import { boxesWords } from './features/voicemail/boxes-words.ts'
import { webhooksWords } from './features/webhooks/webhooks-words.ts'

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
    title: () => adminNumbersWords('title'),
    icon: Hash,
    needs: ['numbers:read'],
    component: () => import('./features/numbers/NumbersPage.vue'),
  },
  {
    path: '/queues',
    title: () => queuesWords('title'),
    icon: UsersRound,
    needs: ['queues:read'],
    component: () => import('./features/queues/QueuesPage.vue'),
  },
  {
    path: '/queues/:queueId/:part?',
    title: () => queuesWords('title'),
    needs: ['queues:read'],
    component: () => import('./features/queues/QueuePage.vue'),
  },
  {
    path: '/agents',
    title: () => agentsWords('title'),
    icon: Headset,
    needs: ['agents:read'],
    component: () => import('./features/agents/AgentsPage.vue'),
  },
  {
    path: '/agents/:agentId',
    title: () => agentsWords('title'),
    needs: ['agents:read'],
    component: () => import('./features/agents/AgentPage.vue'),
  },
  {
    path: '/skills',
    title: () => skillsWords('title'),
    icon: BadgeCheck,
    needs: ['queues:read'],
    component: () => import('./features/skills/SkillsPage.vue'),
  },
  {
    path: '/teams',
    title: () => teamsWords('title'),
    icon: Users,
    needs: ['agents:read'],
    component: () => import('./features/teams/TeamsPage.vue'),
  },
  {
    path: '/hours',
    title: () => hoursWords('title'),
    icon: Clock,
    needs: ['queues:read'],
    component: () => import('./features/hours/HoursPage.vue'),
  },
  {
    path: '/hours/:hoursId',
    title: () => hoursWords('title'),
    needs: ['queues:read'],
    component: () => import('./features/hours/HoursEditorPage.vue'),
  },
  {
    path: '/trunks',
    title: () => trunksWords('title'),
    icon: Cable,
    needs: ['trunks:read'],
    component: () => import('./features/trunks/TrunksPage.vue'),
  },
  {
    path: '/prompts',
    title: () => promptsWords('title'),
    icon: AudioLines,
    needs: ['flows:read'],
    component: () => import('./features/prompts/PromptsPage.vue'),
  },
  {
    path: '/recording',
    title: () => recordingWords('title'),
    icon: Disc,
    needs: ['recordings:read'],
    component: () => import('./features/recording/RecordingPage.vue'),
  },
  {
    path: '/voicemail',
    title: () => boxesWords('title'),
    icon: Voicemail,
    needs: ['voicemail:read'],
    component: () => import('./features/voicemail/BoxesPage.vue'),
  },
  {
    path: '/customers',
    title: () => customersWords('title'),
    icon: ContactRound,
    needs: ['customers:read'],
    component: () => import('./features/customers/CustomersPage.vue'),
  },
  {
    path: '/secrets',
    title: () => secretsWords('title'),
    icon: KeyRound,
    needs: ['secrets:read'],
    component: () => import('./features/secrets/SecretsPage.vue'),
  },
  {
    path: '/webhooks',
    title: () => webhooksWords('title'),
    icon: Webhook,
    needs: ['webhooks:write'],
    component: () => import('./features/webhooks/WebhooksPage.vue'),
  },
]
