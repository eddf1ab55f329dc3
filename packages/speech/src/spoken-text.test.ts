import { describe, expect, it } from 'vitest'
import { checkVoice, spokenText } from './spoken-text.ts'

describe('spokenText', () => {
  it('makes one of texts that sound the same', () => {
    expect(spokenText('  Thank\tyou.\n\nGoodbye. ')).toBe('Thank you. Goodbye.')
    expect(spokenText('Caf\u0065\u0301')).toBe('Caf\u00e9')
  })

  it('lets no control character through, nor phonemes in brackets', () => {
    expect(spokenText('a\u0000b\u001bc')).toBe('a b c')
    expect(spokenText('[[h@l]]')).not.toContain('[[')
  })

  it('refuses what is empty or too long', () => {
    expect(() => spokenText(' \n ')).toThrow('nothing to say')
    expect(() => spokenText('a'.repeat(2001))).toThrow('At most 2000 characters')
    expect(spokenText('a'.repeat(2000))).toHaveLength(2000)
  })
})

describe('checkVoice', () => {
  it.each(['en', 'en-us', 'de', 'cmn', 'en-gb-x-rp', 'zh-yue', 'en-us+f3', 'de+klatt2'])(
    'takes %s',
    (voice) => {
      expect(() => checkVoice(voice)).not.toThrow()
    },
  )

  it.each(['', '../../etc/passwd', '-v', 'en us', 'en\u0000', 'mb/mb-en1', 'x'.repeat(50)])(
    'refuses %j',
    (voice) => {
      expect(() => checkVoice(voice)).toThrow(expect.objectContaining({ kind: 'unknown-voice' }))
    },
  )
})
