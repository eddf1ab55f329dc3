/** Who sends, seen from the side that said it (RFC 3264 §5.1). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

const directions: readonly Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive']

export function isDirection(name: string): name is Direction {
  return directions.some((one) => one === name)
}

export function makeDirection({
  sends,
  receives,
}: {
  sends: boolean
  receives: boolean
}): Direction {
  if (sends) return receives ? 'sendrecv' : 'sendonly'
  return receives ? 'recvonly' : 'inactive'
}

export function sends(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly'
}

export function receives(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly'
}

/** The same direction seen from the other side, which is also the fullest answer to it (RFC 3264 §6.1). */
export function mirrored(direction: Direction): Direction {
  return makeDirection({ sends: receives(direction), receives: sends(direction) })
}
