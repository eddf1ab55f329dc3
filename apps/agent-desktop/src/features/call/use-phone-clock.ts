import { useApi } from '@iris/api-client'

/** Turns a time the phone gave, by this machine's clock, into the backend's time, which all durations are counted in. */
export function usePhoneClock(): (localMs: number) => number {
  const api = useApi()
  return (localMs) => localMs + api.now() - Date.now()
}
