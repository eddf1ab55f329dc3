import { describe, expect, it } from 'vitest'
import { changedSpans } from './changed-spans.ts'

const at = (time: string) => new Date(`2026-11-26T${time}:00.000Z`)
const change = (agentId: string, from: string, to: string | null) => ({
  agentId,
  fromMs: at(from).getTime(),
  toMs: to === null ? Infinity : at(to).getTime(),
})
const day = { from: at('08:00'), to: at('18:00') }

describe('what does not hold', () => {
  it('is every quarter that a change reaches into, within the span', () => {
    const changes = [change('ada', '09:14', '09:31'), change('bo', '07:00', '08:01')]
    expect(changedSpans(changes, day)).toEqual([
      { agentIds: ['ada'], span: { from: at('09:00'), to: at('09:45') } },
      { agentIds: ['bo'], span: { from: at('08:00'), to: at('08:15') } },
    ])
    expect(changedSpans([change('ada', '17:50', null)], day)).toEqual([
      { agentIds: ['ada'], span: { from: at('17:45'), to: day.to } },
    ])
  })

  it('has no quarter of an agent twice, and none in between', () => {
    const changes = [
      change('ada', '12:00', '12:20'),
      change('ada', '09:00', '09:05'),
      change('ada', '12:10', '12:50'),
      change('ada', '13:00', '13:05'),
    ]
    expect(changedSpans(changes, day).map(({ span }) => span)).toEqual([
      { from: at('09:00'), to: at('09:15') },
      { from: at('12:00'), to: at('13:15') },
    ])
  })

  it('is told for agents with the same quarters together', () => {
    const changes = [change('ada', '09:01', '09:02'), change('bo', '09:05', '09:14')]
    expect(changedSpans(changes, day)).toEqual([
      { agentIds: ['ada', 'bo'], span: { from: at('09:00'), to: at('09:15') } },
    ])
  })

  it('is nothing where changes are before or after the span, or end where it begins', () => {
    const changes = [change('ada', '07:00', '08:00'), change('ada', '18:00', null)]
    expect(changedSpans(changes, day)).toEqual([])
  })
})
