// In the browser contracts say `typebox` and get this: the same JSON Schema without the engine behind it, which
// would be a tenth of the first load. A builder that is missing here fails the build.

type Schema = Record<string, unknown>

const optional = Symbol('optional')
const typed = (type: string) => (options?: Schema) => ({ type, ...options })

export const Type = {
  String: typed('string'),
  Integer: typed('integer'),
  Number: typed('number'),
  Boolean: typed('boolean'),
  Unknown: (options?: Schema) => ({ ...options }),
  Array: (items: Schema, options?: Schema) => ({ type: 'array', items, ...options }),
  Object: (properties: Record<string, Schema>, options?: Schema) => {
    const required = Object.keys(properties).filter((name) => !(optional in properties[name]!))
    return { type: 'object', ...(required.length > 0 && { required }), properties, ...options }
  },
  Partial: ({ required: _, ...schema }: Schema, options?: Schema) => ({ ...schema, ...options }),
  // Not enumerable: a copy that is spread into another schema is an ordinary one again, as in TypeBox.
  Optional: (schema: Schema) => Object.defineProperty({ ...schema }, optional, { value: true }),
  Unsafe: (schema: Schema) => ({ ...schema }),
}
