/** Contact flows as Amazon Connect exports them, written from the format its documentation publishes. */

interface Ways {
  readonly next?: string
  readonly errors?: Readonly<Record<string, string>>
  readonly conditions?: readonly (readonly [operator: string, operand: string, next: string])[]
}

export function action(
  identifier: string,
  type: string,
  parameters: Record<string, unknown>,
  { next, errors = {}, conditions = [] }: Ways = {},
) {
  return {
    Identifier: identifier,
    Type: type,
    Parameters: parameters,
    Transitions: {
      ...(next !== undefined && { NextAction: next }),
      Errors: Object.entries(errors).map(([type, to]) => ({ ErrorType: type, NextAction: to })),
      Conditions: conditions.map(([operator, operand, to]) => ({
        Condition: { Operator: operator, Operands: [operand] },
        NextAction: to,
      })),
    },
  }
}

export function contactFlow(
  start: string,
  actions: readonly ReturnType<typeof action>[],
  names: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
) {
  const metadata = actions.map(({ Identifier }, index) => [
    Identifier,
    {
      position: { x: 160 + index * 240, y: 40 * (index % 3) },
      parameters: Object.fromEntries(
        Object.entries(names[Identifier] ?? {}).map(([parameter, displayName]) => [
          parameter,
          { displayName },
        ]),
      ),
    },
  ])
  return {
    Version: '2019-10-30',
    StartAction: start,
    Metadata: {
      entryPointPosition: { x: 20, y: 20 },
      ActionMetadata: Object.fromEntries(metadata),
      name: 'A flow',
      type: 'contactFlow',
    },
    Actions: actions,
  }
}

const arn = (kind: string, id: string) =>
  `arn:aws:connect:eu-central-1:000000000000:instance/11111111-0000-4000-8000-000000000000/${kind}/${id}`

/** Hours, a menu and two queues, of which each has one way to the transfer. */
const support = contactFlow(
  'logging',
  [
    action(
      'logging',
      'UpdateFlowLoggingBehavior',
      { FlowLoggingBehavior: 'Enabled' },
      {
        next: 'voice',
      },
    ),
    action(
      'voice',
      'UpdateContactTextToSpeechVoice',
      { TextToSpeechVoice: 'Vicki' },
      {
        next: 'hours',
        errors: { NoMatchingError: 'hours' },
      },
    ),
    action(
      'hours',
      'CheckHoursOfOperation',
      { HoursOfOperationId: arn('operating-hours', 'h1') },
      {
        conditions: [
          ['Equals', 'True', 'menu'],
          ['Equals', 'False', 'closed'],
        ],
        errors: { NoMatchingError: 'closed' },
      },
    ),
    action(
      'menu',
      'GetParticipantInput',
      {
        Text: 'Hello $.Attributes.firstName. Press 1 for sales or 2 for help.',
        StoreInput: 'False',
        InputTimeLimitSeconds: '7',
      },
      {
        conditions: [
          ['Equals', '1', 'to-sales'],
          ['Equals', '2', 'to-help'],
        ],
        errors: {
          InputTimeLimitExceeded: 'menu',
          NoMatchingCondition: 'wrong',
          NoMatchingError: 'bye',
        },
      },
    ),
    action(
      'wrong',
      'MessageParticipant',
      { SSML: 'That is <break/> none of them.' },
      {
        next: 'menu',
        errors: { NoMatchingError: 'menu' },
      },
    ),
    action(
      'to-sales',
      'UpdateContactTargetQueue',
      { QueueId: arn('queue', 'q-sales') },
      {
        next: 'transfer-sales',
      },
    ),
    action(
      'to-help',
      'UpdateContactTargetQueue',
      { QueueId: arn('queue', 'q-help') },
      {
        next: 'transfer-help',
      },
    ),
    action(
      'transfer-sales',
      'TransferContactToQueue',
      {},
      {
        next: 'bye',
        errors: { QueueAtCapacity: 'closed', NoMatchingError: 'bye' },
      },
    ),
    action('transfer-help', 'TransferContactToQueue', {}, { errors: { NoMatchingError: 'bye' } }),
    action('closed', 'MessageParticipant', { PromptId: arn('prompt', 'p1') }, { next: 'bye' }),
    action('bye', 'DisconnectParticipant', {}),
  ],
  {
    hours: { HoursOfOperationId: 'Shop hours' },
    'to-sales': { QueueId: 'Sales' },
    closed: { PromptId: 'Closed.wav' },
  },
)

/** Two ways with different queues meet in one transfer. */
const meeting = contactFlow('by-plan', [
  action(
    'by-plan',
    'Compare',
    { ComparisonValue: '$.Attributes.plan' },
    {
      conditions: [
        ['Equals', 'gold', 'gold'],
        ['Equals', 'silver', 'silver'],
      ],
      errors: { NoMatchingCondition: 'silver' },
    },
  ),
  action('gold', 'UpdateContactTargetQueue', { QueueId: 'Gold' }, { next: 'full' }),
  action('silver', 'UpdateContactTargetQueue', { QueueId: 'Silver' }, { next: 'full' }),
  action(
    'full',
    'CheckMetricData',
    { MetricType: 'ContactsInQueue' },
    {
      conditions: [['NumberGreaterThan', '20', 'bye']],
      errors: { NoMatchingCondition: 'transfer', NoMatchingError: 'transfer' },
    },
  ),
  action('transfer', 'TransferContactToQueue', {}, { errors: { NoMatchingError: 'bye' } }),
  action('bye', 'DisconnectParticipant', {}),
])

