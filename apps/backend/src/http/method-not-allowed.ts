import { type Route, routes } from '@iris/contracts'

const paths = Map.groupBy(Object.values(routes) as Route[], (route) => route.path)
const patterns = [...paths].map(([path, ofPath]) => ({
  matches: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  methods: ofPath.map((route) => route.method),
}))

/** The methods an address of the API takes; none, where there is no such address. */
export function methodsAt(address: string): readonly string[] {
  return patterns.find(({ matches }) => matches.test(address))?.methods ?? []
}
