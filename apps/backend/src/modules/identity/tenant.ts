import { found } from '../../problem.ts'
import type { Tx } from '../../work.ts'
import { findTenant } from './repository.ts'

/** How long a country is taken as it was; it hardly ever changes, and only the writing of numbers follows it. */
const rememberedMs = 30_000

const remembered = new Map<string, { country: string; untilMs: number }>()

/** The tenant's country (ISO 3166-1 alpha-2), by which numbers are written. */
export async function countryOf(tx: Tx, tenantId: string): Promise<string> {
  const known = remembered.get(tenantId)
  if (known && known.untilMs > Date.now()) return known.country
  const { country } = found(await findTenant(tx, tenantId), 'tenant')
  if (remembered.size >= 10_000) remembered.clear()
  remembered.set(tenantId, { country, untilMs: Date.now() + rememberedMs })
  return country
}

/** Looks the tenant's country up anew the next time, as after a change. */
export function forgetCountry(tenantId: string): void {
  remembered.delete(tenantId)
}

/** The zone in which the tenant is told times. */
export async function timeZoneOf(tx: Tx, tenantId: string): Promise<string> {
  return found(await findTenant(tx, tenantId), 'tenant').time_zone
}
