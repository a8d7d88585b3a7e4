import { expect, test } from 'vitest'
import { assertGoodPassword } from './password-rules.ts'

const context = ['Asha Kulkarni', 'asha.kulkarni@santkrupa.example', 'Santkrupa Clinic', 'santkrupa']
const choose =
  (password: string, hasSecondFactor = false) =>
  () =>
    assertGoodPassword(password, { field: 'password', hasSecondFactor, context })

test.each([
  'correct horse battery staple',
  'all lower case and no digit',
  'seven grey otters walk slowly along the river at night while nobody at all is looking',
  'मेरी गाय रोज़ सुबह आती है',
  '🐎🔋📎🐎🔌📎🌍🌙🔥💧🌳🪨🎈🎁🎲',
  '8301946275910384756',
  'x7-Qp! and so on'.repeat(2).slice(0, 31),
])('%s is good', (password) => {
  expect(choose(password)).not.toThrow()
})

test('fifteen characters are asked for, eight beside a second factor, counted as people count', () => {
  expect(choose('grey-otter-walk')).not.toThrow()
  expect(choose('grey-otter-wal')).toThrow('password_too_short')
  expect(choose('otterwalks', true)).not.toThrow()
  expect(choose('otterwa', true)).toThrow('password_too_short')
  // Two letters that are written with four: e and an accent, o and two dots.
  expect(choose('grey-otter-e\u0301o\u0308')).toThrow('password_too_short')
})

test.each([
  'passwordpassword',
  'Password123456789!',
  '123456789012345',
  'aaaaaaaaaaaaaaaa',
  'abababababababab',
  'abcdefghijklmnop',
  '987654321098765432',
  'qwertyuiopqwertyuiop',
  'Santkrupa Clinic',
  'asha.kulkarni2026',
  'kulkarnisantkrupa1',
])('%s is refused: many have it, or would guess it', (password) => {
  expect(choose(password)).toThrow('password_too_common')
})

test.each(['password', 'iloveyou', 'sunshine', 'football1', 'santkrupa'])(
  'so is %s beside a second factor',
  (password) => {
    expect(choose(password, true)).toThrow('password_too_common')
  },
)
