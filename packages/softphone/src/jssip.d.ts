// The narrow part of JsSIP 3.13 that is used, as its source has it. JsSIP's own types extend an untyped base class, which
// makes everything `any`; this declaration takes their place.
declare module 'jssip' {
  export interface SipMessage {
    readonly status_code?: number
    readonly method?: string
    getHeader(name: string): string | undefined
  }

  export interface SipIdentity {
    readonly display_name?: string | null
    readonly uri: { readonly user?: string }
  }

  export interface SipEndEvent {
    readonly originator: 'local' | 'remote' | 'system'
    /** The request or response that ended the call, where one did. */
    readonly message: SipMessage | string | null
    /** One of JsSIP's causes. */
    readonly cause: string
  }

  export interface SipSessionEvents {
    peerconnection: { readonly peerconnection: RTCPeerConnection }
    icecandidate: { readonly candidate: RTCIceCandidate; ready(): void }
    progress: { readonly originator: string }
    accepted: object
    confirmed: object
    hold: { readonly originator: string }
    unhold: { readonly originator: string }
    ended: SipEndEvent
    failed: SipEndEvent
    refer: { reject(): void }
    replaces: { reject(): void }
  }

  export interface SipCallOptions {
    readonly mediaStream: MediaStream
    readonly pcConfig: RTCConfiguration
  }

  export interface SipSession {
    readonly connection: RTCPeerConnection | null
    readonly contact: string
    readonly remote_identity: SipIdentity
    isEstablished(): boolean
    isEnded(): boolean
    answer(options: SipCallOptions): void
    terminate(options?: { readonly status_code: number; readonly reason_phrase: string }): void
    mute(what: { readonly audio: boolean }): void
    unmute(what: { readonly audio: boolean }): void
    /** False when it cannot be done now. A refusal of the other side ends the session. */
    hold(options: object, done: () => void): boolean
    unhold(options: object, done: () => void): boolean
    renegotiate(options: object, done: () => void): boolean
    sendRequest(
      method: string,
      options: {
        readonly extraHeaders: readonly string[]
        readonly body?: string
        readonly eventHandlers: { onDialogError?(): void }
      },
    ): void
    /** Called by JsSIP when a request of this session cannot be sent. */
    onTransportError(): void
    on<Type extends keyof SipSessionEvents>(
      type: Type,
      listener: (event: SipSessionEvents[Type]) => void,
    ): unknown
  }

  export interface SipAgentEvents {
    connected: object
    registered: object
    registrationFailed: { readonly response: SipMessage | null; readonly cause: string }
    newRTCSession: {
      readonly originator: string
      readonly session: SipSession
      readonly request: SipMessage
    }
  }

  export class UA {
    /** Throws when the configuration is not valid. */
    constructor(configuration: SipAgentConfiguration)
    start(): void
    stop(): void
    register(): void
    call(target: string, options: SipCallOptions): SipSession
    set(parameter: 'password', value: string): boolean
    on<Type extends keyof SipAgentEvents>(
      type: Type,
      listener: (event: SipAgentEvents[Type]) => void,
    ): unknown
  }

  /** JsSIP's interface of a transport. */
  export interface SipTransport {
    readonly url: string
    readonly via_transport: string
    readonly sip_uri: string
    connect(): void
    disconnect(): void
    send(message: string): boolean
    isConnected(): boolean
    isConnecting(): boolean
    onconnect: () => void
    ondisconnect: (error: boolean, code?: number, reason?: string) => void
    ondata: (data: string) => void
  }

  export interface SipAgentConfiguration {
    readonly sockets: readonly SipTransport[]
    readonly uri: string
    readonly password: string
    readonly register: boolean
    readonly register_expires: number
    readonly no_answer_timeout: number
    readonly session_timers: boolean
    readonly connection_recovery_min_interval: number
    readonly connection_recovery_max_interval: number
    readonly user_agent: string
  }
}
