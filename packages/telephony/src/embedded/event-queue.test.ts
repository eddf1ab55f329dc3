import { describe, expect, it } from 'vitest'
import { silentLog } from '../sip/log.ts'
import { EventQueue } from './event-queue.ts'

describe('EventQueue', () => {
  it('tells everybody of one thing before the next happens', () => {
    const queue = new EventQueue(silentLog)
    const heard: string[] = []
    queue.on('leg.ringing', () => {
      heard.push('first: ringing')
      queue.emit({ kind: 'leg.answered', leg: '1' })
    })
    queue.on('leg.ringing', () => heard.push('second: ringing'))
    queue.on('leg.answered', () => heard.push('answered'))
    queue.emit({ kind: 'leg.ringing', leg: '1' })
    expect(heard).toEqual(['first: ringing', 'second: ringing', 'answered'])
  })

  it('goes on when a listener throws, and says so', () => {
    const errors: object[] = []
    const queue = new EventQueue({ ...silentLog, error: (fields) => void errors.push(fields) })
    const heard: string[] = []
    queue.on('leg.ringing', () => {
      throw new Error('broken')
    })
    queue.on('leg.ringing', (event) => heard.push(event.leg))
    queue.emit({ kind: 'leg.ringing', leg: '1' })
    queue.emit({ kind: 'leg.ringing', leg: '2' })
    expect(heard).toEqual(['1', '2'])
    expect(errors).toHaveLength(2)
  })

  it('stops telling those who have left', () => {
    const queue = new EventQueue(silentLog)
    const heard: string[] = []
    const stop = queue.on('leg.ringing', (event) => heard.push(event.leg))
    expect(queue.hasListener('leg.ringing')).toBe(true)
    stop()
    queue.emit({ kind: 'leg.ringing', leg: '1' })
    expect(heard).toEqual([])
    expect(queue.hasListener('leg.ringing')).toBe(false)
  })
})
