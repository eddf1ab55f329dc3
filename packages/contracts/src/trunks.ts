import { z } from 'zod'
import { E164, Id, listOf, Name, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** How a carrier is: from its answers to OPTIONS and to our registration. */
export const TrunkHealth = z.discriminatedUnion('kind', [
  /** Switched off by the tenant. */
  z.object({ kind: z.literal('off') }),
  /** Not asked yet. */
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('up'), roundTripMs: z.number() }),
  z.object({
    kind: z.literal('down'),
    reason: z.enum(['silence', 'no-address', 'out-of-service', 'registration-refused']),
    /** The SIP status the carrier gave, where it gave one. */
    status: z.number().int().nullable(),
  }),
])
export type TrunkHealth = z.infer<typeof TrunkHealth>

const Host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, 'At most 253 characters.')
  .regex(
    /^(?=.)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^[0-9a-f:]+$/,
    'Write a host name or address such as sip.example.com.',
  )

/** An address, or a network in CIDR notation. */
const Source = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'Write addresses such as 203.0.113.7 or networks such as 203.0.113.0/24.',
)

/** The beginning of a number in E.164: `+1`, `+4930`. */
const Prefix = z.string().regex(/^\+\d{1,15}$/, 'Write the beginning of a number, such as +1.')

const Credential = z
  .string()
  .min(1, 'Write it, or leave it out.')
  .max(200, 'At most 200 characters.')

/** By their names in RFC 3551 and RFC 7587; the last two are wideband. */
export const AudioCodec = z.enum(['PCMU', 'PCMA', 'G722', 'opus'])
export type AudioCodec = z.infer<typeof AudioCodec>

/** A carrier by which calls come and go, and what it grants. */
export const Trunk = z.object({
  id: Id,
  name: Name,
  enabled: z.boolean(),
  host: Host,
  /** Where SIP is spoken; `null` leaves it to the domain's own records (SRV), or else to the usual port. */
  port: z
    .number()
    .int()
    .min(1, 'Ports are 1 to 65535.')
    .max(65_535, 'Ports are 1 to 65535.')
    .nullable(),
  /** What SIP goes over; `auto` leaves it to the domain's own records (NAPTR), or else takes UDP. */
  transport: z.enum(['auto', 'udp', 'tcp', 'tls']),
  /** `srtp` encrypts the audio, with keys that travel with the signalling: it wants `tls`. */
  media: z.enum(['rtp', 'srtp']),
  /** What its calls are offered, best first; of what it offers, what is taken before all else. */
  codecs: z
    .array(AudioCodec)
    .min(1, 'Choose at least one.')
    .refine((all) => new Set(all).size === all.length, 'Each may be chosen once.'),
  /** The host part of addresses there, where it is not `host`: an account's realm, for most. */
  domain: Host.nullable(),
  /** The account's name; `null` where the carrier knows us by our address. */
  username: Credential.nullable(),
  /** Whether there is a password; it can be written, never read. */
  hasPassword: z.boolean(),
  /** Whether we register, so that the carrier's calls find us. */
  registers: z.boolean(),
  /** Where the carrier's calls come from. */
  addresses: z.array(Source).max(100, 'At most 100 addresses.'),
  /** The numbers it carries, by their beginnings; none means all. */
  prefixes: z.array(Prefix).max(500, 'At most 500 beginnings.'),
  /** 1 is asked first. */
  priority: z.number().int().min(1, 'From 1 to 100.').max(100, 'From 1 to 100.'),
  /** In the tenant's currency; of equals the cheaper is asked first. */
  pricePerMinute: z.number().min(0, 'Not below 0.').max(1000, 'At most 1000.'),
  /** The numbers that calls may show; none means the tenant's own. */
  callerIds: z.array(E164).max(1000, 'At most 1000 numbers.'),
  /** What calls show that ask for none. */
  defaultCallerId: E164.nullable(),
  /** How many calls may be up at once, and begin within a second. */
  maxChannels: z.number().int().min(1, 'From 1 to 10000.').max(10_000, 'From 1 to 10000.'),
  callsPerSecond: z.number().int().min(1, 'From 1 to 1000.').max(1000, 'From 1 to 1000.'),
  /** How numbers are written to it: `+15550100100` or `15550100100`. */
  numberFormat: z.enum(['e164', 'digits']),
  health: TrunkHealth,
  createdAt: Timestamp,
})
export type Trunk = z.infer<typeof Trunk>

const written = Trunk.omit({ id: true, hasPassword: true, health: true, createdAt: true }).extend({
  /** Write-only; `null` takes it away. */
  password: Credential.nullable(),
})
export const TrunkChange = written.partial()
export type TrunkChange = z.infer<typeof TrunkChange>

const tag = 'Trunks'
const params = z.object({ id: Id })

export const trunkRoutes = {
  listTrunks: route({
    method: 'GET',
    path: '/v1/trunks',
    summary: 'List trunks with their health',
    tag,
    access: ['trunks:read'],
    response: listOf(Trunk),
  }),
  createTrunk: route({
    method: 'POST',
    path: '/v1/trunks',
    summary: 'Add a trunk',
    tag,
    access: ['trunks:write'],
    body: TrunkChange.required({ name: true, host: true }),
    response: Trunk,
    status: 201,
    errors: ['already_exists'],
  }),
  updateTrunk: route({
    method: 'PATCH',
    path: '/v1/trunks/{id}',
    summary: 'Change a trunk; calls in progress go on',
    tag,
    access: ['trunks:write'],
    params,
    body: TrunkChange,
    response: Trunk,
    errors: ['already_exists'],
  }),
  deleteTrunk: route({
    method: 'DELETE',
    path: '/v1/trunks/{id}',
    summary: 'Delete a trunk; calls in progress go on',
    tag,
    access: ['trunks:write'],
    params,
  }),
  testTrunk: route({
    method: 'POST',
    path: '/v1/trunks/{id}/test',
    summary: 'Ask the carrier now whether it is there',
    tag,
    access: ['trunks:write'],
    params,
    response: TrunkHealth,
    repeatable: true,
    errors: ['unavailable'],
  }),
}
