import { type ComponentType, type FunctionComponent, type ReactNode, use, useSyncExternalStore } from 'react'
import type { Area } from '../language/catalogues.ts'
import { loadTexts } from '../language/language.ts'
import { AbsentPart, type Place } from './absent-part.tsx'
import { loadScript } from './load-script.ts'
import { makeLoading } from './loading.ts'

interface Options {
  /** What it is to the page, and so where it is said that it did not come. Default `section`. */
  place?: Place
  /** The catalogues it is written with. */
  texts?: Area[]
}

/** Drawn as the component itself is; `preload` asks for its script before. It never rejects: what went wrong is drawn. */
export interface LazyPart<Props> extends FunctionComponent<Props> {
  preload: () => Promise<void>
}

type PropsOf<Part> = Part extends (props: infer Props) => ReactNode ? Props : never

/**
 * A component whose script comes when it is first drawn, or when `preload` asks for it. While it is under way it suspends. If
 * it does not come, that is said in its place, and it is tried again by a button and by itself.
 */
export function lazyPart<Module, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
  options: Options = {},
): LazyPart<PropsOf<Module[Name]>> {
  // Of what it is given, only how it is closed concerns anybody here.
  return makeLazy<Closable & PropsOf<Module[Name]>>(
    async () => (await loadScript(load))[name] as ComponentType<Closable & PropsOf<Module[Name]>>,
    options,
  ) as LazyPart<PropsOf<Module[Name]>>
}

/** The page of a route inside the frame. */
export const lazyPage = lazyPageIn('page')

/** A page with nothing around it. */
export const lazyScreen = lazyPageIn('screen')

function lazyPageIn(place: Place) {
  return <Module,>(load: () => Promise<Module>, name: keyof Module, ...texts: Area[]): LazyPart<object> =>
    makeLazy(async () => (await loadScript(load))[name] as ComponentType, { place, texts })
}

interface Closable {
  onClose?: () => void
}

function makeLazy<Props extends Closable>(
  load: () => Promise<ComponentType<Props>>,
  { place = 'section', texts = [] }: Options,
): LazyPart<Props> {
  const loading = makeLoading(async () => {
    const [Part] = await Promise.all([load(), loadTexts(...texts)])
    return Part
  })
  function Lazy(props: Props) {
    const now = useSyncExternalStore(loading.subscribe, loading.now)
    if (now.thing) return <now.thing {...props} />
    if (now.failures === 0) use(loading.load())
    return <AbsentPart place={place} failure={now} loading={loading} onClose={props.onClose} />
  }
  return Object.assign(Lazy, { preload: loading.load })
}
