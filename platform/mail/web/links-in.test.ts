import { expect, test } from 'vitest'
import { linksIn } from './links-in.ts'

test('a web address in a text is a link, and nothing else is', () => {
  const text = 'Accept:\nhttps://clinic.example/join?token=a_b-c\n\njavascript:alert(1)'
  expect(linksIn(text).map(({ words, isLink }) => [words, isLink])).toEqual([
    ['Accept:\n', false],
    ['https://clinic.example/join?token=a_b-c', true],
    ['\n\njavascript:alert(1)', false],
  ])
})
