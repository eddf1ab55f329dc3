import { describe, expect, test } from 'vitest'
import { readSettings, writeSettings } from './wallboard-settings.ts'

describe('a wallboard’s address', () => {
  test('says which queues it shows and when it turns, and is read back the same', () => {
    const settings = { queues: new Set(['a', 'b']), turnS: 20 }
    expect(writeSettings(settings)).toEqual({ queues: 'a,b', turn: '20' })
    expect(readSettings(writeSettings(settings))).toEqual(settings)
    expect(writeSettings({ queues: new Set(), turnS: 0 })).toEqual({})
  })

  test('turns neither too fast to be read nor so slowly that it seems to stand', () => {
    expect(readSettings({ turn: '1' }).turnS).toBe(5)
    expect(readSettings({ turn: '99999' }).turnS).toBe(600)
  })

  test.each([undefined, null, '', '0', 'soon', '-5', '1.5', ['20']])(
    'does not turn by %j',
    (turn) => {
      expect(readSettings({ turn }).turnS).toBe(0)
    },
  )
})
