/** Stands for something that a hook makes later, so that a block can name it once. */
export function late<Thing extends object>(made: () => Thing | undefined): Thing {
  return new Proxy({} as Thing, {
    get(_, name): unknown {
      const thing = made();
      if (thing === undefined) throw new Error(`There is nothing yet that has ${String(name)}.`);
      const member: unknown = Reflect.get(thing, name);
      return typeof member === 'function' ? member.bind(thing) : member;
    },
  });
}
