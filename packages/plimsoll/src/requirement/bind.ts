import type { Context, Evaluate } from './context.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type Bind = Extract<Requirement, { node: 'bind' }>
type Bound = Extract<Requirement, { node: 'bound' }>

/** A number seen from here, given a name under which every cell inside may ask for it. */
export function bind(node: Bind, context: Context, evaluate: Evaluate): NodeResult {
  const { scene, path } = context
  const { value } = evaluate(node.value, context)
  const child = evaluate(node.of, {
    ...context,
    scene: { ...scene, bound: { ...scene.bound, [node.name]: value } },
    // What is known under one value is not known under another.
    path: `${path}/${node.name} = ${value}`,
  })
  return { kind: 'bind', label: node.label ?? child.label, value: child.value, counts: [1], children: [child] }
}

/** A number by its name; `parseSpec` refuses a name that nothing around gives. */
export function bound(node: Bound, { scene }: Context): NodeResult {
  const known = scene.bound ?? {}
  const value = Object.hasOwn(known, node.name) ? known[node.name]! : 0
  return { kind: 'bound', label: node.label ?? node.name, value, children: [] }
}
