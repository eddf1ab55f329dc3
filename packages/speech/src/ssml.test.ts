import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spokenParts } from './spoken-parts.ts'
import { toSsml } from './ssml.ts'
import { SpeechError } from './tts.ts'

const plain = { rate: 1, emphasis: 'none' } as const

describe('spokenParts', () => {
  it('takes a text without <speak> as it stands, markup and all', () => {
    const text = 'Press <break/> & hold'
    expect(spokenParts(text)).toEqual([{ kind: 'text', text, ...plain }])
  })

  it('knows pauses by their time and their strength', () => {
    const ssml =
      '<speak>One<break time="1.5s"/>two<break time=\'200ms\'/>three<break strength="strong"/>four<break/></speak>'
    expect(spokenParts(ssml)).toEqual([
      { kind: 'text', text: 'One', ...plain },
      { kind: 'break', ms: 1500 },
      { kind: 'text', text: 'two', ...plain },
      { kind: 'break', ms: 200 },
      { kind: 'text', text: 'three', ...plain },
      { kind: 'break', ms: 750 },
      { kind: 'text', text: 'four', ...plain },
      { kind: 'break', ms: 500 },
    ])
  })

  it('keeps a pause from lasting for ever', () => {
    expect(spokenParts('<speak>a<break time="99999s"/></speak>')[1]).toEqual({
      kind: 'break',
      ms: 10_000,
    })
  })

  it('knows digits, rate and emphasis, inside each other too', () => {
    const ssml =
      '<speak>Code <say-as interpret-as="digits">12 34</say-as>, <prosody rate="slow">say it <emphasis level="strong">now</emphasis></prosody> ok</speak>'
    expect(spokenParts(ssml)).toEqual([
      { kind: 'text', text: 'Code', ...plain },
      { kind: 'digits', digits: '1234', ...plain },
      { kind: 'text', text: ',', ...plain },
      { kind: 'text', text: 'say it', rate: 0.75, emphasis: 'none' },
      { kind: 'text', text: 'now', rate: 0.75, emphasis: 'strong' },
      { kind: 'text', text: 'ok', ...plain },
    ])
  })

  it('multiplies rates, within what can be followed', () => {
    const rate = (ssml: string) => spokenParts(ssml)[0]
    const nested = (a: string, b: string) =>
      rate(`<speak><prosody rate="${a}"><prosody rate="${b}">a</prosody></prosody></speak>`)
    expect(nested('80%', '150%')).toMatchObject({ rate: 1.2000000000000002 })
    expect(nested('slow', 'x-slow')).toMatchObject({ rate: 0.5 })
    expect(nested('x-fast', '900%')).toMatchObject({ rate: 2 })
  })

  it('takes whatever else looks like markup for text, and the five entities for their characters', () => {
    expect(spokenParts('<speak><audio src="http://x/"/> 3 &lt; 4 &amp;amp;</speak>')).toEqual([
      { kind: 'text', text: '<audio src="http://x/"/> 3 < 4 &amp;', ...plain },
    ])
  })

  it.each([
    ['<speak><prosody rate="slow">a</speak>', '<prosody> is not closed'],
    ['<speak>a</emphasis></speak>', '</emphasis> closes nothing'],
    [
      '<speak><emphasis>a<say-as interpret-as="digits">1</emphasis></say-as></speak>',
      'closes nothing',
    ],
    ['<speak><break time="long"/>a</speak>', 'time of a break'],
    ['<speak><break strength="huge"/>a</speak>', 'no strength huge'],
    ['<speak><prosody rate="-5%">a</prosody></speak>', 'slow, fast or 80%'],
    ['<speak><emphasis level="mad">a</emphasis></speak>', 'none, reduced, moderate or strong'],
    [`<speak>${'<emphasis>'.repeat(17)}a${'</emphasis>'.repeat(17)}</speak>`, 'inside each other'],
    ['<speak> <break/> </speak>', 'nothing to say'],
    [`<speak>a${'<break time="10s"/>'.repeat(7)}</speak>`, 'more than a minute'],
    [`<speak>${'a'.repeat(2001)}</speak>`, 'At most 2000'],
  ])('says what is wrong with %s', (ssml, why) => {
    expect(() => spokenParts(ssml)).toThrow(
      expect.objectContaining({ kind: 'bad-text', message: expect.stringContaining(why) }),
    )
  })
})

const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '<break/>',
    '<break time="2s"/>',
    '<prosody rate="80%">',
    '</prosody>',
    '<emphasis>',
    '</emphasis>',
    '<say-as interpret-as="digits">',
    '</say-as>',
    '<speak>',
    '</speak>',
    '&amp;',
    '&',
    '<',
    '>',
    '"',
    '42',
  ),
)
const anySsml = fc.array(piece, { maxLength: 12 }).map((all) => `<speak>${all.join('')}</speak>`)

function partsOrNone(ssml: string) {
  try {
    return spokenParts(ssml)
  } catch (error) {
    if (error instanceof SpeechError && error.kind === 'bad-text') return []
    throw error
  }
}

describe('toSsml', () => {
  it('is read back as what it was made from, whatever was written', () => {
    fc.assert(
      fc.property(anySsml, (ssml) => {
        const parts = partsOrNone(ssml)
        fc.pre(parts.length > 0)
        const again = spokenParts(toSsml(parts))
        expect(toSsml(again)).toBe(toSsml(parts))
      }),
      { numRuns: 1000 },
    )
  })

  it('has no other elements than ours, and no bare ampersand', () => {
    const ours =
      /<speak>|<\/speak>|<break time="\d+ms"\/>|<say-as interpret-as="digits">|<\/say-as>|<prosody rate="\d+%">|<\/prosody>|<emphasis level="(?:reduced|moderate|strong)">|<\/emphasis>/g
    fc.assert(
      fc.property(anySsml, (ssml) => {
        const rest = toSsml(partsOrNone(ssml)).replaceAll(ours, '')
        expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
      }),
      { numRuns: 1000 },
    )
  })
})