/** A function's answer is compared, kept and read out. */
const lookUp = contactFlow('input', [
  action(
    'input',
    'GetParticipantInput',
    {
      Text: 'Your customer number, please.',
      StoreInput: 'True',
      InputTimeLimitSeconds: '10',
      InputValidation: { CustomValidation: { MaximumLength: '8' } },
      InputEncryption: { EncryptionKeyId: 'k', Key: 'c' },
      DTMFConfiguration: { InputTerminationSequence: '#' },
    },
    { next: 'ask', errors: { NoMatchingError: 'bye' } },
  ),
  action(
    'ask',
    'InvokeLambdaFunction',
    {
      LambdaFunctionARN: 'arn:aws:lambda:eu-central-1:000000000000:function:find-customer',
      InvocationTimeLimitSeconds: '5',
      LambdaInvocationAttributes: { number: '$.StoredCustomerInput', source: 'phone "line"' },
    },
    { next: 'keep', errors: { NoMatchingError: 'bye' } },
  ),
  action(
    'keep',
    'UpdateContactAttributes',
    { Attributes: { name: '$.External.name', city: '$.External.address.city', queue: 'x' } },
    { next: 'score', errors: { NoMatchingError: 'bye' } },
  ),
  action(
    'score',
    'Compare',
    { ComparisonValue: "$.['External']['score']" },
    {
      conditions: [
        ['NumberGreaterOrEqualTo', '90', 'hello'],
        ['TextStartsWith', 'A', 'hello'],
        ['Fancy', 'A', 'bye'],
      ],
      errors: { NoMatchingCondition: 'bye' },
    },
  ),
  action('hello', 'MessageParticipant', { Text: 'Hello $.Attributes.name.' }, { next: 'bye' }),
  action('bye', 'DisconnectParticipant', {}),
])

/** Chance, rounds, waiting and a call out. */
const outbound = contactFlow('split', [
  action(
    'split',
    'DistributeByPercentage',
    {},
    {
      conditions: [
        ['NumberLessThan', '21', 'loop'],
        ['NumberLessThan', '61', 'dial'],
      ],
      errors: { NoMatchingCondition: 'record' },
    },
  ),
  action(
    'loop',
    'Loop',
    { LoopCount: '3' },
    {
      conditions: [
        ['Equals', 'ContinueLooping', 'wait'],
        ['Equals', 'DoneLooping', 'dial'],
      ],
    },
  ),
  action(
    'wait',
    'Wait',
    { TimeLimitSeconds: '30', Events: ['CustomerReturned'] },
    {
      conditions: [
        ['Equals', 'WaitCompleted', 'loop'],
        ['Equals', 'CustomerReturned', 'dial'],
      ],
      errors: { NoMatchingError: 'bye' },
    },
  ),
  action(
    'dial',
    'TransferParticipantToThirdParty',
    {
      ThirdPartyPhoneNumber: '$.Attributes.pager',
      ThirdPartyConnectionTimeLimitSeconds: '25',
      ContinueFlowExecution: 'True',
    },
    {
      next: 'bye',
      errors: { CallFailed: 'bye', ConnectionTimeLimitExceeded: 'record', NoMatchingError: 'bye' },
    },
  ),
  action(
    'record',
    'UpdateContactRecordingBehavior',
    { RecordingBehavior: { RecordedParticipants: ['Agent', 'Customer'] } },
    { next: 'other' },
  ),
  action(
    'other',
    'TransferToFlow',
    { ContactFlowId: arn('contact-flow', 'f2') },
    {
      errors: { NoMatchingError: 'bye' },
    },
  ),
  action('bye', 'DisconnectParticipant', {}),
])

/** What there is nothing for. */
const extras = contactFlow('hooks', [
  action(
    'hooks',
    'UpdateContactEventHooks',
    { EventHooks: { AgentWhisper: arn('f', 'w') } },
    {
      next: 'lex',
    },
  ),
  action(
    'lex',
    'ConnectParticipantWithLexBot',
    { Text: 'How can I help?' },
    {
      conditions: [['Equals', 'BookTable', 'callback']],
      errors: { NoMatchingCondition: 'callback', NoMatchingError: 'bye' },
    },
  ),
  action(
    'callback',
    'CreateCallbackContact',
    { InitialCallDelaySeconds: '5' },
    {
      next: 'metrics',
      errors: { NoMatchingError: 'bye' },
    },
  ),
  action('metrics', 'GetMetricData', {}, { next: 'tell', errors: { NoMatchingError: 'bye' } }),
  action(
    'tell',
    'MessageParticipant',
    { Text: '$.Metrics.Queue.Size wait in $.Nothing.Here.' },
    {
      next: 'bye',
    },
  ),
  action('bye', 'EndFlowExecution', {}),
])

/** A module, whose identifiers its editor made up. */
const module = contactFlow('0a8f4d6e-0000-4000-8000-000000000001', [
  action(
    '0a8f4d6e-0000-4000-8000-000000000001',
    'InvokeFlowModule',
    { FlowModuleId: 'm1' },
    {
      next: '0a8f4d6e-0000-4000-8000-000000000002',
      errors: { NoMatchingError: 'gone' },
    },
  ),
  action('0a8f4d6e-0000-4000-8000-000000000002', 'EndFlowModuleExecution', {}),
])

export const connectFlows = { support, meeting, lookUp, outbound, extras, module }
