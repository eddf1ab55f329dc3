import { defineWords } from '@iris/app-frame'

export const pictureWords = defineWords('flow-picture', {
  label: 'Size of the picture',
  fit: 'Fit',
  in: 'Larger',
  out: 'Smaller',
})
