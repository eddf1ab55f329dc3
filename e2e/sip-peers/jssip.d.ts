/** The part of JsSIP that its peer here uses; its own types make everything `any`. */
declare module 'jssip' {
  interface Session {
    on(event: 'confirmed' | 'ended' | 'failed', listener: () => void): void
    answer(options: CallOptions): void
    terminate(): void
    hold(options: object, done: () => void): boolean
    unhold(options: object, done: () => void): boolean
    refer(target: string, options: { eventHandlers: Record<string, () => void> }): void
    isEnded(): boolean
  }

  interface CallOptions {
    readonly mediaConstraints: MediaStreamConstraints
    readonly pcConfig: RTCConfiguration
  }

  export class WebSocketInterface {
    readonly url: string
    constructor(url: string)
  }

  export class UA {
    constructor(configuration: {
      sockets: WebSocketInterface[]
      uri: string
      password: string
      register: boolean
    })
    start(): void
    call(target: string, options: CallOptions): Session
    on(event: 'registered', listener: () => void): void
    on(event: 'registrationFailed', listener: (event: { cause: string }) => void): void
    on(
      event: 'newRTCSession',
      listener: (event: { originator: string; session: Session }) => void,
    ): void
  }
}
