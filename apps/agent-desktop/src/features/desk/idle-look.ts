import type { AgentState } from '@iris/contracts'
import { Coffee, Headset, PhoneIncoming, PhoneMissed, PowerOff } from '@lucide/vue'
import type { Component } from 'vue'
import { nameOf } from '../state/state-words.ts'
import { deskWords } from './desk-words.ts'

export interface IdleLook {
  readonly icon: Component
  readonly title: string
  readonly text: string | undefined
}

/** What a desk without a call says, by the agent's state and whether other contacts are in hand. */
export function lookOf(state: AgentState, { isWorking }: { isWorking: boolean }): IdleLook {
  switch (state.kind) {
    case 'available':
      return {
        icon: Headset,
        title: deskWords(isWorking ? 'idle.working' : 'idle.available'),
        text: deskWords(isWorking ? 'idle.workingText' : 'idle.availableText'),
      }
    case 'not_ready':
      return {
        icon: Coffee,
        title: deskWords('idle.notReady', { reason: nameOf(state) }),
        text: deskWords('idle.notReadyText'),
      }
    case 'not_responding':
      return {
        icon: PhoneMissed,
        title: deskWords('idle.notResponding'),
        text: deskWords('idle.notRespondingText'),
      }
    case 'offline':
      return {
        icon: PowerOff,
        title: deskWords('idle.offline'),
        text: deskWords('idle.offlineText'),
      }
    case 'offering':
    case 'in_call':
    case 'wrap_up':
      return { icon: PhoneIncoming, title: deskWords('idle.offering'), text: undefined }
  }
}
