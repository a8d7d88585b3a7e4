import { at, type Day, daysBetween } from './days.ts'
import type { Dice } from './dice.ts'
import type { Person } from './people.ts'
import type { Writer } from './resources.ts'

/** What is measured at a visit. */
export interface Body {
  systolic: number
  diastolic: number
  /** Kilograms, of an adult. */
  weight: number
  /** Centimetres, of an adult. */
  height: number
}

export function bodyOf(dice: Dice, { sex }: Person): Body {
  const height = sex === 'male' ? dice.between(160, 182) : dice.between(148, 170)
  return {
    height,
    weight: Math.round((height / 100) ** 2 * dice.between(19, 30)),
    systolic: dice.between(104, 128),
    diastolic: dice.between(66, 82),
  }
}

/** Weight, pulse, and from fourteen years on blood pressure; a little different each time. */
export function measureVitals(
  writer: Writer,
  dice: Dice,
  {
    person,
    body,
    day,
    minutes,
    encounter,
    feverish = false,
  }: {
    person: Person
    body: Body
    day: Day
    minutes: number
    encounter: string
    feverish?: boolean
  },
) {
  const age = daysBetween(person.born, day) / 365.25
  const vital = { kind: 'vital-signs', when: at(day, minutes), encounter } as const
  if (age >= 14) {
    writer.measure({
      ...vital,
      title: 'Blood pressure',
      code: '85354-9',
      parts: [
        {
          title: 'Systolic blood pressure',
          code: '8480-6',
          value: body.systolic + dice.between(-6, 6),
          unit: 'mmHg',
        },
        {
          title: 'Diastolic blood pressure',
          code: '8462-4',
          value: body.diastolic + dice.between(-4, 4),
          unit: 'mmHg',
        },
      ],
    })
  } else {
    writer.measure({ ...vital, title: 'Body height', code: '8302-2', value: childHeight(age), unit: 'cm' })
  }
  const weight =
    age >= 18 ? body.weight + dice.between(-15, 15) / 10 : childWeight(age) + dice.between(-8, 8) / 10
  writer.measure({ ...vital, title: 'Body weight', code: '29463-7', value: rounded(weight), unit: 'kg' })
  const pulse = (age < 3 ? 118 : age < 12 ? 92 : 74) + dice.between(-8, 8) + (feverish ? 14 : 0)
  writer.measure({ ...vital, title: 'Heart rate', code: '8867-4', value: pulse, unit: '/min' })
  if (feverish || dice.chance(0.3)) {
    const temperature = feverish ? dice.between(381, 394) / 10 : dice.between(363, 371) / 10
    writer.measure({ ...vital, title: 'Body temperature', code: '8310-5', value: temperature, unit: '°C' })
  }
}

/** Middle values of the WHO growth standards, roughly. */
function childWeight(age: number): number {
  return age < 1 ? 3.3 + 6.2 * Math.sqrt(age) : Math.min(56, 8 + 2.1 * age + 0.07 * age ** 2)
}

function childHeight(age: number): number {
  return rounded(age < 1 ? 50 + 25 * age : Math.min(168, 75 + 6.4 * (age - 1)))
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
