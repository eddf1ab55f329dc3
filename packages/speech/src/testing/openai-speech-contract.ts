import type { OpenApi } from './vendor-contract.ts'

/**
 * The one request of OpenAI's that its published contract does not have yet, as its reference describes it:
 * https://developers.openai.com/api/reference/resources/audio/subresources/speech/methods/create
 */
export const openAiSpeech: OpenApi = {
  paths: {
    '/audio/speech': {
      post: {
        requestBody: {
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/CreateSpeech' } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      CreateSpeech: {
        type: 'object',
        required: ['input', 'model', 'voice'],
        additionalProperties: false,
        properties: {
          input: { type: 'string', maxLength: 4096 },
          model: { enum: ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'] },
          voice: {
            enum: [
              'alloy',
              'ash',
              'ballad',
              'coral',
              'echo',
              'fable',
              'onyx',
              'nova',
              'sage',
              'shimmer',
              'verse',
              'marin',
              'cedar',
            ],
          },
          instructions: { type: 'string', maxLength: 4096 },
          response_format: { enum: ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] },
          speed: { type: 'number', minimum: 0.25, maximum: 4 },
          stream_format: { enum: ['sse', 'audio'] },
        },
      },
    },
  },
}
