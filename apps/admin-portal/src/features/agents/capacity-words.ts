import type { Capacity, Channel } from '@iris/contracts'
import { formatLocale } from '@iris/app-frame'
import { agentsWords } from './agents-words.ts'

const channels: readonly Channel[] = ['voice', 'chat', 'sms', 'mail']

/** How many contacts of a channel fit into so many points; 0 where it is not taken. */
function fits(points: number, cost: number | null): number {
  return cost === null ? 0 : Math.floor(points / cost)
}

/** "1 call, 3 chats, 5 text messages, or 2 mails at once". */
export function capacityInWords({ points, costs }: Capacity): string {
  const list = alternatives(points, costs)
  return list === '' ? agentsWords('capacity.nothing') : agentsWords('capacity.alone', { list })
}

/** What still fits beside one of each: "Beside 1 mail: 2 chats or 1 text message." */
export function besidesInWords({ points, costs }: Capacity): string[] {
  return channels.flatMap((channel) => {
    const cost = costs[channel]
    if (cost === null || cost > points) return []
    const one = agentsWords(`capacity.${channel}`, { count: 1 })
    const rest = alternatives(points - cost, costs)
    return rest === ''
      ? agentsWords('capacity.besideNothing', { one })
      : agentsWords('capacity.beside', { one, rest })
  })
}

function alternatives(points: number, costs: Capacity['costs']): string {
  const each = channels.flatMap((channel) => {
    const count = fits(points, costs[channel])
    return count === 0 ? [] : agentsWords(`capacity.${channel}`, { count })
  })
  return new Intl.ListFormat(formatLocale.value, { type: 'disjunction' }).format(each)
}
