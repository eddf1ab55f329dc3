import type { Secret } from '@iris/contracts'
import { createSecretKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { secretValues } from './service.ts'

const masterKey = createSecretKey(Buffer.alloc(32, 7))
const value = 'sk_live "quoted" ü'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
beforeAll(async () => {
  centre = await openTestCentre()
  owner = await centre.newTenant()
})
afterAll(() => centre.close())

const put = (name: string, body: object, by: SignedInClient = owner) =>
  by.send<Secret>('PUT', `/v1/secrets/${name}`, body)
const list = async () => (await owner.send<{ items: Secret[] }>('GET', '/v1/secrets')).body.items
const valuesOf = (tenantId: string, ...names: string[]) =>
  centre.doWork(tenantId, null, (work) => secretValues(work, masterKey, names))

describe('a secret', () => {
  it('is kept under its name, with who changed it last, and its value is given to flows alone', async () => {
    const { status, body } = await put('CRM_KEY', { value })
    expect(status).toBe(200)
    expect(body).toEqual({
      name: 'CRM_KEY',
      changedAt: expect.any(String),
      changedBy: { id: owner.me.user.id, name: owner.me.user.name },
    })
    expect(await list()).toEqual([body])
    expect(await valuesOf(owner.tenantId, 'CRM_KEY', 'OTHER')).toEqual(
      new Map([['CRM_KEY', value]]),
    )
  })

  it('is in clear in no table, no answer and no audit', async () => {
    const read = await centre.database.asSystem((tx) =>
      tx.selectFrom('secrets').selectAll().execute(),
    )
    const audit = await owner.send('GET', '/v1/audit?limit=200')
    const everything = JSON.stringify([
      ...read.map((row) => ({ ...row, sealed: row.sealed.toString('latin1') })),
      await list(),
      audit.body,
    ])
    expect(everything).toContain('CRM_KEY')
    expect(everything).toContain('secret.created')
    expect(everything).not.toContain('sk_live')
  })

  it('opens under no other name and for no other tenant', async () => {
    const other = await centre.newTenant()
    await put('MOVED', { value }, other)
    await centre.database.asSystem(async (tx) => {
      const { sealed } = await tx
        .selectFrom('secrets')
        .select('sealed')
        .where('tenant_id', '=', owner.tenantId)
        .executeTakeFirstOrThrow()
      await tx
        .updateTable('secrets')
        .set({ sealed })
        .where('tenant_id', '=', other.tenantId)
        .execute()
    })
    await expect(valuesOf(other.tenantId, 'MOVED')).rejects.toThrow('belongs elsewhere')
  })

  it('is replaced by another value, and gone once it is deleted', async () => {
    await put('CRM_KEY', { value: 'another value' })
    expect((await valuesOf(owner.tenantId, 'CRM_KEY')).get('CRM_KEY')).toBe('another value')
    expect((await owner.send('DELETE', '/v1/secrets/CRM_KEY')).status).toBe(204)
    expect(await list()).toEqual([])
    expect(problemCode(await owner.send('DELETE', '/v1/secrets/CRM_KEY'))).toBe('not_found')
  })

  it.each([
    ['crm_key', { value }],
    ['1KEY', { value }],
    ['KEY', { value: 'short' }],
    ['KEY', { value: ' with blanks ' }],
    ['KEY', { value: 'with\0nothing' }],
    ['KEY', { value: 'x'.repeat(4001) }],
    ['KEY', {}],
  ])('is refused as %s with %j', async (name, body) => {
    expect(problemCode(await put(name, body))).toBe('validation_failed')
  })

  it('is nobody’s but owners’, admins’ and developers’', async () => {
    for (const role of ['supervisor', 'agent', 'billing', 'viewer'] as const) {
      const user = await centre.newUser(owner.tenantId, [role])
      expect((await put('KEY', { value }, user)).status).toBe(403)
      expect((await user.send('GET', '/v1/secrets')).status).toBe(403)
    }
    const developer = await centre.newUser(owner.tenantId, ['developer'])
    expect((await put('KEY', { value }, developer)).status).toBe(200)
  })
})
