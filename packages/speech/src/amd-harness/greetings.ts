import { freshLineConditions, type LineCondition } from './line-conditions.ts'

/** Who answers: people at home and at work say different things. */
export type Who = 'person at home' | 'person at work' | 'machine'

/** What is said, and in whose voices. The sets share neither texts nor voices. */
export interface GreetingSet {
  readonly name: 'tuning' | 'held-out' | 'fresh'
  readonly voices: readonly string[]
  readonly greetings: Readonly<Record<Who, readonly string[]>>
  /** Lines that no other set was heard over; the usual ones unless told. */
  readonly conditions?: readonly LineCondition[]
}

/** The set the rules were made with. */
export const tuningSet: GreetingSet = {
  name: 'tuning',
  voices: ['en-us', 'en-gb+f2', 'en-us+m3'],
  greetings: {
    'person at home': [
      'Hello?',
      'Hello.',
      'Yes?',
      'Hi.',
      'Hello, who is this?',
      'Good morning.',
      'John speaking.',
      'Yeah, hello?',
      'Speaking.',
      'Miller residence.',
    ],
    'person at work': [
      'Acme Plumbing, this is Jane.',
      'Front desk.',
      'Thank you for calling Acme, how can I help you?',
      'Good afternoon, Doctor Smith.',
    ],
    machine: [
      'Hi, you have reached the voicemail of John Miller. Please leave a message after the tone.',
      'We are sorry, nobody can take your call right now. Please leave your name and number.',
      'Hello, this is Anna. I am not here at the moment, so please leave a message and I will call you back.',
      'The person you are calling is not available. Please record your message after the beep.',
      'You have reached five five five, zero one zero zero. Please leave a message.',
      'Your call has been forwarded to an automatic voice message system.',
      'Hi there. Sorry I missed you. Leave me a message.',
      'Thank you for calling. Our office is closed now. Please call again between nine and five.',
    ],
  },
}

/** It was looked at four times while the first rules were made, so it is no judge of them. */
export const heldOutSet: GreetingSet = {
  name: 'held-out',
  voices: ['en-gb-scotland', 'en-us+f4', 'en-gb-x-rp+m5', 'en-us+m7'],
  greetings: {
    'person at home': [
      'Hello, hello?',
      'Hey.',
      'Who is calling?',
      'Good evening.',
      'This is she.',
      'Peterson.',
      'Yes, hello.',
      'Hallo?',
      'Maria here.',
      'What is it?',
      'Oh, hi.',
      'Good day, Robert speaking.',
    ],
    'person at work': [
      'Reception, good morning.',
      'Sales, Peter speaking.',
      'City Bakery, hello.',
      'Good morning, Baker and Sons, how may I direct your call?',
    ],
    machine: [
      'Hello, you have reached the Peterson family. We cannot come to the phone right now.',
      'This is the mailbox of Susan Brown. Please speak after the signal.',
      'The subscriber you have dialled cannot be reached at present. Please try again later.',
      'I am either away from my desk or on another call. Leave a message and I will get back to you.',
      'Welcome to the voice mail service. Please record your message after the tone.',
      'Sorry, I cannot answer the phone now. Please send me a text message instead.',
      'Hey, it is Mike. You know what to do.',
      'At the tone, please record your message. When you have finished, you may hang up.',
      'Our opening hours are Monday to Friday, from eight to six. Please leave your name.',
      'Hi. This is Laura. Leave a message.',
    ],
  },
}

/**
 * The set the error rates are of: texts, voices and lines of its own. It was measured once, when the rules were made; who
 * changes them after it makes another.
 */
export const freshSet: GreetingSet = {
  name: 'fresh',
  voices: ['en-029+f3', 'en-gb-x-gbclan+m2', 'en-us-nyc+f5', 'en-gb-x-gbcwmd+m4'],
  conditions: freshLineConditions,
  greetings: {
    'person at home': [
      'Hello there.',
      'Yep?',
      'Good afternoon.',
      'Hi, this is Tom.',
      'Yes, who is it?',
      'Henderson.',
      'Hello, Clara here.',
      'Can I help you?',
      'Hiya.',
      'Um, hello?',
      'Go ahead.',
      'Hello, is that you, David?',
    ],
    'person at work': [
      'Accounts department, Monica speaking.',
      'Riverside Dental, how can I help?',
      'Good morning, you are through to Northern Gas, my name is Paul.',
      'Hotel Adler, reception.',
      'City library, this is Fatima, what can I do for you?',
    ],
    machine: [
      'Thanks for calling Riverside Dental. We are closed until Monday morning.',
      'Hello, Tom and Clara are out. Please leave us a message and we will ring you back.',
      'The person at this number cannot take your call. To leave a message, wait for the tone.',
      'You are through to the voicemail of Henderson. Leave your name, number and a short message.',
      'The number you have called is switched off. Please try later, or send a text.',
      'Hi, I am driving at the moment. Say what you want after the beep.',
      'All our lines are busy. Please leave your number, and somebody will call you.',
      'Good day. This is an automated answering service. Please begin to speak after the signal.',
      'Hello? Just kidding, I am not in. Leave something nice.',
      'Nobody is home. Bye.',
    ],
  },
}
