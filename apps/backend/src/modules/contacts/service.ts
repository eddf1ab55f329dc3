import type { Contact, TimelineEntry } from '@iris/contracts'
import type { Database } from '@iris/platform'
import { csvMedia } from '../../http/csv.ts'
import type { Media } from '../../http/media.ts'
import { cursorOf, idFromCursor, pageOf } from '../../http/paging.ts'
import { found, invalidField } from '../../problem.ts'
import type { Tables } from '../../tables.ts'
import type { Work } from '../../work.ts'
import { findUser } from '../identity/repository.ts'
import { countryOf } from '../identity/tenant.ts'
import type { DrawnContact } from './contact.ts'
import { contactCells, contactColumns } from './contact-table.ts'
import { presentContact, presentStretch } from './present.ts'
import * as repository from './repository.ts'
import type { ContactFilter } from './repository.ts'

const dayMs = 86_400_000
const pageRows = 1000
const mostRows = 100_000

export async function listContacts(
  work: Work,
  { cursor, limit, ...filter }: ContactFilter & { cursor?: string | undefined; limit: number },
): Promise<{ items: Contact[]; nextCursor?: string }> {
  const before = cursor === undefined ? undefined : idFromCursor(cursor)
  const contacts = await repository.listContacts(work.tx, filter, { before, limit: limit + 1 })
  const presented = await present(work, contacts)
  return pageOf(presented, limit, cursorOf, (contact) => contact)
}

export async function getContact(work: Work, id: string): Promise<Contact> {
  const contact = found(await repository.findContact(work.tx, id), 'contact')
  return found((await present(work, [contact]))[0], 'contact')
}

/** The same as a table, read a thousand at a time while it is sent. What begins meanwhile is not in it. */
export function exportContacts(
  database: Database<Tables>,
  tenantId: string,
  filter: ContactFilter,
): Media {
  const to = filter.to ?? new Date().toISOString()
  return csvMedia('contacts.csv', contactColumns, async function* () {
    let before: string | undefined
    for (let rows = 0; rows < mostRows; rows += pageRows) {
      const contacts = await database.asTenant(tenantId, async (tx) => {
        const page = { before, limit: pageRows }
        return present({ tx, tenantId }, await repository.listContacts(tx, { ...filter, to }, page))
      })
      yield contacts.map(contactCells)
      before = contacts.at(-1)?.id
      if (contacts.length < pageRows) return
    }
  })
}

async function present(
  { tx, tenantId }: Pick<Work, 'tx' | 'tenantId'>,
  contacts: readonly DrawnContact[],
): Promise<Contact[]> {
  const legs = contacts.flatMap((contact) => contact.legs)
  const names = await repository.namesOf(tx, {
    queueIds: distinct(legs.map(({ queueId }) => queueId)),
    agentIds: distinct(legs.map(({ agentId }) => agentId)),
  })
  const country = await countryOf(tx, tenantId)
  return contacts.map((contact) => presentContact(contact, { country, names }))
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}

/** What an agent did: every stretch that reaches into the time, whole. */
export async function agentTimeline(
  work: Work,
  agentId: string,
  query: { readonly from: string; readonly to?: string | undefined },
): Promise<TimelineEntry[]> {
  const from = new Date(query.from)
  const to = new Date(query.to ?? Math.min(Date.now(), from.getTime() + dayMs))
  if (to.getTime() - from.getTime() > dayMs) throw invalidField('?to', 'At most a day after from.')
  found(await findUser(work.tx, agentId), 'agent')
  return (await repository.listStretches(work.tx, agentId, { from, to })).map(presentStretch)
}
