import type { Address, EmergencyContact, Patient } from '#apps/clinic/patients/patients.contract.ts'
import { type Day, daysBefore } from './days.ts'
import type { Dice } from './dice.ts'
import { hardNames, type Region } from './regions.ts'

/** Somebody who does not exist. */
export interface Person {
  /** Stable within his clinic: `p7`. */
  key: string
  givenName: string
  familyName: string
  sex: 'female' | 'male' | 'other'
  /** The true one, for working out what happened when. */
  born: Day
  /** As much of it as the clinic knows. */
  birthDate: string
  phone: string | null
  email: string | null
  address: Address
  language: string
  bloodGroup: NonNullable<Patient['bloodGroup']>
  emergencyContact: EmergencyContact | null
  diedOn: Day | null
}

/** Families who share a phone and an address, and some people with difficult names. */
export function makePeople(dice: Dice, region: Region, count: number, today: Day): Person[] {
  const people: Person[] = []
  const add = (drafts: Draft[]) => {
    for (const draft of drafts) {
      if (people.length < count) people.push(personOf(dice, draft, `p${people.length + 1}`, today))
    }
  }
  const hardCount = Math.min(hardNames.length, Math.ceil(count / 8))
  const firstHard = dice.between(0, hardNames.length - 1)
  for (let index = 0; index < hardCount; index++) {
    const name = hardNames[(firstHard + index) % hardNames.length]!
    add([{ ...homeOf(dice, region), ...name, age: dice.between(19, 78) }])
  }
  while (people.length < count) add(familyOf(dice, region))
  return people
}

type Home = Pick<Person, 'phone' | 'address' | 'language'>
type Draft = Home & Pick<Person, 'givenName' | 'familyName' | 'sex'> & { age: number; kin?: EmergencyContact }

function familyOf(dice: Dice, region: Region): Draft[] {
  const home = homeOf(dice, region)
  const [most, ...others] = region.names
  const { women, men, families } = others.length > 0 && dice.chance(0.3) ? dice.pick(others) : most!
  const familyName = dice.pick(families)
  const used = new Set<string>()
  const member = (sex: 'female' | 'male', age: number, kin?: EmergencyContact): Draft => {
    const givenName = dice.pick((sex === 'female' ? women : men).filter((name) => !used.has(name)))
    used.add(givenName)
    return { ...home, givenName, familyName, sex, age, ...(kin && { kin }) }
  }
  const contact = (draft: Draft, relation: string): EmergencyContact => ({
    name: `${draft.givenName} ${draft.familyName}`,
    relation,
    ...(draft.phone && { phone: draft.phone }),
  })
  const age = dice.between(24, 66)
  const wife = member('female', age)
  if (dice.chance(0.25)) return [wife]
  const husband = member('male', age + dice.between(0, 7), contact(wife, 'wife'))
  const couple = [{ ...wife, kin: contact(husband, 'husband') }, husband]
  const children = Array.from({ length: dice.between(0, 2) }, () =>
    member(dice.pick(['female', 'male']), Math.max(0, age - dice.between(21, 34)), contact(wife, 'mother')),
  )
  const elders = dice.chance(0.25)
    ? [
        member(
          dice.pick(['female', 'male']),
          Math.min(93, age + dice.between(24, 32)),
          contact(husband, 'son'),
        ),
      ]
    : []
  return [...couple, ...children, ...elders]
}

function homeOf(dice: Dice, { language, city, state, postalArea, localities }: Region): Home {
  return {
    // No Indian number begins with 50: whoever taps one of these calls nobody.
    phone: dice.chance(0.93) ? `+9150${dice.digits(8)}` : null,
    address: {
      line: `${dice.between(1, 240)}, ${dice.pick(['Gandhi Road', 'Station Road', 'Temple Street', 'Lake View', 'Main Road'])}, ${dice.pick(localities)}`,
      city,
      state,
      postalCode: `${postalArea}${String(dice.between(1, 99)).padStart(3, '0')}`,
      country: 'IN',
    },
    language,
  }
}

const bloodGroups = ['O+', 'O+', 'O+', 'B+', 'B+', 'B+', 'A+', 'A+', 'AB+', 'O-', 'B-', 'A-', 'AB-'] as const

function personOf(dice: Dice, { age, kin, ...draft }: Draft, key: string, today: Day): Person {
  const born = daysBefore(today, Math.floor(age * 365.25) + dice.between(20, 350))
  const died = age > 70 && dice.chance(0.2)
  const ascii = draft.givenName.normalize('NFD').replace(/[^A-Za-z]/g, '')
  return {
    ...draft,
    key,
    born,
    birthDate: age > 55 && dice.chance(0.35) ? born.slice(0, dice.pick([4, 7])) : born,
    email: ascii && age > 17 && dice.chance(0.3) ? `${ascii.toLowerCase()}.${key}@mail.example` : null,
    bloodGroup: dice.pick(bloodGroups),
    emergencyContact: kin ?? null,
    diedOn: died ? daysBefore(today, dice.between(30, 900)) : null,
  }
}
