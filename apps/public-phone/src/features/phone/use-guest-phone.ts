import { ApiError, useApi } from '@iris/api-client'
import type { Api } from '@iris/api-client'
import type { PhoneNumber } from '@iris/contracts'
import { SignedOutError, useSoftphone } from '@iris/softphone'
import type { PhoneCredentials, Softphone } from '@iris/softphone'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

export interface GuestPhone {
  readonly phone: Softphone
  /** What the centre suggests to call. */
  readonly suggested: Readonly<ShallowRef<PhoneNumber | null>>
  /** Why there are no credentials to be had. */
  readonly problem: Readonly<ShallowRef<unknown>>
  start(): void
}

/** A phone for anybody: it can call the centre and nothing else, and holds the microphone during a call only. */
export function useGuestPhone(): GuestPhone {
  const api = useApi()
  const suggested = shallowRef<PhoneNumber | null>(null)
  const problem = shallowRef<unknown>()

  async function credentials(): Promise<PhoneCredentials> {
    try {
      const guest = await mint(api)
      suggested.value ??= guest.suggestedNumber
      problem.value = undefined
      return guest.credentials
    } catch (error) {
      problem.value = error
      // A centre that takes no calls from the web takes none in a second either.
      const isFinal = error instanceof ApiError && error.code === 'unavailable'
      throw isFinal ? new SignedOutError('no calls from the web', { cause: error }) : error
    }
  }

  const phone = useSoftphone({ credentials, registers: false })
  return { phone, suggested, problem, start: () => void phone.start() }
}

async function mint(api: Api) {
  const { webSocketPath, suggestedNumber, username, password, domain, iceServers } =
    await api.send('mintGuestPhone')
  const scheme = window.location.protocol === 'https:' ? 'wss:' : 'ws:'
  const webSocketUrl = `${scheme}//${window.location.host}${webSocketPath}`
  return { suggestedNumber, credentials: { username, password, domain, webSocketUrl, iceServers } }
}
