import { rulesOf } from '@iris/realtime/testing'
import { describe, expect, it } from 'vitest'
import { databaseRules } from '../testing/firebase-rig.ts'

const rules = rulesOf(databaseRules)
const nowMs = Date.parse('2026-11-20T09:00:00Z')
const later = Date.now() + 3_600_000
const claims = { tenant: 'ours', presence: true, board: true, until: later }
const ann = { uid: 'ann', token: claims }
const holding = (more: object) => ({ uid: 'ann', token: { ...claims, ...more } })

const mayWrite = (auth: typeof ann | null, path: string, value: number | string | null) =>
  rules.mayWrite(auth, { path, value, data: null, nowMs })

describe('the rules of the database', () => {
  it('let somebody read their own centre’s documents, by kind', () => {
    expect(rules.mayRead(ann, 'tenants/ours/presence/everyone')).toBe(true)
    expect(rules.mayRead(ann, 'tenants/ours/board/everyone')).toBe(true)
    const boards = holding({ presence: false })
    expect(rules.mayRead(boards, 'tenants/ours/presence/everyone')).toBe(false)
    expect(rules.mayRead(boards, 'tenants/ours/board/everyone')).toBe(true)
  })

  it('let nobody read another centre’s, nor more than documents', () => {
    for (const kind of ['presence', 'board', 'online']) {
      expect(rules.mayRead(ann, `tenants/theirs/${kind}/everyone`)).toBe(false)
      expect(rules.mayRead(null, `tenants/ours/${kind}/everyone`)).toBe(false)
    }
    for (const path of ['', 'tenants', 'tenants/ours', 'tenants/ours/online/ann']) {
      expect(rules.mayRead(ann, path)).toBe(false)
    }
  })

  it('let nobody read by a token whose time is over, or that says nothing of it', () => {
    const path = 'tenants/ours/board/everyone'
    expect(rules.mayRead(holding({ until: Date.now() - 1 }), path)).toBe(false)
    expect(rules.mayRead(holding({ until: undefined }), path)).toBe(false)
    expect(rules.mayRead({ uid: 'ann', token: {} }, path)).toBe(false)
  })

  it('let no browser write documents', () => {
    for (const path of ['', '/everyone', '/everyone/head', '/everyone/entries/x']) {
      expect(mayWrite(ann, `tenants/ours/presence${path}`, 'x')).toBe(false)
      expect(mayWrite(ann, `tenants/ours/board${path}`, null)).toBe(false)
    }
    expect(mayWrite(ann, 'tenants/ours', null)).toBe(false)
    expect(mayWrite(ann, 'elsewhere', 1)).toBe(false)
  })

  it('let a browser note that it is there, with the database’s own time, and nobody else', () => {
    const own = 'tenants/ours/online/ann/tab'
    expect(mayWrite(ann, own, nowMs)).toBe(true)
    expect(mayWrite(ann, own, nowMs + 1)).toBe(false)
    expect(mayWrite(ann, own, 'here')).toBe(false)
    expect(mayWrite(ann, 'tenants/ours/online/ben/tab', nowMs)).toBe(false)
    expect(mayWrite(ann, 'tenants/theirs/online/ann/tab', nowMs)).toBe(false)
    expect(mayWrite(ann, 'tenants/ours/online/ann', nowMs)).toBe(false)
    expect(mayWrite(null, own, nowMs)).toBe(false)
  })

  it('let a browser take its note away when its time is over, and write none', () => {
    const over = holding({ until: nowMs - 1 })
    expect(mayWrite(over, 'tenants/ours/online/ann/tab', null)).toBe(true)
    expect(mayWrite(over, 'tenants/ours/online/ann/tab', nowMs)).toBe(false)
  })
})
