import { expect, it } from 'vitest'
import { createEmitter } from './emitter.ts'

interface Events {
  number: number
  text: string
}

it('tells the listeners of an event its value, in the order they came', () => {
  const emitter = createEmitter<Events>()
  const heard: unknown[] = []
  emitter.on('number', (value) => heard.push(['first', value]))
  emitter.on('number', (value) => heard.push(['second', value]))
  emitter.on('text', (value) => heard.push(value))
  emitter.emit('number', 1)
  expect(heard).toEqual([
    ['first', 1],
    ['second', 1],
  ])
})

it('tells a listener that was given twice twice, until each is taken away', () => {
  const emitter = createEmitter<Events>()
  let count = 0
  const listener = () => (count += 1)
  const [offFirst, offSecond] = [emitter.on('text', listener), emitter.on('text', listener)]
  emitter.emit('text', '')
  offFirst()
  offFirst()
  emitter.emit('text', '')
  offSecond()
  emitter.emit('text', '')
  expect(count).toBe(3)
})

it('does not mind listeners that come and go while it tells', () => {
  const emitter = createEmitter<Events>()
  const heard: string[] = []
  const off = emitter.on('text', (value) => {
    heard.push(`first ${value}`)
    off()
    emitter.on('text', (value) => heard.push(`late ${value}`))
  })
  emitter.on('text', (value) => heard.push(`second ${value}`))
  emitter.emit('text', 'a')
  emitter.emit('text', 'b')
  expect(heard).toEqual(['first a', 'second a', 'second b', 'late b'])
})
