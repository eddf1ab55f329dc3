import { beforeEach, describe, expect, it } from 'vitest'
import { RoomTable } from './room-table.ts'

describe('RoomTable', () => {
  let rooms: RoomTable

  beforeEach(() => {
    rooms = new RoomTable()
    rooms.open('room', { agent: ['caller'] })
    rooms.join('room', 'a', 'agent')
    rooms.join('room', 'c', 'caller')
    rooms.join('room', 's', 'supervisor')
  })

  it('knows who hears whom', () => {
    expect(rooms.listenersOf('a')).toEqual(['c', 's'])
    expect(rooms.listenersOf('c')).toEqual(['a', 's'])
    expect(rooms.listenersOf('s')).toEqual(['c'])
    rooms.setHears('room', { agent: ['supervisor'], caller: [] })
    expect(rooms.listenersOf('s')).toEqual(['a'])
  })

  it('follows legs that leave, move and end', () => {
    rooms.open('other', {})
    rooms.join('other', 'c', 'caller')
    expect(rooms.listenersOf('a')).toEqual(['s'])
    expect(rooms.listenersOf('c')).toEqual([])
    rooms.leave('s')
    expect(rooms.listenersOf('a')).toEqual([])
    rooms.leave('nobody')
  })

  it('forgets a room that closes', () => {
    rooms.close('room')
    expect(rooms.has('room')).toBe(false)
    expect(rooms.size).toBe(0)
    expect(rooms.listenersOf('a')).toEqual([])
    rooms.join('room', 'a', 'agent')
    expect(rooms.listenersOf('a')).toEqual([])
  })
})
